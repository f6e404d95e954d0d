#include "gateway/webhooks/shapes.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gateway/json/object.h"
#include "libs/civil/format.h"
#include "libs/civil/time_of_day.h"
#include "libs/domain/directory.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway {
namespace {

constexpr std::size_t kMembersOfASlot = 12;  // at most

using OneSlot = std::pair<TimeRange, const DayOpenings*>;

std::vector<OneSlot> InOrderOfTime(const std::vector<DayOpenings>& openings) {
  std::vector<OneSlot> slots;
  for (const DayOpenings& day : openings) {
    for (const TimeRange& time : day.times) slots.emplace_back(time, &day);
  }
  std::stable_sort(slots.begin(), slots.end(), [](const OneSlot& a, const OneSlot& b) {
    return a.first.start < b.first.start;
  });
  return slots;
}

}  // namespace

Json BusinessJson(const Business& business) {
  return ObjectOf("id", business.id.value(), "name", business.name, "business_id",
                  business.id.value(), "business_name", business.name);
}

Json PractitionerJson(const Practitioner& practitioner) {
  return ObjectOf("id", practitioner.id.value(), "name", practitioner.display_name, "firstName",
                  practitioner.first_name, "servicesCount", practitioner.appointment_type_count,
                  "practitioner_id", practitioner.id.value(), "practitioner_name",
                  practitioner.display_name);
}

Json ServiceJson(const AppointmentType& service) {
  const auto minutes = absl::ToInt64Minutes(service.duration);
  return ObjectOf("id", service.id.value(), "name", service.name, "duration", minutes,
                  "appointment_type_id", service.id.value(), "service_name", service.name,
                  "duration_minutes", minutes);
}

Json TimeSlotJson(absl::Time start, absl::TimeZone zone) {
  const absl::CivilMinute wall = absl::ToCivilMinute(start, zone);
  const TimeOfDay time = TimeOfDay::At(wall.hour(), wall.minute());
  Json slot = ObjectOf("date", IsoDay(absl::CivilDay(wall)), "time", ClockText(time),
                       "displayTime", SpokenTimeText(time));
  Reserve(kMembersOfASlot, slot);
  return slot;
}

void SetSlotId(const DayOpenings& openings, absl::Time start, const SlotSigner& slots, Json& body) {
  if (std::string id = slots.IdOf(openings, start); !id.empty()) body["slotId"] = std::move(id);
}

Json SlotDetailJson(const DayOpenings& openings, const TimeRange& time, absl::TimeZone zone,
                    const SlotSigner& slots) {
  Json detail = TimeSlotJson(time.start, zone);
  AddMembers(detail, "displayDate", SpokenDayText(absl::ToCivilDay(time.start, zone)), "start",
             UtcText(time.start), "startLocal", LocalText(time.start, zone), "practitioner",
             openings.practitioner.display_name, "service", openings.appointment_type.name,
             "location", openings.business.name);
  SetSlotId(openings, time.start, slots, detail);
  return detail;
}

std::vector<std::string> DisplayTimes(const std::vector<DayOpenings>& openings,
                                      absl::TimeZone zone) {
  std::vector<std::string> spoken;
  for (const auto& [time, day] : InOrderOfTime(openings)) {
    const std::string text = SpokenTimeText(time.start, zone);
    // Two practitioners may be free at the same time.
    if (spoken.empty() || spoken.back() != text) spoken.push_back(text);
  }
  return spoken;
}

Json SlotDetailsJson(const std::vector<DayOpenings>& openings, absl::TimeZone zone,
                     const SlotSigner& slots) {
  Json details = Json::array();
  for (const auto& [time, day] : InOrderOfTime(openings)) {
    details.push_back(SlotDetailJson(*day, time, zone, slots));
  }
  return details;
}

void SetSlots(const std::vector<std::string>& display_times, Json& body) {
  body["available_times"] = display_times;
  body["slots"] = display_times;
  body["availableTimes"] = display_times;
}

Json NextAvailableJson(const DayOpenings& openings, absl::TimeZone zone, const SlotSigner& slots) {
  Json next = TimeSlotJson(openings.times.front().start, zone);
  next["location"] = openings.business.name;
  next["business_id"] = openings.business.id.value();
  SetSlotId(openings, openings.times.front().start, slots, next);
  return next;
}

void SetDataAge(bool year_repaired, bool stale, absl::Duration age, bool partial, Json& body) {
  if (year_repaired) body["dateCorrected"] = true;
  if (stale) {
    body["stale"] = true;
    body["data_age_seconds"] = absl::ToInt64Seconds(age);
  }
  if (partial) body["partial"] = true;
}

void SetReason(NothingFree reason, Json& body) {
  if (reason == NothingFree::kNotWorking) body["reason"] = "not_working";
  if (reason == NothingFree::kFullyBooked) body["reason"] = "fully_booked";
}

void SetPerformance(absl::Duration took, const std::optional<SearchCost>& cost, Json& body) {
  const double seconds = absl::ToDoubleSeconds(took);
  const SearchCost spent = cost.value_or(SearchCost{.upstream_requests = 1, .failed_requests = 1});
  const int total = spent.upstream_requests;
  const int successful = total - spent.failed_requests;
  // The calls run side by side, so each took about as long as all.
  body["performance_metrics"] = {{"execution_time", seconds},
                                 {"total_calls", total},
                                 {"successful_calls", successful},
                                 {"failed_calls", spent.failed_requests},
                                 {"cache_hits", spent.cached_lookups},
                                 {"average_duration", total == 0 ? 0.0 : seconds},
                                 {"rate_limit_delays", 0},
                                 {"success_rate", total == 0 ? 100.0 : 100.0 * successful / total}};
}

std::string ConfirmationNumber(const AppointmentId& id) {
  const absl::string_view digits = id.value();
  return absl::StrCat("APT-", digits.substr(digits.size() < 6 ? 0 : digits.size() - 6));
}

}  // namespace frontdesk::gateway
