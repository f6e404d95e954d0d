#include "services/session/store/postgres_outcome_store.h"

#include <pqxx/result>
#include <pqxx/transaction>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/domain/call_context.h"
#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/transaction.h"
#include "libs/postgres/values.h"
#include "libs/status/domain_error.h"
#include "services/session/domain/call_outcome.h"

namespace frontdesk {
namespace {

// The numbers in the order in which they were given; then who knows the session, if that is one
// clinic.
constexpr char kFindClinic[] = R"sql(
    SELECT clinic_id FROM (
      SELECT owner.clinic_id, given.place
      FROM unnest($1::text[]) WITH ORDINALITY AS given (phone_number, place)
      JOIN schedule_cache.number_owners AS owner USING (phone_number)
      UNION ALL
      SELECT (array_agg(DISTINCT clinic_id))[1], 1000
      FROM session.session_rejected_slots
      WHERE session_id = $2 AND $3::boolean
      HAVING count(DISTINCT clinic_id) = 1
    ) AS found
    WHERE clinic_id = coalesce(nullif($4, '')::uuid, clinic_id)
    ORDER BY place LIMIT 1
)sql";

constexpr char kKeepOutcome[] = R"sql(
    INSERT INTO session.call_outcomes AS kept
        (clinic_id, session_id, kind, reported_at, status, success, failure_reason, duration_seconds)
    VALUES ($1::uuid, $2, $3, $4::timestamptz, $5, $6, $7, $8::int)
    ON CONFLICT (clinic_id, session_id, kind) DO UPDATE
    SET reported_at = excluded.reported_at, status = excluded.status, success = excluded.success,
        failure_reason = excluded.failure_reason, duration_seconds = excluded.duration_seconds,
        recorded_at = now()
    WHERE excluded.reported_at > kept.reported_at
)sql";

constexpr char kEndSession[] = R"sql(
    DELETE FROM session.session_rejected_slots WHERE session_id = $2 AND clinic_id = $1::uuid
)sql";

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
  return InTransaction(
      pool_, call.deadline, [&](pqxx::work& txn) -> absl::StatusOr<RecordedOutcome> {
        const std::string only =
            outcome.only_clinic.has_value() ? outcome.only_clinic->value() : "";
        const pqxx::result found = txn.exec_params(kFindClinic, ToArray(numbers),
                                                   outcome.session.value(), ends_session, only);
        if (found.empty()) {
          return MakeError(DomainError::kClinicNotFound, "nobody knows the call");
        }
        const auto clinic = found[0][0].as<std::string>();
        const pqxx::result kept =
            txn.exec_params(kKeepOutcome, clinic, outcome.session.value(), Text(outcome.kind),
                            ToTimestamptz(outcome.reported_at), outcome.status, outcome.success,
                            outcome.failure_reason, absl::ToInt64Seconds(outcome.duration));
        if (ends_session) txn.exec_params0(kEndSession, clinic, outcome.session.value());
        return RecordedOutcome{.clinic = ClinicId(clinic),
                               .already_known = kept.affected_rows() == 0};
      });
}

absl::StatusOr<int> PostgresOutcomeStore::PurgeOutcomes(const CallContext& call, absl::Time before,
                                                        int limit) {
  return InTransaction(pool_, call.deadline, [&](pqxx::work& txn) -> absl::StatusOr<int> {
    return static_cast<int>(
        txn.exec_params(kPurgeOutcomes, ToTimestamptz(before), limit).affected_rows());
  });
}

}  // namespace frontdesk
