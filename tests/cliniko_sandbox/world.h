#ifndef FRONTDESK_TESTS_CLINIKO_SANDBOX_WORLD_H_
#define FRONTDESK_TESTS_CLINIKO_SANDBOX_WORLD_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "tests/cliniko_sandbox/ids.h"
#include "tests/cliniko_sandbox/slots.h"

namespace frontdesk::sandbox {

// The clinics as Cliniko would store them. Plain data that copies; nothing here knows HTTP or JSON.
// Field names are those of the API. Instants are UTC with whole seconds.

using Text = std::optional<std::string>;    // a nullable text
using Instant = std::optional<absl::Time>;  // a nullable instant

struct Record {
  Id id = 0;
  absl::Time created_at;
  absl::Time updated_at;
};

// Archiving sets both instants; lists hide the record while one of them is set.
struct ArchivableRecord : Record {
  Instant archived_at;
  Instant deleted_at;
};

struct User : Record {
  Text title;
  std::string first_name;
  std::string last_name;
  std::string email;
  std::string role = "administrator";
  bool active = true;
  std::vector<std::string> api_keys;  // with the shard's suffix
  // First path segments ("patients") that this user's role may not use: 403.
  std::set<std::string> denied;
};

struct Business : ArchivableRecord {
  std::string business_name;
  Text display_name, address_1, address_2, city, state, post_code, country, country_code;
  Text contact_information, email_reply_to, website_address, label, additional_information;
  std::string zone_name;  // IANA
  absl::TimeZone zone;
  bool show_in_online_bookings = true;
};

struct AppointmentType : ArchivableRecord {
  std::string name;
  Text category, description;
  std::string color = "#80c080";
  int duration_in_minutes = 30;
  int max_attendees = 1;  // above 1: a group type
  bool show_in_online_bookings = true;
  std::optional<int> online_bookings_lead_time_hours;  // none: the account's
  std::set<Id> practitioner_ids;
  std::set<Id> business_ids;
};

struct Practitioner : Record {
  Id user_id = 0;
  Text title, first_name, last_name, designation, description, display_name;
  bool active = true;
  bool show_in_online_bookings = true;
  Id default_appointment_type_id = 0;  // sets the grid of available times
};

// One practitioner at one business on one weekday.
struct DailyAvailability : Record {
  Id practitioner_id = 0;
  Id business_id = 0;
  int iso_weekday = 1;  // 1 = Monday .. 7 = Sunday
  std::vector<Window> windows;
};

struct RepeatRule {
  std::string repeat_type;  // Daily, Weekly, Monthly
  int number_of_repeats = 0;
  int repeating_interval = 1;
};

struct AvailabilityBlock : Record {
  Id practitioner_id = 0;
  Id business_id = 0;
  absl::Time starts_at, ends_at;
  std::optional<RepeatRule> repeat_rule;
};

struct UnavailableBlock : ArchivableRecord {
  Id practitioner_id = 0;
  Id business_id = 0;
  absl::Time starts_at, ends_at;
  Text notes;
  Id repeated_from_id = 0;
  std::optional<RepeatRule> repeat_rule;
};

struct IndividualAppointment : ArchivableRecord {
  Id practitioner_id = 0;
  Id business_id = 0;
  Id appointment_type_id = 0;
  Id patient_id = 0;
  absl::Time starts_at, ends_at;
  Text notes;
  Instant cancelled_at;
  std::optional<int> cancellation_reason;
  Text cancellation_note;
  std::optional<bool> patient_arrived = false;
  std::optional<bool> did_not_arrive = false;
  Id repeated_from_id = 0;
  std::optional<RepeatRule> repeat_rule;
};

struct GroupAppointment : ArchivableRecord {
  Id practitioner_id = 0;
  Id business_id = 0;
  Id appointment_type_id = 0;
  absl::Time starts_at, ends_at;
  int max_attendees = 2;
  Text notes;
};

// A patient's place in an appointment of either kind.
struct Attendee : ArchivableRecord {
  Id booking_id = 0;
  Id patient_id = 0;
  Instant cancelled_at;
  std::optional<int> cancellation_reason;
  Text cancellation_note;
};

struct PhoneNumber {
  std::string phone_type = "Mobile";
  std::string number;
  std::string normalized_number;  // digits with the country code
};

struct Patient : ArchivableRecord {
  std::string first_name, last_name;
  std::optional<absl::CivilDay> date_of_birth;
  std::vector<PhoneNumber> phones;
  std::optional<bool> accepted_privacy_policy;
  std::optional<bool> accepted_email_marketing;
  bool receives_confirmation_emails = true;
  Instant merged_at;
  Id merged_with_patient_id = 0;
  // Every other nullable text by its API name: email, title, preferred_first_name, notes, ...
  std::map<std::string, std::string> texts;
};

// What the clinic chose for booking on the web; it shapes available_times.
struct OnlineBookings {
  bool enabled = true;
  int max_appointments_per_day_segment = 0;  // 0: unlimited
  // Hours before the start, or "from the next local midnight".
  int min_hours_advance_required_to_book = 0;
  bool from_tomorrow_only = false;
  int allow_bookings_days_in_advance = 84;
  int daily_bookings_limit = 0;  // 0: none
};

struct Account {
  Id id = 0;
  std::string name;
  std::string subdomain;
  std::string shard;
  std::string country;
  std::string country_code;
  std::string zone_name;  // IANA
  absl::TimeZone zone;
  OnlineBookings online_bookings;

  std::map<Id, User> users;
  std::map<Id, Business> businesses;
  std::map<Id, AppointmentType> appointment_types;
  std::map<Id, Practitioner> practitioners;
  std::map<Id, DailyAvailability> daily_availabilities;
  std::map<Id, AvailabilityBlock> availability_blocks;
  std::map<Id, UnavailableBlock> unavailable_blocks;
  std::map<Id, IndividualAppointment> individual_appointments;
  std::map<Id, GroupAppointment> group_appointments;
  std::map<Id, Attendee> attendees;
  std::map<Id, Patient> patients;
};

struct World {
  std::vector<Account> accounts;
};

// Returns the entry of `id`, or nullptr.
template <typename T>
const T* Find(const std::map<Id, T>& records, Id id) {
  const auto it = records.find(id);
  return it == records.end() ? nullptr : &it->second;
}
template <typename T>
T* Find(std::map<Id, T>& records, Id id) {
  const auto it = records.find(id);
  return it == records.end() ? nullptr : &it->second;
}

inline bool IsArchived(const ArchivableRecord& record) {
  return record.archived_at.has_value() || record.deleted_at.has_value();
}
inline bool IsLive(const IndividualAppointment& appointment) {
  return !IsArchived(appointment) && !appointment.cancelled_at.has_value();
}

}  // namespace frontdesk::sandbox

#endif  // FRONTDESK_TESTS_CLINIKO_SANDBOX_WORLD_H_
