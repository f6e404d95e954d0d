#ifndef FRONTDESK_LIBS_TURNS_TURNS_H_
#define FRONTDESK_LIBS_TURNS_TURNS_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"

namespace frontdesk {

// The right to do a clinic's work, for a while.
struct Turn {
  ClinicId clinic;
  std::string token;  // a UUID that proves it to a store; new for each turn
  int failures = 0;   // of the turns just before this one, in a row
};

// When the work is to be done again.
struct NextTurn {
  absl::Duration in;
  absl::Duration in_if_busy;  // for a clinic that people are calling; not above `in`
};

// Whose turn it is, of all replicas, to do one kind of work for each clinic that is not disabled.
// The time is the store's, so the replicas' clocks need not agree. Implementations are thread-safe;
// all calls fail with kBookingSystemUnavailable while the database cannot be reached in time.
class Turns {
 public:
  virtual ~Turns() = default;

  // The turn of the clinic that has been due the longest; nobody else gets it for `lease`. Empty
  // where nothing is due that nobody is at.
  virtual absl::StatusOr<std::optional<Turn>> TakeDue(absl::Duration lease,
                                                      absl::Time deadline) = 0;
  // The turn of this clinic, due or not. Empty: somebody has it. Fails with kClinicNotFound.
  virtual absl::StatusOr<std::optional<Turn>> Take(const ClinicId& clinic, absl::Duration lease,
                                                   absl::Time deadline) = 0;
  // For `lease` from now. Fails with Aborted where somebody else has taken over.
  virtual absl::Status Keep(const Turn& turn, absl::Duration lease, absl::Time deadline) = 0;

  // Each of these ends the turn, or does nothing where it was lost.
  virtual absl::Status Done(const Turn& turn, const NextTurn& next, absl::Time deadline) = 0;
  virtual absl::Status Failed(const Turn& turn, absl::Duration again_in, absl::Time deadline) = 0;
  // The work was not done, and not for want of trying: it is due at once, for another replica.
  virtual absl::Status GiveBack(const Turn& turn, absl::Time deadline) = 0;

  // Makes this clinic's work due now. Fails with kClinicNotFound.
  virtual absl::Status MakeDue(const ClinicId& clinic, absl::Time deadline) = 0;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_TURNS_TURNS_H_
