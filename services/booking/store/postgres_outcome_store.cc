#include "services/booking/store/postgres_outcome_store.h"

#include <optional>
#include <pqxx/nontransaction>
#include <pqxx/result>
#include <pqxx/transaction>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/single_read.h"
#include "libs/postgres/single_write.h"
#include "libs/postgres/transaction.h"
#include "libs/postgres/values.h"
#include "libs/status/status_macros.h"
#include "services/booking/store/booking_rows.h"

namespace frontdesk::booking {
namespace {

// Settled: neither under way itself nor with a cancellation under way. One that lost its time is
// settled for the caller while its appointment is still being taken back.
constexpr char kSettled[] =
    "b.state <> 'pending' AND NOT (b.state = 'booked' AND b.cancel_reason IS NOT NULL)";

constexpr char kHeard[] = "SELECT booking.heard($1::uuid, $2::uuid, $3, $4, $5::interval)";

// Whether TellSql may find anything. Nearly always nothing does, and each search of a caller asks:
// without locks this costs the server a fraction of that.
constexpr char kOwesAnything[] = R"sql(
  SELECT EXISTS (SELECT FROM booking.bookings
                 WHERE clinic_id = $1::uuid AND untold_session = $2 AND untold IS NOT NULL))sql";

// As all who write about bookings, whoever tells of them stands in line for the practitioners.
constexpr char kQueueUpForOwed[] = R"sql(
  SELECT pg_advisory_xact_lock(line.number) FROM (
    SELECT DISTINCT hashtextextended(clinic_id::text || practitioner_id, 0) AS number
    FROM booking.bookings
    WHERE clinic_id = $1::uuid AND untold_session = $2 AND untold IS NOT NULL
    ORDER BY number) line)sql";

// What failed and was asked for again with success is no news.
const std::string& TellSql() {
  static const std::string sql =
      absl::StrCat(R"sql(
    WITH owed AS (
      SELECT b.booking_id, b.untold AS asked FROM booking.bookings b
      WHERE b.clinic_id = $1::uuid AND b.untold IS NOT NULL AND b.untold_session = $2
        AND CASE WHEN $4 THEN b.untold_phone = '' OR $3 = '' OR b.untold_phone = $3
                 ELSE $3 <> '' AND b.untold_phone = $3 END
        AND b.updated_at > now() - interval '2 hours'
        AND )sql",
                   kSettled, R"sql(
        AND NOT EXISTS (SELECT FROM booking.bookings n
                        WHERE n.clinic_id = b.clinic_id AND n.idempotency_key = b.idempotency_key
                          AND n.booking_id <> b.booking_id AND n.state IN ('pending', 'booked'))
      FOR UPDATE SKIP LOCKED),
    told AS (
      UPDATE booking.bookings b SET untold = NULL FROM owed o WHERE b.booking_id = o.booking_id
      RETURNING b.*, o.asked)
    SELECT )sql",
                   kBookingColumns, ", asked FROM told ORDER BY created_at");
  return sql;
}

constexpr char kOpenCalls[] = R"sql(
  SELECT DISTINCT clinic_id, untold_session FROM booking.bookings
  WHERE untold IS NOT NULL AND updated_at > now() - interval '2 hours' LIMIT $1)sql";

// Nothing where it has become something else since.
std::optional<LateOutcome> OutcomeOf(const Booking& booking, const std::string& asked) {
  const bool failed =
      booking.state == BookingState::kFailed || booking.state == BookingState::kWithdrawing;
  const bool booked = booking.state == BookingState::kBooked;
  if (asked == "cancellation") {
    const bool cancelled = booking.state == BookingState::kCancelled;
    if (!cancelled && !booked) return std::nullopt;
    return LateOutcome{Asked::kCancellation, cancelled, booking};
  }
  if (!booked && !failed) return std::nullopt;
  return LateOutcome{asked == "move" ? Asked::kMove : Asked::kBooking, booked, booking};
}

}  // namespace

absl::Status PostgresOutcomeStore::Heard(const CallerKey& caller, const BookingId& booking,
                                         absl::Duration during, absl::Time deadline) {
  return SingleWrite(pool_, deadline, [&](pqxx::nontransaction& write) -> absl::Status {
    write.exec_params(kHeard, caller.clinic.value(), NullIfEmpty(booking.value()),
                      caller.session_id, caller.phone,
                      absl::StrCat(absl::ToInt64Milliseconds(during), " milliseconds"));
    return absl::OkStatus();
  });
}

absl::StatusOr<std::vector<LateOutcome>> PostgresOutcomeStore::Tell(const CallerKey& caller,
                                                                    absl::Time deadline) {
  std::vector<LateOutcome> outcomes;
  if (caller.session_id.empty()) return outcomes;
  ASSIGN_OR_RETURN(
      const bool owes_anything,
      SingleRead(pool_, deadline, [&](pqxx::nontransaction& read) -> absl::StatusOr<bool> {
        return read.exec_params1(kOwesAnything, caller.clinic.value(), caller.session_id)[0]
            .as<bool>();
      }));
  if (!owes_anything) return outcomes;
  return InTransaction(pool_, deadline,
                       [&](pqxx::work& txn) -> absl::StatusOr<std::vector<LateOutcome>> {
                         outcomes.clear();
                         txn.exec_params(kQueueUpForOwed, caller.clinic.value(), caller.session_id);
                         for (const pqxx::row& row :
                              txn.exec_params(TellSql(), caller.clinic.value(), caller.session_id,
                                              caller.phone, caller.identified)) {
                           ASSIGN_OR_RETURN(const Booking booking, ReadBooking(row));
                           const auto outcome = OutcomeOf(booking, row["asked"].as<std::string>());
                           if (outcome.has_value()) outcomes.push_back(*outcome);
                         }
                         return outcomes;
                       });
}

absl::StatusOr<std::vector<OpenCall>> PostgresOutcomeStore::ListOpenCalls(int most,
                                                                          absl::Time deadline) {
  return SingleRead(
      pool_, deadline, [&](pqxx::nontransaction& read) -> absl::StatusOr<std::vector<OpenCall>> {
        std::vector<OpenCall> open;
        for (const pqxx::row& row : read.exec_params(kOpenCalls, most)) {
          open.push_back({ClinicId(row[0].as<std::string>()), row[1].as<std::string>()});
        }
        return open;
      });
}

}  // namespace frontdesk::booking
