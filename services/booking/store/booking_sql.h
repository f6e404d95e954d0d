#ifndef FRONTDESK_SERVICES_BOOKING_STORE_BOOKING_SQL_H_
#define FRONTDESK_SERVICES_BOOKING_STORE_BOOKING_SQL_H_

#include <string>

#include "absl/strings/string_view.h"

// What PostgresBookingStore says to the database.
namespace frontdesk::booking {

inline constexpr char kDoubleBooking[] = "no_double_booking";
inline constexpr char kSameAttempt[] = "one_active_booking_per_attempt";
inline constexpr char kSameAppointment[] = "bookings_by_appointment";
inline constexpr char kOneMove[] = "one_move_at_a_time";

// $14: the masked phone of whoever asks; $15: the booking that this one moves; $16: the caller's
// phone. No row where a doubled booking is in the way.
const std::string& InsertMoveSql();

// "614******01" of an E.164 number.
std::string MaskedPhone(const std::string& e164);

// Calls booking.claim, whose rows it gives as ReadBooking expects them and then, from kKind on, the
// rest.
const std::string& ClaimSql();
inline constexpr int kKind = 23;

const std::string& AdoptSql();

std::string SelectSql(absl::string_view where);

// Whoever writes about one practitioner's bookings stands in line. Left to the exclusion constraint
// alone, those that come at the same moment (an update checks it too) wait for each other until the
// server breaks the deadlock, a second later.
inline constexpr char kQueueUp[] = "SELECT pg_advisory_xact_lock(hashtextextended($1 || $2, 0))";
inline constexpr char kQueueUpFor[] = R"sql(
  SELECT pg_advisory_xact_lock(hashtextextended(clinic_id::text || practitioner_id, 0))
  FROM booking.bookings WHERE booking_id = $1::uuid)sql";

// Moves and cancellations of one booking exclude each other through its row.
inline constexpr char kLock[] =
    "SELECT 1 FROM booking.bookings WHERE booking_id = $1::uuid FOR UPDATE";
inline constexpr char kLockBoth[] = R"sql(
  SELECT 1 FROM booking.bookings
  WHERE booking_id = $1::uuid
     OR booking_id = (SELECT moves FROM booking.bookings WHERE booking_id = $1::uuid)
  ORDER BY created_at FOR UPDATE)sql";
inline constexpr char kMayChange[] = R"sql(
  SELECT 1 FROM booking.bookings
  WHERE booking_id = $1::uuid AND state = 'booked' AND cancel_reason IS NULL)sql";

inline constexpr char kIsBeingMoved[] = R"sql(
  SELECT 1 FROM booking.bookings
  WHERE moves = $1::uuid AND state IN ('pending', 'withdrawing'))sql";

inline constexpr char kGiveWay[] = R"sql(
  WITH given AS (
    SELECT old.booking_id, old.patient_id, old.appointment_id
    FROM booking.bookings old JOIN booking.bookings new ON new.moves = old.booking_id
    WHERE new.booking_id = $1::uuid AND new.state = 'pending' AND old.state = 'booked'),
  moved AS (
    UPDATE booking.bookings SET state = 'moved', appointment_id = NULL, updated_at = now()
    WHERE booking_id IN (SELECT booking_id FROM given)
    RETURNING booking_id, practitioner_id, starts_at),
  event AS (
    INSERT INTO booking.booking_events
      (booking_id, event, session_id, masked_phone, practitioner_id, starts_at)
    SELECT m.booking_id, 'moved', n.session_id, n.masked_caller, m.practitioner_id, m.starts_at
    FROM moved m JOIN booking.bookings n ON n.booking_id = $1::uuid)
  SELECT patient_id, appointment_id FROM given)sql";
inline constexpr char kTakeOver[] = R"sql(
  WITH settled AS (
    UPDATE booking.bookings
    SET state = 'booked', patient_id = $2, appointment_id = $3, updated_at = now()
    WHERE booking_id = $1::uuid
    RETURNING *)
  INSERT INTO booking.booking_events
    (booking_id, event, session_id, masked_phone, practitioner_id, starts_at)
  SELECT booking_id, 'booked', session_id, masked_caller, practitioner_id, starts_at
  FROM settled)sql";

inline constexpr char kFollow[] = R"sql(
  WITH followed AS (
    UPDATE booking.bookings b
    SET practitioner_id = $2, business_id = $3, appointment_type_id = $4,
        starts_at = $5::timestamptz, ends_at = $6::timestamptz, updated_at = now(),
        doubled = EXISTS (SELECT FROM booking.bookings o
                          WHERE o.clinic_id = b.clinic_id AND o.practitioner_id = $2
                            AND o.state IN ('pending', 'booked') AND o.booking_id <> b.booking_id
                            AND tstzrange(o.starts_at, o.ends_at)
                                && tstzrange($5::timestamptz, $6::timestamptz))
    WHERE booking_id = $1::uuid AND state = 'booked'
      AND NOT EXISTS (SELECT FROM booking.bookings m
                      WHERE m.moves = $1::uuid AND m.state IN ('pending', 'withdrawing'))
    RETURNING booking_id, practitioner_id, starts_at),
  event AS (
    INSERT INTO booking.booking_events (booking_id, event, reason, practitioner_id, starts_at)
    SELECT booking_id, 'moved', 'by_staff', practitioner_id, starts_at FROM followed)
  SELECT 1 FROM followed)sql";

// Booked at the time that was asked for, then moved: both in one step, since whoever follows staff
// looks at booked ones alone.
inline constexpr char kBookElsewhere[] = R"sql(
  WITH booked AS (
    UPDATE booking.bookings b
    SET state = 'booked', appointment_id = $2, practitioner_id = $3, business_id = $4,
        appointment_type_id = $5, starts_at = $6::timestamptz, ends_at = $7::timestamptz,
        updated_at = now(),
        doubled = EXISTS (SELECT FROM booking.bookings o
                          WHERE o.clinic_id = b.clinic_id AND o.practitioner_id = $3
                            AND o.state IN ('pending', 'booked') AND o.booking_id <> b.booking_id
                            AND tstzrange(o.starts_at, o.ends_at)
                                && tstzrange($6::timestamptz, $7::timestamptz))
    WHERE booking_id = $1::uuid AND state = 'pending' AND moves IS NULL
    RETURNING *),
  event AS (
    INSERT INTO booking.booking_events
      (booking_id, event, reason, session_id, masked_phone, practitioner_id, starts_at)
    SELECT booking_id, event, reason, session_id, masked_phone, practitioner_id, starts_at FROM (
      SELECT 1 AS nth, was.booking_id, 'booked' AS event, '' AS reason, was.session_id,
             was.masked_caller AS masked_phone, was.practitioner_id, was.starts_at
      FROM booked b JOIN booking.bookings was USING (booking_id)
      UNION ALL
      SELECT 2, booking_id, 'moved', 'by_staff', '', '', practitioner_id, starts_at FROM booked
    ) e ORDER BY nth)
  SELECT 1 FROM booked)sql";

inline constexpr char kWantCancel[] = R"sql(
  WITH wanted AS (
    UPDATE booking.bookings b
    SET cancel_reason = $2, cancel_note = $3, untold = 'cancellation', untold_session = $4,
        untold_phone = $6,
        -- Whoever settles it is not to wait longer for that.
        updated_at = CASE WHEN state = 'booked' THEN now() ELSE updated_at END
    WHERE booking_id = $1::uuid AND cancel_reason IS NULL
      AND (state = 'booked' OR (state = 'pending' AND moves IS NULL))
      AND NOT EXISTS (SELECT FROM booking.bookings m
                      WHERE m.moves = b.booking_id AND m.state IN ('pending', 'withdrawing'))
    RETURNING booking_id, practitioner_id, starts_at)
  INSERT INTO booking.booking_events
    (booking_id, event, session_id, masked_phone, practitioner_id, starts_at)
  SELECT booking_id, 'cancel_requested', $4, $5, practitioner_id, starts_at FROM wanted)sql";
inline constexpr char kDropCancel[] = R"sql(
  WITH dropped AS (
    UPDATE booking.bookings SET cancel_reason = NULL, cancel_note = '', updated_at = now()
    WHERE booking_id = $1::uuid AND state = 'booked'
    RETURNING booking_id, practitioner_id, starts_at)
  INSERT INTO booking.booking_events
    (booking_id, event, session_id, masked_phone, practitioner_id, starts_at)
  SELECT d.booking_id, 'cancel_failed', coalesce(a.session_id, ''), coalesce(a.masked_phone, ''),
         d.practitioner_id, d.starts_at
  FROM dropped d
  LEFT JOIN LATERAL (
    SELECT session_id, masked_phone FROM booking.booking_events
    WHERE booking_id = d.booking_id AND event = 'cancel_requested'
    ORDER BY event_id DESC LIMIT 1) a ON true)sql";

inline constexpr char kIsInState[] =
    "SELECT 1 FROM booking.bookings WHERE booking_id = $1::uuid AND state = $2";

// Takes the one of `which` that nobody has touched for longest. The touched row keeps replicas from
// doing the same work.
struct TakeSql {
  std::string look;  // finds it, and stands in line
  std::string take;  // no row where somebody was faster
};
TakeSql TakeSqlOf(absl::string_view which);

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_STORE_BOOKING_SQL_H_
