#ifndef FRONTDESK_TESTS_CLINIKO_SANDBOX_FIELDS_H_
#define FRONTDESK_TESTS_CLINIKO_SANDBOX_FIELDS_H_

#include <variant>

#include "absl/types/span.h"
#include "tests/cliniko_sandbox/list.h"
#include "tests/cliniko_sandbox/world.h"

namespace frontdesk::sandbox {

// Which fields each list knows, filters and sorts by. Source: contract/cliniko.md, section 7.

// Some fields live in other records, so these rows carry the account.
struct BusinessRow {
  const Business* business;
  const Account* account;
};
struct GroupRow {
  const GroupAppointment* group;
  const Account* account;
};
// An entry of /bookings.
struct BookingRow {
  std::variant<const IndividualAppointment*, const GroupAppointment*, const UnavailableBlock*>
      record;
  const Account* account;
};

using UserRow = const User*;
using PractitionerRow = const Practitioner*;
using TypeRow = const AppointmentType*;
using HoursRow = const DailyAvailability*;
using AvailabilityBlockRow = const AvailabilityBlock*;
using UnavailableBlockRow = const UnavailableBlock*;
using AppointmentRow = const IndividualAppointment*;
using AttendeeRow = const Attendee*;
using PatientRow = const Patient*;

absl::Span<const Field<UserRow>> UserFields();
absl::Span<const Field<BusinessRow>> BusinessFields();
absl::Span<const Field<PractitionerRow>> PractitionerFields();
absl::Span<const Field<TypeRow>> TypeFields();
absl::Span<const Field<HoursRow>> HoursFields();
absl::Span<const Field<AvailabilityBlockRow>> AvailabilityBlockFields();
absl::Span<const Field<UnavailableBlockRow>> UnavailableBlockFields();
absl::Span<const Field<AppointmentRow>> AppointmentFields();
absl::Span<const Field<GroupRow>> GroupFields();
absl::Span<const Field<BookingRow>> BookingFields();
absl::Span<const Field<AttendeeRow>> AttendeeFields();
absl::Span<const Field<PatientRow>> PatientFields();

}  // namespace frontdesk::sandbox

#endif  // FRONTDESK_TESTS_CLINIKO_SANDBOX_FIELDS_H_
