#include "services/booking/domain/plan_move.h"

#include <string>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/civil/day_context.h"
#include "libs/civil/format.h"
#include "libs/civil/spoken_time.h"
#include "libs/civil/time_of_day.h"
#include "libs/civil/zone.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"
#include "libs/status/status_macros.h"
#include "services/booking/domain/person_name.h"

namespace frontdesk::booking {
namespace {

// Whether a time is said among the day's words ("tomorrow at 3pm").
bool HoldsTime(const std::string& words, const DayContext& context) {
  const auto found = FindSpokenTime(words, context);
  return found.ok() && found->has_value() && (*found)->is_exact() &&
         (*found)->readings.front() != TimeOfDay::At(0);
}

bool HoldsDay(const std::string& words, const DayContext& context) {
  const auto time = ParseSpokenTime(words, context);
  return time.ok() && time->day.has_value();
}

// What was said, with what stays put in for what was not.
SpokenStart Completed(SpokenStart said, absl::Time now_at, const DayContext& context) {
  if (said.day.empty() && !HoldsDay(said.time, context)) {
    said.day = IsoDay(DayAt(now_at, context.zone));
  }
  if (said.time.empty() && !HoldsTime(said.day, context)) {
    said.time = ClockText(now_at, context.zone);
  }
  return said;
}

// A mistake about what the caller did not speak of is nothing that they can mend.
bool IsAboutWhatStays(const absl::Status& status, const MoveRequest& request) {
  switch (ClassifyError(status)) {
    case DomainError::kServiceNotFound:
    case DomainError::kNoServices:
      return request.appointment_type.empty() && request.practitioner.empty() &&
             request.business.empty();
    case DomainError::kPractitionerNotFound:
      return request.practitioner.empty();
    case DomainError::kInvalidBusinessId:
    case DomainError::kLocationNotFound:
      return request.business.empty();
    default:
      return false;
  }
}

}  // namespace

absl::StatusOr<MovePlan> PlanMove(const Directory& directory, const MoveRequest& request,
                                  const OwnedAppointment& owned, absl::Time now) {
  const cliniko::Appointment& current = owned.appointment;
  const auto* spoken = std::get_if<SpokenStart>(&request.start);
  const bool says_start = !std::holds_alternative<std::monostate>(request.start) &&
                          (spoken == nullptr || !spoken->day.empty() || !spoken->time.empty());
  if (!says_start && request.practitioner.empty() && request.appointment_type.empty() &&
      request.business.empty()) {
    return WithMissing(MakeError(DomainError::kMissingInformation, "nothing to change"),
                       {"date", "time"});
  }
  const DayContext context{
      .now = now, .zone = directory.clinic.zone, .country = directory.clinic.country};
  BookingRequest wish{.clinic = request.clinic,
                      .caller = request.caller,
                      .request_id = request.request_id,
                      .patient_name = owned.patient.FullName(),
                      .patient_phone = owned.patient.phone,
                      .practitioner = {current.practitioner, ""},
                      .appointment_type = {current.type, ""},
                      .business = {current.business, ""},
                      .start = current.starts_at,
                      .notes = ""};
  if (NameKey(wish.patient_name).empty()) wish.patient_name = kNoLastName;
  if (!request.practitioner.empty()) wish.practitioner = request.practitioner;
  if (!request.appointment_type.empty()) wish.appointment_type = request.appointment_type;
  if (!request.business.empty()) wish.business = request.business;
  if (spoken != nullptr && says_start) {
    wish.start = Completed(*spoken, current.starts_at, context);
  } else if (says_start) {
    wish.start = std::get<absl::Time>(request.start);
  }
  const absl::StatusOr<BookingPlan> plan = PlanBooking(directory, wish, now);
  if (!plan.ok() && IsAboutWhatStays(plan.status(), request)) {
    return MakeError(DomainError::kRescheduleFailed, plan.status().message());
  }
  RETURN_IF_ERROR(plan.status());
  const bool same_type = plan->appointment_type.id == current.type;
  return MovePlan{
      .wish = std::move(wish),
      .plan = *plan,
      .length = same_type ? current.ends_at - current.starts_at : plan->appointment_type.duration};
}

}  // namespace frontdesk::booking
