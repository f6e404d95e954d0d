#ifndef FRONTDESK_LIBS_TURNS_POSTGRES_TURNS_H_
#define FRONTDESK_LIBS_TURNS_POSTGRES_TURNS_H_

#include <string>

#include "libs/turns/turns.h"

namespace frontdesk {

class PostgresPool;

// All of it is put into SQL as it is.
struct PostgresTurnsOptions {
  // With the columns clinic_id, holder, held_until, due_at, due_if_busy_at, failures and
  // finished_at, as deploy/postgres/migrations/V007 makes them.
  std::string table;
  // Whose column clinic_id names the clinics that people are calling; empty: none is.
  std::string busy_clinics;
  // A clinic that is new here is due within so long, somewhen: not all at once.
  absl::Duration first_within;
  // Work that a clinic needs that is not served any more, too.
  bool disabled_clinics_too = false;
};

// A row a clinic, whose holder has the turn until a moment that the row names. Nothing is left in a
// session, so it works through a transaction-mode pooler.
class PostgresTurns : public Turns {
 public:
  // `pool` must outlive the object.
  PostgresTurns(PostgresPool& pool, const PostgresTurnsOptions& options);

  absl::StatusOr<std::optional<Turn>> TakeDue(absl::Duration lease, absl::Time deadline) override;
  absl::StatusOr<std::optional<Turn>> Take(const ClinicId& clinic, absl::Duration lease,
                                           absl::Time deadline) override;
  absl::Status Keep(const Turn& turn, absl::Duration lease, absl::Time deadline) override;
  absl::Status Done(const Turn& turn, const NextTurn& next, absl::Time deadline) override;
  absl::Status Failed(const Turn& turn, absl::Duration again_in, absl::Time deadline) override;
  absl::Status GiveBack(const Turn& turn, absl::Time deadline) override;
  absl::Status MakeDue(const ClinicId& clinic, absl::Time deadline) override;

 private:
  PostgresPool& pool_;
  const double first_within_seconds_;
  const std::string add_all_, add_one_, take_due_, take_, keep_, done_, failed_, give_back_,
      make_due_;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_TURNS_POSTGRES_TURNS_H_
