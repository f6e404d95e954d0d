#include "libs/telemetry/line_writer.h"

#include <mutex>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace frontdesk::log {

namespace {

constexpr int kMostTurns = 4;

}  // namespace

void LineWriter::Write(absl::string_view line) {
  std::unique_lock lock(mutex_);
  written_.wait(lock, [this] { return !writing_ || waiting_.size() < most_waiting_; });
  absl::StrAppend(&waiting_, line, "\n");
  if (writing_) {
    if (!tired_ || has_successor_) return;
    has_successor_ = true;
    written_.wait(lock, [this] { return handed_over_; });
    handed_over_ = has_successor_ = tired_ = false;
  }
  writing_ = true;
  std::string lines;
  for (int turn = 0; !waiting_.empty(); ++turn) {
    if (has_successor_) {  // whose own line waits, too
      handed_over_ = true;
      written_.notify_all();
      return;
    }
    if (turn == kMostTurns) tired_ = true;
    lines.clear();
    lines.swap(waiting_);
    lock.unlock();
    out_(lines);
    lock.lock();
    written_.notify_all();
  }
  writing_ = tired_ = false;
}

}  // namespace frontdesk::log
