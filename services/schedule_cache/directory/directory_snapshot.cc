#include "services/schedule_cache/directory/directory_snapshot.h"

#include <algorithm>
#include <initializer_list>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/cliniko/types.h"
#include "libs/cliniko/weekdays.h"
#include "libs/cliniko/zones.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "services/schedule_cache/directory/display_name.h"
#include "services/schedule_cache/directory/working_hours.h"

namespace frontdesk {
namespace {

// What a row of ours can hold. Source: contract/cliniko.md, section 10.5.
constexpr absl::Duration kShortestType = absl::Minutes(1);
constexpr absl::Duration kLongestType = absl::Minutes(1439);

// The first of the texts that says something, on one line: spaces for control characters, none
// double.
std::string FirstText(std::initializer_list<absl::string_view> texts) {
  for (const absl::string_view text : texts) {
    std::string line(text);
    std::ranges::replace_if(line, absl::ascii_iscntrl, ' ');
    absl::RemoveExtraAsciiWhitespace(&line);
    if (!line.empty()) return line;
  }
  return "";
}

// Builds a snapshot part by part, in the order in which the parts need each other.
class SnapshotBuilder {
 public:
  SnapshotBuilder(const ClinikoDirectory& cliniko, absl::TimeZone zone, absl::CivilDay today)
      : cliniko_(cliniko), zone_(zone), today_(today) {}

  DirectorySnapshot Build() && {
    AddBusinesses();
    AddPractitioners();
    AddAppointmentTypes();
    AddOfferings();
    AddHours();
    return std::move(snapshot_);
  }

 private:
  void AddBusinesses() {
    int hidden = 0;
    for (const cliniko::Business& business : cliniko_.businesses) {
      // Also of hidden ones: the first row of an id counts.
      if (!business_zones_.emplace(business.id, cliniko::ZoneOf(business.zone).value_or(zone_))
               .second)
        continue;
      if (!business.show_in_online_bookings) {
        ++hidden;
        continue;
      }
      kept_businesses_.insert(business.id);
      snapshot_.businesses.push_back(
          {.id = business.id,
           .name = FirstText({business.name, business.display_name, business.label,
                              absl::StrCat("Location ", business.id.value())}),
           .primary = snapshot_.businesses.empty()});
    }
    WarnOfHidden(hidden, "locations");
  }

  void AddPractitioners() {
    int hidden = 0;
    std::set<PractitionerId> seen;
    for (const cliniko::Practitioner& one : cliniko_.practitioners) {
      if (!one.active || !seen.insert(one.id).second) continue;
      if (!one.show_in_online_bookings) {
        ++hidden;
        continue;
      }
      kept_practitioners_.insert(one.id);
      Practitioner& kept = snapshot_.practitioners.emplace_back();
      kept.id = one.id;
      kept.title = FirstText({one.title});
      kept.first_name = FirstText({one.first_name});
      kept.last_name = FirstText({one.last_name});
      if (kept.first_name.empty() && kept.last_name.empty()) {
        kept.last_name = FirstText({one.display_name, one.label});
      }
      kept.display_name = DisplayName(kept.title, kept.first_name, kept.last_name);
    }
    WarnOfHidden(hidden, "practitioners");
  }

  void AddAppointmentTypes() {
    int hidden = 0;
    int groups = 0;
    std::set<AppointmentTypeId> seen;
    for (const cliniko::AppointmentType& type : cliniko_.appointment_types) {
      if (!seen.insert(type.id).second) continue;
      if (!type.show_in_online_bookings) {
        ++hidden;
        continue;
      }
      if (type.max_attendees != 1) {
        ++groups;
        continue;
      }
      if (type.duration < kShortestType || type.duration > kLongestType) {
        snapshot_.warnings.push_back(
            absl::StrCat("the appointment type ", type.id.value(), " has no usable duration"));
        continue;
      }
      kept_types_.insert(type.id);
      snapshot_.appointment_types.push_back(
          {.id = type.id,
           .name = FirstText({type.name, absl::StrCat("Appointment ", type.id.value())}),
           .duration = type.duration});
    }
    WarnOfHidden(hidden, "appointment types");
    if (groups > 0) {
      snapshot_.warnings.push_back(
          absl::StrCat(groups, " appointment types are for groups and left out"));
    }
  }

  void AddOfferings() {
    std::set<Offering> offerings;
    std::map<PractitionerId, std::set<AppointmentTypeId>> types;
    for (const cliniko::Service& service : cliniko_.services) {
      if (!kept_businesses_.contains(service.business) || !kept_types_.contains(service.type)) {
        continue;
      }
      for (const PractitionerId& practitioner : service.practitioners) {
        if (!kept_practitioners_.contains(practitioner)) continue;
        offerings.insert({.practitioner = practitioner,
                          .business = service.business,
                          .appointment_type = service.type});
        types[practitioner].insert(service.type);
      }
    }
    snapshot_.offerings.assign(offerings.begin(), offerings.end());
    for (Practitioner& one : snapshot_.practitioners) {
      one.appointment_type_count = static_cast<int>(types[one.id].size());
    }
    if (snapshot_.offerings.empty()) {
      snapshot_.warnings.push_back(
          "nothing can be booked: no open practitioner offers an open type");
    }
  }

  void AddHours() {
    if (cliniko_.daily_availabilities.empty()) {
      snapshot_.warnings.push_back("Cliniko tells no working hours: every day will be asked for");
      return;
    }
    if (!cliniko_.weekday_numbering.has_value()) {
      snapshot_.warnings.push_back(
          "it cannot be told which weekdays Cliniko's working hours mean: every day will be asked "
          "for");
      return;
    }
    AddWeeklyHours(*cliniko_.weekday_numbering);
    AddBlockHours();
  }

  void AddWeeklyHours(cliniko::WeekdayNumbering numbering) {
    HoursCollector weekly;
    for (const cliniko::DailyAvailability& day : cliniko_.daily_availabilities) {
      if (!Kept(day.practitioner, day.business)) continue;
      const int day_of_week = DayOfWeek(cliniko::WeekdayOf(day.day_of_week, numbering));
      const absl::TimeZone zone =
          cliniko::ZoneOf(day.zone).value_or(business_zones_.at(day.business));
      const int shift = MinutesAhead(zone);
      for (const cliniko::DayWindow& window : day.windows) {
        weekly.AddWeekly(
            day.practitioner, day.business, day_of_week,
            {.opens = window.opens.minutes + shift, .closes = window.closes.minutes + shift});
      }
    }
    snapshot_.weekly_hours = weekly.Rows();
  }

  void AddBlockHours() {
    // Cut to the days that are kept before anything else, since nothing bounds a block's length.
    const absl::CivilMinute first(today_);
    const absl::CivilMinute last(today_ + kBlockHorizonDays + 1);
    HoursCollector once;
    for (const cliniko::AvailabilityBlock& block : cliniko_.availability_blocks) {
      if (!Kept(block.practitioner, block.business)) continue;
      const absl::CivilMinute starts = std::max(first, absl::ToCivilMinute(block.starts_at, zone_));
      const absl::CivilMinute ends = std::min(last, absl::ToCivilMinute(block.ends_at, zone_));
      if (starts >= ends) continue;
      const absl::CivilMinute midnight(absl::CivilDay{starts});
      once.AddOnce(block.practitioner, block.business, absl::CivilDay(starts),
                   {.opens = static_cast<int>(starts - midnight),
                    .closes = static_cast<int>(ends - midnight)});
    }
    snapshot_.block_hours = once.Rows();
  }

  bool Kept(const PractitionerId& practitioner, const BusinessId& business) const {
    return kept_practitioners_.contains(practitioner) && kept_businesses_.contains(business);
  }

  // How far the clinic's clock is ahead of that in `zone`. Taken today: where the two change to
  // daylight saving on different days, the next sync puts it right.
  int MinutesAhead(absl::TimeZone zone) const {
    const absl::Time noon = absl::FromCivil(absl::CivilHour(today_) + 12, zone_);
    return (zone_.At(noon).offset - zone.At(noon).offset) / 60;
  }

  void WarnOfHidden(int count, absl::string_view what) {
    if (count == 0) return;
    snapshot_.warnings.push_back(
        absl::StrCat(count, " ", what, " are hidden from online booking and left out"));
  }

  const ClinikoDirectory& cliniko_;
  const absl::TimeZone zone_;
  const absl::CivilDay today_;
  std::map<BusinessId, absl::TimeZone> business_zones_;
  std::set<BusinessId> kept_businesses_;
  std::set<PractitionerId> kept_practitioners_;
  std::set<AppointmentTypeId> kept_types_;
  DirectorySnapshot snapshot_;
};

}  // namespace

DirectorySnapshot BuildSnapshot(const ClinikoDirectory& cliniko, absl::TimeZone zone,
                                absl::CivilDay today) {
  return SnapshotBuilder(cliniko, zone, today).Build();
}

}  // namespace frontdesk
