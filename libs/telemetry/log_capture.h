#ifndef FRONTDESK_LIBS_TELEMETRY_LOG_CAPTURE_H_
#define FRONTDESK_LIBS_TELEMETRY_LOG_CAPTURE_H_

#include <mutex>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "libs/telemetry/log.h"

namespace frontdesk::test {

// Keeps what the process logs, at any level, while it lives; stderr stays silent. One at a time.
class LogCapture {
 public:
  LogCapture() {
    log::SetLevel(log::Level::kDebug);
    log::SetSink([this](absl::string_view line) {
      const std::lock_guard lock(mutex_);
      lines_.emplace_back(line);
    });
  }
  ~LogCapture() {
    log::SetSink(nullptr);
    log::SetLevel(log::Level::kInfo);
  }
  LogCapture(const LogCapture&) = delete;
  LogCapture& operator=(const LogCapture&) = delete;

  // Each is one JSON object; oldest first.
  std::vector<std::string> Lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

}  // namespace frontdesk::test

#endif  // FRONTDESK_LIBS_TELEMETRY_LOG_CAPTURE_H_
