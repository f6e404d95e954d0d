#include "services/booking/store/booking_sql.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "libs/phone/phone_number.h"
#include "services/booking/store/booking_rows.h"

namespace frontdesk::booking {

const std::string& InsertMoveSql() {
  static const std::string sql = absl::StrCat(R"sql(
    WITH inserted AS (
      INSERT INTO booking.bookings
        (booking_id, clinic_id, state, idempotency_key, request_fingerprint, practitioner_id,
         business_id, appointment_type_id, starts_at, ends_at, patient_name, patient_phone, notes,
         session_id, moves, masked_caller, caller_phone, untold, untold_session, untold_phone,
         claim_id)
      SELECT $1::uuid, $2::uuid, 'pending', $3, $4, $5, $6, $7, $8::timestamptz, $9::timestamptz,
             $10, $11, $12, $13, $15::uuid, $14, $16,
             'move', $13, $16,
             (SELECT o.claim_id FROM booking.bookings o WHERE o.booking_id = $15::uuid)
      -- The constraint does not see these.
      WHERE NOT EXISTS (SELECT FROM booking.bookings d
                        WHERE d.doubled AND d.state = 'booked'
                          AND d.clinic_id = $2::uuid AND d.practitioner_id = $5
                          AND d.starts_at < $9::timestamptz AND d.ends_at > $8::timestamptz
                          AND d.booking_id <> $15::uuid)
      RETURNING *),
    event AS (
      INSERT INTO booking.booking_events
        (booking_id, event, session_id, masked_phone, practitioner_id, starts_at)
      SELECT booking_id, 'requested', session_id, masked_caller, practitioner_id, starts_at
      FROM inserted)
    SELECT )sql",
                                              kBookingColumns, " FROM inserted");
  return sql;
}

std::string MaskedPhone(const std::string& e164) {
  const auto phone = ParsePhone(e164, "");
  return phone.ok() ? phone->Masked() : "";
}

const std::string& ClaimSql() {
  static const std::string sql = absl::StrCat(R"sql(
    WITH claimed AS (SELECT c.*, (c.booking_row).* FROM booking.claim(
      $1::uuid, $2::uuid, $3, $4, $5, $6, $7, $8::timestamptz, $9::timestamptz, $10, $11, $12, $13,
      $14, $15, $16::text[], $17::timestamptz[], $18::uuid[], $19::integer, $20::integer,
      $21::integer) c)
    SELECT )sql",
                                              kBookingColumns, R"sql(,
           kind, known_id, known_first, known_last, known_preferred,
           encode(budget_key, 'hex'), budget_granted
    FROM claimed)sql");
  return sql;
}

const std::string& AdoptSql() {
  static const std::string sql = absl::StrCat(R"sql(
    WITH inserted AS (
      INSERT INTO booking.bookings
        (booking_id, clinic_id, state, idempotency_key, request_fingerprint, practitioner_id,
         business_id, appointment_type_id, starts_at, ends_at, patient_name, patient_phone, notes,
         session_id, patient_id, appointment_id, doubled)
      VALUES ($1::uuid, $2::uuid, 'booked', $3, $4, $5, $6, $7, $8::timestamptz, $9::timestamptz,
              $10, $11, $12, $13, $14, $15,
              EXISTS (SELECT FROM booking.bookings o
                      WHERE o.clinic_id = $2::uuid AND o.practitioner_id = $5
                        AND o.state IN ('pending', 'booked')
                        AND tstzrange(o.starts_at, o.ends_at)
                            && tstzrange($8::timestamptz, $9::timestamptz)))
      RETURNING *),
    event AS (
      INSERT INTO booking.booking_events (booking_id, event, reason, practitioner_id, starts_at)
      SELECT booking_id, 'booked', 'by_others', practitioner_id, starts_at FROM inserted)
    SELECT )sql",
                                              kBookingColumns, " FROM inserted");
  return sql;
}

std::string SelectSql(absl::string_view where) {
  return absl::StrCat("SELECT ", kBookingColumns, " FROM booking.bookings WHERE ", where);
}

TakeSql TakeSqlOf(absl::string_view which) {
  return {.look = absl::StrCat(R"sql(
    SELECT booking_id,
           pg_advisory_xact_lock(hashtextextended(clinic_id::text || practitioner_id, 0))
    FROM (SELECT booking_id, clinic_id, practitioner_id FROM booking.bookings
          WHERE )sql",
                               which, R"sql( AND updated_at < now() - $1::interval
            AND clinic_id <> ALL ($2::uuid[])
          ORDER BY updated_at LIMIT 1) idle)sql"),
          .take = absl::StrCat(R"sql(
    UPDATE booking.bookings SET updated_at = now()
    WHERE booking_id = $1::uuid AND updated_at < now() - $2::interval AND )sql",
                               which, " RETURNING ", kBookingColumns)};
}

}  // namespace frontdesk::booking
