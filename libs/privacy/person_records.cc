#include "libs/privacy/person_records.h"

#include <cstddef>
#include <cstdint>
#include <pqxx/result>
#include <pqxx/transaction>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/transaction.h"
#include "libs/postgres/values.h"
#include "libs/privacy/anonymised_booking.h"
#include "libs/status/status_macros.h"

namespace frontdesk {
namespace {

// Whose it is, from the clinic ($1), a number ($2) and a patient's id ($3), one of which is null.
//
// ids: patients of the index. own_numbers: what is kept under them is theirs. theirs: bookings for
// them. asked: bookings that were made for others from a number of theirs. calls: sessions. said:
// what was logged of those.
constexpr char kWhose[] = R"sql(
  WITH ids AS (
    SELECT n.patient_id FROM booking.patient_phones n
    WHERE n.clinic_id = $1::uuid AND n.phone_number = $2
    UNION SELECT $3::text WHERE $3::text IS NOT NULL),
  own_numbers AS (
    SELECT $2::text AS phone_number WHERE $2::text IS NOT NULL
    UNION
    SELECT n.phone_number FROM booking.patient_phones n
    WHERE n.clinic_id = $1::uuid AND n.patient_id = $3 AND NOT EXISTS (
      SELECT FROM booking.patient_phones o
      WHERE o.clinic_id = n.clinic_id AND o.phone_number = n.phone_number
        AND o.patient_id <> n.patient_id)),
  theirs AS (
    SELECT b.* FROM booking.bookings b
    WHERE b.clinic_id = $1::uuid AND (
      ($2::text IS NOT NULL AND (b.patient_phone = $2
                                 OR (b.patient_id <> '' AND b.patient_id IN (SELECT patient_id FROM ids))))
      OR ($3::text IS NOT NULL AND (b.patient_id = $3 OR (b.patient_id IS NULL
            AND b.patient_phone IN (SELECT phone_number FROM own_numbers)))))),
  asked AS (
    SELECT b.* FROM booking.bookings b
    WHERE b.clinic_id = $1::uuid AND (b.caller_phone IN (SELECT phone_number FROM own_numbers)
           OR b.untold_phone IN (SELECT phone_number FROM own_numbers))
      AND b.booking_id NOT IN (SELECT booking_id FROM theirs)),
  calls AS (
    SELECT session_id FROM theirs WHERE session_id <> ''
    UNION SELECT session_id FROM asked WHERE session_id <> ''
    UNION SELECT s.session_id FROM session.session_rejected_slots s
    WHERE s.clinic_id = $1::uuid AND s.caller_phone IN (SELECT phone_number FROM own_numbers)),
  said AS (
    SELECT v.event_id FROM session.call_events v
    WHERE v.clinic_id = $1::uuid AND (v.session_id IN (SELECT session_id FROM calls)
      OR (v.session_id = '' AND (v.trace, v.request_id) IN (
        SELECT n.trace, n.request_id FROM session.call_events n
        WHERE n.clinic_id = $1::uuid AND n.session_id IN (SELECT session_id FROM calls)))))
)sql";

struct Source {
  const char* name;
  const char* rows;  // those of table t
};

constexpr Source kSources[] = {
    {"patients",
     "SELECT to_jsonb(t) || jsonb_build_object('phone_numbers', (SELECT coalesce("
     "  jsonb_agg(n.phone_number ORDER BY n.phone_number), '[]') FROM booking.patient_phones n "
     "  WHERE n.clinic_id = t.clinic_id AND n.patient_id = t.patient_id)) "
     "FROM booking.patients t WHERE t.clinic_id = $1::uuid "
     "AND t.patient_id IN (SELECT patient_id FROM ids) ORDER BY t.patient_id"},
    {"bookings",
     "SELECT to_jsonb(t) || jsonb_build_object('events', (SELECT coalesce("
     "  jsonb_agg(to_jsonb(e) ORDER BY e.event_id), '[]') FROM booking.booking_events e "
     "  WHERE e.booking_id = t.booking_id)) FROM theirs t ORDER BY t.created_at, t.booking_id"},
    // For whom they are is not theirs to know.
    {"asked_for_others",
     "SELECT jsonb_build_object('booking_id', t.booking_id, 'caller_phone', t.caller_phone, "
     "'untold_phone', t.untold_phone, "
     "'session_id', t.session_id, 'created_at', t.created_at) FROM asked t "
     "ORDER BY t.created_at, t.booking_id"},
    {"sessions",
     "SELECT to_jsonb(t) FROM session.session_rejected_slots t WHERE t.clinic_id = $1::uuid "
     "AND t.caller_phone IN (SELECT phone_number FROM own_numbers) ORDER BY t.began_at"},
    {"preferred_locations",
     "SELECT to_jsonb(t) FROM session.preferred_locations t WHERE t.clinic_id = $1::uuid "
     "AND t.caller_phone IN (SELECT phone_number FROM own_numbers) ORDER BY t.caller_phone"},
    {"call_outcomes",
     "SELECT to_jsonb(t) FROM session.call_outcomes t WHERE t.clinic_id = $1::uuid "
     "AND t.session_id IN (SELECT session_id FROM calls) ORDER BY t.reported_at"},
    {"call_events",
     "SELECT to_jsonb(t) - 'line' || jsonb_build_object('line', t.line::text) "
     "FROM session.call_events t WHERE t.event_id IN (SELECT event_id FROM said) "
     "ORDER BY t.happened_at, t.event_id"},
    {"patient_claims",
     "SELECT to_jsonb(t) FROM booking.patient_claims t WHERE t.clinic_id = $1::uuid "
     "AND t.phone_number IN (SELECT phone_number FROM own_numbers) ORDER BY t.phone_number"},
};

pqxx::result Exec(pqxx::work& txn, absl::string_view sql, const ClinicId& clinic,
                  const Person& person) {
  return txn.exec_params(absl::StrCat(kWhose, sql), clinic.value(), NullIfEmpty(person.phone),
                         NullIfEmpty(person.patient.value()));
}

std::int64_t CountOf(const pqxx::result& counted) { return counted[0][0].as<std::int64_t>(); }

// Against somebody who books for them meanwhile; for as long as the transaction lasts.
constexpr char kLockBookings[] =
    "SELECT count(*) FROM (SELECT b.booking_id FROM booking.bookings b "
    "WHERE b.booking_id IN (SELECT booking_id FROM theirs) FOR UPDATE OF b) AS locked";
constexpr absl::string_view kCountUnsettled =
    "SELECT count(*) FROM theirs b WHERE b.anonymised_at IS NULL AND NOT ";
constexpr char kCountUpcoming[] =
    "SELECT count(*) FROM theirs WHERE state = 'booked' AND ends_at > now()";

constexpr char kRecordErasure[] =
    "INSERT INTO booking.erasures (clinic_id, sought_by, bookings, patients, calls) "
    "VALUES ($1::uuid, $2, $3, $4, $5)";
constexpr char kListErasures[] =
    "SELECT erased_at::text, sought_by, bookings, patients, calls FROM booking.erasures "
    "WHERE clinic_id = $1::uuid ORDER BY erased_at DESC, erasure_id DESC LIMIT $2::integer";

// The last statement of all: the others look for the person by what these take away.
std::string EraseSql() {
  return absl::StrCat(
      ", bookings AS (UPDATE booking.bookings SET ", kAnonymise,
      "   WHERE booking_id IN (SELECT booking_id FROM theirs) RETURNING 1), "
      "others AS (UPDATE booking.bookings SET caller_phone = '', masked_caller = '', "
      "   session_id = '', untold = NULL, untold_session = '', untold_phone = '' "
      "   WHERE booking_id IN (SELECT booking_id FROM asked)), "
      "patients AS (DELETE FROM booking.patients p WHERE p.clinic_id = $1::uuid "
      "   AND p.patient_id IN (SELECT patient_id FROM ids) RETURNING 1), "
      "sessions AS (DELETE FROM session.session_rejected_slots s WHERE s.clinic_id = $1::uuid "
      "   AND s.caller_phone IN (SELECT phone_number FROM own_numbers) RETURNING 1), "
      "preferred AS (DELETE FROM session.preferred_locations l WHERE l.clinic_id = $1::uuid "
      "   AND l.caller_phone IN (SELECT phone_number FROM own_numbers) RETURNING 1), "
      "outcomes AS (DELETE FROM session.call_outcomes o WHERE o.clinic_id = $1::uuid "
      "   AND o.session_id IN (SELECT session_id FROM calls) RETURNING 1), "
      "trail AS (DELETE FROM session.call_events v "
      "   WHERE v.event_id IN (SELECT event_id FROM said) RETURNING 1), "
      "claims AS (DELETE FROM booking.patient_claims c WHERE c.clinic_id = $1::uuid "
      "   AND c.phone_number IN (SELECT phone_number FROM own_numbers) "
      "   AND c.held_until < now() RETURNING 1) "
      "SELECT (SELECT count(*) FROM bookings), (SELECT count(*) FROM patients), "
      "(SELECT count(*) FROM sessions) + (SELECT count(*) FROM preferred) "
      "+ (SELECT count(*) FROM outcomes) + (SELECT count(*) FROM trail), (SELECT count(*) FROM "
      "claims)");
}

}  // namespace

std::size_t PersonRecords::size() const {
  std::size_t sum = 0;
  for (const Kind& kind : kinds) sum += kind.records.size();
  return sum;
}

absl::StatusOr<PersonRecords> FindPersonRecords(PostgresPool& pool, const ClinicId& clinic,
                                                const Person& person, absl::Time deadline) {
  return InTransaction(pool, deadline, [&](pqxx::work& txn) -> absl::StatusOr<PersonRecords> {
    PersonRecords found;
    for (const Source& source : kSources) {
      PersonRecords::Kind& kind = found.kinds.emplace_back();
      kind.name = source.name;
      for (const pqxx::row& row : Exec(txn, source.rows, clinic, person)) {
        kind.records.push_back(row[0].as<std::string>());
      }
    }
    return found;
  });
}

absl::StatusOr<Erased> ErasePerson(PostgresPool& pool, const ClinicId& clinic, const Person& person,
                                   absl::Time deadline) {
  return InTransaction(pool, deadline, [&](pqxx::work& txn) -> absl::StatusOr<Erased> {
    Exec(txn, kLockBookings, clinic, person);
    const std::int64_t unsettled =
        CountOf(Exec(txn, absl::StrCat(kCountUnsettled, kSettledBooking), clinic, person));
    if (unsettled > 0) {
      return absl::FailedPreconditionError(
          absl::StrCat(unsettled,
                       " of their bookings not settled yet: pending, being moved or "
                       "being cancelled; nothing was erased. Try again in a minute"));
    }
    Erased erased{.upcoming = CountOf(Exec(txn, kCountUpcoming, clinic, person))};
    const pqxx::result done = Exec(txn, EraseSql(), clinic, person);
    erased.bookings = done[0][0].as<std::int64_t>();
    erased.patients = done[0][1].as<std::int64_t>();
    erased.calls = done[0][2].as<std::int64_t>();
    if (erased.bookings + erased.patients + erased.calls > 0) {
      txn.exec_params0(kRecordErasure, clinic.value(), person.phone.empty() ? "patient" : "number",
                       erased.bookings, erased.patients, erased.calls);
    }
    return erased;
  });
}

absl::StatusOr<std::vector<Erasure>> ListErasures(PostgresPool& pool, const ClinicId& clinic,
                                                  int limit, absl::Time deadline) {
  return InTransaction(
      pool, deadline, [&](pqxx::work& txn) -> absl::StatusOr<std::vector<Erasure>> {
        std::vector<Erasure> erasures;
        for (const pqxx::row& row : txn.exec_params(kListErasures, clinic.value(), limit)) {
          Erasure& erasure = erasures.emplace_back();
          ASSIGN_OR_RETURN(erasure.at, FromTimestamptz(row[0].as<std::string>()));
          erasure.sought_by = row[1].as<std::string>();
          erasure.erased = {.bookings = row[2].as<std::int64_t>(),
                            .patients = row[3].as<std::int64_t>(),
                            .calls = row[4].as<std::int64_t>()};
        }
        return erasures;
      });
}

}  // namespace frontdesk
