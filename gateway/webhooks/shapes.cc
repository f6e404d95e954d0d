#include "gateway/webhooks/shapes.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gateway/json/written.h"
#include "libs/civil/format.h"
#include "libs/civil/time_of_day.h"
#include "libs/domain/directory.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway {
namespace {

using OneSlot = std::pair<TimeRange, const DayOpenings*>;

std::vector<OneSlot> InOrderOfTime(const std::vector<DayOpenings>& openings) {
  std::size_t count = 0;
  for (const DayOpenings& day : openings) count += day.times.size();
  std::vector<OneSlot> slots;
  slots.reserve(count);
  for (const DayOpenings& day : openings) {
    for (const TimeRange& time : day.times) slots.emplace_back(time, &day);
  }
  const auto is_before = [](const OneSlot& a, const OneSlot& b) {
    return a.first.start < b.first.start;
  };
  // It takes memory even where there is nothing to sort, as where there is one practitioner.
  if (!std::is_sorted(slots.begin(), slots.end(), is_before)) {
    std::stable_sort(slots.begin(), slots.end(), is_before);
  }
  return slots;
}

WrittenObject TimeSlotAt(const absl::CivilMinute& wall) {
  const TimeOfDay time = TimeOfDay::At(wall.hour(), wall.minute());
  return WrittenObject("date", IsoDay(absl::CivilDay(wall)), "time", ClockText(time), "displayTime",
                       SpokenTimeText(time));
}

WrittenObject WhoWhatWhere(const DayOpenings& openings) {
  return WrittenObject("practitioner", openings.practitioner.display_name, "service",
                       openings.appointment_type.name, "location", openings.business.name);
}

// See SlotDetailJson.
WrittenObject DetailOf(const TimeRange& time, const WrittenObject& who_what_where,
                       absl::string_view slot_id, absl::TimeZone zone) {
  const absl::TimeZone::CivilInfo wall = zone.At(time.start);
  WrittenObject detail = TimeSlotAt(absl::CivilMinute(wall.cs));
  detail.Add("displayDate", SpokenDayText(absl::CivilDay(wall.cs)));
  detail.Add("start", UtcText(time.start));
  detail.Add("startLocal", LocalText(wall.cs, wall.offset));
  detail.AddMembersOf(who_what_where);
  AddSlotId(slot_id, detail);
  return detail;
}

}  // namespace

WrittenObject BusinessJson(const Business& business) {
  return WrittenObject("id", business.id.value(), "name", business.name, "business_id",
                       business.id.value(), "business_name", business.name);
}

WrittenObject PractitionerJson(const Practitioner& practitioner) {
  return WrittenObject("id", practitioner.id.value(), "name", practitioner.display_name,
                       "firstName", practitioner.first_name, "servicesCount",
                       practitioner.appointment_type_count, "practitioner_id",
                       practitioner.id.value(), "practitioner_name", practitioner.display_name);
}

WrittenObject ServiceJson(const AppointmentType& service) {
  const auto minutes = absl::ToInt64Minutes(service.duration);
  return WrittenObject("id", service.id.value(), "name", service.name, "duration", minutes,
                       "appointment_type_id", service.id.value(), "service_name", service.name,
                       "duration_minutes", minutes);
}

WrittenObject TimeSlotJson(absl::Time start, absl::TimeZone zone) {
  return TimeSlotAt(absl::ToCivilMinute(start, zone));
}

void AddSlotId(absl::string_view slot_id, WrittenObject& slot) {
  if (!slot_id.empty()) slot.Add("slotId", slot_id);
}

WrittenObject SlotDetailJson(const DayOpenings& openings, const TimeRange& time,
                             absl::TimeZone zone, const SlotSigner& slots) {
  return DetailOf(time, WhoWhatWhere(openings), slots.IdOf(openings, time.start), zone);
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

WrittenArray SlotDetailsJson(const std::vector<DayOpenings>& openings, absl::TimeZone zone,
                             const SlotSigner& slots) {
  std::vector<WrittenObject> who_what_where;  // the same for each time of one element
  who_what_where.reserve(openings.size());
  for (const DayOpenings& day : openings) who_what_where.push_back(WhoWhatWhere(day));
  WrittenArray details;
  for (const auto& [time, day] : InOrderOfTime(openings)) {
    const auto index = static_cast<std::size_t>(day - openings.data());
    details.Add(DetailOf(time, who_what_where[index], slots.IdOf(*day, time.start), zone));
  }
  return details;
}

void SetSlots(const std::vector<std::string>& display_times, Json& body) {
  WrittenArray times;
  for (const std::string& time : display_times) times.Add(time);
  body["available_times"] = times;
  body["slots"] = times;
  body["availableTimes"] = times;
}

WrittenObject NextAvailableJson(const DayOpenings& openings, absl::TimeZone zone,
                                const SlotSigner& slots) {
  const absl::Time start = openings.times.front().start;
  WrittenObject next = TimeSlotJson(start, zone);
  next.Add("location", openings.business.name);
  next.Add("business_id", openings.business.id.value());
  AddSlotId(slots.IdOf(openings, start), next);
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
