#ifndef FRONTDESK_LIBS_CLINIKO_TYPES_H_
#define FRONTDESK_LIBS_CLINIKO_TYPES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"

// What Cliniko knows, in our words. Texts are empty where Cliniko has null; instants have whole
// seconds. None of these has an operator<<: they hold people's names. Source: contract/cliniko.md,
// section 10.
namespace frontdesk::cliniko {

// A wall-clock time without a zone. 1440 minutes is "24:00", the end of the day.
struct TimeOfDay {
  int minutes = 0;  // since midnight, 0..1440
  friend auto operator<=>(const TimeOfDay&, const TimeOfDay&) = default;
};

// Part of a working day, [opens, closes); opens < closes.
struct DayWindow {
  TimeOfDay opens{};
  TimeOfDay closes{};
  friend bool operator==(const DayWindow&, const DayWindow&) = default;
};

// The zone as Cliniko tells it. libs/cliniko/zones.h makes an absl::TimeZone of it.
struct ZoneName {
  std::string label{};       // as Ruby on Rails calls it: "Melbourne"
  std::string identifier{};  // IANA: "Australia/Melbourne"; newer accounts only
  friend bool operator==(const ZoneName&, const ZoneName&) = default;
};

// The person to whom the key belongs.
struct User {
  std::string id{};
  std::string role{};  // "administrator", "receptionist", ...
  ZoneName zone{};     // Cliniko's staff say that it stands for the account's
};

struct AccountSettings {
  std::string account_name{};
  std::string country_code{};  // "AU"; empty where only a name is told
  std::string country{};
  ZoneName zone{};                                 // only old accounts tell it
  bool online_bookings_enabled = true;             // true where Cliniko does not say
  std::optional<int> most_bookings_per_segment{};  // of a day's three segments; empty: unlimited
  std::optional<absl::Duration> booking_notice{};
  // Clinic policy; Cliniko does not enforce it.
  std::optional<absl::Duration> cancellation_notice{};
  std::optional<int> days_in_advance{};  // how far ahead may be booked
};

// A place where the clinic works: what we call a location.
struct Business {
  BusinessId id{};
  std::string name{};
  std::string display_name{};
  std::string label{};
  std::string address_1{};
  std::string address_2{};
  std::string city{};
  std::string state{};
  std::string post_code{};
  std::string country_code{};
  std::string contact_information{};  // free text, the only place for a telephone number
  ZoneName zone{};
  bool show_in_online_bookings = true;  // true where Cliniko does not say, here and below
  absl::Time updated_at{};
};

struct Practitioner {
  PractitionerId id{};
  std::string title{};
  std::string first_name{};
  std::string last_name{};
  std::string display_name{};
  std::string label{};
  std::string designation{};
  bool active = true;
  bool show_in_online_bookings = true;
  AppointmentTypeId
      default_appointment_type;  // empty: none. Its length is the grid of this one's times
  absl::Time updated_at{};
};

struct AppointmentType {
  AppointmentTypeId id{};
  std::string name{};
  std::string category{};
  std::string description{};
  absl::Duration duration{};
  int max_attendees = 1;  // more than 1: a group, which is booked otherwise
  bool show_in_online_bookings = true;
  std::optional<absl::Duration> booking_notice{};  // empty: the account's
  absl::Time updated_at{};
};

// Who offers an appointment type at a business.
struct Service {
  BusinessId business{};
  AppointmentTypeId type{};
  std::vector<PractitionerId> practitioners{};
};

// A practitioner's regular hours at a business on one weekday.
struct DailyAvailability {
  std::string id{};
  BusinessId business{};
  PractitionerId practitioner{};
  int day_of_week = 0;  // as sent, 0..7: its meaning is contradictory, see libs/cliniko/weekdays.h
  std::vector<DayWindow> windows{};  // in order; on the business's wall clock
  ZoneName zone{};                   // mostly empty: then the business's
  absl::Time updated_at{};
};

// Hours in addition to the regular ones.
struct AvailabilityBlock {
  std::string id{};
  BusinessId business{};
  PractitionerId practitioner{};
  absl::Time starts_at{};
  absl::Time ends_at{};
};

struct PatientPhone {
  std::string type{};        // "Mobile", "Home", "Work", "Fax", "Other"
  std::string number{};      // as somebody typed it
  std::string normalized{};  // digits with the country's code; empty where Cliniko does not tell
  friend bool operator==(const PatientPhone&, const PatientPhone&) = default;
};

struct Patient {
  PatientId id{};
  std::string first_name{};
  std::string last_name{};
  std::string preferred_first_name{};
  std::string email{};
  std::optional<absl::CivilDay> date_of_birth{};
  std::vector<PatientPhone> phones{};
  std::optional<bool> accepted_privacy_policy{};  // empty: no answer; false: refused
  absl::Time created_at{};
  absl::Time updated_at{};
  std::optional<absl::Time> archived_at{};  // archived, deleted or merged
  PatientId merged_into{};                  // empty: not merged
};

// What a new patient needs: first and last name. The rest may be empty.
struct NewPatient {
  std::string first_name{};
  std::string last_name{};
  std::string email{};
  std::string phone{};  // E.164; sent as a mobile number
  std::optional<absl::CivilDay> date_of_birth{};
};

// Codes of contract/cliniko.md, section 10.12.
enum class CancellationReason {
  kFeelingBetter = 10,
  kConditionWorse = 20,
  kSick = 30,
  kCovid = 31,
  kAway = 40,
  kOther = 50,
  kWork = 60,
};

// An individual appointment.
struct Appointment {
  AppointmentId id{};
  BusinessId business{};
  PractitionerId practitioner{};
  AppointmentTypeId type{};
  PatientId patient{};
  absl::Time starts_at{};
  absl::Time ends_at{};
  std::string notes{};
  absl::Time created_at{};
  absl::Time updated_at{};
  std::optional<absl::Time> cancelled_at{};
  std::optional<int> cancellation_reason{};
  std::optional<absl::Time> archived_at{};  // archived or deleted

  // Takes up its time: neither cancelled nor archived.
  bool live() const { return !cancelled_at.has_value() && !archived_at.has_value(); }
};

struct NewAppointment {
  BusinessId business{};
  PractitionerId practitioner{};
  AppointmentTypeId type{};
  PatientId patient{};
  absl::Time starts_at{};
  std::optional<absl::Time> ends_at{};  // empty: Cliniko adds the type's duration
  std::string notes{};
};

// Where an appointment goes. Both times are always sent: what Cliniko does with one alone is
// unknown.
struct AppointmentMove {
  absl::Time starts_at{};
  absl::Time ends_at{};
  PractitionerId practitioner{};  // empty, here and below: stays
  BusinessId business{};
  AppointmentTypeId type{};
};

enum class CalendarKind { kIndividual, kGroup, kUnavailable };

// Anything that takes up a practitioner's time, out of Cliniko's one feed of everything.
struct CalendarEntry {
  CalendarKind kind = CalendarKind::kIndividual;
  AppointmentId id{};  // of the appointment, group appointment or unavailable block
  BusinessId business{};
  PractitionerId practitioner{};
  AppointmentTypeId type{};  // empty for blocks
  PatientId patient{};       // empty for groups and blocks
  absl::Time starts_at{};
  absl::Time ends_at{};
  absl::Time created_at{};
  absl::Time updated_at{};
  std::optional<absl::Time> cancelled_at{};
  std::optional<absl::Time> archived_at{};

  bool live() const { return !cancelled_at.has_value() && !archived_at.has_value(); }
};

// The older of two claims to the same time: earlier created, then numerically smaller id. Both
// racers use this rule, so exactly one gives way. Source: contract/cliniko.md, section 11.
bool IsOlderClaim(const CalendarEntry& a, const CalendarEntry& b);

}  // namespace frontdesk::cliniko

#endif  // FRONTDESK_LIBS_CLINIKO_TYPES_H_
