#ifndef FRONTDESK_LIBS_CALL_TRAIL_CALL_TRAIL_H_
#define FRONTDESK_LIBS_CALL_TRAIL_CALL_TRAIL_H_

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/call_trail/call_events.h"
#include "libs/telemetry/log.h"

namespace frontdesk {

struct CallTrailOptions {
  std::size_t waiting = 4 * kMostCallEvents;  // lines; what finds no room is lost
  // Between two batches of at most kMostCallEvents: so many go into the database and no more,
  // whatever callers do.
  absl::Duration every = absl::Seconds(1);
  absl::Duration at_the_end = absl::Seconds(2);  // for what still waits as the process ends
};

// Hands what this process logs of calls to where it is kept: each line that a request's trace
// leads to, but "rpc" lines that tell of nothing unusual. Nobody who logs waits for it. What became
// of them is counted in frontdesk_call_events_total. One at a time in a process.
class CallTrail {
 public:
  // `events` must outlive the object.
  explicit CallTrail(CallEvents& events, const CallTrailOptions& options = {});
  ~CallTrail();
  CallTrail(const CallTrail&) = delete;
  CallTrail& operator=(const CallTrail&) = delete;

 private:
  void Take(log::Level level, absl::string_view event, absl::string_view line);
  void Run();
  // One batch. False: try again later.
  bool KeepSome(absl::Time deadline);

  CallEvents& events_;
  const CallTrailOptions options_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::deque<std::string> waiting_;
  bool stopping_ = false;
  std::vector<std::string> batch_;  // the thread's own
  bool failing_ = false;            // the thread's own
  std::thread thread_;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CALL_TRAIL_CALL_TRAIL_H_
