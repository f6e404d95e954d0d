#include "services/booking/store/booking_rows.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "libs/postgres/values.h"
#include "libs/status/status_macros.h"

namespace frontdesk::booking {
namespace {

constexpr std::pair<BookingState, const char*> kStates[] = {
    {BookingState::kPending, "pending"},         {BookingState::kBooked, "booked"},
    {BookingState::kWithdrawing, "withdrawing"}, {BookingState::kFailed, "failed"},
    {BookingState::kCancelled, "cancelled"},     {BookingState::kMoved, "moved"},
};

absl::StatusOr<BookingState> ReadState(const std::string& text) {
  for (const auto& [state, name] : kStates) {
    if (text == name) return state;
  }
  return absl::InternalError(absl::StrCat("unknown booking state ", text));
}

}  // namespace

const char* StateText(BookingState state) {
  for (const auto& [known, name] : kStates) {
    if (known == state) return name;
  }
  return "";
}

absl::StatusOr<Booking> ReadBooking(const pqxx::row& row) {
  const auto text = [&](int column) {
    return row[static_cast<pqxx::row::size_type>(column)].as<std::string>();
  };
  Booking booking{.id = BookingId(text(0)),
                  .idempotency_key = text(3),
                  .fingerprint = text(4),
                  .claim = {.clinic = ClinicId(text(1)),
                            .offering = {PractitionerId(text(5)), BusinessId(text(6)),
                                         AppointmentTypeId(text(7))}},
                  .patient_name = text(10),
                  .patient_phone = text(11),
                  .notes = text(12),
                  .session_id = text(13),
                  .caller_phone = text(22),
                  .patient = PatientId(text(14)),
                  .appointment = AppointmentId(text(15)),
                  .failure_reason = text(16),
                  .moves = BookingId(text(19)),
                  .cancel_reason = row[20].as<int>(),
                  .cancel_note = text(21)};
  ASSIGN_OR_RETURN(booking.state, ReadState(text(2)));
  ASSIGN_OR_RETURN(booking.claim.time.start, FromTimestamptz(text(8)));
  ASSIGN_OR_RETURN(booking.claim.time.end, FromTimestamptz(text(9)));
  ASSIGN_OR_RETURN(booking.created_at, FromTimestamptz(text(17)));
  ASSIGN_OR_RETURN(booking.updated_at, FromTimestamptz(text(18)));
  return booking;
}

absl::StatusOr<std::vector<Booking>> ReadBookings(const pqxx::result& rows) {
  std::vector<Booking> bookings;
  for (const pqxx::row& row : rows) {
    ASSIGN_OR_RETURN(Booking booking, ReadBooking(row));
    bookings.push_back(std::move(booking));
  }
  return bookings;
}

}  // namespace frontdesk::booking
