#include "services/schedule_cache/client/directory_proto.h"

#include <utility>

#include "absl/status/statusor.h"
#include "frontdesk/v1/schedule_cache.pb.h"
#include "libs/rpc/convert.h"
#include "libs/status/status_macros.h"

namespace frontdesk {
namespace {

void HoursToProto(const WorkingHours& hours, v1::WorkingHours* out) {
  out->set_practitioner_id(hours.practitioner.value());
  out->set_business_id(hours.business.value());
  out->set_day_of_week(hours.day_of_week);
  out->set_opens_minute(hours.opens_minute);
  out->set_closes_minute(hours.closes_minute);
  ToProto(hours.effective_from, out->mutable_effective_from());
  if (hours.effective_until.has_value()) {
    ToProto(*hours.effective_until, out->mutable_effective_until());
  }
}

absl::StatusOr<WorkingHours> HoursFromProto(const v1::WorkingHours& hours) {
  WorkingHours result{.practitioner = PractitionerId(hours.practitioner_id()),
                      .business = BusinessId(hours.business_id()),
                      .day_of_week = hours.day_of_week(),
                      .opens_minute = hours.opens_minute(),
                      .closes_minute = hours.closes_minute()};
  ASSIGN_OR_RETURN(result.effective_from, FromProto(hours.effective_from()));
  if (hours.has_effective_until()) {
    ASSIGN_OR_RETURN(result.effective_until, FromProto(hours.effective_until()));
  }
  return result;
}

}  // namespace

void ToProto(const Directory& directory, v1::Directory* out) {
  ToProto(directory.clinic, out->mutable_clinic());
  out->set_version(directory.version);
  for (const Business& business : directory.businesses) ToProto(business, out->add_businesses());
  for (const Practitioner& practitioner : directory.practitioners) {
    ToProto(practitioner, out->add_practitioners());
  }
  for (const AppointmentType& type : directory.appointment_types) {
    ToProto(type, out->add_appointment_types());
  }
  for (const Offering& offering : directory.offerings) ToProto(offering, out->add_offerings());
  for (const WorkingHours& hours : directory.working_hours) {
    HoursToProto(hours, out->add_working_hours());
  }
}

absl::StatusOr<Directory> FromProto(const v1::Directory& directory) {
  Directory result{.version = directory.version()};
  ASSIGN_OR_RETURN(result.clinic, FromProto(directory.clinic()));
  for (const auto& business : directory.businesses()) {
    result.businesses.push_back(FromProto(business));
  }
  for (const auto& practitioner : directory.practitioners()) {
    result.practitioners.push_back(FromProto(practitioner));
  }
  for (const auto& type : directory.appointment_types()) {
    result.appointment_types.push_back(FromProto(type));
  }
  for (const auto& offering : directory.offerings()) {
    result.offerings.push_back(FromProto(offering));
  }
  for (const auto& hours : directory.working_hours()) {
    ASSIGN_OR_RETURN(WorkingHours read, HoursFromProto(hours));
    result.working_hours.push_back(std::move(read));
  }
  return result;
}

}  // namespace frontdesk
