#ifndef FRONTDESK_LIBS_CLINIKO_BUDGET_POSTGRES_CLINIKO_BUDGET_H_
#define FRONTDESK_LIBS_CLINIKO_BUDGET_POSTGRES_CLINIKO_BUDGET_H_

#include <mutex>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/concurrency/watchdog.h"
#include "libs/cliniko_budget/cliniko_budget.h"
#include "libs/domain/ids.h"

namespace frontdesk {

class PostgresPool;

// A budget in the database, which all replicas and services share; its rule is in the function
// take_cliniko_request. One statement a request, no session state, and no connection or lock is
// held between two of them. Time is the database's, whatever the replicas' clocks say.
//
// While the database cannot be reached, nothing is granted: a budget that each replica kept by
// itself meanwhile could be exceeded by all of them together. What is cached still answers.
class PostgresClinikoBudget : public ClinikoBudget {
 public:
  // `pool` and `clock`, the system's, must outlive the object.
  PostgresClinikoBudget(PostgresPool& pool, const Clock& clock,
                        const ClinikoBudgetOptions& options = {})
      : pool_(pool), clock_(clock), options_(options) {}

  absl::Status Take(const ClinicId& clinic, cliniko::CallPriority priority,
                    absl::Time deadline) override;
  // Takes effect on this replica even if the database cannot be told.
  void Block(const ClinicId& clinic, absl::Time reset) override;

 private:
  // When the clinic may be asked again as far as this replica knows.
  absl::Time BlockedUntil(const ClinicId& clinic);

  PostgresPool& pool_;
  const Clock& clock_;
  const ClinikoBudgetOptions options_;
  Watchdog watchdog_;  // ends statements that nobody answers
  std::mutex mutex_;
  absl::flat_hash_map<ClinicId, absl::Time> blocked_until_;  // those that are not past
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CLINIKO_BUDGET_POSTGRES_CLINIKO_BUDGET_H_
