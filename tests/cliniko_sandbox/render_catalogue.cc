#include <array>

#include "absl/strings/str_cat.h"
#include "tests/cliniko_sandbox/render.h"
#include "tests/cliniko_sandbox/time_text.h"

namespace frontdesk::sandbox {

Json TextJson(const Text& text) { return text ? Json(*text) : Json(nullptr); }

Json InstantJson(const Instant& instant) {
  return instant ? Json(UtcText(*instant)) : Json(nullptr);
}

Json Renderer::IdJson(Id id) const {
  return call_.settings.integer_ids ? Json(id) : Json(absl::StrCat(id));
}

Json Renderer::Link(const std::string& path) const {
  Json link;
  link["links"]["self"] = absl::StrCat(call_.base, path);
  return link;
}

Json Renderer::Link(absl::string_view collection, Id id) const {
  return Link(absl::StrCat("/", collection, "/", id));
}

Json Renderer::Self(absl::string_view collection, Id id) const {
  Json links;
  links["self"] = absl::StrCat(call_.base, "/", collection, "/", id);
  return links;
}

Json Renderer::Start(const Record& record) const {
  Json json;
  json["id"] = IdJson(record.id);
  json["created_at"] = UtcText(record.created_at);
  json["updated_at"] = UtcText(record.updated_at);
  return json;
}

Json Renderer::operator()(const User& user) const {
  Json json = Start(user);
  json["title"] = TextJson(user.title);
  json["first_name"] = user.first_name;
  json["last_name"] = user.last_name;
  json["email"] = user.email;
  json["role"] = user.role;
  json["time_zone"] = ZoneLabel(account_.zone_name);
  json["time_zone_identifier"] = account_.zone_name;
  json["active"] = user.active;
  json["user_active"] = user.active;
  json["phone_numbers"] = Json::array();
  json["links"] = Self("users", user.id);
  return json;
}

Json Renderer::operator()(const Business& business) const {
  Json json = Start(business);
  json["business_name"] = business.business_name;
  json["display_name"] = TextJson(business.display_name);
  json["label"] = TextJson(business.label ? business.label : Text(business.business_name));
  json["address_1"] = TextJson(business.address_1);
  json["address_2"] = TextJson(business.address_2);
  json["city"] = TextJson(business.city);
  json["state"] = TextJson(business.state);
  json["post_code"] = TextJson(business.post_code);
  json["country"] = TextJson(business.country);
  json["country_code"] = TextJson(business.country_code);
  json["contact_information"] = TextJson(business.contact_information);
  json["email_reply_to"] = TextJson(business.email_reply_to);
  json["website_address"] = TextJson(business.website_address);
  json["business_registration_name"] = nullptr;
  json["business_registration_value"] = nullptr;
  json["additional_information"] = TextJson(business.additional_information);
  json["additional_invoice_information"] = nullptr;
  json["appointment_reminders_enabled"] = true;
  json["show_in_online_bookings"] = business.show_in_online_bookings;
  json["time_zone"] = ZoneLabel(business.zone_name);
  json["time_zone_identifier"] = business.zone_name;
  json["appointment_type_ids"] = Json::array();
  for (const auto& [id, type] : account_.appointment_types) {
    if (type.business_ids.contains(business.id)) {
      json["appointment_type_ids"].push_back(IdJson(id));
    }
  }
  json["archived_at"] = InstantJson(business.archived_at);
  json["deleted_at"] = InstantJson(business.deleted_at);
  const std::string own = absl::StrCat("/businesses/", business.id);
  json["practitioners"] = Link(absl::StrCat(own, "/practitioners"));
  json["appointments"] = Link(absl::StrCat(own, "/appointments"));
  json["links"] = Self("businesses", business.id);
  return json;
}

Json Renderer::operator()(const Practitioner& practitioner) const {
  Json json = Start(practitioner);
  json["title"] = TextJson(practitioner.title);
  json["first_name"] = TextJson(practitioner.first_name);
  json["last_name"] = TextJson(practitioner.last_name);
  json["label"] =
      absl::StrCat(practitioner.first_name.value_or(""), " ", practitioner.last_name.value_or(""));
  json["display_name"] = TextJson(practitioner.display_name);
  json["designation"] = TextJson(practitioner.designation);
  json["description"] = TextJson(practitioner.description);
  json["active"] = practitioner.active;
  json["show_in_online_bookings"] = practitioner.show_in_online_bookings;
  if (practitioner.default_appointment_type_id != 0) {
    json["default_appointment_type"] =
        Link("appointment_types", practitioner.default_appointment_type_id);
  }
  const std::string own = absl::StrCat("/practitioners/", practitioner.id);
  json["appointment_types"] = Link(absl::StrCat(own, "/appointment_types"));
  json["practitioner_reference_numbers"] =
      Link(absl::StrCat(own, "/practitioner_reference_numbers"));
  json["user"] = Link("users", practitioner.user_id);
  json["appointments"] = Link(absl::StrCat(own, "/appointments"));
  json["invoices"] = Link(absl::StrCat(own, "/invoices"));
  json["links"] = Self("practitioners", practitioner.id);
  return json;
}

Json Renderer::operator()(const AppointmentType& type) const {
  Json json = Start(type);
  json["name"] = type.name;
  json["category"] = TextJson(type.category);
  json["description"] = TextJson(type.description);
  json["color"] = type.color;
  json["duration_in_minutes"] = type.duration_in_minutes;
  json["max_attendees"] = type.max_attendees;
  json["show_in_online_bookings"] = type.show_in_online_bookings;
  json["online_bookings_lead_time_hours"] = type.online_bookings_lead_time_hours
                                                ? Json(*type.online_bookings_lead_time_hours)
                                                : Json(nullptr);
  json["telehealth_enabled"] = false;
  json["online_payments_enabled"] = false;
  json["online_payments_mode"] = nullptr;
  json["deposit_price"] = nullptr;
  json["add_deposit_to_account_credit"] = false;
  json["appointment_confirmation_template_ids"] = Json::array();
  json["appointment_reminder_template_ids"] = Json::array();
  json["archived_at"] = InstantJson(type.archived_at);
  const std::string own = absl::StrCat("/appointment_types/", type.id);
  json["practitioners"] = Link(absl::StrCat(own, "/practitioners"));
  json["appointment_type_billable_items"] =
      Link(absl::StrCat(own, "/appointment_type_billable_items"));
  json["links"] = Self("appointment_types", type.id);
  return json;
}

Json Renderer::operator()(const DailyAvailability& row) const {
  Json json = Start(row);
  int weekday = row.iso_weekday;
  if (call_.settings.zero_monday) weekday = row.iso_weekday - 1;
  if (call_.settings.zero_sunday) weekday = row.iso_weekday % 7;
  json["day_of_week"] = weekday;
  json["availabilities"] = Json::array();
  for (const Window& window : row.windows) {
    json["availabilities"].push_back({{"starts_at", MinuteOfDayText(window.start_minute)},
                                      {"ends_at", MinuteOfDayText(window.end_minute)}});
  }
  const Business* business = Find(account_.businesses, row.business_id);
  const std::string& zone = business == nullptr ? account_.zone_name : business->zone_name;
  json["time_zone"] = ZoneLabel(zone);
  json["time_zone_identifier"] = zone;
  json["business"] = Link("businesses", row.business_id);
  json["practitioner"] = Link("practitioners", row.practitioner_id);
  json["links"] = Self("daily_availabilities", row.id);
  return json;
}

}  // namespace frontdesk::sandbox
