#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_DIRECTORY_DIRECTORY_SNAPSHOT_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_DIRECTORY_DIRECTORY_SNAPSHOT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/cliniko/types.h"
#include "libs/cliniko/weekdays.h"
#include "libs/domain/directory.h"

namespace frontdesk {

// What a clinic's Cliniko account says about who works where and offers what, as it was read.
struct ClinikoDirectory {
  std::vector<cliniko::Business> businesses;  // in the order in which they were created
  std::vector<cliniko::Practitioner> practitioners;
  std::vector<cliniko::AppointmentType> appointment_types;
  std::vector<cliniko::Service> services;
  std::vector<cliniko::DailyAvailability> daily_availabilities;
  // What their day_of_week means; empty where it cannot be told.
  std::optional<cliniko::WeekdayNumbering> weekday_numbering;
  std::vector<cliniko::AvailabilityBlock> availability_blocks;
};

// What of it callers may hear of and book, in our words.
struct DirectorySnapshot {
  std::string zone_name;             // IANA, the clinic's; empty: stays as it is
  std::vector<Business> businesses;  // in Cliniko's order; the first one is the primary by default
  std::vector<Practitioner> practitioners;
  std::vector<AppointmentType> appointment_types;
  std::vector<Offering> offerings;
  // Sorted; stretches of one day touch or overlap nowhere.
  std::vector<WorkingHours>
      weekly_hours;  // regular: effective from kAlways (working_hours.h), open-ended
  std::vector<WorkingHours> block_hours;  // extra: effective on one day
  std::vector<std::string> warnings;      // for the operator, without personal data

  friend bool operator==(const DirectorySnapshot&, const DirectorySnapshot&) = default;
};

// How far ahead availability blocks are kept.
inline constexpr int kBlockHorizonDays = 365;

// Keeps what is open to online booking: active practitioners, types for one attendee, and offerings
// whose business, practitioner and type are all kept. Hours are turned to the clock of `zone`, the
// clinic's. Where regular hours are not known, because there are none or because their weekdays
// cannot be told, no hours are kept at all, since wrong or partial ones would hide free times, and
// a warning says so. Blocks count from `today`. Source: contract/cliniko.md, sections 10.3 to 10.8.
DirectorySnapshot BuildSnapshot(const ClinikoDirectory& cliniko, absl::TimeZone zone,
                                absl::CivilDay today);

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_DIRECTORY_DIRECTORY_SNAPSHOT_H_
