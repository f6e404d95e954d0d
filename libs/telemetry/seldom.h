#ifndef FRONTDESK_LIBS_TELEMETRY_SELDOM_H_
#define FRONTDESK_LIBS_TELEMETRY_SELDOM_H_

#include <mutex>
#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"

namespace frontdesk::log {

// Keeps what happens to every request of an outage from filling the log: of the events of one kind
// and subject, one is logged now and then, with the number of those that were not.
//
//   if (const auto unsaid = failures_.Due(clinic.value(), clock.Now())) {
//     log::Warn("slot_fetch_failed", {{"clinic", clinic}, {"unsaid", *unsaid}});
//   }
//
// Thread-safe.
class Seldom {
 public:
  explicit Seldom(absl::Duration every) : every_(every) {}

  // Whether to log the event of this subject: how many were left out since the last that was.
  // Empty if one was logged less than `every` ago.
  std::optional<int> Due(const std::string& subject, absl::Time now);

 private:
  struct Said {
    absl::Time at;
    int unsaid = 0;
  };

  const absl::Duration every_;
  std::mutex mutex_;
  absl::flat_hash_map<std::string, Said> said_;  // guarded by mutex_
};

}  // namespace frontdesk::log

#endif  // FRONTDESK_LIBS_TELEMETRY_SELDOM_H_
