#ifndef FRONTDESK_LIBS_TURNS_ROUNDS_H_
#define FRONTDESK_LIBS_TURNS_ROUNDS_H_

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/turns/turns.h"

namespace frontdesk {

struct RoundsOptions {
  std::string name;  // begins the names of the log's events: "directory_sync"
  // From the end of one turn to the next, more or less: a tenth is left to chance, so that clinics
  // that began together drift apart.
  absl::Duration every;
  absl::Duration every_if_busy;
  // How often to look whether somebody's turn has come.
  absl::Duration look_every = absl::Seconds(5);
  // Longer than the work takes, or than the pause between two calls of Turns::Keep in it.
  absl::Duration lease = absl::Minutes(2);
  // After a failure, doubled after each further one.
  absl::Duration first_retry = absl::Seconds(30);
  absl::Duration longest_retry = absl::Minutes(30);
  int workers = 2;  // clinics at a time, in this replica
};

// How long to wait after the `failures`th failure in a row; 1 is the first.
absl::Duration RetryDelay(const RoundsOptions& options, int failures);

// Does a kind of work for one clinic after the other, again and again, as their turns come. Runs in
// every replica; the turns see to it that two never work for one clinic.
class Rounds {
 public:
  // What is done for a clinic; called by several threads. Once a stop is requested it ends soon,
  // with Cancelled unless it is done.
  using Work = std::function<absl::Status(const Turn& turn, std::stop_token stop)>;

  // Begins at once. `turns` must outlive the object.
  Rounds(Turns& turns, const RoundsOptions& options, Work work);
  // As Stop().
  ~Rounds();
  Rounds(const Rounds&) = delete;
  Rounds& operator=(const Rounds&) = delete;

  // Looks without waiting for the next time: somebody knows that there is work.
  void LookNow();
  // Requests a stop without waiting for it.
  void RequestStop();
  // Stops for good, and waits for the work that is under way. Not from several threads at once.
  void Stop();

 private:
  void Loop(std::stop_token stop);
  // Whether there was a turn to take.
  bool TakeOne(const std::stop_token& stop);
  void End(const Turn& turn, const absl::Status& outcome, bool stopping);

  Turns& turns_;
  const RoundsOptions options_;
  const Work work_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable_any changed_;
  int looks_wanted_ = 0;
  bool cannot_look_ = false;           // as it was the last time
  std::vector<std::jthread> workers_;  // last, since they use all of the above
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_TURNS_ROUNDS_H_
