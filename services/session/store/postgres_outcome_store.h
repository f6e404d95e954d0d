#ifndef FRONTDESK_SERVICES_SESSION_STORE_POSTGRES_OUTCOME_STORE_H_
#define FRONTDESK_SERVICES_SESSION_STORE_POSTGRES_OUTCOME_STORE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/domain/call_context.h"
#include "libs/postgres/postgres_pool.h"
#include "services/session/domain/call_outcome.h"

namespace frontdesk {

// Outcomes in the table of V012__keep_call_outcomes.sql.
class PostgresOutcomeStore : public OutcomeStore {
 public:
  // `pool` must outlive the store.
  explicit PostgresOutcomeStore(PostgresPool& pool) : pool_(pool) {}

  absl::StatusOr<RecordedOutcome> Record(const CallContext& call, const CallOutcome& outcome,
                                         const std::vector<std::string>& numbers,
                                         bool ends_session) override;
  absl::StatusOr<int> PurgeOutcomes(const CallContext& call, absl::Time before, int limit) override;

 private:
  PostgresPool& pool_;
};

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SESSION_STORE_POSTGRES_OUTCOME_STORE_H_
