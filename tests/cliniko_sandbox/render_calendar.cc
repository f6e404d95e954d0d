#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/cliniko_sandbox/calendar.h"
#include "tests/cliniko_sandbox/render.h"
#include "tests/cliniko_sandbox/time_text.h"

namespace frontdesk::sandbox {
namespace {

Json RepeatRuleJson(const std::optional<RepeatRule>& rule) {
  if (!rule) return Json::object();
  return {{"repeat_type", rule->repeat_type},
          {"number_of_repeats", rule->number_of_repeats},
          {"repeating_interval", rule->repeating_interval}};
}

Json MaybeFlag(const std::optional<bool>& flag) { return flag ? Json(*flag) : Json(nullptr); }

}  // namespace

std::string CancellationText(const std::optional<int>& reason) {
  static constexpr std::pair<int, const char*> kTexts[] = {
      {10, "Feeling Better"}, {20, "Condition Worse"}, {30, "Sick"}, {31, "COVID-19 related"},
      {40, "Away"},           {50, "Other"},           {60, "Work"},
  };
  for (const auto& [code, text] : kTexts) {
    if (reason == code) return text;
  }
  return "";
}

Json Renderer::operator()(const AvailabilityBlock& block) const {
  Json json = Start(block);
  json["starts_at"] = UtcText(block.starts_at);
  json["ends_at"] = UtcText(block.ends_at);
  json["repeat_rule"] = RepeatRuleJson(block.repeat_rule);
  json["business"] = Link("businesses", block.business_id);
  json["practitioner"] = Link("practitioners", block.practitioner_id);
  json["links"] = Self("availability_blocks", block.id);
  return json;
}

Json Renderer::operator()(const UnavailableBlock& block) const {
  Json json = Start(block);
  json["starts_at"] = UtcText(block.starts_at);
  json["ends_at"] = UtcText(block.ends_at);
  json["notes"] = TextJson(block.notes);
  json["repeat_rule"] = RepeatRuleJson(block.repeat_rule);
  json["repeats"] = nullptr;
  json["archived_at"] = InstantJson(block.archived_at);
  json["deleted_at"] = InstantJson(block.deleted_at);
  if (block.repeated_from_id != 0) {
    json["repeated_from"] = Link("unavailable_blocks", block.repeated_from_id);
  }
  json["conflicts"] = Link(absl::StrCat("/unavailable_blocks/", block.id, "/conflicts"));
  json["business"] = Link("businesses", block.business_id);
  json["practitioner"] = Link("practitioners", block.practitioner_id);
  json["links"] = Self("unavailable_blocks", block.id);
  return json;
}

Json Renderer::operator()(const IndividualAppointment& appointment) const {
  const Patient* patient = Find(account_.patients, appointment.patient_id);
  const std::string own = absl::StrCat("/individual_appointments/", appointment.id);
  Json json = Start(appointment);
  json["starts_at"] = UtcText(appointment.starts_at);
  json["ends_at"] = UtcText(appointment.ends_at);
  json["patient_name"] =
      patient == nullptr ? "" : absl::StrCat(patient->first_name, " ", patient->last_name);
  json["notes"] = TextJson(appointment.notes);
  json["has_patient_appointment_notes"] =
      patient != nullptr && patient->texts.contains("appointment_notes");
  json["patient_arrived"] = MaybeFlag(appointment.patient_arrived);
  json["did_not_arrive"] = MaybeFlag(appointment.did_not_arrive);
  json["cancelled_at"] = InstantJson(appointment.cancelled_at);
  json["cancellation_reason"] =
      appointment.cancellation_reason ? Json(*appointment.cancellation_reason) : Json(nullptr);
  json["cancellation_reason_description"] = CancellationText(appointment.cancellation_reason);
  json["cancellation_note"] = TextJson(appointment.cancellation_note);
  json["archived_at"] = InstantJson(appointment.archived_at);
  json["deleted_at"] = InstantJson(appointment.deleted_at);
  json["booking_ip_address"] = nullptr;
  json["online_booking_policy_accepted"] = nullptr;
  json["email_reminder_sent"] = false;
  json["sms_reminder_sent"] = false;
  json["invoice_status"] = nullptr;
  json["treatment_note_status"] = nullptr;
  json["repeat_rule"] = RepeatRuleJson(appointment.repeat_rule);
  json["repeats"] = nullptr;
  json["telehealth_url"] = absl::StrCat("https://", account_.subdomain, ".", account_.shard,
                                        ".cliniko.com/appointments/", appointment.id, "/connect");
  json["appointment_type"] = Link("appointment_types", appointment.appointment_type_id);
  json["business"] = Link("businesses", appointment.business_id);
  json["practitioner"] = Link("practitioners", appointment.practitioner_id);
  json["patient"] = Link("patients", appointment.patient_id);
  if (appointment.repeated_from_id != 0) {
    json["repeated_from"] = Link("individual_appointments", appointment.repeated_from_id);
  }
  json["attendees"] = Link(absl::StrCat(own, "/attendees"));
  json["conflicts"] = Link(absl::StrCat(own, "/conflicts"));
  json["links"] = Self("individual_appointments", appointment.id);
  return json;
}

Json Renderer::operator()(const GroupAppointment& group) const {
  const std::string own = absl::StrCat("/group_appointments/", group.id);
  Json json = Start(group);
  json["starts_at"] = UtcText(group.starts_at);
  json["ends_at"] = UtcText(group.ends_at);
  json["max_attendees"] = group.max_attendees;
  json["notes"] = TextJson(group.notes);
  json["patient_ids"] = Json::array();
  for (const Id patient : PatientsOfGroup(account_, group.id)) {
    json["patient_ids"].push_back(IdJson(patient));
  }
  json["archived_at"] = InstantJson(group.archived_at);
  json["deleted_at"] = InstantJson(group.deleted_at);
  json["repeat_rule"] = Json::object();
  json["repeats"] = nullptr;
  json["telehealth_url"] = absl::StrCat("https://", account_.subdomain, ".", account_.shard,
                                        ".cliniko.com/appointments/", group.id, "/connect");
  json["appointment_type"] = Link("appointment_types", group.appointment_type_id);
  json["business"] = Link("businesses", group.business_id);
  json["practitioner"] = Link("practitioners", group.practitioner_id);
  json["attendees"] = Link(absl::StrCat(own, "/attendees"));
  json["conflicts"] = Link(absl::StrCat(own, "/conflicts"));
  json["links"] = Self("group_appointments", group.id);
  return json;
}

Json Renderer::operator()(const Attendee& attendee) const {
  Json json = Start(attendee);
  json["cancelled_at"] = InstantJson(attendee.cancelled_at);
  json["cancellation_reason"] =
      attendee.cancellation_reason ? Json(*attendee.cancellation_reason) : Json(nullptr);
  json["cancellation_reason_description"] = CancellationText(attendee.cancellation_reason);
  json["cancellation_note"] = TextJson(attendee.cancellation_note);
  json["archived_at"] = InstantJson(attendee.archived_at);
  json["deleted_at"] = InstantJson(attendee.deleted_at);
  json["arrived"] = false;
  json["notes"] = nullptr;
  const std::string site =
      absl::StrCat("https://", account_.subdomain, ".", account_.shard, ".cliniko.com");
  json["cancellation_url"] = absl::StrCat(site, "/bookings/", attendee.id, "/cancel");
  json["telehealth_url"] = absl::StrCat(site, "/attendees/", attendee.id, "/connect");
  json["booking"] = Link("bookings", attendee.booking_id);
  json["patient"] = Link("patients", attendee.patient_id);
  json["links"] = Self("attendees", attendee.id);
  return json;
}

}  // namespace frontdesk::sandbox
