#include "absl/strings/str_cat.h"
#include "tests/cliniko_sandbox/fields.h"
#include "tests/cliniko_sandbox/list_reply.h"
#include "tests/cliniko_sandbox/render.h"
#include "tests/cliniko_sandbox/routes.h"
#include "tests/cliniko_sandbox/time_text.h"

// The key's user and the account's settings. Source: contract/cliniko.md, 10.1 and 10.2.

namespace frontdesk::sandbox {
namespace {

Reply OwnUser(Call& call) { return JsonReply(200, Renderer(call)(call.user)); }

Reply Users(Call& call) {
  const Renderer render(call);
  return ListReply(call, "users", UserFields(), Rows(call.account.users),
                   [&](UserRow user) { return render(*user); });
}

Reply ShowUser(Call& call) {
  const User* user = Find(call.account.users, call.ids[0]);
  if (user == nullptr) return NotFound(call.settings);
  return JsonReply(200, Renderer(call)(*user));
}

Json OnlineBookingsJson(const Account& account) {
  const OnlineBookings& online = account.online_bookings;
  const int maximum = online.max_appointments_per_day_segment;
  Json json;
  json["enabled"] = online.enabled;
  json["max_appointments_per_day_segment"] = maximum == 0 ? Json(nullptr) : Json(maximum);
  json["min_hours_advance_required_to_book"] =
      online.from_tomorrow_only ? Json("tomorrow")
                                : Json(online.min_hours_advance_required_to_book);
  json["min_hours_notice_for_patient_cancellation"] = 24;
  json["allow_bookings_days_in_advance"] = online.allow_bookings_days_in_advance;
  json["daily_bookings_limit"] =
      online.daily_bookings_limit == 0 ? Json(nullptr) : Json(online.daily_bookings_limit);
  json["booking_reservation_minutes"] = 10;
  json["policy"] = nullptr;
  json["practitioner_order"] = Json::array();
  json["require_patient_address"] = false;
  json["show_appointment_duration"] = true;
  json["show_prices"] = false;
  json["calendar_info"] = nullptr;
  json["logo_url"] = nullptr;
  json["notify_practitioner_by_email"] = false;
  json["notify_practitioner_by_sms"] = false;
  json["allow_online_bookings_time_zone_choice"] = false;
  return json;
}

Json PublicSettings(const Call& call) {
  const Account& account = call.account;
  Json json;
  json["account"] = {{"id", Renderer(call).IdJson(account.id)},
                     {"name", account.name},
                     {"country", account.country},
                     {"country_code", account.country_code},
                     {"time_zone", ZoneLabel(account.zone_name)},
                     {"currency_symbol", "$"},
                     {"subdomain", account.subdomain},
                     {"has_time_travelers", false},
                     {"time_zone_support", "advanced"}};
  json["calendar"] = {{"start_hour", 7},
                      {"end_hour", 20},
                      {"timeslot_size_in_minutes", 15},
                      {"timeslot_height_in_pixels", 20},
                      {"show_current_time_indicator", true},
                      {"multiple_appointments_gap", 0}};
  json["online_bookings"] = OnlineBookingsJson(account);
  json["reminders"] = {{"default_reminder_type", "SMS & Email"}};
  json["terminology"] = {{"patient", "patient"}};
  json["patient_custom_fields_definition"] = nullptr;
  return json;
}

Reply ShowPublicSettings(Call& call) { return JsonReply(200, PublicSettings(call)); }

Reply ShowSettings(Call& call) {
  if (call.user.role != "administrator") {
    return Message(403, "You are not authorized to perform this action");
  }
  Json json = PublicSettings(call);
  json["account"]["email_from"] = absl::StrCat(call.account.subdomain, "@clinic.example");
  return JsonReply(200, json);
}

}  // namespace

void AddAccountRoutes(std::vector<Route>& routes) {
  AddRead(routes, "/user", OwnUser);
  AddRead(routes, "/users", Users);
  AddRead(routes, "/users/:id", ShowUser);
  AddRead(routes, "/settings", ShowSettings);
  AddRead(routes, "/settings/public", ShowPublicSettings);
}

}  // namespace frontdesk::sandbox
