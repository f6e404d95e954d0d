#include "services/booking/store/postgres_staff_change_store.h"

#include <optional>
#include <pqxx/result>
#include <pqxx/transaction>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/transaction.h"
#include "libs/postgres/values.h"
#include "libs/status/status_macros.h"

namespace frontdesk::booking {
namespace {

constexpr char kReadUpTo[] =
    "SELECT read_up_to::text FROM booking.appointment_watches WHERE clinic_id = $1::uuid";
constexpr char kSetReadUpTo[] = R"sql(
  UPDATE booking.appointment_watches SET read_up_to = $3::timestamptz
  WHERE clinic_id = $1::uuid AND holder = $2::uuid)sql";

// In motion: changed so lately that Cliniko's lists may not show it yet, or somebody with that
// phone has a booking, a move or a withdrawal under way.
constexpr char kFindStanding[] = R"sql(
  SELECT b.booking_id, b.appointment_id, b.practitioner_id, b.business_id, b.appointment_type_id,
         b.starts_at::text, b.ends_at::text, b.updated_at::text,
         b.updated_at > now() - interval '30 seconds' OR EXISTS (
           SELECT FROM booking.bookings o
           WHERE o.clinic_id = b.clinic_id AND o.patient_phone = b.patient_phone
             AND o.state IN ('pending', 'withdrawing'))
  FROM booking.bookings b
  WHERE b.clinic_id = $1::uuid AND b.appointment_id = ANY ($2::text[]) AND b.state = 'booked'
    AND b.ends_at > now()
  ORDER BY b.starts_at, b.booking_id)sql";

// As those who book do; see postgres_booking_store.cc.
constexpr char kQueueUp[] = "SELECT pg_advisory_xact_lock(hashtextextended($1 || $2, 0))";

constexpr char kCancel[] = R"sql(
  WITH cancelled AS (
    UPDATE booking.bookings SET state = 'cancelled', updated_at = now()
    WHERE booking_id = $1::uuid AND state = 'booked' AND updated_at = $2::timestamptz
    RETURNING booking_id, practitioner_id, starts_at)
  INSERT INTO booking.booking_events (booking_id, event, reason, practitioner_id, starts_at)
  SELECT booking_id, 'cancelled', 'by_staff', practitioner_id, starts_at FROM cancelled)sql";

constexpr char kMove[] = R"sql(
  WITH moved AS (
    UPDATE booking.bookings b
    SET practitioner_id = $3, business_id = $4, appointment_type_id = $5,
        starts_at = $6::timestamptz, ends_at = $7::timestamptz, updated_at = now(),
        doubled = EXISTS (SELECT FROM booking.bookings o
                          WHERE o.clinic_id = b.clinic_id AND o.practitioner_id = $3
                            AND o.state IN ('pending', 'booked') AND o.booking_id <> b.booking_id
                            AND tstzrange(o.starts_at, o.ends_at)
                                && tstzrange($6::timestamptz, $7::timestamptz))
    WHERE booking_id = $1::uuid AND state = 'booked' AND updated_at = $2::timestamptz
      -- A move of ours that began since is not theirs.
      AND NOT EXISTS (SELECT FROM booking.bookings m
                      WHERE m.moves = $1::uuid AND m.state IN ('pending', 'withdrawing'))
    RETURNING booking_id, practitioner_id, starts_at)
  INSERT INTO booking.booking_events (booking_id, event, reason, practitioner_id, starts_at)
  SELECT booking_id, 'moved', 'by_staff', practitioner_id, starts_at FROM moved)sql";

}  // namespace

absl::StatusOr<std::optional<absl::Time>> PostgresStaffChangeStore::ReadUpTo(const Turn& turn,
                                                                             absl::Time deadline) {
  return InTransaction(
      pool_, deadline, [&](pqxx::work& txn) -> absl::StatusOr<std::optional<absl::Time>> {
        const pqxx::result rows = txn.exec_params(kReadUpTo, turn.clinic.value());
        if (rows.empty() || rows[0][0].is_null()) return std::nullopt;
        ASSIGN_OR_RETURN(const absl::Time time, FromTimestamptz(rows[0][0].as<std::string>()));
        return time;
      });
}

absl::Status PostgresStaffChangeStore::SetReadUpTo(const Turn& turn, absl::Time time,
                                                   absl::Time deadline) {
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::Status {
    const pqxx::result set =
        txn.exec_params(kSetReadUpTo, turn.clinic.value(), turn.token, ToTimestamptz(time));
    if (set.affected_rows() == 1) return absl::OkStatus();
    return absl::AbortedError("somebody else has the turn");
  });
}

absl::StatusOr<std::vector<StandingBooking>> PostgresStaffChangeStore::FindStanding(
    const ClinicId& clinic, absl::Span<const AppointmentId> appointments, absl::Time deadline) {
  return InTransaction(
      pool_, deadline, [&](pqxx::work& txn) -> absl::StatusOr<std::vector<StandingBooking>> {
        std::vector<StandingBooking> standing;
        for (const pqxx::row& row :
             txn.exec_params(kFindStanding, clinic.value(), ToIdArray(appointments))) {
          StandingBooking& booking = standing.emplace_back();
          booking.id = BookingId(row[0].as<std::string>());
          booking.appointment = AppointmentId(row[1].as<std::string>());
          booking.claim.clinic = clinic;
          booking.claim.offering = {PractitionerId(row[2].as<std::string>()),
                                    BusinessId(row[3].as<std::string>()),
                                    AppointmentTypeId(row[4].as<std::string>())};
          ASSIGN_OR_RETURN(booking.claim.time.start, FromTimestamptz(row[5].as<std::string>()));
          ASSIGN_OR_RETURN(booking.claim.time.end, FromTimestamptz(row[6].as<std::string>()));
          ASSIGN_OR_RETURN(booking.updated_at, FromTimestamptz(row[7].as<std::string>()));
          booking.in_motion = row[8].as<bool>();
        }
        return standing;
      });
}

absl::StatusOr<bool> PostgresStaffChangeStore::MarkCancelled(const StandingBooking& booking,
                                                             absl::Time deadline) {
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::StatusOr<bool> {
    return txn.exec_params(kCancel, booking.id.value(), ToTimestamptz(booking.updated_at))
               .affected_rows() == 1;
  });
}

absl::StatusOr<bool> PostgresStaffChangeStore::MarkMoved(const StandingBooking& booking,
                                                         const Claim& to, absl::Time deadline) {
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::StatusOr<bool> {
    const std::string start = ToTimestamptz(to.time.start);
    const std::string end = ToTimestamptz(to.time.end);
    const std::string version = ToTimestamptz(booking.updated_at);
    txn.exec_params(kQueueUp, to.clinic.value(), to.offering.practitioner.value());
    return txn.exec_params(kMove, booking.id.value(), version, to.offering.practitioner.value(),
                           to.offering.business.value(), to.offering.appointment_type.value(),
                           start, end)
               .affected_rows() == 1;
  });
}

}  // namespace frontdesk::booking
