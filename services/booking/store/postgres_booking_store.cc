#include "services/booking/store/postgres_booking_store.h"

#include <optional>
#include <pqxx/nontransaction>
#include <pqxx/result>
#include <pqxx/transaction>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/pqxx_errors.h"
#include "libs/postgres/single_read.h"
#include "libs/postgres/transaction.h"
#include "libs/postgres/values.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"
#include "services/booking/store/booking_rows.h"
#include "services/booking/store/booking_sql.h"

namespace frontdesk::booking {
namespace {

// For a booking to take, where somebody else was faster.
constexpr int kMostLooks = 3;

}  // namespace

absl::StatusOr<Booking> PostgresBookingStore::InsertMove(const BookingId& moved,
                                                         const NewBooking& booking,
                                                         absl::Time deadline) {
  const BookingId id(NewUuid());
  const Claim& claim = booking.claim;
  absl::StatusOr<Booking> inserted =
      InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::StatusOr<Booking> {
        txn.exec_params(kQueueUp, claim.clinic.value(), claim.offering.practitioner.value());
        txn.exec_params(kLock, moved.value());
        if (txn.exec_params(kMayChange, moved.value()).empty()) {
          return absl::FailedPreconditionError("not booked, or being cancelled");
        }
        const pqxx::result rows = txn.exec_params(
            InsertMoveSql(), id.value(), claim.clinic.value(), booking.idempotency_key,
            booking.fingerprint, claim.offering.practitioner.value(),
            claim.offering.business.value(), claim.offering.appointment_type.value(),
            ToTimestamptz(claim.time.start), ToTimestamptz(claim.time.end),
            booking.person.FullName(), booking.person.phone, booking.notes, booking.session_id,
            MaskedPhone(booking.caller_phone.empty() ? booking.person.phone : booking.caller_phone),
            moved.value(), booking.caller_phone);
        if (rows.empty()) return MakeError(DomainError::kSlotTaken, "staff booked the time twice");
        return ReadBooking(rows[0]);
      });
  // Two callers raced for the time. The constraint is the only referee, so no SELECT comes first.
  if (Violates(inserted.status(), kDoubleBooking) || Violates(inserted.status(), kSameAttempt)) {
    return MakeError(DomainError::kSlotTaken, "an active booking holds the time");
  }
  if (Violates(inserted.status(), kOneMove)) {
    return absl::FailedPreconditionError("it is being moved already");
  }
  if (CommitInDoubt(inserted.status())) {
    absl::StatusOr<Booking> there = Find(claim.clinic, id, deadline);
    if (!IsError(there.status(), DomainError::kAppointmentNotFound)) return there;
  }
  return inserted;
}

absl::StatusOr<Booking> PostgresBookingStore::Adopt(const NewBooking& booking,
                                                    const PatientId& patient,
                                                    const AppointmentId& appointment,
                                                    absl::Time deadline) {
  const Claim& claim = booking.claim;
  const absl::StatusOr<Booking> adopted =
      InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::StatusOr<Booking> {
        txn.exec_params(kQueueUp, claim.clinic.value(), claim.offering.practitioner.value());
        return ReadBooking(txn.exec_params1(
            AdoptSql(), NewUuid(), claim.clinic.value(), booking.idempotency_key,
            booking.fingerprint, claim.offering.practitioner.value(),
            claim.offering.business.value(), claim.offering.appointment_type.value(),
            ToTimestamptz(claim.time.start), ToTimestamptz(claim.time.end),
            booking.person.FullName(), booking.person.phone, booking.notes, booking.session_id,
            patient.value(), appointment.value()));
      });
  for (const char* constraint : {kSameAttempt, kSameAppointment}) {
    if (Violates(adopted.status(), constraint)) {
      return absl::AlreadyExistsError("the appointment has a booking");
    }
  }
  if (!CommitInDoubt(adopted.status())) return adopted;
  ASSIGN_OR_RETURN(const std::optional<Booking> there,
                   FindByAppointment(claim.clinic, appointment, deadline));
  if (there.has_value()) return *there;
  return adopted;
}

absl::StatusOr<bool> PostgresBookingStore::IsBeingMoved(const BookingId& id, absl::Time deadline) {
  return SingleRead(pool_, deadline, [&](pqxx::nontransaction& read) -> absl::StatusOr<bool> {
    return !read.exec_params(kIsBeingMoved, id.value()).empty();
  });
}

absl::Status PostgresBookingStore::TakeOver(const BookingId& move, absl::Time deadline) {
  const absl::Status settled = InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::Status {
    txn.exec_params(kQueueUpFor, move.value());
    txn.exec_params(kLockBoth, move.value());
    // In two steps: an appointment has one row at a time.
    const pqxx::result given = txn.exec_params(kGiveWay, move.value());
    if (given.empty()) {
      return absl::FailedPreconditionError(
          absl::StrCat("booking ", move.value(), " is settled already"));
    }
    txn.exec_params(kTakeOver, move.value(), given[0][0].as<std::string>(),
                    given[0][1].as<std::string>());
    return absl::OkStatus();
  });
  if (!CommitInDoubt(settled)) return settled;
  ASSIGN_OR_RETURN(const bool done, IsInState(move, BookingState::kBooked, deadline));
  return done ? absl::OkStatus() : settled;
}

absl::Status PostgresBookingStore::Follow(const BookingId& id, const Claim& now,
                                          absl::Time deadline) {
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::Status {
    txn.exec_params(kQueueUp, now.clinic.value(), now.offering.practitioner.value());
    txn.exec_params(kLock, id.value());
    const pqxx::result rows =
        txn.exec_params(kFollow, id.value(), now.offering.practitioner.value(),
                        now.offering.business.value(), now.offering.appointment_type.value(),
                        ToTimestamptz(now.time.start), ToTimestamptz(now.time.end));
    if (!rows.empty()) return absl::OkStatus();
    return absl::FailedPreconditionError(
        absl::StrCat("booking ", id.value(), " not booked, or being moved"));
  });
}

absl::Status PostgresBookingStore::BookElsewhere(const BookingId& id,
                                                 const AppointmentId& appointment, const Claim& now,
                                                 absl::Time deadline) {
  const absl::Status booked = InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::Status {
    txn.exec_params(kQueueUp, now.clinic.value(), now.offering.practitioner.value());
    txn.exec_params(kLock, id.value());
    const pqxx::result rows = txn.exec_params(
        kBookElsewhere, id.value(), appointment.value(), now.offering.practitioner.value(),
        now.offering.business.value(), now.offering.appointment_type.value(),
        ToTimestamptz(now.time.start), ToTimestamptz(now.time.end));
    if (!rows.empty()) return absl::OkStatus();
    return absl::FailedPreconditionError(
        absl::StrCat("booking ", id.value(), " is settled already"));
  });
  if (Violates(booked, kSameAppointment)) {
    return absl::AlreadyExistsError("the appointment is another booking's");
  }
  if (!CommitInDoubt(booked)) return booked;
  ASSIGN_OR_RETURN(const bool done, IsInState(id, BookingState::kBooked, deadline));
  return done ? absl::OkStatus() : booked;
}

absl::StatusOr<Booking> PostgresBookingStore::WantCancel(const BookingId& id,
                                                         const CancelWish& wish,
                                                         absl::Time deadline) {
  static const std::string sql = SelectSql(
      "booking_id = $1::uuid AND state IN ('pending', 'booked') AND cancel_reason IS NOT NULL");
  ASSIGN_OR_RETURN(
      std::vector<Booking> wanted,
      InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::StatusOr<std::vector<Booking>> {
        txn.exec_params(kQueueUpFor, id.value());
        txn.exec_params(kLock, id.value());
        txn.exec_params(kWantCancel, id.value(), wish.reason, wish.note, wish.session_id,
                        MaskedPhone(wish.phone), wish.phone);
        return ReadBookings(txn.exec_params(sql, id.value()));
      }));
  if (!wanted.empty()) return std::move(wanted.front());
  return absl::FailedPreconditionError("not booked, or being moved");
}

absl::Status PostgresBookingStore::DropCancel(const BookingId& id, absl::Time deadline) {
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::Status {
    txn.exec_params(kQueueUpFor, id.value());
    if (txn.exec_params(kDropCancel, id.value()).affected_rows() == 1) return absl::OkStatus();
    return absl::FailedPreconditionError(absl::StrCat("booking ", id.value(), " not booked"));
  });
}

absl::StatusOr<bool> PostgresBookingStore::IsInState(const BookingId& id, BookingState state,
                                                     absl::Time deadline) {
  return SingleRead(pool_, deadline, [&](pqxx::nontransaction& read) -> absl::StatusOr<bool> {
    return !read.exec_params(kIsInState, id.value(), StateText(state)).empty();
  });
}

absl::StatusOr<std::optional<Booking>> PostgresBookingStore::FindByKey(
    const ClinicId& clinic, const std::string& idempotency_key, absl::Time deadline) {
  static const std::string sql = SelectSql(
      "clinic_id = $1::uuid AND idempotency_key = $2 "
      "ORDER BY state IN ('pending', 'booked') DESC, created_at DESC LIMIT 1");
  ASSIGN_OR_RETURN(
      std::vector<Booking> found,
      SingleRead(pool_, deadline,
                 [&](pqxx::nontransaction& read) -> absl::StatusOr<std::vector<Booking>> {
                   return ReadBookings(read.exec_params(sql, clinic.value(), idempotency_key));
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
  return SingleRead(
      pool_, deadline, [&](pqxx::nontransaction& read) -> absl::StatusOr<std::vector<Booking>> {
        return ReadBookings(read.exec_params(sql, clinic.value(), practitioner.value(),
                                             ToTimestamptz(time.start), ToTimestamptz(time.end)));
      });
}

absl::StatusOr<std::vector<Booking>> PostgresBookingStore::FindActiveOfPhone(
    const ClinicId& clinic, const std::string& phone, const TimeRange& time, absl::Time deadline) {
  static const std::string sql = SelectSql(
      "clinic_id = $1::uuid AND patient_phone = $2 AND state IN ('pending', 'booked') "
      "AND starts_at < $4::timestamptz AND ends_at > $3::timestamptz ORDER BY starts_at");
  return SingleRead(
      pool_, deadline, [&](pqxx::nontransaction& read) -> absl::StatusOr<std::vector<Booking>> {
        return ReadBookings(read.exec_params(sql, clinic.value(), phone, ToTimestamptz(time.start),
                                             ToTimestamptz(time.end)));
      });
}

absl::StatusOr<std::vector<Booking>> PostgresBookingStore::FindBookedByCaller(
    const ClinicId& clinic, const std::string& caller_phone, absl::Time from, absl::Time deadline) {
  static const std::string sql = SelectSql(
      "clinic_id = $1::uuid AND caller_phone = $2 AND caller_phone <> '' AND state = 'booked' "
      "AND starts_at >= $3::timestamptz ORDER BY starts_at LIMIT 20");
  return SingleRead(pool_, deadline,
                    [&](pqxx::nontransaction& read) -> absl::StatusOr<std::vector<Booking>> {
                      return ReadBookings(
                          read.exec_params(sql, clinic.value(), caller_phone, ToTimestamptz(from)));
                    });
}

absl::StatusOr<std::vector<Booking>> PostgresBookingStore::FindBookedInSession(
    const ClinicId& clinic, const std::string& session_id, absl::Time made_since, absl::Time from,
    absl::Time deadline) {
  static const std::string sql = SelectSql(
      "clinic_id = $1::uuid AND session_id = $2 AND session_id <> '' AND state = 'booked' "
      "AND created_at >= $3::timestamptz AND starts_at >= $4::timestamptz "
      "ORDER BY starts_at LIMIT 20");
  return SingleRead(
      pool_, deadline, [&](pqxx::nontransaction& read) -> absl::StatusOr<std::vector<Booking>> {
        return ReadBookings(read.exec_params(sql, clinic.value(), session_id,
                                             ToTimestamptz(made_since), ToTimestamptz(from)));
      });
}

absl::StatusOr<Booking> PostgresBookingStore::Find(const ClinicId& clinic, const BookingId& id,
                                                   absl::Time deadline) {
  static const std::string sql = SelectSql("clinic_id = $1::uuid AND booking_id = $2::uuid");
  if (!IsUuid(id.value())) return MakeError(DomainError::kAppointmentNotFound, "no booking's id");
  ASSIGN_OR_RETURN(
      std::vector<Booking> found,
      SingleRead(pool_, deadline,
                 [&](pqxx::nontransaction& read) -> absl::StatusOr<std::vector<Booking>> {
                   return ReadBookings(read.exec_params(sql, clinic.value(), id.value()));
                 }));
  if (found.empty()) return MakeError(DomainError::kAppointmentNotFound, "no such booking");
  return std::move(found.front());
}

absl::StatusOr<std::optional<Booking>> PostgresBookingStore::FindByAppointment(
    const ClinicId& clinic, const AppointmentId& appointment, absl::Time deadline) {
  static const std::string sql = SelectSql("clinic_id = $1::uuid AND appointment_id = $2");
  ASSIGN_OR_RETURN(
      std::vector<Booking> found,
      SingleRead(pool_, deadline,
                 [&](pqxx::nontransaction& read) -> absl::StatusOr<std::vector<Booking>> {
                   return ReadBookings(read.exec_params(sql, clinic.value(), appointment.value()));
                 }));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

absl::StatusOr<std::optional<Booking>> PostgresBookingStore::TakeUnsettled(
    absl::Duration idle, absl::Span<const ClinicId> but_of, absl::Time deadline) {
  static const TakeSql sql = TakeSqlOf(
      "(state IN ('pending', 'withdrawing') OR (state = 'booked' AND cancel_reason IS NOT NULL))");
  return Take(sql, idle, but_of, deadline);
}

absl::StatusOr<std::optional<Booking>> PostgresBookingStore::TakeDoubtful(absl::Duration idle,
                                                                          absl::Time deadline) {
  static const TakeSql sql = TakeSqlOf(
      "state = 'failed' AND patient_id IS NOT NULL AND appointment_id IS NULL "
      "AND created_at > now() - interval '1 hour'");
  return Take(sql, idle, {}, deadline);
}

absl::StatusOr<std::optional<Booking>> PostgresBookingStore::Take(const TakeSql& sql,
                                                                  absl::Duration idle,
                                                                  absl::Span<const ClinicId> but_of,
                                                                  absl::Time deadline) {
  const std::string interval = absl::StrCat(absl::ToInt64Milliseconds(idle), " milliseconds");
  for (int look = 1;; ++look) {
    bool found = false;
    ASSIGN_OR_RETURN(std::vector<Booking> taken,
                     InTransaction(pool_, deadline,
                                   [&](pqxx::work& txn) -> absl::StatusOr<std::vector<Booking>> {
                                     const pqxx::result rows =
                                         txn.exec_params(sql.look, interval, ToIdArray(but_of));
                                     found = !rows.empty();
                                     if (!found) return std::vector<Booking>();
                                     return ReadBookings(txn.exec_params(
                                         sql.take, rows[0][0].as<std::string>(), interval));
                                   }));
    if (!taken.empty()) return std::move(taken.front());
    if (!found || look >= kMostLooks) return std::nullopt;
  }
}

}  // namespace frontdesk::booking
