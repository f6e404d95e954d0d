#include "libs/privacy/purge.h"

#include <algorithm>
#include <cstdint>
#include <pqxx/result>
#include <pqxx/transaction>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/transaction.h"
#include "libs/postgres/values.h"
#include "libs/privacy/anonymised_booking.h"
#include "libs/status/status_macros.h"

namespace frontdesk {
namespace {

// Rows of one transaction: few enough that it is over in a moment.
constexpr int kBatch = 500;
// One transaction at most.
constexpr absl::Duration kForABatch = absl::Seconds(30);

// One kind of what is purged. Each takes the clinic as $1, the days that its bookings are kept as
// $2 and those of sessions as $3.
struct Kind {
  const char* what;
  const char* table;  // whose rows are called b
  std::string which;  // the condition
  // What is done with the rows whose places (ctid) are in `old`; empty: they are deleted.
  std::string instead;
};

const std::vector<Kind>& Kinds() {
  static const std::vector<Kind> kinds = {
      // By the time of the appointment, and not soon after somebody changed anything. What was
      // anonymised while its appointment was yet to come still has the patient's id.
      {"bookings", "booking.bookings",
       absl::StrCat(
           "((b.anonymised_at IS NULL AND b.ends_at < now() - make_interval(days => $2::integer) "
           "AND b.updated_at < now() - interval '1 day') "
           "OR (b.anonymised_at IS NOT NULL AND b.patient_id <> '' AND b.ends_at < now())) "
           "AND $3::integer IS NOT NULL AND ",
           kSettledBooking),
       absl::StrCat("changed AS (UPDATE booking.bookings SET ", kAnonymise,
                    " WHERE ctid = ANY (ARRAY(SELECT place FROM old)) RETURNING 1) "
                    "SELECT count(*) FROM changed")},
      // An index that nobody keeps in step with Cliniko any more says nothing that is true.
      {"patients", "booking.patients",
       "((b.archived AND b.merged_into IS NULL "
       "AND b.updated_at < now() - make_interval(days => $3::integer)) "
       "OR EXISTS (SELECT FROM schedule_cache.clinics c LEFT JOIN booking.patient_syncs s "
       "  USING (clinic_id) WHERE c.clinic_id = b.clinic_id AND NOT c.active "
       "  AND greatest(c.updated_at, s.finished_at) < now() - make_interval(days => $3::integer))) "
       "AND $2::integer IS NOT NULL",
       ""},
      {"sessions", "session.session_rejected_slots",
       "b.updated_at < now() - make_interval(days => least($2::integer, $3::integer))", ""},
      {"call_outcomes", "session.call_outcomes",
       "b.recorded_at < now() - make_interval(days => least($2::integer, $3::integer))", ""},
      {"call_events", "session.call_events",
       "b.happened_at < now() - make_interval(days => least($2::integer, $3::integer))", ""},
      // Source: contract/webhooks.md, section 4.5, for the year.
      {"preferred_locations", "session.preferred_locations",
       "b.updated_at < now() - make_interval(days => least($2::integer, 365)) AND $3::integer IS "
       "NOT NULL",
       ""},
      {"patient_claims", "booking.patient_claims",
       "b.held_until < now() - interval '1 day' AND least($2::integer, $3::integer) > 0", ""},
      // Nowhere on earth it is earlier than UTC's yesterday.
      {"cached_days", "schedule_cache.slot_cache",
       "b.day < (now() AT TIME ZONE 'UTC')::date - 1 AND least($2::integer, $3::integer) > 0", ""},
  };
  return kinds;
}

std::string CountSql(const Kind& kind) {
  return absl::StrCat("SELECT count(*) FROM ", kind.table, " b WHERE b.clinic_id = $1::uuid AND ",
                      kind.which);
}

// Rows that somebody has locked are in use, so they are left for another time.
std::string BatchSql(const Kind& kind) {
  return absl::StrCat("WITH old AS MATERIALIZED (SELECT b.ctid AS place FROM ", kind.table,
                      " b WHERE b.clinic_id = $1::uuid AND ", kind.which, " LIMIT ", kBatch,
                      " FOR UPDATE OF b SKIP LOCKED), ",
                      kind.instead.empty()
                          ? absl::StrCat("gone AS (DELETE FROM ", kind.table,
                                         " WHERE ctid = ANY (ARRAY(SELECT place FROM old)) "
                                         "RETURNING 1) SELECT count(*) FROM gone")
                          : kind.instead);
}

// A clinic whose index went has to be read in full once it is enabled again.
constexpr char kReadInFullAgain[] =
    "UPDATE booking.patient_syncs s SET read_up_to = NULL, full_read_at = NULL, complete = false, "
    "full_wanted = true FROM schedule_cache.clinics c "
    "WHERE s.clinic_id = $1::uuid AND c.clinic_id = s.clinic_id AND NOT c.active";

constexpr char kRetentionDays[] =
    "SELECT coalesce(retention_days, $2::integer) FROM schedule_cache.clinics "
    "WHERE clinic_id = $1::uuid";

absl::StatusOr<int> DaysOf(PostgresPool& pool, const ClinicId& clinic, int otherwise,
                           absl::Time deadline) {
  return InTransaction(pool, deadline, [&](pqxx::work& txn) -> absl::StatusOr<int> {
    const pqxx::result found = txn.exec_params(kRetentionDays, clinic.value(), otherwise);
    return found.empty() ? otherwise : found[0][0].as<int>();
  });
}

PurgeReport NothingYet() {
  PurgeReport report;
  for (const Kind& kind : Kinds()) report.kinds.push_back({.what = kind.what});
  return report;
}

absl::StatusOr<std::int64_t> RunBatch(PostgresPool& pool, const Kind& kind, const ClinicId& clinic,
                                      int days, int session_days, absl::Time deadline) {
  return InTransaction(pool, deadline, [&](pqxx::work& txn) -> absl::StatusOr<std::int64_t> {
    const auto rows =
        txn.exec_params1(BatchSql(kind), clinic.value(), days, session_days)[0].as<std::int64_t>();
    if (rows > 0 && kind.table == std::string("booking.patients")) {
      txn.exec_params0(kReadInFullAgain, clinic.value());
    }
    return rows;
  });
}

}  // namespace

std::int64_t PurgeReport::rows() const {
  std::int64_t sum = 0;
  for (const Purged& kind : kinds) sum += kind.rows;
  return sum;
}

absl::StatusOr<PurgeReport> Purge::Run(const ClinicId& clinic, absl::Time deadline,
                                       const GoOn& go_on) {
  PurgeReport report = NothingYet();
  if (!IsUuid(clinic.value())) return report;
  ASSIGN_OR_RETURN(const int days, DaysOf(pool_, clinic, retention_.days, deadline));
  for (std::size_t i = 0; i < Kinds().size(); ++i) {
    for (std::int64_t rows = kBatch; rows == kBatch;) {
      const absl::Time now = absl::Now();
      if (now >= deadline) {
        report.finished = false;
        return report;
      }
      ASSIGN_OR_RETURN(rows, RunBatch(pool_, Kinds()[i], clinic, days, retention_.session_days,
                                      std::min(deadline, now + kForABatch)));
      report.kinds[i].rows += rows;
      if (!go_on(report)) {
        report.finished = false;
        return report;
      }
    }
  }
  return report;
}

absl::StatusOr<PurgeReport> Purge::Count(const ClinicId& clinic, absl::Time deadline) {
  PurgeReport report = NothingYet();
  if (!IsUuid(clinic.value())) return report;
  ASSIGN_OR_RETURN(const int days, DaysOf(pool_, clinic, retention_.days, deadline));
  for (std::size_t i = 0; i < Kinds().size(); ++i) {
    ASSIGN_OR_RETURN(
        report.kinds[i].rows,
        InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::StatusOr<std::int64_t> {
          return txn
              .exec_params1(CountSql(Kinds()[i]), clinic.value(), days, retention_.session_days)[0]
              .as<std::int64_t>();
        }));
  }
  return report;
}

}  // namespace frontdesk
