#ifndef FRONTDESK_SERVICES_BOOKING_STORE_BOOKING_ROWS_H_
#define FRONTDESK_SERVICES_BOOKING_STORE_BOOKING_ROWS_H_

#include <pqxx/result>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/booking/domain/booking.h"

namespace frontdesk::booking {

// The columns that ReadBooking expects, in its order.
inline constexpr char kBookingColumns[] =
    "booking_id, clinic_id, state, idempotency_key, request_fingerprint, practitioner_id, "
    "business_id, appointment_type_id, starts_at, ends_at, patient_name, patient_phone, notes, "
    "session_id, coalesce(patient_id, ''), coalesce(appointment_id, ''), "
    "coalesce(failure_reason, ''), created_at, updated_at, coalesce(moves::text, ''), "
    "coalesce(cancel_reason, 0), cancel_note, caller_phone";

absl::StatusOr<Booking> ReadBooking(const pqxx::row& row);
absl::StatusOr<std::vector<Booking>> ReadBookings(const pqxx::result& rows);

// As the column `state` has it.
const char* StateText(BookingState state);

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_STORE_BOOKING_ROWS_H_
