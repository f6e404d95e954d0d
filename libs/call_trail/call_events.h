#ifndef FRONTDESK_LIBS_CALL_TRAIL_CALL_EVENTS_H_
#define FRONTDESK_LIBS_CALL_TRAIL_CALL_EVENTS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace frontdesk {

inline constexpr std::size_t kMostCallEvents = 500;     // in one batch
inline constexpr std::size_t kLongestCallEvent = 4000;  // bytes

// Where what happened in calls is kept, as the log lines that told it: each one JSON object with a
// "trace", see libs/telemetry/log.h. Implementations are thread-safe.
class CallEvents {
 public:
  virtual ~CallEvents() = default;

  // Keeps a batch, all or nothing but for lines of which it is not known which clinic's they are:
  // those, and what is no such line, are passed over. The clinic may stand in another line of the
  // same request and batch. Fails with kBookingSystemUnavailable, worth a retry.
  virtual absl::Status Keep(const std::vector<std::string>& lines, absl::Time deadline) = 0;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CALL_TRAIL_CALL_EVENTS_H_
