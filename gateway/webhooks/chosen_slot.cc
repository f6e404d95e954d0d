#include "gateway/webhooks/chosen_slot.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gateway/clients/availability_client.h"
#include "gateway/webhooks/request.h"
#include "libs/civil/format.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/slot_ids/slot_ids.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"
#include "libs/status/status_macros.h"

namespace frontdesk::gateway {
namespace {

constexpr std::size_t kMostAlternatives = 5;  // contract/webhooks.md, section 2.7
// A refusal hardly waits for what it offers instead.
constexpr absl::Duration kPatience = absl::Milliseconds(450);
constexpr absl::Duration kLongest = absl::Milliseconds(1500);
// Nobody was offered a time beyond it.
constexpr absl::Duration kFarthest = absl::Hours(24 * 365);

AvailabilityQuery QueryLike(const WebhookRequest& request, const OfferedSlot& slot,
                            const Clinic& clinic) {
  AvailabilityQuery query{.clinic = clinic.id, .caller = request.caller()};
  query.practitioner.id = slot.practitioner;
  query.service.id = slot.appointment_type;
  query.business.id = slot.business;
  query.spoken_day = IsoDay(absl::ToCivilDay(slot.start, clinic.zone));
  return query;
}

bool SaysNothingElse(const WebhookRequest& request) {
  return request.new_practitioner.empty() && request.new_service.empty() &&
         request.new_business.empty() && request.business.empty() && request.new_date.empty();
}

// An id that a model copied badly says nearly what it should; where nothing else is said it shows
// what to look for.
AvailabilityQuery QueryFor(const WebhookRequest& request, const std::optional<OpenedSlot>& opened,
                           const Clinic& clinic) {
  if (opened.has_value()) return QueryLike(request, opened->slot, clinic);
  AvailabilityQuery query{.clinic = clinic.id, .caller = request.caller()};
  // Where something is to be moved these are those that a booking uses, unless there are others.
  query.practitioner = request.new_practitioner;
  query.service = request.new_service;
  query.business = request.new_business.empty() ? request.business : request.new_business;
  query.spoken_day = request.new_date;
  if (!SaysNothingElse(request)) return query;
  std::optional<OfferedSlot> like = SlotIds::Unproven(request.slot_id);
  if (!like.has_value()) return query;
  const absl::Time now = request.slots.now();
  if (like->start < now || like->start > now + kFarthest) like->start = now;
  return QueryLike(request, *like, clinic);
}

// Today at the usual place, for an id of which nothing is to be had: it means nobody of this clinic,
// or somebody who has nothing free. The caller is asked which time they would like, so any will do.
absl::StatusOr<Availability> WithWhoeverIsFree(const WebhookRequest& request, const Clinic& clinic,
                                               AvailabilityClient& availability,
                                               const CallContext& call) {
  ASSIGN_OR_RETURN(const FreeStaff staff,
                   availability.ListFree({.clinic = clinic.id, .caller = request.caller()}, call));
  if (staff.practitioners.empty() || staff.practitioners.front().services.empty()) {
    return absl::NotFoundError("nobody is free today");
  }
  const FreePractitioner& first = staff.practitioners.front();
  return availability.Check({.clinic = clinic.id,
                             .caller = request.caller(),
                             .practitioner = {.id = first.practitioner.id},
                             .service = {.id = first.services.front().id},
                             .business = {.id = staff.business.id}},
                            call);
}

// Leaves the times nearest to `start`; more than the most where several are as near.
void KeepNearest(absl::Time start, std::vector<DayOpenings>& openings) {
  std::vector<absl::Duration> distances;
  for (const DayOpenings& day : openings) {
    for (const TimeRange& time : day.times) {
      distances.push_back(absl::AbsDuration(time.start - start));
    }
  }
  if (distances.size() <= kMostAlternatives) return;
  std::sort(distances.begin(), distances.end());
  const absl::Duration farthest = distances[kMostAlternatives - 1];
  for (DayOpenings& day : openings) {
    std::erase_if(day.times, [&](const TimeRange& time) {
      return absl::AbsDuration(time.start - start) > farthest;
    });
  }
  std::erase_if(openings, [](const DayOpenings& day) { return day.times.empty(); });
}

}  // namespace

WebhookRequest ForSlot(WebhookRequest request, const OfferedSlot& slot) {
  request.practitioner = request.new_practitioner = {.id = slot.practitioner};
  request.service = request.new_service = {.id = slot.appointment_type};
  request.business = request.new_business = {.id = slot.business};
  for (std::string* words : {&request.date, &request.time, &request.new_date, &request.new_time}) {
    words->clear();
  }
  request.chosen_start = slot.start;
  std::erase_if(request.mistyped, [](const std::string& field) {
    return field == "practitioner" || field == "appointment_type" || field == "business_id" ||
           field == "location" || field == "date" || field == "time";
  });
  return request;
}

absl::Status RefuseSlot(const WebhookRequest& request, const std::optional<OpenedSlot>& opened,
                        const Clinic& clinic, AvailabilityClient& availability,
                        const CallContext& call) {
  const absl::Status refusal =
      WithFacts(MakeError(DomainError::kTimeNotAvailable,
                          opened.has_value() ? "the slot id is outdated" : "no such slot id"),
                {{"offer", "gone"}});
  CallContext quick = call;
  const absl::Time now = absl::Now();
  quick.answer_by = std::min(call.answer_by, now + kPatience);
  quick.deadline = std::min(call.deadline, now + kLongest);
  absl::StatusOr<Availability> free = availability.Check(QueryFor(request, opened, clinic), quick);
  if (SaysNothingElse(request) && (!free.ok() || free->openings.empty())) {
    free = WithWhoeverIsFree(request, clinic, availability, quick);
  }
  if (!free.ok()) return refusal;
  if (opened.has_value()) KeepNearest(opened->slot.start, free->openings);
  return WithAlternatives(refusal, free->openings);
}

}  // namespace frontdesk::gateway
