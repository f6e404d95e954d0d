#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tests/cliniko_sandbox/calendar.h"
#include "tests/cliniko_sandbox/list_reply.h"
#include "tests/cliniko_sandbox/render.h"
#include "tests/cliniko_sandbox/routes.h"
#include "tests/cliniko_sandbox/time_text.h"

// available_times and next_available_time. Source: contract/cliniko.md, 10.10 and 10.11.

namespace frontdesk::sandbox {
namespace {

constexpr char kBadRange[] =
    "Invalid time frame definition. Please check from/to param limitations.";

// Whether the triple of the path may be booked online; anything else is a 404 before the dates
// are looked at.
bool IsBookableOnline(const Call& call) {
  const Account& account = call.account;
  const Business* business = Find(account.businesses, call.ids[0]);
  const Practitioner* practitioner = Find(account.practitioners, call.ids[1]);
  const AppointmentType* type = Find(account.appointment_types, call.ids[2]);
  return account.online_bookings.enabled && business != nullptr && !IsArchived(*business) &&
         business->show_in_online_bookings && practitioner != nullptr && practitioner->active &&
         practitioner->show_in_online_bookings && type != nullptr && !IsArchived(*type) &&
         type->show_in_online_bookings && type->business_ids.contains(business->id) &&
         type->practitioner_ids.contains(practitioner->id);
}

// From 00:00 of `from` to the end of `to` in the account's zone; nothing if the API refuses them.
std::optional<Interval> ReadRange(const Call& call) {
  const std::optional<absl::CivilDay> from = ParseDate(call.query.Get("from").value_or(""));
  const std::optional<absl::CivilDay> to = ParseDate(call.query.Get("to").value_or(""));
  if (!from || !to) return std::nullopt;
  const int widest = call.settings.allow_7_day_difference ? 7 : 6;
  const absl::CivilDay today = absl::ToCivilDay(call.now, call.account.zone);
  if (*from < today || *to < *from || *to - *from > widest) return std::nullopt;
  return Interval{absl::FromCivil(*from, call.account.zone),
                  absl::FromCivil(*to + 1, call.account.zone)};
}

std::vector<absl::Time> Starts(const Call& call, const Interval& range) {
  return OfferedStarts(call.account, call.settings, call.ids[0], call.ids[1], call.ids[2], call.now,
                       range);
}

Reply AvailableTimes(Call& call) {
  if (!IsBookableOnline(call)) return NotFound(call.settings);
  const std::optional<Interval> range = ReadRange(call);
  if (!range) return Message(400, kBadRange);
  return PageReply(call, "available_times", Starts(call, *range), [](absl::Time start) {
    return Json{{"appointment_start", UtcText(start)}};
  });
}

// The first start from now to the end of the booking horizon, week by week.
Instant FirstStart(const Call& call) {
  const int days = call.account.online_bookings.allow_bookings_days_in_advance;
  const absl::Time end = call.now + absl::Hours(24 * (days + 2));
  for (absl::Time week = call.now; week < end; week += absl::Hours(7 * 24)) {
    const std::vector<absl::Time> starts =
        Starts(call, {week, std::min(end, week + absl::Hours(7 * 24))});
    if (!starts.empty()) return starts.front();
  }
  return std::nullopt;
}

Reply NextAvailableTime(Call& call) {
  if (!IsBookableOnline(call)) return NotFound(call.settings);
  const bool has_range = call.query.Get("from").has_value() || call.query.Get("to").has_value();
  Instant start;
  if (has_range || call.settings.next_available_requires_range) {
    const std::optional<Interval> range = ReadRange(call);
    if (!range) return Message(400, kBadRange);
    const std::vector<absl::Time> starts = Starts(call, *range);
    if (!starts.empty()) start = starts.front();
  } else {
    start = FirstStart(call);
  }
  if (!start && call.settings.next_available_none == "404") return NotFound(call.settings);
  Json json = Json::object();
  if (start || call.settings.next_available_none != "omit") {
    json["appointment_start"] = InstantJson(start);
  }
  json["total_entries"] = start ? 1 : 0;
  json["links"]["self"] =
      absl::StrCat(call.request.scheme, "://", call.request.host, call.request.path,
                   call.request.query.empty() ? "" : "?", call.request.query);
  return JsonReply(200, json);
}

}  // namespace

void AddAvailableTimesRoutes(std::vector<Route>& routes) {
  AddRead(routes,
          "/businesses/:business_id/practitioners/:practitioner_id/appointment_types/"
          ":appointment_type_id/available_times",
          AvailableTimes);
  AddRead(routes,
          "/businesses/:business_id/practitioners/:practitioner_id/appointment_types/"
          ":appointment_type_id/next_available_time",
          NextAvailableTime);
}

}  // namespace frontdesk::sandbox
