#include "tests/cliniko_sandbox/calendar.h"

#include <algorithm>
#include <map>

namespace frontdesk::sandbox {
namespace {

bool Overlap(const Interval& a, const Interval& b) { return a.start < b.end && b.start < a.end; }

absl::Time EarliestStart(const Account& account, const AppointmentType& type, absl::TimeZone zone,
                         absl::Time now) {
  if (type.online_bookings_lead_time_hours) {
    return now + absl::Hours(*type.online_bookings_lead_time_hours);
  }
  if (account.online_bookings.from_tomorrow_only) {
    return absl::FromCivil(absl::ToCivilDay(now, zone) + 1, zone);
  }
  return now + absl::Hours(account.online_bookings.min_hours_advance_required_to_book);
}

// A limit of bookings a day counts the practitioner's live appointments by local day.
std::set<absl::CivilDay> FullDays(const Account& account, Id practitioner, absl::TimeZone zone) {
  std::set<absl::CivilDay> full;
  const int limit = account.online_bookings.daily_bookings_limit;
  if (limit <= 0) return full;
  std::map<absl::CivilDay, int> counts;
  for (const auto& [id, appointment] : account.individual_appointments) {
    if (appointment.practitioner_id != practitioner || !IsLive(appointment)) continue;
    const absl::CivilDay day = absl::ToCivilDay(appointment.starts_at, zone);
    if (++counts[day] >= limit) full.insert(day);
  }
  return full;
}

std::vector<absl::Time> GroupStarts(const Account& account, Id business, Id practitioner, Id type,
                                    absl::Time earliest, const Interval& range) {
  std::vector<absl::Time> starts;
  for (const auto& [id, group] : account.group_appointments) {
    if (group.business_id != business || group.practitioner_id != practitioner ||
        group.appointment_type_id != type || IsArchived(group)) {
      continue;
    }
    if (group.starts_at < std::max(earliest, range.start) || group.starts_at >= range.end) continue;
    const std::vector<Id> patients = PatientsOfGroup(account, id);
    if (static_cast<int>(patients.size()) < group.max_attendees) starts.push_back(group.starts_at);
  }
  std::sort(starts.begin(), starts.end());
  starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
  return starts;
}

}  // namespace

std::vector<BusyTime> BusyTimes(const Account& account, Id practitioner, const Interval& range) {
  std::vector<BusyTime> busy;
  const auto add = [&](const auto& record) {
    const Interval time = {record.starts_at, record.ends_at};
    if (record.practitioner_id == practitioner && Overlap(time, range)) {
      busy.push_back({record.id, record.business_id, time});
    }
  };
  for (const auto& [id, appointment] : account.individual_appointments) {
    if (IsLive(appointment)) add(appointment);
  }
  for (const auto& [id, group] : account.group_appointments) {
    if (!IsArchived(group)) add(group);
  }
  for (const auto& [id, block] : account.unavailable_blocks) {
    if (!IsArchived(block)) add(block);
  }
  return busy;
}

bool HasConflict(const Account& account, Id practitioner, const Interval& time, Id self) {
  const std::vector<BusyTime> busy = BusyTimes(account, practitioner, time);
  return std::any_of(busy.begin(), busy.end(), [&](const BusyTime& b) { return b.id != self; });
}

std::vector<Id> PatientsOfGroup(const Account& account, Id group) {
  std::vector<Id> patients;
  for (const auto& [id, attendee] : account.attendees) {
    if (attendee.booking_id == group && !attendee.cancelled_at && !IsArchived(attendee)) {
      patients.push_back(attendee.patient_id);
    }
  }
  return patients;
}

SlotRules SlotRulesFor(const Account& account, const Settings& settings, Id business,
                       Id practitioner, Id type_id, absl::Time now, const Interval& range) {
  const Business& place = account.businesses.at(business);
  const AppointmentType& type = account.appointment_types.at(type_id);
  const AppointmentType* grid =
      Find(account.appointment_types,
           account.practitioners.at(practitioner).default_appointment_type_id);
  const Interval wide = {range.start - absl::Hours(48), range.end + absl::Hours(48)};

  SlotRules rules;
  rules.zone = place.zone;
  rules.length = absl::Minutes(type.duration_in_minutes);
  rules.step = grid == nullptr ? rules.length : absl::Minutes(grid->duration_in_minutes);
  for (const auto& [id, row] : account.daily_availabilities) {
    if (row.practitioner_id != practitioner || row.business_id != business) continue;
    std::vector<Window>& windows = rules.week[row.iso_weekday - 1];
    windows.insert(windows.end(), row.windows.begin(), row.windows.end());
  }
  for (const auto& [id, block] : account.availability_blocks) {
    if (block.practitioner_id != practitioner || block.business_id != business) continue;
    rules.extra.push_back({block.starts_at, block.ends_at});
  }
  for (const BusyTime& busy : BusyTimes(account, practitioner, wide)) {
    const bool is_block = account.unavailable_blocks.contains(busy.id);
    if (settings.busy_at_every_business || is_block || busy.business_id == business) {
      rules.busy.push_back(busy.time);
    }
  }
  rules.earliest = EarliestStart(account, type, place.zone, now);
  rules.last_day =
      absl::ToCivilDay(now, place.zone) + account.online_bookings.allow_bookings_days_in_advance;
  rules.closed_days = FullDays(account, practitioner, place.zone);
  rules.max_per_segment = account.online_bookings.max_appointments_per_day_segment;
  rules.segment_regrid = settings.segment_regrid;
  rules.overrun_last_slot = settings.overrun_last_slot;
  return rules;
}

std::vector<absl::Time> OfferedStarts(const Account& account, const Settings& settings, Id business,
                                      Id practitioner, Id type, absl::Time now,
                                      const Interval& range) {
  const SlotRules rules = SlotRulesFor(account, settings, business, practitioner, type, now, range);
  if (account.appointment_types.at(type).max_attendees > 1) {
    return GroupStarts(account, business, practitioner, type, rules.earliest, range);
  }
  return OpenStarts(rules, range);
}

}  // namespace frontdesk::sandbox
