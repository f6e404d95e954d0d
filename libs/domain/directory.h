#ifndef FRONTDESK_LIBS_DOMAIN_DIRECTORY_H_
#define FRONTDESK_LIBS_DOMAIN_DIRECTORY_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"

namespace frontdesk {

// A tenant.
struct Clinic {
  ClinicId id;
  std::string name;
  std::string country;                     // ISO 3166-1 alpha-2
  std::string zone_name;                   // IANA
  absl::TimeZone zone;                     // what zone_name means
  std::vector<std::string> phone_numbers;  // E.164; the numbers that callers dial

  friend bool operator==(const Clinic&, const Clinic&) = default;
};

// A location of a clinic.
struct Business {
  BusinessId id;
  std::string name;
  bool primary = false;              // at most one a clinic
  std::vector<std::string> aliases;  // what else callers call it

  friend bool operator==(const Business&, const Business&) = default;
};

struct Practitioner {
  PractitionerId id;
  std::string title;
  std::string first_name;
  std::string last_name;
  std::string display_name;        // title, first and last name as the clinic writes them
  int appointment_type_count = 0;  // how many appointment types can be booked with them

  friend bool operator==(const Practitioner&, const Practitioner&) = default;
};

// What a patient can book; callers say "service" or "treatment".
struct AppointmentType {
  AppointmentTypeId id;
  std::string name;
  absl::Duration duration;

  friend bool operator==(const AppointmentType&, const AppointmentType&) = default;
};

// That an appointment type can be booked with a practitioner at a business.
struct Offering {
  PractitionerId practitioner;
  BusinessId business;
  AppointmentTypeId appointment_type;

  friend auto operator<=>(const Offering&, const Offering&) = default;
  friend bool operator==(const Offering&, const Offering&) = default;

  template <typename H>
  friend H AbslHashValue(H state, const Offering& o) {
    return H::combine(std::move(state), o.practitioner, o.business, o.appointment_type);
  }
};

// The hours in which a practitioner works at a business on one weekday, on the clinic's clock. A day may
// have several.
struct WorkingHours {
  PractitionerId practitioner;
  BusinessId business;
  int day_of_week = 0;    // 0 Sunday to 6 Saturday
  int opens_minute = 0;   // of the day
  int closes_minute = 0;  // exclusive, at most 1440
  absl::CivilDay effective_from;
  std::optional<absl::CivilDay> effective_until;  // inclusive; empty: open-ended

  friend bool operator==(const WorkingHours&, const WorkingHours&) = default;
};

// A stretch of time, [start, end).
struct TimeRange {
  absl::Time start;
  absl::Time end;

  friend bool operator==(const TimeRange&, const TimeRange&) = default;
};

inline bool Overlap(const TimeRange& a, const TimeRange& b) {
  return a.start < b.end && b.start < a.end;
}

// The free times of one offering on one day, earliest first; empty if it has none.
struct DayOpenings {
  Practitioner practitioner;
  Business business;
  AppointmentType appointment_type;
  absl::CivilDay day;
  std::vector<TimeRange> times;

  friend bool operator==(const DayOpenings&, const DayOpenings&) = default;
};

// A clinic's directory: who works where and offers what. Immutable once built, so it is shared freely.
struct Directory {
  Clinic clinic;
  std::int64_t version = 0;
  std::vector<Business> businesses;  // the primary first, then by name
  std::vector<Practitioner> practitioners;
  std::vector<AppointmentType> appointment_types;
  std::vector<Offering> offerings;
  std::vector<WorkingHours> working_hours;

  // These answer null for an id that the clinic does not have.
  const Business* Find(const BusinessId& id) const;
  const Practitioner* Find(const PractitionerId& id) const;
  const AppointmentType* Find(const AppointmentTypeId& id) const;

  // Offerings that match; an empty id matches all.
  std::vector<Offering> Offerings(const PractitionerId& practitioner, const BusinessId& business,
                                  const AppointmentTypeId& appointment_type) const;

  // Whether the practitioner works at the business on that day; empty if no hours are known for the two,
  // which must not be taken as "never". Source: contract/webhooks.md, section 4.8.
  std::optional<bool> WorksOn(const PractitionerId& practitioner, const BusinessId& business,
                              absl::CivilDay day) const;

  friend bool operator==(const Directory&, const Directory&) = default;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_DOMAIN_DIRECTORY_H_
