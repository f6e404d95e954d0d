#include "libs/cliniko/read_account.h"

#include "libs/cliniko/json_row.h"
#include "nlohmann/json.hpp"

namespace frontdesk::cliniko {
namespace {

std::optional<absl::Duration> Hours(std::optional<int> hours) {
  if (!hours.has_value() || *hours < 0) return std::nullopt;
  return absl::Hours(*hours);
}

// Null, 0 and absent all mean that there is no limit.
std::optional<int> Limit(std::optional<int> number) {
  if (!number.has_value() || *number <= 0) return std::nullopt;
  return number;
}

}  // namespace

absl::StatusOr<User> ReadUser(const Json& json) {
  JsonRow row(json);
  User user{.id = row.Id(), .role = row.Text("role"), .zone = row.Zone()};
  return row.Done(std::move(user));
}

absl::StatusOr<AccountSettings> ReadSettings(const Json& json) {
  const JsonRow row(json);
  const JsonRow account(row.Object("account"));
  const JsonRow online(row.Object("online_bookings"));
  return row.Done(AccountSettings{
      .account_name = account.Text("name"),
      .country_code = account.Text("country_code"),
      .country = account.Text("country"),
      .zone = account.Zone(),
      .online_bookings_enabled = online.Flag("enabled", /*otherwise=*/true),
      .most_bookings_per_segment = Limit(online.Number("max_appointments_per_day_segment")),
      .booking_notice = Hours(online.Number("min_hours_advance_required_to_book")),
      .cancellation_notice = Hours(online.Number("min_hours_notice_for_patient_cancellation")),
      .days_in_advance = Limit(online.Number("allow_bookings_days_in_advance"))});
}

}  // namespace frontdesk::cliniko
