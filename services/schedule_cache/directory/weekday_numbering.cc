#include "services/schedule_cache/directory/weekday_numbering.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/cliniko/client.h"
#include "libs/cliniko/failure.h"
#include "libs/cliniko/types.h"
#include "libs/cliniko/weekdays.h"
#include "libs/cliniko/zones.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "services/schedule_cache/directory/directory_snapshot.h"

namespace frontdesk {
namespace {

using cliniko::DailyAvailability;
using cliniko::WeekdayNumbering;

// How many weeks ahead to look where nearer ones are booked out.
constexpr int kWeeks = 4;

std::set<absl::Weekday> WorkingDays(const std::vector<DailyAvailability>& rows,
                                    WeekdayNumbering reading) {
  std::set<absl::Weekday> days;
  for (const DailyAvailability& row : rows) {
    if (!row.windows.empty()) days.insert(cliniko::WeekdayOf(row.day_of_week, reading));
  }
  return days;
}

// Whether two readings mean the same for every row.
bool SameMeaning(WeekdayNumbering a, WeekdayNumbering b,
                 const std::vector<DailyAvailability>& rows) {
  return std::ranges::all_of(rows, [&](const DailyAvailability& row) {
    return cliniko::WeekdayOf(row.day_of_week, a) == cliniko::WeekdayOf(row.day_of_week, b);
  });
}

// Takes away readings that mean the same as one before them.
std::vector<WeekdayNumbering> Distinct(const std::vector<WeekdayNumbering>& readings,
                                       const std::vector<DailyAvailability>& rows) {
  std::vector<WeekdayNumbering> distinct;
  for (const WeekdayNumbering reading : readings) {
    const bool known = std::ranges::any_of(
        distinct, [&](WeekdayNumbering other) { return SameMeaning(reading, other, rows); });
    if (!known) distinct.push_back(reading);
  }
  return distinct;
}

// Something bookable, with the regular hours of its practitioner at its business.
struct Sample {
  Offering offering;
  std::vector<DailyAvailability> rows;
  std::vector<cliniko::AvailabilityBlock> blocks;
  absl::TimeZone zone;  // the business's
};

// One for each practitioner and business for whom the readings differ.
std::vector<Sample> SamplesThatTell(const ClinikoDirectory& directory, absl::TimeZone zone,
                                    absl::CivilDay today,
                                    const std::vector<WeekdayNumbering>& readings) {
  std::map<std::pair<PractitionerId, BusinessId>, Sample> samples;
  for (const Offering& offering : BuildSnapshot(directory, zone, today).offerings) {
    samples.try_emplace({offering.practitioner, offering.business},
                        Sample{.offering = offering, .zone = zone});
  }
  for (const DailyAvailability& row : directory.daily_availabilities) {
    const auto found = samples.find({row.practitioner, row.business});
    if (found != samples.end()) found->second.rows.push_back(row);
  }
  for (const cliniko::AvailabilityBlock& block : directory.availability_blocks) {
    const auto found = samples.find({block.practitioner, block.business});
    if (found != samples.end()) found->second.blocks.push_back(block);
  }
  for (const cliniko::Business& business : directory.businesses) {
    for (auto& [place, sample] : samples) {
      if (place.second == business.id) sample.zone = cliniko::ZoneOf(business.zone).value_or(zone);
    }
  }
  std::vector<Sample> telling;
  for (auto& [place, sample] : samples) {
    const bool differ = std::ranges::any_of(readings, [&](WeekdayNumbering reading) {
      return WorkingDays(sample.rows, reading) != WorkingDays(sample.rows, readings.front());
    });
    if (differ) telling.push_back(std::move(sample));
  }
  return telling;
}

// The free times of a sample in the week that begins with `first`, without those that a block
// explains. None where the offering turns out not to be bookable.
absl::StatusOr<std::vector<absl::Time>> RegularTimes(cliniko::Client& client, const Sample& sample,
                                                     absl::CivilDay first, absl::Time deadline) {
  absl::StatusOr<std::vector<absl::Time>> times = client.AvailableTimes(
      sample.offering.business, sample.offering.practitioner, sample.offering.appointment_type,
      {.first = first, .last = first + 6}, deadline);
  if (cliniko::IsFailure(times.status(), cliniko::Failure::kNotBookableOnline)) {
    return std::vector<absl::Time>();
  }
  if (!times.ok()) return times;
  std::erase_if(*times, [&](absl::Time start) {
    return std::ranges::any_of(sample.blocks, [start](const cliniko::AvailabilityBlock& block) {
      return block.starts_at <= start && start < block.ends_at;
    });
  });
  return times;
}

// What is known, if it is one of `readings`.
std::optional<WeekdayNumbering> KnownAmong(const std::vector<WeekdayNumbering>& readings,
                                           const std::optional<KnownWeekdays>& known,
                                           const std::vector<DailyAvailability>& rows) {
  if (!known.has_value()) return std::nullopt;
  const bool possible = std::ranges::any_of(readings, [&](WeekdayNumbering reading) {
    return SameMeaning(reading, known->numbering, rows);
  });
  return possible ? std::optional(known->numbering) : std::nullopt;
}

}  // namespace

unsigned NumbersOf(const std::vector<DailyAvailability>& rows) {
  unsigned numbers = 0;
  for (const DailyAvailability& row : rows) numbers |= 1u << row.day_of_week;
  return numbers;
}

absl::StatusOr<std::optional<WeekdayNumbering>> LearnWeekdayNumbering(
    cliniko::Client& client, const ClinikoDirectory& directory,
    const std::optional<KnownWeekdays>& known, absl::TimeZone zone, absl::CivilDay today,
    absl::Time deadline) {
  const std::vector<DailyAvailability>& rows = directory.daily_availabilities;
  std::vector<WeekdayNumbering> readings = Distinct(cliniko::PossibleNumberings(rows), rows);
  if (readings.size() == 1) return readings.front();
  if (known.has_value() && known->numbers == NumbersOf(rows)) {
    if (const auto remembered = KnownAmong(readings, known, rows)) return remembered;
  }
  const std::vector<Sample> samples = SamplesThatTell(directory, zone, today, readings);
  int calibrations = 0;
  for (int week = 0; week < kWeeks; ++week) {
    for (const Sample& sample : samples) {
      if (++calibrations > kMostCalibrations) return KnownAmong(readings, known, rows);
      // From tomorrow: today may be past already on another clock than the clinic's.
      const absl::StatusOr<std::vector<absl::Time>> times =
          RegularTimes(client, sample, today + 1 + 7 * week, deadline);
      if (!times.ok()) return times.status();
      readings = cliniko::Calibrate(readings, sample.rows, *times, sample.zone);
      if (readings.size() == 1) return readings.front();
      if (readings.empty()) return std::nullopt;
    }
  }
  return KnownAmong(readings, known, rows);
}

}  // namespace frontdesk
