#include "gateway/webhooks/availability_checker.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/clients/availability_client.h"
#include "gateway/json/object.h"
#include "gateway/json/written.h"
#include "gateway/speech/availability_sentence.h"
#include "gateway/speech/calendar.h"
#include "gateway/speech/error_sentence.h"
#include "gateway/speech/phrases.h"
#include "gateway/webhooks/answer.h"
#include "gateway/webhooks/mistyped.h"
#include "gateway/webhooks/request.h"
#include "gateway/webhooks/shapes.h"
#include "gateway/webhooks/slot_signer.h"
#include "libs/civil/format.h"
#include "libs/civil/spoken_day.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway {
namespace {

absl::StatusOr<AvailabilityQuery> QueryOf(const WebhookRequest& request, const Clinic& clinic) {
  RETURN_IF_ERROR(
      CheckTypes(request, {"practitioner", "appointment_type", "date", "business_id", "location"}));
  return AvailabilityQuery{.clinic = clinic.id,
                           .caller = request.caller(),
                           .practitioner = request.practitioner,
                           .service = request.service,
                           .business = request.business,
                           .spoken_day = request.date,
                           .part_of_day = request.part_of_day};
}

// "Next available", "as soon as possible": no day in particular.
bool AsksForTheNext(const std::string& date, const Clinic& clinic, absl::Time now) {
  if (date.empty()) return false;
  const absl::StatusOr<SpokenDay> day =
      ParseSpokenDay(date, {.now = now, .zone = clinic.zone, .country = clinic.country});
  return day.ok() && day->is_soonest;
}

// A day without times is kNoAvailability, so that no client reads it as a success.
absl::Status CheckNotEmpty(const Availability& availability) {
  for (const DayOpenings& day : availability.openings) {
    if (!day.times.empty()) return absl::OkStatus();
  }
  return MakeError(DomainError::kNoAvailability, "the answer has no times");
}

void SetWhoAndWhere(const DayOpenings& first, Json& body) {
  body["practitioner"] = first.practitioner.display_name;
  body["practitionerDetails"] = PractitionerJson(first.practitioner);
  body["service"] = first.appointment_type.name;
  body["serviceDetails"] = ServiceJson(first.appointment_type);
  body["location"] = BusinessJson(first.business);
  body["location_id"] = first.business.id.value();
  body["location_name"] = first.business.name;
}

// Why the day that was asked for has nothing, or nothing in that part of it, and what comes next.
void SetWhatComesNext(const Availability& availability, absl::TimeZone zone,
                      const SlotSigner& slots, Json& body) {
  if (!availability.requested_day_available) {
    SetReason(availability.reason, body);
    const DayOpenings& here = availability.openings.front();
    body["next_available"] =
        NextAvailableJson(availability.next_available.value_or(here), zone, slots);
  } else if (availability.next_available.has_value()) {
    body["next_available"] = NextAvailableJson(*availability.next_available, zone, slots);
  }
  if (availability.next_at_requested.has_value()) {
    body["next_at_requested"] = NextAvailableJson(*availability.next_at_requested, zone, slots);
  }
}

void SetOtherLocations(const std::vector<Business>& others, Json& body) {
  if (others.empty()) return;
  WrittenArray options;
  WrittenArray names;
  for (const Business& business : others) {
    options.Add(BusinessJson(business));
    names.Add(business.name);
  }
  body["options"] = options;
  body["option_names"] = names;
}

Json Body(const Availability& availability, const WebhookRequest& request, absl::TimeZone zone) {
  const std::vector<std::string> times = DisplayTimes(availability.openings, zone);
  const DayOpenings& first = availability.openings.front();

  Json body = Envelope(true, request.session_id,
                       AvailabilitySentence(availability, Calendar(zone, request.arrived)));
  SetSlots(times, body);
  body["totalSlots"] = times.size();
  SetWhoAndWhere(first, body);
  if (availability.openings.size() > 1) {
    for (const DayOpenings& day : availability.openings) {
      body["practitioners"].push_back(PractitionerJson(day.practitioner));
    }
  }
  body["date"] = SpokenFullDayText(first.day);
  body["dateISO"] = IsoDay(first.day);
  body["requestedDate"] = IsoDay(availability.requested_day);
  body["requestedDateAvailable"] = availability.requested_day_available;
  body["availability"] = ObjectOf("slots", body["slots"]);
  body["slot_details"] = SlotDetailsJson(availability.openings, zone, request.slots);
  if (!availability.requested_day_available || availability.other_part_of_day) {
    SetWhatComesNext(availability, zone, request.slots, body);
  }
  if (availability.other_part_of_day) {
    body["partOfDay"] = std::string(PartOfDayName(availability.part_of_day));
    body["partOfDayAvailable"] = false;
  }
  SetOtherLocations(availability.other_businesses, body);
  SetDataAge(availability.year_repaired, availability.stale, availability.age, availability.partial,
             body);
  SetNext(Told::kTimes, body);
  return body;
}

}  // namespace

WebhookAnswer AvailabilityChecker::Handle(const WebhookRequest& request, const Clinic& clinic,
                                          const CallContext& call) {
  if (AsksForTheNext(request.date, clinic, clock_.Now())) {
    return next_.Handle(request, clinic, call);
  }
  absl::StatusOr<Json> body = [&]() -> absl::StatusOr<Json> {
    ASSIGN_OR_RETURN(const AvailabilityQuery query, QueryOf(request, clinic));
    ASSIGN_OR_RETURN(Availability availability, availability_.Check(query, call));
    std::erase_if(availability.openings, [](const DayOpenings& day) { return day.times.empty(); });
    RETURN_IF_ERROR(CheckNotEmpty(availability));
    return Body(availability, request, clinic.zone);
  }();
  if (body.ok()) return Written(*std::move(body));
  return Failure(body.status(), request, AnswerFamily::kAvailability, Purpose::kLookUp, &clinic);
}

}  // namespace frontdesk::gateway
