#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_PLAN_BOOKING_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_PLAN_BOOKING_H_

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/resolve/references.h"
#include "services/booking/domain/booking.h"

namespace frontdesk::booking {

// A start as the caller said it, on the clinic's clock. The time's words may hold the day too, and
// the day's words the time.
struct SpokenStart {
  std::string day;
  std::string time;
};

// What somebody asks to be booked, as they said it.
struct BookingRequest {
  ClinicId clinic;
  Caller caller;
  std::string request_id;     // empty: the attempt is named by patient, practitioner and start
  std::string patient_name;   // "First Last"
  std::string patient_phone;  // empty: the caller's
  PractitionerRef practitioner;
  AppointmentTypeRef appointment_type;
  BusinessRef business;
  std::variant<std::monostate, absl::Time, SpokenStart> start;
  std::string notes;
};

// The same in the clinic's terms.
struct BookingPlan {
  Caller caller;
  std::string caller_phone;  // E.164; empty: withheld, or nothing that can be called
  Person person;
  Practitioner practitioner;
  Business business;
  AppointmentType appointment_type;
  absl::CivilDay today;            // as the request was read
  absl::CivilDay day;              // of the start, on the clinic's calendar
  std::vector<absl::Time> starts;  // what was said can mean these, the likelier first; none is past
  bool year_repaired = false;
};

// Reads a request against the clinic's directory and clock. The errors, in the order in which they
// win: kMissingInformation, kInvalidPhoneNumber, those of practitioner, service and location (see
// libs/resolve), kInvalidDateTime, kDateInPast. Source: contract/webhooks.md, section 4.9.
absl::StatusOr<BookingPlan> PlanBooking(const Directory& directory, const BookingRequest& request,
                                        absl::Time now);

// The facts about a plan that an error may tell; `start` is the time that was asked for.
std::map<std::string, std::string> FactsOfPlan(const BookingPlan& plan, absl::Time start,
                                               absl::TimeZone zone);

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_PLAN_BOOKING_H_
