#include "services/booking/store/postgres_booking_store.h"

#include <optional>
#include <pqxx/result>
#include <pqxx/transaction>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "libs/phone/phone_number.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/pqxx_errors.h"
#include "libs/postgres/transaction.h"
#include "libs/postgres/values.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"
#include "services/booking/store/booking_rows.h"

namespace frontdesk::booking {
namespace {

constexpr char kDoubleBooking[] = "no_double_booking";
constexpr char kSameAttempt[] = "one_active_booking_per_attempt";

const std::string& InsertSql() {
  static const std::string sql = absl::StrCat(R"sql(
    WITH inserted AS (
      INSERT INTO booking.bookings
        (booking_id, clinic_id, state, idempotency_key, request_fingerprint, practitioner_id,
         business_id, appointment_type_id, starts_at, ends_at, patient_name, patient_phone, notes,
         session_id)
      VALUES ($1::uuid, $2::uuid, 'pending', $3, $4, $5, $6, $7, $8::timestamptz, $9::timestamptz,
              $10, $11, $12, $13)
      RETURNING *),
    event AS (
      INSERT INTO booking.booking_events (booking_id, event, session_id, masked_phone)
      SELECT booking_id, 'requested', session_id, $14 FROM inserted)
    SELECT )sql",
                                              kBookingColumns, " FROM inserted");
  return sql;
}

std::string SelectSql(absl::string_view where) {
  return absl::StrCat("SELECT ", kBookingColumns, " FROM booking.bookings WHERE ", where);
}

// Whoever writes about one practitioner's bookings stands in line. Left to the exclusion constraint
// alone, those that come at the same moment (an update checks it too) wait for each other until the
// server breaks the deadlock, a second later.
constexpr char kQueueUp[] = "SELECT pg_advisory_xact_lock(hashtextextended($1 || $2, 0))";
constexpr char kQueueUpFor[] = R"sql(
  SELECT pg_advisory_xact_lock(hashtextextended(clinic_id::text || practitioner_id, 0))
  FROM booking.bookings WHERE booking_id = $1::uuid)sql";

constexpr char kNote[] = R"sql(
  UPDATE booking.bookings
  SET patient_id = coalesce($2, patient_id), appointment_id = coalesce($3, appointment_id),
      updated_at = now()
  WHERE booking_id = $1::uuid AND state IN ('pending', 'withdrawing'))sql";

constexpr char kSettle[] = R"sql(
  WITH settled AS (
    UPDATE booking.bookings
    SET state = $2, failure_reason = CASE WHEN $2 IN ('withdrawing', 'failed')
                                     THEN coalesce($3, failure_reason) END,
        updated_at = now()
    WHERE booking_id = $1::uuid
      AND (state = 'pending' OR (state = 'withdrawing' AND $2 = 'failed')
           OR (state = 'booked' AND $2 = 'cancelled'))
    RETURNING *),
  event AS (
    INSERT INTO booking.booking_events (booking_id, event, reason, session_id)
    SELECT booking_id, state, coalesce(failure_reason, ''), session_id FROM settled)
  SELECT 1 FROM settled)sql";

constexpr char kIsInState[] =
    "SELECT 1 FROM booking.bookings WHERE booking_id = $1::uuid AND state = $2";

// SKIP LOCKED and the touched row keep replicas from doing the same work.
std::string TakeSql(absl::string_view which) {
  return absl::StrCat(R"sql(
    WITH chosen AS MATERIALIZED (
      SELECT booking_id FROM booking.bookings
      WHERE )sql",
                      which, R"sql( AND updated_at < now() - $1::interval
      ORDER BY updated_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    UPDATE booking.bookings SET updated_at = now()
    WHERE booking_id IN (SELECT booking_id FROM chosen)
    RETURNING )sql",
                      kBookingColumns);
}

// "614******01" of an E.164 number.
std::string MaskedPhone(const std::string& e164) {
  const auto phone = ParsePhone(e164, "");
  return phone.ok() ? phone->Masked() : "";
}

}  // namespace

absl::StatusOr<Booking> PostgresBookingStore::Insert(const NewBooking& booking,
                                                     absl::Time deadline) {
  const BookingId id(NewUuid());
  const Claim& claim = booking.claim;
  absl::StatusOr<Booking> inserted =
      InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::StatusOr<Booking> {
        txn.exec_params(kQueueUp, claim.clinic.value(), claim.offering.practitioner.value());
        return ReadBooking(txn.exec_params1(
            InsertSql(), id.value(), claim.clinic.value(), booking.idempotency_key,
            booking.fingerprint, claim.offering.practitioner.value(),
            claim.offering.business.value(), claim.offering.appointment_type.value(),
            ToTimestamptz(claim.time.start), ToTimestamptz(claim.time.end),
            booking.person.FullName(), booking.person.phone, booking.notes, booking.session_id,
            MaskedPhone(booking.person.phone)));
      });
  // Two callers raced for the time. The constraint is the only referee, so no SELECT comes first.
  if (Violates(inserted.status(), kDoubleBooking) || Violates(inserted.status(), kSameAttempt)) {
    return MakeError(DomainError::kSlotTaken, "an active booking holds the time");
  }
  if (CommitInDoubt(inserted.status())) {
    absl::StatusOr<Booking> there = Find(claim.clinic, id, deadline);
    if (!IsError(there.status(), DomainError::kAppointmentNotFound)) return there;
  }
  return inserted;
}

absl::StatusOr<std::optional<Booking>> PostgresBookingStore::FindByKey(
    const ClinicId& clinic, const std::string& idempotency_key, absl::Time deadline) {
  static const std::string sql = SelectSql(
      "clinic_id = $1::uuid AND idempotency_key = $2 "
      "ORDER BY state IN ('pending', 'booked') DESC, created_at DESC LIMIT 1");
  ASSIGN_OR_RETURN(
      std::vector<Booking> found,
      InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::StatusOr<std::vector<Booking>> {
        return ReadBookings(txn.exec_params(sql, clinic.value(), idempotency_key));
      }));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

absl::StatusOr<std::vector<Booking>> PostgresBookingStore::FindActive(
    const ClinicId& clinic, const PractitionerId& practitioner, const TimeRange& time,
    absl::Time deadline) {
  static const std::string sql = SelectSql(
      "clinic_id = $1::uuid AND practitioner_id = $2 AND state IN ('pending', 'booked') "
      "AND tstzrange(starts_at, ends_at) && tstzrange($3::timestamptz, $4::timestamptz) "
      "ORDER BY starts_at");
  return InTransaction(
      pool_, deadline, [&](pqxx::work& txn) -> absl::StatusOr<std::vector<Booking>> {
        return ReadBookings(txn.exec_params(sql, clinic.value(), practitioner.value(),
                                            ToTimestamptz(time.start), ToTimestamptz(time.end)));
      });
}

absl::StatusOr<std::vector<Booking>> PostgresBookingStore::FindActiveOfPhone(
    const ClinicId& clinic, const std::string& phone, const TimeRange& time, absl::Time deadline) {
  static const std::string sql = SelectSql(
      "clinic_id = $1::uuid AND patient_phone = $2 AND state IN ('pending', 'booked') "
      "AND starts_at < $4::timestamptz AND ends_at > $3::timestamptz ORDER BY starts_at");
  return InTransaction(
      pool_, deadline, [&](pqxx::work& txn) -> absl::StatusOr<std::vector<Booking>> {
        return ReadBookings(txn.exec_params(sql, clinic.value(), phone, ToTimestamptz(time.start),
                                            ToTimestamptz(time.end)));
      });
}

absl::StatusOr<Booking> PostgresBookingStore::Find(const ClinicId& clinic, const BookingId& id,
                                                   absl::Time deadline) {
  static const std::string sql = SelectSql("clinic_id = $1::uuid AND booking_id = $2::uuid");
  ASSIGN_OR_RETURN(
      std::vector<Booking> found,
      InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::StatusOr<std::vector<Booking>> {
        return ReadBookings(txn.exec_params(sql, clinic.value(), id.value()));
      }));
  if (found.empty()) return MakeError(DomainError::kAppointmentNotFound, "no such booking");
  return std::move(found.front());
}

absl::StatusOr<std::optional<Booking>> PostgresBookingStore::FindByAppointment(
    const ClinicId& clinic, const AppointmentId& appointment, absl::Time deadline) {
  static const std::string sql = SelectSql("clinic_id = $1::uuid AND appointment_id = $2");
  ASSIGN_OR_RETURN(
      std::vector<Booking> found,
      InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::StatusOr<std::vector<Booking>> {
        return ReadBookings(txn.exec_params(sql, clinic.value(), appointment.value()));
      }));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

absl::Status PostgresBookingStore::Note(const BookingId& id, const PatientId& patient,
                                        const AppointmentId& appointment, absl::Time deadline) {
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::Status {
    txn.exec_params(kQueueUpFor, id.value());
    const pqxx::result noted = txn.exec_params(kNote, id.value(), NullIfEmpty(patient.value()),
                                               NullIfEmpty(appointment.value()));
    if (noted.affected_rows() == 1) return absl::OkStatus();
    return absl::FailedPreconditionError(absl::StrCat("booking ", id.value(), " is settled"));
  });
}

absl::Status PostgresBookingStore::Settle(const BookingId& id, BookingState to,
                                          const std::string& reason, absl::Time deadline) {
  const absl::Status settled = InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::Status {
    txn.exec_params(kQueueUpFor, id.value());
    if (txn.exec_params(kSettle, id.value(), StateText(to), NullIfEmpty(reason)).empty()) {
      return absl::FailedPreconditionError(
          absl::StrCat("booking ", id.value(), " is settled already"));
    }
    return absl::OkStatus();
  });
  if (!CommitInDoubt(settled)) return settled;
  // Neither a success nor a failure: what the row says now is what happened.
  const absl::StatusOr<bool> there =
      InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::StatusOr<bool> {
        return !txn.exec_params(kIsInState, id.value(), StateText(to)).empty();
      });
  if (!there.ok()) return there.status();
  return *there ? absl::OkStatus() : settled;
}

absl::StatusOr<std::optional<Booking>> PostgresBookingStore::TakeUnsettled(absl::Duration idle,
                                                                           absl::Time deadline) {
  static const std::string sql = TakeSql("state IN ('pending', 'withdrawing')");
  return Take(sql, idle, deadline);
}

absl::StatusOr<std::optional<Booking>> PostgresBookingStore::TakeDoubtful(absl::Duration idle,
                                                                          absl::Time deadline) {
  static const std::string sql = TakeSql(
      "state = 'failed' AND patient_id IS NOT NULL AND appointment_id IS NULL "
      "AND created_at > now() - interval '1 hour'");
  return Take(sql, idle, deadline);
}

absl::StatusOr<std::optional<Booking>> PostgresBookingStore::Take(const std::string& sql,
                                                                  absl::Duration idle,
                                                                  absl::Time deadline) {
  const std::string interval = absl::StrCat(absl::ToInt64Milliseconds(idle), " milliseconds");
  ASSIGN_OR_RETURN(
      std::vector<Booking> taken,
      InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::StatusOr<std::vector<Booking>> {
        return ReadBookings(txn.exec_params(sql, interval));
      }));
  if (taken.empty()) return std::nullopt;
  return std::move(taken.front());
}

}  // namespace frontdesk::booking
