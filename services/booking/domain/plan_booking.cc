#include "services/booking/domain/plan_booking.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/civil/format.h"
#include "libs/civil/spoken_day.h"
#include "libs/civil/spoken_time.h"
#include "libs/civil/time_of_day.h"
#include "libs/civil/zone.h"
#include "libs/phone/phone_number.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"
#include "libs/status/status_macros.h"
#include "services/booking/domain/person_name.h"
#include "services/session/domain/session_ref.h"

namespace frontdesk::booking {
namespace {

// True if it is not clear yet which location: none was named, or "any" where there are several.
bool LacksBusiness(const Directory& directory, const BusinessRef& business) {
  return business.empty() || (IsAnyBusiness(business) && directory.businesses.size() > 1);
}

// As much as is clear of who, what and where.
Known KnownOf(const Directory& directory, const BookingRequest& request) {
  Known known;
  if (!LacksBusiness(directory, request.business)) {
    const auto business = ResolveBusiness(directory, request.business, std::nullopt);
    if (business.ok()) known.business = business->id;
  }
  if (!IsAnyPractitioner(request.practitioner)) {
    const auto practitioner = ResolvePractitioner(
        directory, request.practitioner, WithType(directory, request.appointment_type, known));
    if (practitioner.ok()) known.practitioner = practitioner->id;
  }
  return WithType(directory, request.appointment_type, known);
}

// Whether a time was said, be it among the day's words ("tomorrow at 3pm"). A midnight there is
// what programs write behind a day without a time.
bool SaysTime(const SpokenStart& said, const DayContext& context) {
  if (!said.time.empty()) return true;
  const auto found = FindSpokenTime(said.day, context);
  return found.ok() && found->has_value() && (*found)->is_exact() &&
         (*found)->readings.front() != TimeOfDay::At(0);
}

// What is missing, and for the first of it the choices that fit the rest.
absl::Status CheckComplete(const Directory& directory, const BookingRequest& request,
                           const DayContext& context) {
  std::vector<std::string> missing;
  std::optional<ChoiceKind> choices;
  const auto miss = [&](const char* field, std::optional<ChoiceKind> kind) {
    missing.emplace_back(field);
    if (!choices.has_value()) choices = kind;
  };
  if (NameKey(request.patient_name).empty()) miss("patient_name", std::nullopt);
  if (IsAnyPractitioner(request.practitioner)) miss("practitioner", ChoiceKind::kPractitioner);
  if (request.appointment_type.empty()) miss("appointment_type", ChoiceKind::kService);
  const auto* spoken = std::get_if<SpokenStart>(&request.start);
  if (std::holds_alternative<std::monostate>(request.start) ||
      (spoken != nullptr && spoken->day.empty() && spoken->time.empty())) {
    miss("date", std::nullopt);
    miss("time", std::nullopt);
  } else if (spoken != nullptr && !SaysTime(*spoken, context)) {
    miss("time", std::nullopt);
  }
  if (LacksBusiness(directory, request.business)) miss("business_id", ChoiceKind::kLocation);
  if (missing.empty()) return absl::OkStatus();
  const absl::Status status =
      WithMissing(MakeError(DomainError::kMissingInformation, "fields are missing"), missing);
  return choices.has_value()
             ? WithFittingChoices(status, *choices, directory, KnownOf(directory, request))
             : status;
}

absl::StatusOr<PhoneNumber> ReadPhone(const BookingRequest& request, const std::string& country) {
  const std::string& said =
      request.patient_phone.empty() ? request.caller.phone : request.patient_phone;
  auto phone = ParsePhone(said, country);
  if (phone.ok()) return phone;
  std::string problem = "missing";
  if (!said.empty()) {
    problem = PhoneProblemOf(phone.status()) == PhoneProblem::kWrongPrefix ? "prefix" : "length";
  }
  return WithFacts(phone.status(), {{"problem", problem}});
}

struct When {
  absl::CivilDay day;
  std::vector<absl::Time> starts;
  bool year_repaired = false;
};

absl::Status Unclear(absl::string_view why) {
  return MakeError(DomainError::kInvalidDateTime, why);
}

// On this route a day that cannot be read is kInvalidDateTime too.
absl::Status OfBooking(const absl::Status& status) {
  return IsError(status, DomainError::kInvalidDate) ? Unclear(status.message()) : status;
}

absl::Status WhichOf(const std::vector<absl::CivilDay>& days) {
  ErrorFacts facts;
  for (std::size_t i = 0; i < days.size(); ++i) {
    facts[absl::StrCat("candidate_", i + 1)] = IsoDay(days[i]);
  }
  return WithFacts(Unclear("the day fits several dates"), facts);
}

// The one day of the two that were said with the day and with the time. They must agree, else the
// more explicit one counts. Source: contract/webhooks.md, section 4.2.
absl::StatusOr<SpokenDay> Agreed(const SpokenDay& with_day, const SpokenDay& with_time) {
  const bool open = with_day.is_ambiguous() || with_time.is_ambiguous();
  if (!open && with_day.detail == with_time.detail && with_day.day != with_time.day) {
    return WhichOf({with_day.day, with_time.day});
  }
  return MoreExplicit(with_day, with_time);
}

// "Tomorrow afternoon" and "tomorrow after 2" at "3" are not three at night.
void DropOtherHours(const SpokenDay& day, std::vector<TimeOfDay>& readings) {
  if (!day.part.has_value() && !day.window.has_value()) return;
  const TimeWindow window = day.window.has_value() ? *day.window : WindowOf(*day.part);
  const auto fits = [&](TimeOfDay time) { return Contains(window, time); };
  if (std::ranges::none_of(readings, fits)) return;
  std::erase_if(readings, [&](TimeOfDay time) { return !fits(time); });
}

absl::StatusOr<When> ReadSpoken(const SpokenStart& said, const DayContext& context) {
  auto time = ParseSpokenTime(said.time.empty() ? said.day : said.time, context);
  if (!time.ok()) return OfBooking(time.status());
  std::optional<SpokenDay> day = time->day;
  if (!said.day.empty()) {
    const auto said_day = ParseSpokenDay(said.day, context);
    if (!said_day.ok()) return OfBooking(said_day.status());
    if (day.has_value()) {
      ASSIGN_OR_RETURN(day, Agreed(*said_day, *day));
    } else {
      day = *said_day;
    }
  }
  if (!day.has_value()) {
    const std::vector<std::string> missing = {"date"};
    return WithMissing(MakeError(DomainError::kMissingInformation, "fields are missing"), missing);
  }
  if (day->is_ambiguous()) return WhichOf(day->candidates);
  if (day->is_soonest || day->range.has_value()) return Unclear("not one day");
  if (!time->is_exact()) return Unclear("a part of the day is not a time");
  DropOtherHours(*day, time->readings);
  When when{.day = day->day, .starts = {}, .year_repaired = day->year_repaired};
  for (const TimeOfDay reading : time->readings) {
    when.starts.push_back(ResolveStart(when.day, reading, context.zone));
  }
  return when;
}

absl::StatusOr<When> ReadStart(const BookingRequest& request, const DayContext& context) {
  When when;
  if (const auto* exact = std::get_if<absl::Time>(&request.start)) {
    when = {.day = DayAt(*exact, context.zone), .starts = {*exact}};
  } else {
    ASSIGN_OR_RETURN(when, ReadSpoken(std::get<SpokenStart>(request.start), context));
  }
  const absl::Time said = when.starts.front();
  std::erase_if(when.starts, [&](absl::Time start) { return start <= context.now; });
  if (when.starts.empty()) {
    return WithFacts(MakeError(DomainError::kDateInPast, "the time is over"),
                     {{"date", IsoDay(when.day)}, {"time", ClockText(said, context.zone)}});
  }
  return when;
}

}  // namespace

absl::StatusOr<BookingPlan> PlanBooking(const Directory& directory, const BookingRequest& request,
                                        absl::Time now) {
  const DayContext context{
      .now = now, .zone = directory.clinic.zone, .country = directory.clinic.country};
  RETURN_IF_ERROR(CheckComplete(directory, request, context));
  BookingPlan plan;
  plan.caller = request.caller;
  const auto from = ParsePhone(request.caller.phone, directory.clinic.country);
  if (from.ok() && !StandsForWithheld(from->e164())) plan.caller_phone = from->e164();
  ASSIGN_OR_RETURN(const PhoneNumber phone, ReadPhone(request, directory.clinic.country));
  std::tie(plan.person.first_name, plan.person.last_name) = SplitName(request.patient_name);
  plan.person.phone = phone.e164();

  // The place narrows down who is meant, though a mistake in it is told last.
  const auto business = ResolveBusiness(directory, request.business, std::nullopt);
  Known known;
  if (business.ok()) known.business = business->id;
  ASSIGN_OR_RETURN(plan.practitioner,
                   ResolvePractitioner(directory, request.practitioner,
                                       WithType(directory, request.appointment_type, known)));
  known.practitioner = plan.practitioner.id;
  if (business.ok() && directory.Offerings(plan.practitioner.id, business->id, {}).empty()) {
    return CheckOffered(directory, plan.practitioner, *business, {});
  }
  ASSIGN_OR_RETURN(plan.appointment_type,
                   ResolveAppointmentType(directory, request.appointment_type, known));
  RETURN_IF_ERROR(business.status());
  plan.business = *business;
  RETURN_IF_ERROR(CheckOffered(directory, plan.practitioner, plan.business, plan.appointment_type));

  ASSIGN_OR_RETURN(When when, ReadStart(request, context));
  plan.today = DayAt(now, context.zone);
  plan.day = when.day;
  plan.starts = std::move(when.starts);
  plan.year_repaired = when.year_repaired;
  return plan;
}

std::map<std::string, std::string> FactsOfPlan(const BookingPlan& plan, absl::Time start,
                                               absl::TimeZone zone) {
  return {{"practitioner", plan.practitioner.display_name},
          {"location", plan.business.name},
          {"service", plan.appointment_type.name},
          {"date", IsoDay(DayAt(start, zone))},
          {"time", ClockText(start, zone)}};
}

}  // namespace frontdesk::booking
