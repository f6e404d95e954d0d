#include "tools/frontdeskctl/booking_audit.h"

#include <algorithm>
#include <optional>
#include <pqxx/result>
#include <pqxx/transaction>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/transaction.h"
#include "libs/postgres/values.h"
#include "libs/status/status_macros.h"
#include "services/schedule_cache/directory/display_name.h"

namespace frontdesk::ctl {
namespace {

// As PhoneNumber::Masked() does it.
constexpr char kMasked[] =
    "substr(b.patient_phone, 2, 3) || repeat('*', length(b.patient_phone) - 6) || "
    "right(b.patient_phone, 2)";

// $1 booking id, $2 appointment id, $3 the end of one, $4 clinic, $5 from, $6 until, $7 state,
// $8 phone, $9 masked phone.
std::string WhereSql() {
  return absl::StrCat(
      " WHERE ($1::uuid IS NULL OR b.booking_id = $1::uuid)"
      " AND ($2::text IS NULL OR b.appointment_id = $2)"
      " AND ($3::text IS NULL OR right(b.appointment_id, 6) = $3)"
      " AND ($4::uuid IS NULL OR b.clinic_id = $4::uuid)"
      " AND ($5::timestamptz IS NULL OR b.starts_at >= $5::timestamptz)"
      " AND ($6::timestamptz IS NULL OR b.starts_at < $6::timestamptz)"
      " AND ($7::text IS NULL OR b.state = $7)"
      " AND ($8::text IS NULL OR b.patient_phone = $8)"
      " AND ($9::text IS NULL OR ",
      kMasked, " = $9) ");
}

const std::string& BookingsSql() {
  static const std::string sql = absl::StrCat(
      "SELECT b.booking_id, b.clinic_id, c.time_zone, b.state, b.practitioner_id, "
      "coalesce(p.title, ''), coalesce(p.first_name, ''), coalesce(p.last_name, ''), "
      "b.business_id, coalesce(l.business_name, ''), b.appointment_type_id, "
      "coalesce(t.type_name, ''), b.starts_at::text, b.ends_at::text, "
      "coalesce(b.appointment_id, ''), coalesce(b.patient_id, ''), b.patient_name, ",
      kMasked,
      ", b.session_id, coalesce(b.failure_reason, ''), b.created_at::text, b.updated_at::text "
      "FROM booking.bookings b "
      "JOIN schedule_cache.clinics c USING (clinic_id) "
      "LEFT JOIN schedule_cache.practitioners p USING (clinic_id, practitioner_id) "
      "LEFT JOIN schedule_cache.businesses l USING (clinic_id, business_id) "
      "LEFT JOIN schedule_cache.appointment_types t USING (clinic_id, appointment_type_id)",
      WhereSql(), "ORDER BY b.starts_at, b.created_at, b.booking_id LIMIT $10::int");
  return sql;
}

const std::string& EventsSql() {
  static const std::string sql = absl::StrCat(
      "SELECT * FROM (SELECT e.event_id, e.booking_id, e.happened_at::text, e.event, e.reason, "
      "e.session_id, e.masked_phone, coalesce(e.practitioner_id, ''), e.starts_at::text "
      "FROM booking.booking_events e "
      "JOIN booking.bookings b USING (booking_id)",
      WhereSql(), "ORDER BY e.event_id DESC LIMIT $10::int) latest ORDER BY event_id");
  return sql;
}

std::optional<std::string> Unless(const std::string& text, bool none) {
  return none ? std::nullopt : std::optional(text);
}

std::optional<std::string> TimestampOf(const std::optional<absl::Time>& time) {
  if (!time.has_value()) return std::nullopt;
  return ToTimestamptz(*time);
}

pqxx::result Select(pqxx::work& txn, const std::string& sql, const BookingQuery& query) {
  const std::string id = absl::AsciiStrToUpper(query.id);
  const bool is_booking = IsUuid(query.id);
  const bool is_confirmation = absl::StartsWith(id, "APT-");
  return txn.exec_params(
      sql, Unless(query.id, !is_booking), Unless(id, id.empty() || is_booking || is_confirmation),
      Unless(is_confirmation ? id.substr(4) : id, !is_confirmation),
      Unless(query.clinic.value(), query.clinic.empty()), TimestampOf(query.from),
      TimestampOf(query.until), Unless(query.state, query.state.empty()),
      Unless(query.phone, query.phone.empty()),
      Unless(query.masked_phone, query.masked_phone.empty()), query.limit);
}

}  // namespace

absl::StatusOr<std::vector<AuditedBooking>> FindBookings(PostgresPool& pool,
                                                         const BookingQuery& query,
                                                         absl::Time deadline) {
  return InTransaction(
      pool, deadline, [&](pqxx::work& txn) -> absl::StatusOr<std::vector<AuditedBooking>> {
        std::vector<AuditedBooking> bookings;
        for (const pqxx::row& row : Select(txn, BookingsSql(), query)) {
          const auto text = [&](pqxx::row::size_type column) {
            return row[column].as<std::string>();
          };
          AuditedBooking& booking = bookings.emplace_back(
              AuditedBooking{.booking_id = text(0),
                             .clinic = ClinicId(text(1)),
                             .zone_name = text(2),
                             .state = text(3),
                             .practitioner_id = text(4),
                             .practitioner = DisplayName(text(5), text(6), text(7)),
                             .business_id = text(8),
                             .location = text(9),
                             .appointment_type_id = text(10),
                             .service = text(11),
                             .appointment_id = text(14),
                             .patient_id = text(15),
                             .patient_name = text(16),
                             .masked_phone = text(17),
                             .session_id = text(18),
                             .failure_reason = text(19)});
          ASSIGN_OR_RETURN(booking.start, FromTimestamptz(text(12)));
          ASSIGN_OR_RETURN(booking.end, FromTimestamptz(text(13)));
          ASSIGN_OR_RETURN(booking.created_at, FromTimestamptz(text(20)));
          ASSIGN_OR_RETURN(booking.updated_at, FromTimestamptz(text(21)));
        }
        return bookings;
      });
}

absl::StatusOr<std::vector<AuditedEvent>> FindEvents(PostgresPool& pool, const BookingQuery& query,
                                                     absl::Time deadline) {
  return InTransaction(
      pool, deadline, [&](pqxx::work& txn) -> absl::StatusOr<std::vector<AuditedEvent>> {
        std::vector<AuditedEvent> events;
        for (const pqxx::row& row : Select(txn, EventsSql(), query)) {
          AuditedEvent& event =
              events.emplace_back(AuditedEvent{.event_id = row[0].as<std::int64_t>(),
                                               .booking_id = row[1].as<std::string>(),
                                               .event = row[3].as<std::string>(),
                                               .reason = row[4].as<std::string>(),
                                               .session_id = row[5].as<std::string>(),
                                               .masked_phone = row[6].as<std::string>(),
                                               .practitioner_id = row[7].as<std::string>()});
          if (!row[8].is_null()) {
            ASSIGN_OR_RETURN(event.start, FromTimestamptz(row[8].as<std::string>()));
          }
          ASSIGN_OR_RETURN(event.happened_at, FromTimestamptz(row[2].as<std::string>()));
        }
        return events;
      });
}

}  // namespace frontdesk::ctl
