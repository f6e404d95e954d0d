#include "libs/domain/directory.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/time/civil_time.h"
#include "libs/domain/ids.h"

namespace frontdesk {
namespace {

template <typename T, typename Id>
const T* FindById(const std::vector<T>& all, const Id& id) {
  const auto found = std::ranges::find(all, id, &T::id);
  return found == all.end() ? nullptr : &*found;
}

// 0 Sunday to 6 Saturday.
int DayOfWeek(absl::CivilDay day) {
  return (static_cast<int>(absl::GetWeekday(day)) + 1) % 7;
}

}  // namespace

const Business* Directory::Find(const BusinessId& id) const { return FindById(businesses, id); }

const Practitioner* Directory::Find(const PractitionerId& id) const {
  return FindById(practitioners, id);
}

const AppointmentType* Directory::Find(const AppointmentTypeId& id) const {
  return FindById(appointment_types, id);
}

std::vector<Offering> Directory::Offerings(const PractitionerId& practitioner,
                                           const BusinessId& business,
                                           const AppointmentTypeId& appointment_type) const {
  std::vector<Offering> matching;
  for (const Offering& offering : offerings) {
    if ((practitioner.empty() || offering.practitioner == practitioner) &&
        (business.empty() || offering.business == business) &&
        (appointment_type.empty() || offering.appointment_type == appointment_type)) {
      matching.push_back(offering);
    }
  }
  return matching;
}

std::optional<bool> Directory::WorksOn(const PractitionerId& practitioner,
                                       const BusinessId& business, absl::CivilDay day) const {
  bool known = false;
  for (const WorkingHours& hours : working_hours) {
    if (hours.practitioner != practitioner || hours.business != business) continue;
    known = true;
    if (hours.day_of_week == DayOfWeek(day) && hours.effective_from <= day &&
        (!hours.effective_until.has_value() || day <= *hours.effective_until)) {
      return true;
    }
  }
  if (!known) return std::nullopt;
  return false;
}

}  // namespace frontdesk
