#include "services/session/store/postgres_outcome_store.h"

#include <pqxx/nontransaction>
#include <pqxx/result>
#include <pqxx/transaction>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/domain/call_context.h"
#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/pqxx_errors.h"
#include "libs/postgres/single_write.h"
#include "libs/postgres/transaction.h"
#include "libs/postgres/values.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"
#include "services/session/domain/call_outcome.h"

namespace frontdesk {
namespace {

constexpr char kRecord[] = "SELECT session.record_outcome($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

constexpr char kPurgeOutcomes[] = R"sql(
    DELETE FROM session.call_outcomes WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM session.call_outcomes WHERE recorded_at < $1::timestamptz
        ORDER BY recorded_at LIMIT $2::int FOR UPDATE SKIP LOCKED))
)sql";

const char* Text(CallOutcome::Kind kind) {
  return kind == CallOutcome::Kind::kEnded ? "ended" : "never_started";
}

}  // namespace

absl::StatusOr<RecordedOutcome> PostgresOutcomeStore::Record(
    const CallContext& call, const CallOutcome& outcome, const std::vector<std::string>& numbers,
    bool ends_session) {
  const auto record = [&](pqxx::nontransaction& write) -> absl::StatusOr<RecordedOutcome> {
    const pqxx::row row = write.exec_params1(
        kRecord, ToArray(numbers), outcome.session.value(), ends_session,
        outcome.only_clinic.has_value() ? outcome.only_clinic->value().c_str() : nullptr,
        Text(outcome.kind), ToTimestamptz(outcome.reported_at), outcome.status, outcome.success,
        outcome.failure_reason, absl::ToInt64Seconds(outcome.duration));
    ASSIGN_OR_RETURN(const std::vector<std::string> texts, FromArray(row[0].as<std::string>()));
    if (texts.size() != 2) return MakeError(DomainError::kClinicNotFound, "nobody knows the call");
    return RecordedOutcome{.clinic = ClinicId(texts[0]), .already_known = !texts[1].empty()};
  };
  absl::StatusOr<RecordedOutcome> recorded = SingleWrite(pool_, call.deadline, record);
  // Recorded twice is recorded once.
  if (CommitInDoubt(recorded.status()) && absl::Now() < call.deadline) {
    recorded = SingleWrite(pool_, call.deadline, record);
  }
  return recorded;
}

absl::StatusOr<int> PostgresOutcomeStore::PurgeOutcomes(const CallContext& call, absl::Time before,
                                                        int limit) {
  return InTransaction(pool_, call.deadline, [&](pqxx::work& txn) -> absl::StatusOr<int> {
    return static_cast<int>(
        txn.exec_params(kPurgeOutcomes, ToTimestamptz(before), limit).affected_rows());
  });
}

}  // namespace frontdesk
