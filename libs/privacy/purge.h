#ifndef FRONTDESK_LIBS_PRIVACY_PURGE_H_
#define FRONTDESK_LIBS_PRIVACY_PURGE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"
#include "libs/privacy/retention.h"

namespace frontdesk {

class PostgresPool;

// How much of one kind went, or would go.
struct Purged {
  const char* what;  // "bookings"
  std::int64_t rows = 0;
};

struct PurgeReport {
  std::vector<Purged> kinds;  // always all of them, in one order
  bool finished = true;       // false: there is more, for another time

  std::int64_t rows() const;
};

// Takes what has been kept for long enough out of the database, a clinic at a time:
//
//   bookings    keep what was booked and what became of it, with their events; who it was for, who
//               asked and in which call goes. Never of one that is not settled.
//   patients    of the index: those whom Cliniko has archived and who stand for nobody else, and
//               everybody of a clinic that was disabled so long ago that the index is out of date
//   sessions, call_outcomes, call_events, preferred_locations, patient_claims, cached_days
//
// Works in small transactions, so that nobody waits for it, and skips rows that are in use.
// Running it twice, or in two places at once, does no harm. Thread-safe.
class Purge {
 public:
  // `pool` must outlive the object.
  Purge(PostgresPool& pool, const Retention& retention) : pool_(pool), retention_(retention) {}

  // Called after each transaction with what it did. True: go on.
  using GoOn = std::function<bool(const PurgeReport& so_far)>;

  // Ends by `deadline`, with finished = false if there is more to do then or once `go_on` says no.
  // Fails with kBookingSystemUnavailable and, where there is no such clinic, does nothing.
  absl::StatusOr<PurgeReport> Run(const ClinicId& clinic, absl::Time deadline, const GoOn& go_on);

  // What Run would do now; changes nothing.
  absl::StatusOr<PurgeReport> Count(const ClinicId& clinic, absl::Time deadline);

 private:
  PostgresPool& pool_;
  const Retention retention_;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_PRIVACY_PURGE_H_
