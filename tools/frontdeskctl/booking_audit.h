#ifndef FRONTDESK_TOOLS_FRONTDESKCTL_BOOKING_AUDIT_H_
#define FRONTDESK_TOOLS_FRONTDESKCTL_BOOKING_AUDIT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"

namespace frontdesk {
class PostgresPool;
}

// The bookings and what happened to them, as the database has them, for operators. Fail with
// kBookingSystemUnavailable.
namespace frontdesk::ctl {

struct AuditedBooking {
  std::string booking_id;
  ClinicId clinic;
  std::string zone_name;  // the clinic's, IANA
  std::string state;
  std::string practitioner_id;
  std::string practitioner;  // names are empty for who is not in the directory any more
  std::string business_id;
  std::string location;
  std::string appointment_type_id;
  std::string service;
  absl::Time start;
  absl::Time end;
  std::string appointment_id;  // Cliniko's; empty: none
  std::string patient_id;      // Cliniko's; empty: not known
  std::string patient_name;    // personal
  std::string masked_phone;
  std::string session_id;
  std::string failure_reason;  // empty: none
  absl::Time created_at;
  absl::Time updated_at;
};

struct AuditedEvent {
  std::int64_t event_id = 0;
  std::string booking_id;
  absl::Time happened_at;
  std::string event;
  std::string reason;        // a webhook code; empty: none
  std::string session_id;    // of who asked
  std::string masked_phone;  // of who asked; empty where nobody did
  // What the booking was of after the event; empty for old events.
  std::string practitioner_id;
  std::optional<absl::Time> start;
};

// What must be true of a booking; what is empty does not matter.
struct BookingQuery {
  // A booking's id, an appointment's, or what callers are told, as in "APT-000401".
  std::string id;
  ClinicId clinic;
  std::optional<absl::Time> from;  // of the start
  std::optional<absl::Time> until;
  std::string state;
  std::string phone;         // E.164
  std::string masked_phone;  // "614******01"
  int limit = 100;
};

// In the order of their starts.
absl::StatusOr<std::vector<AuditedBooking>> FindBookings(PostgresPool& pool,
                                                         const BookingQuery& query,
                                                         absl::Time deadline);

// All that happened to the bookings that `query` finds, in the order in which it did; the limit is
// of the events then, and the latest are told.
absl::StatusOr<std::vector<AuditedEvent>> FindEvents(PostgresPool& pool, const BookingQuery& query,
                                                     absl::Time deadline);

}  // namespace frontdesk::ctl

#endif  // FRONTDESK_TOOLS_FRONTDESKCTL_BOOKING_AUDIT_H_
