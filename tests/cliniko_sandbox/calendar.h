#ifndef FRONTDESK_TESTS_CLINIKO_SANDBOX_CALENDAR_H_
#define FRONTDESK_TESTS_CLINIKO_SANDBOX_CALENDAR_H_

#include <vector>

#include "tests/cliniko_sandbox/settings.h"
#include "tests/cliniko_sandbox/world.h"

namespace frontdesk::sandbox {

// What stands on a practitioner's calendar.

struct BusyTime {
  Id id = 0;  // of the appointment, group or block
  Id business_id = 0;
  Interval time;
};

// Live appointments, groups and unavailable blocks of `practitioner` that overlap `range`
// (half-open), at any business, in order of their ids within each kind.
std::vector<BusyTime> BusyTimes(const Account& account, Id practitioner, const Interval& range);

// Whether anything but `self` is booked for the practitioner in `time`.
// Source: contract/cliniko.md, 10.13.
bool HasConflict(const Account& account, Id practitioner, const Interval& time, Id self);

// Who has a place in a group, in the order in which they joined.
std::vector<Id> PatientsOfGroup(const Account& account, Id group);

// The rules for the starts of (business, practitioner, type), as of `now`, for days that touch
// `range`. All three must exist.
SlotRules SlotRulesFor(const Account& account, const Settings& settings, Id business,
                       Id practitioner, Id type, absl::Time now, const Interval& range);

// The starts that the API offers within `range`, ascending. A group type's come from its groups
// that have room.
std::vector<absl::Time> OfferedStarts(const Account& account, const Settings& settings, Id business,
                                      Id practitioner, Id type, absl::Time now,
                                      const Interval& range);

}  // namespace frontdesk::sandbox

#endif  // FRONTDESK_TESTS_CLINIKO_SANDBOX_CALENDAR_H_
