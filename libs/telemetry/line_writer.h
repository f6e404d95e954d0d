#ifndef FRONTDESK_LIBS_TELEMETRY_LINE_WRITER_H_
#define FRONTDESK_LIBS_TELEMETRY_LINE_WRITER_H_

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"

namespace frontdesk::log {

// Writes lines in the order in which they come, without anybody waiting for somebody else's write:
// who comes while one is under way leaves the line to whoever writes, or goes on in their
// place where they have written for others several times. Only where more than `most_waiting` bytes
// wait, since whoever reads them is slow, is the caller held up. Thread-safe.
class LineWriter {
 public:
  // Is given whole lines, each with its end; one call at a time, on the thread of a caller.
  using Out = std::function<void(absl::string_view lines)>;

  explicit LineWriter(Out out, std::size_t most_waiting = 1024 * 1024)
      : out_(std::move(out)), most_waiting_(most_waiting) {}

  // `line` is without its end.
  void Write(absl::string_view line);

 private:
  const Out out_;
  const std::size_t most_waiting_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable written_;
  std::string waiting_;
  bool writing_ = false;        // somebody is
  bool tired_ = false;          // and has been for a while
  bool has_successor_ = false;  // who waits for that one's last write
  bool handed_over_ = false;
};

}  // namespace frontdesk::log

#endif  // FRONTDESK_LIBS_TELEMETRY_LINE_WRITER_H_
