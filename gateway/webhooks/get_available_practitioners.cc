#include "gateway/webhooks/get_available_practitioners.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/clients/availability_client.h"
#include "gateway/json/object.h"
#include "gateway/json/written.h"
#include "gateway/speech/calendar.h"
#include "gateway/speech/error_sentence.h"
#include "gateway/speech/staff_sentence.h"
#include "gateway/webhooks/answer.h"
#include "gateway/webhooks/mistyped.h"
#include "gateway/webhooks/people.h"
#include "gateway/webhooks/request.h"
#include "gateway/webhooks/shapes.h"
#include "gateway/webhooks/variant.h"
#include "libs/civil/format.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/domain/search.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway {
namespace {

// In the words of the enhanced route, and with what each has free.
Json FreeJson(const FreePractitioner& free, absl::TimeZone zone) {
  Json services = Json::array();
  for (const AppointmentType& service : free.services) services.push_back(service.name);
  return ObjectOf("id", free.practitioner.id.value(), "name", free.practitioner.display_name,
                  "available_services", std::move(services), "slot_count", free.slot_count,
                  "first_available", SpokenTimeText(free.first_start, zone));
}

Json Body(const FreeStaff& staff, const WebhookRequest& request, absl::TimeZone zone) {
  Json body =
      Envelope(true, request.session_id, FreeStaffSentence(staff, Calendar(zone, request.arrived)));
  SetWorkplace(staff.business, body);
  body["date"] = SpokenDayText(staff.day);
  body["dateISO"] = IsoDay(staff.day);
  SetSlots({}, body);
  std::vector<Practitioner> practitioners;
  WrittenArray ids_and_names;
  Json free = Json::array();
  for (const FreePractitioner& entry : staff.practitioners) {
    practitioners.push_back(entry.practitioner);
    ids_and_names.Add(WrittenObject("practitioner_id", entry.practitioner.id.value(),
                                    "practitioner_name", entry.practitioner.display_name));
    free.push_back(FreeJson(entry, zone));
  }
  SetPractitioners(practitioners, body);
  SetReason(staff.reason, body);
  body["availablePractitioners"] = ids_and_names;
  body["available_practitioners"] = std::move(free);
  SetDataAge(staff.year_repaired, staff.stale, staff.age, staff.partial, body);
  SetNext(staff.practitioners.empty() ? Told::kNobodyFree : Told::kFreeStaff, body);
  return body;
}

// Nobody is free: a failure, so that no client reads it as somebody.
void SetNobody(Json& body) {
  body["success"] = false;
  body["error"] = std::string(RowOf(DomainError::kNoAvailability).webhook_code);
  body["resolved"] = false;
}

}  // namespace

void GetAvailablePractitioners::CompleteFailure(Json& body) const {
  SetNoPractitioners(body);
  if (variant_ != RouteVariant::kEnhanced) return;
  body["available_practitioners"] = Json::array();
  SetPerformance(absl::ZeroDuration(), std::nullopt, body);
}

WebhookAnswer GetAvailablePractitioners::Handle(const WebhookRequest& request, const Clinic& clinic,
                                                const CallContext& call) {
  const absl::Time began = clock_.Now();
  const bool enhanced = variant_ == RouteVariant::kEnhanced;
  const absl::StatusOr<FreeStaff> staff = [&]() -> absl::StatusOr<FreeStaff> {
    RETURN_IF_ERROR(CheckTypes(request, {"business_id", "location", "appointment_type", "date"}));
    return availability_.ListFree({.clinic = clinic.id,
                                   .caller = request.caller(),
                                   .business = request.business,
                                   .service = request.service,
                                   .spoken_day = request.date,
                                   .part_of_day = request.part_of_day},
                                  call);
  }();
  Json body = staff.ok() ? Body(*staff, request, clinic.zone)
                         : FailureBody(staff.status(), request, AnswerFamily::kAvailability,
                                       Purpose::kLookUp, &clinic);
  if (!staff.ok()) CompleteFailure(body);
  if (staff.ok() && staff->practitioners.empty() && !enhanced) SetNobody(body);
  if (enhanced) {
    if (staff.ok()) {
      body["location_details"] = body["location"];
      body["location"] = staff->business.name;
      body["date"] = SpokenFullDayText(staff->day);
    }
    SetPerformance(clock_.Now() - began,
                   staff.ok() ? std::optional<SearchCost>(staff->cost) : std::nullopt, body);
  }
  return Written(std::move(body));
}

}  // namespace frontdesk::gateway
