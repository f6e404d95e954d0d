#include "libs/telemetry/line_writer.h"

#include <mutex>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace frontdesk::log {

void LineWriter::Write(absl::string_view line) {
  std::unique_lock lock(mutex_);
  written_.wait(lock, [this] { return !writing_ || waiting_.size() < most_waiting_; });
  absl::StrAppend(&waiting_, line, "\n");
  if (writing_) return;
  writing_ = true;
  std::string lines;
  while (!waiting_.empty()) {
    lines.clear();
    lines.swap(waiting_);
    lock.unlock();
    out_(lines);
    lock.lock();
    written_.notify_all();
  }
  writing_ = false;
}

}  // namespace frontdesk::log
