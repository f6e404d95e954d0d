#include "libs/cliniko/read_catalogue.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "libs/cliniko/json_row.h"
#include "nlohmann/json.hpp"

namespace frontdesk::cliniko {
namespace {

constexpr char kShown[] = "show_in_online_bookings";

// "09:00" or "24:00"; seconds are allowed and ignored.
std::optional<TimeOfDay> ParseTimeOfDay(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, ':');
  int hours = 0;
  int minutes = 0;
  if (parts.size() < 2 || parts.size() > 3 || !absl::SimpleAtoi(parts[0], &hours) ||
      !absl::SimpleAtoi(parts[1], &minutes) || hours < 0 || hours > 24 || minutes < 0 ||
      minutes > 59) {
    return std::nullopt;
  }
  const TimeOfDay time{hours * 60 + minutes};
  if (time.minutes > 24 * 60) return std::nullopt;
  return time;
}

std::vector<DayWindow> ReadWindows(const Json& array) {
  std::vector<DayWindow> windows;
  for (const Json& json : array) {
    const JsonRow row(json);
    const std::optional<TimeOfDay> opens = ParseTimeOfDay(row.Text("starts_at"));
    const std::optional<TimeOfDay> closes = ParseTimeOfDay(row.Text("ends_at"));
    if (opens.has_value() && closes.has_value() && *opens < *closes) {
      windows.push_back({*opens, *closes});
    }
  }
  std::ranges::sort(windows, {}, &DayWindow::opens);
  return windows;
}

}  // namespace

absl::StatusOr<Business> ReadBusiness(const Json& json) {
  JsonRow row(json);
  Business business{.id = BusinessId(row.Id()),
                    .name = row.Text("business_name"),
                    .display_name = row.Text("display_name"),
                    .label = row.Text("label"),
                    .address_1 = row.Text("address_1"),
                    .address_2 = row.Text("address_2"),
                    .city = row.Text("city"),
                    .state = row.Text("state"),
                    .post_code = row.Text("post_code"),
                    .country_code = row.Text("country_code"),
                    .contact_information = row.Text("contact_information"),
                    .zone = row.Zone(),
                    .show_in_online_bookings = row.Flag(kShown, /*otherwise=*/true),
                    .updated_at = row.Instant("updated_at")};
  return row.Done(std::move(business));
}

absl::StatusOr<Practitioner> ReadPractitioner(const Json& json) {
  JsonRow row(json);
  Practitioner practitioner{
      .id = PractitionerId(row.Id()),
      .title = row.Text("title"),
      .first_name = row.Text("first_name"),
      .last_name = row.Text("last_name"),
      .display_name = row.Text("display_name"),
      .label = row.Text("label"),
      .designation = row.Text("designation"),
      .active = row.Flag("active", /*otherwise=*/true),
      .show_in_online_bookings = row.Flag(kShown, /*otherwise=*/true),
      .default_appointment_type = AppointmentTypeId(row.LinkId("default_appointment_type")),
      .updated_at = row.Instant("updated_at")};
  return row.Done(std::move(practitioner));
}

absl::StatusOr<AppointmentType> ReadAppointmentType(const Json& json) {
  JsonRow row(json);
  AppointmentType type{.id = AppointmentTypeId(row.Id()),
                       .name = row.Text("name"),
                       .category = row.Text("category"),
                       .description = row.Text("description"),
                       .duration = absl::Minutes(row.RequiredNumber("duration_in_minutes")),
                       .max_attendees = row.Number("max_attendees").value_or(1),
                       .show_in_online_bookings = row.Flag(kShown, /*otherwise=*/true),
                       .updated_at = row.Instant("updated_at")};
  if (const std::optional<int> hours = row.Number("online_bookings_lead_time_hours");
      hours.has_value() && *hours >= 0) {
    type.booking_notice = absl::Hours(*hours);
  }
  return row.Done(std::move(type));
}

absl::StatusOr<Service> ReadService(const Json& json) {
  JsonRow row(json);
  Service service{.business = BusinessId(row.RequiredLinkId("business")),
                  .type = AppointmentTypeId(row.RequiredLinkId("appointment_type"))};
  for (const Json& link : row.Array("practitioners")) {
    std::string id = IdOfLink(JsonRow(JsonRow(link).Object("links")).Text("self"));
    if (!id.empty()) service.practitioners.push_back(PractitionerId(std::move(id)));
  }
  return row.Done(std::move(service));
}

absl::StatusOr<DailyAvailability> ReadDailyAvailability(const Json& json) {
  JsonRow row(json);
  DailyAvailability day{.id = row.Id(),
                        .business = BusinessId(row.RequiredLinkId("business")),
                        .practitioner = PractitionerId(row.RequiredLinkId("practitioner")),
                        .day_of_week = row.Number("day_of_week").value_or(-1),
                        .windows = ReadWindows(row.Array("availabilities")),
                        .zone = row.Zone(),
                        .updated_at = row.Instant("updated_at")};
  return row.Done(std::move(day));
}

absl::StatusOr<AvailabilityBlock> ReadAvailabilityBlock(const Json& json) {
  JsonRow row(json);
  AvailabilityBlock block{.id = row.Id(),
                          .business = BusinessId(row.RequiredLinkId("business")),
                          .practitioner = PractitionerId(row.RequiredLinkId("practitioner")),
                          .starts_at = row.Instant("starts_at"),
                          .ends_at = row.Instant("ends_at")};
  return row.Done(std::move(block));
}

absl::StatusOr<absl::Time> ReadAvailableTime(const Json& json) {
  JsonRow row(json);
  const absl::Time start = row.Instant("appointment_start");
  return row.Done(start);
}

}  // namespace frontdesk::cliniko
