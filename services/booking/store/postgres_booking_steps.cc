// PostgresBookingStore's half about making a booking: each step is one exchange, a function of
// V020.
#include <algorithm>
#include <chrono>
#include <optional>
#include <pqxx/nontransaction>
#include <pqxx/result>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/cliniko_budget/postgres_cliniko_budget.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/pqxx_errors.h"
#include "libs/postgres/single_write.h"
#include "libs/postgres/transaction.h"
#include "libs/postgres/values.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"
#include "services/booking/store/booking_rows.h"
#include "services/booking/store/booking_sql.h"
#include "services/booking/store/postgres_booking_store.h"

namespace frontdesk::booking {
namespace {

// What a booking asks of Cliniko once its time is claimed and its patient known: the appointment,
// and whether it conflicts with any other.
constexpr int kRequestsToFollow = 2;

constexpr char kNote[] = "SELECT booking.note($1::uuid, $2, $3)";
constexpr char kConfirm[] = "SELECT booking.confirm($1::uuid, $2, $3, $4::date, $5::date)";
constexpr char kSettle[] = "SELECT booking.settle($1::uuid, $2, $3, $4)";

absl::Status SettledAlready(const BookingId& id) {
  return absl::FailedPreconditionError(absl::StrCat("booking ", id.value(), " is settled already"));
}

// What `write` says, a SingleWrite of what does no harm where it happens twice. Sent once more
// where nobody knows whether it happened, `in_doubt`: a connection may have been dead for long, and
// the next one is new. An error may then mean that the first did happen.
template <typename Write>
auto OnceMoreInDoubt(absl::Time deadline, bool& in_doubt, Write write) {
  auto result = write();
  in_doubt = CommitInDoubt(StatusOfResult(result));
  if (in_doubt && absl::Now() < deadline) result = write();
  return result;
}

// Requests to Cliniko that came with a claim.
struct Granted {
  std::string key_sha256;
  int count = 0;
};

absl::StatusOr<ClaimAnswer> ReadClaim(const pqxx::result& rows, Granted& granted) {
  ClaimAnswer answer;
  for (const pqxx::row& row : rows) {
    const auto text = [&](int column) {
      return row[static_cast<pqxx::row::size_type>(kKind + column)].as<std::string>();
    };
    const std::string kind = text(0);
    if (kind == "question") {
      ASSIGN_OR_RETURN(Booking booking, ReadBooking(row));
      answer.in_question.push_back(std::move(booking));
    } else if (kind == "claimed") {
      ASSIGN_OR_RETURN(answer.booking, ReadBooking(row));
    } else if (kind == "patient") {
      answer.patients.push_back({.id = PatientId(text(1)),
                                 .first_name = text(2),
                                 .last_name = text(3),
                                 .preferred_first_name = text(4)});
    } else if (kind == "budget") {
      granted.key_sha256 = absl::HexStringToBytes(text(5));
      granted.count = row[kKind + 6].as<int>();
    } else {
      return absl::InternalError(absl::StrCat("unknown kind of row ", kind));
    }
  }
  if (!answer.booking.has_value() && answer.in_question.empty()) {
    return MakeError(DomainError::kSlotTaken, "staff booked the time twice");
  }
  return answer;
}

}  // namespace

absl::StatusOr<ClaimAnswer> PostgresBookingStore::ClaimTime(const NewBooking& booking,
                                                            const ClaimTerms& terms,
                                                            absl::Time deadline) {
  const BookingId id(NewUuid());
  const Claim& claim = booking.claim;
  const ClinikoBudgetOptions budget =
      budget_ == nullptr ? ClinikoBudgetOptions{} : budget_->options();
  Granted granted;
  const auto began = std::chrono::steady_clock::now();
  bool in_doubt = false;
  absl::StatusOr<ClaimAnswer> claimed = OnceMoreInDoubt(deadline, in_doubt, [&] {
    return SingleWrite(
        pool_, deadline, [&](pqxx::nontransaction& write) -> absl::StatusOr<ClaimAnswer> {
          granted = {};
          return ReadClaim(
              write.exec_params(
                  ClaimSql(), id.value(), claim.clinic.value(), booking.idempotency_key,
                  booking.fingerprint, claim.offering.practitioner.value(),
                  claim.offering.business.value(), claim.offering.appointment_type.value(),
                  ToTimestamptz(claim.time.start), ToTimestamptz(claim.time.end),
                  booking.person.FullName(), booking.person.phone, booking.notes,
                  booking.session_id,
                  MaskedPhone(booking.caller_phone.empty() ? booking.person.phone
                                                           : booking.caller_phone),
                  booking.caller_phone, ToArray(terms.keys), ToTimestamptzArray(terms.starts),
                  ToIdArray(terms.decided), budget_ == nullptr ? 0 : kRequestsToFollow, budget.rate,
                  budget.window_seconds * 1000),
              granted);
        });
  });
  if (granted.count > 0) budget_->Add(granted.key_sha256, granted.count, began);
  if (claimed.ok() && in_doubt) {
    // Of two claims with one id, the later meets the earlier.
    const auto own = std::ranges::find(claimed->in_question, id, &Booking::id);
    if (own != claimed->in_question.end()) return ClaimAnswer{.booking = std::move(*own)};
  }
  // Two callers raced for the time. The constraint is the only referee, so no SELECT comes first.
  if (Violates(claimed.status(), kDoubleBooking) || Violates(claimed.status(), kSameAttempt)) {
    return MakeError(DomainError::kSlotTaken, "an active booking holds the time");
  }
  if (!claimed.ok() && in_doubt) {
    absl::StatusOr<Booking> there = Find(claim.clinic, id, deadline);
    if (there.ok()) return ClaimAnswer{.booking = *std::move(there)};
    if (!IsError(there.status(), DomainError::kAppointmentNotFound)) return there.status();
  }
  return claimed;
}

absl::Status PostgresBookingStore::Note(const BookingId& id, const PatientId& patient,
                                        const AppointmentId& appointment, absl::Time deadline) {
  bool in_doubt = false;
  return OnceMoreInDoubt(deadline, in_doubt, [&] {
    return SingleWrite(pool_, deadline, [&](pqxx::nontransaction& write) -> absl::Status {
      const pqxx::row noted = write.exec_params1(kNote, id.value(), NullIfEmpty(patient.value()),
                                                 NullIfEmpty(appointment.value()));
      return noted[0].as<bool>() ? absl::OkStatus() : SettledAlready(id);
    });
  });
}

absl::StatusOr<bool> PostgresBookingStore::Confirm(const Booking& booking,
                                                   const std::optional<DaysOfSlots>& slots,
                                                   absl::Time deadline) {
  std::optional<std::string> first, last;
  if (slots.has_value()) {
    first = ToDate(slots->first);
    last = ToDate(slots->last);
  }
  bool in_doubt = false;
  const absl::StatusOr<bool> confirmed = OnceMoreInDoubt(deadline, in_doubt, [&] {
    return SingleWrite(pool_, deadline, [&](pqxx::nontransaction& write) -> absl::StatusOr<bool> {
      const auto became =
          write
              .exec_params1(kConfirm, booking.id.value(), booking.patient.value(),
                            booking.appointment.value(), OrNull(first), OrNull(last))[0]
              .as<std::string>();
      if (became == "settled") return SettledAlready(booking.id);
      return became == "booked";
    });
  });
  if (confirmed.ok() || !in_doubt) return confirmed;
  // Neither a success nor a failure: what the row says now is what happened.
  ASSIGN_OR_RETURN(const bool there, IsInState(booking.id, BookingState::kBooked, deadline));
  if (there) return true;
  return confirmed;
}

absl::Status PostgresBookingStore::Settle(const BookingId& id, BookingState to,
                                          const std::string& reason, absl::Time deadline) {
  return Settle(id, to, reason, /*nothing_asked=*/false, deadline);
}

absl::Status PostgresBookingStore::Abandon(const BookingId& id, const std::string& reason,
                                           absl::Time deadline) {
  return Settle(id, BookingState::kFailed, reason, /*nothing_asked=*/true, deadline);
}

absl::Status PostgresBookingStore::Settle(const BookingId& id, BookingState to,
                                          const std::string& reason, bool nothing_asked,
                                          absl::Time deadline) {
  bool in_doubt = false;
  const absl::Status settled = OnceMoreInDoubt(deadline, in_doubt, [&] {
    return SingleWrite(pool_, deadline, [&](pqxx::nontransaction& write) -> absl::Status {
      const pqxx::row done = write.exec_params1(kSettle, id.value(), StateText(to),
                                                NullIfEmpty(reason), nothing_asked);
      return done[0].as<bool>() ? absl::OkStatus() : SettledAlready(id);
    });
  });
  if (settled.ok() || !in_doubt) return settled;
  ASSIGN_OR_RETURN(const bool there, IsInState(id, to, deadline));
  return there ? absl::OkStatus() : settled;
}

}  // namespace frontdesk::booking
