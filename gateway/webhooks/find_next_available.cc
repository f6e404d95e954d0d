#include "gateway/webhooks/find_next_available.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gateway/clients/availability_client.h"
#include "gateway/json/written.h"
#include "gateway/speech/calendar.h"
#include "gateway/speech/error_sentence.h"
#include "gateway/speech/next_sentence.h"
#include "gateway/webhooks/answer.h"
#include "gateway/webhooks/mistyped.h"
#include "gateway/webhooks/request.h"
#include "gateway/webhooks/shapes.h"
#include "gateway/webhooks/slot_signer.h"
#include "gateway/webhooks/variant.h"
#include "libs/civil/format.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/domain/search.h"
#include "libs/status/status_macros.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway {
namespace {

void DropEmpty(std::vector<DayOpenings>& openings) {
  std::erase_if(openings, [](const DayOpenings& day) { return day.times.empty(); });
}

// "Tuesday, July 14 at 9:00 AM at City Rooms" for each.
std::vector<std::string> SpokenSlots(const std::vector<DayOpenings>& openings,
                                     absl::TimeZone zone) {
  std::vector<std::string> spoken;
  for (const DayOpenings& opening : openings) {
    spoken.push_back(absl::StrCat(SpokenStartText(opening.times.front().start, zone), " at ",
                                  opening.business.name));
  }
  return spoken;
}

// Who, what and where, as far as one is known; null where it may be any.
void SetWhoWhatWhere(const Practitioner* practitioner, const AppointmentType* service,
                     const Business* business, Json& body) {
  const Json none = nullptr;
  body["practitioner"] = practitioner == nullptr ? none : Json(PractitionerJson(*practitioner));
  body["practitionerName"] = practitioner == nullptr ? none : Json(practitioner->display_name);
  body["practitionerId"] = practitioner == nullptr ? none : Json(practitioner->id.value());
  body["service"] = service == nullptr ? none : Json(service->name);
  body["serviceId"] = service == nullptr ? none : Json(service->id.value());
  body["location"] = business == nullptr ? none : Json(BusinessJson(*business));
  body["locationName"] = business == nullptr ? none : Json(business->name);
  body["locationId"] = business == nullptr ? none : Json(business->id.value());
  body["business_id"] = body["location_id"] = body["locationId"];
  body["location_name"] = body["locationName"];
}

template <typename T>
const T* OrNull(const std::optional<T>& value) {
  return value.has_value() ? &*value : nullptr;
}

void SetFirst(const DayOpenings& first, absl::TimeZone zone, const SlotSigner& slots, Json& body) {
  const TimeRange& time = first.times.front();
  const absl::CivilDay day = absl::ToCivilDay(time.start, zone);
  const std::string slot_id = slots.IdOf(first, time.start);
  WrittenObject slot = TimeSlotJson(time.start, zone);
  AddSlotId(slot_id, slot);
  body["slot"] = slot;
  SetWhoWhatWhere(&first.practitioner, &first.appointment_type, &first.business, body);
  body["date"] = SpokenDayText(day);
  body["time"] = SpokenTimeText(time.start, zone);
  body["dateISO"] = IsoDay(day);
  body["appointmentStart"] = UtcText(time.start);
  body["appointmentEnd"] = UtcText(time.end);
  // Exactly what /appointment-handler wants.
  WrittenObject booking("practitioner", first.practitioner.display_name, "appointmentType",
                        first.appointment_type.name, "appointmentDate", IsoDay(day),
                        "appointmentTime", ClockText(time.start, zone), "business_id",
                        first.business.id.value());
  AddSlotId(slot_id, booking);
  body["booking"] = booking;
}

void SetElsewhere(const std::vector<DayOpenings>& elsewhere, absl::TimeZone zone,
                  const SlotSigner& slots, Json& body) {
  if (elsewhere.empty()) return;
  body["next_available"] = NextAvailableJson(elsewhere.front(), zone, slots);
  WrittenArray details;
  for (const DayOpenings& opening : elsewhere) {
    WrittenObject detail = SlotDetailJson(opening, opening.times.front(), zone, slots);
    detail.Add("business_id", opening.business.id.value());
    details.Add(detail);
  }
  body["elsewhere"] = details;
}

void SetEnhanced(absl::Duration took, const std::optional<SearchCost>& cost, Json& body) {
  body["all_slots"] = Json::array();  // allowed to be empty: it was 8 KB of the model's context
  SetPerformance(took, cost, body);
}

Json Body(const NextTimes& next, const WebhookRequest& request, absl::TimeZone zone) {
  Json body = Envelope(true, request.session_id,
                       NextSentence(next, request.max_days, Calendar(zone, request.arrived)));
  body["found"] = !next.openings.empty();
  SetSlots(SpokenSlots(next.openings, zone), body);
  body["slot_details"] = SlotDetailsJson(next.openings, zone, request.slots);
  body["totalSlots"] = next.openings.size();
  if (next.openings.empty()) {
    body["slot"] = nullptr;
    SetWhoWhatWhere(OrNull(next.practitioner), OrNull(next.service), OrNull(next.business), body);
  } else {
    SetFirst(next.openings.front(), zone, request.slots, body);
  }
  SetElsewhere(next.elsewhere, zone, request.slots, body);
  if (next.exhausted) body["exhausted"] = true;
  SetReason(next.reason, body);
  if (next.requested_day.has_value()) body["requestedDate"] = IsoDay(*next.requested_day);
  SetDataAge(next.year_repaired, next.stale, next.age, next.partial, body);
  SetNext(next.openings.empty() ? Told::kNoNextTimes : Told::kNextTimes, body);
  return body;
}

}  // namespace

void FindNextAvailable::CompleteFailure(Json& body) const {
  body["found"] = false;
  if (variant_ != RouteVariant::kEnhanced) return;
  SetEnhanced(absl::ZeroDuration(), std::nullopt, body);
}

WebhookAnswer FindNextAvailable::Handle(const WebhookRequest& request, const Clinic& clinic,
                                        const CallContext& call) {
  const absl::Time began = clock_.Now();
  std::optional<SearchCost> cost;
  absl::StatusOr<Json> found = [&]() -> absl::StatusOr<Json> {
    RETURN_IF_ERROR(CheckTypes(
        request, {"practitioner", "appointment_type", "date", "business_id", "location"}));
    ASSIGN_OR_RETURN(NextTimes next, availability_.FindNext({.clinic = clinic.id,
                                                             .caller = request.caller(),
                                                             .practitioner = request.practitioner,
                                                             .service = request.service,
                                                             .business = request.business,
                                                             .spoken_day = request.date,
                                                             .max_days = request.max_days,
                                                             .part_of_day = request.part_of_day},
                                                            call));
    cost = next.cost;
    DropEmpty(next.openings);
    DropEmpty(next.elsewhere);
    return Body(next, request, clinic.zone);
  }();
  Json body = found.ok() ? *std::move(found)
                         : FailureBody(found.status(), request, AnswerFamily::kAvailability,
                                       Purpose::kLookUp, &clinic);
  if (!found.ok()) body["found"] = false;
  if (variant_ == RouteVariant::kEnhanced) SetEnhanced(clock_.Now() - began, cost, body);
  return Written(std::move(body));
}

}  // namespace frontdesk::gateway
