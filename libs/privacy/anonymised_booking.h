#ifndef FRONTDESK_LIBS_PRIVACY_ANONYMISED_BOOKING_H_
#define FRONTDESK_LIBS_PRIVACY_ANONYMISED_BOOKING_H_

// The SQL that purging and erasing share.
namespace frontdesk {

// Of rows of booking.bookings `b`: nothing is under way that needs to know for whom it is. A move
// that is not settled needs the row that it moves.
inline constexpr char kSettledBooking[] =
    "(b.state IN ('booked', 'failed', 'cancelled', 'moved') "
    "AND NOT (b.state = 'booked' AND b.cancel_reason IS NOT NULL) "
    "AND NOT EXISTS (SELECT FROM booking.bookings m WHERE m.moves = b.booking_id "
    "AND m.state IN ('pending', 'withdrawing')))";

// What follows UPDATE booking.bookings SET. The patient's id stays until the appointment is over,
// since a booking that holds a time has one; the appointment's id stays: in Cliniko it leads to the
// clinic's own record, and nowhere else. Key and fingerprint go since they are hashes of a name and
// a number, which can be guessed. The events lose session and number by a trigger (V018), since
// nobody may change them.
inline constexpr char kAnonymise[] =
    "patient_name = '(erased)', patient_phone = '', notes = '', cancel_note = '', session_id = '', "
    "caller_phone = '', masked_caller = '', untold = NULL, untold_session = '', untold_phone = '', "
    "idempotency_key = 'erased:' || booking_id, request_fingerprint = '', "
    "patient_id = CASE WHEN state = 'booked' AND ends_at > now() THEN patient_id "
    "WHEN patient_id IS NULL THEN NULL ELSE '' END, "
    "anonymised_at = coalesce(anonymised_at, now())";

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_PRIVACY_ANONYMISED_BOOKING_H_
