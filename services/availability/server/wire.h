#ifndef FRONTDESK_SERVICES_AVAILABILITY_SERVER_WIRE_H_
#define FRONTDESK_SERVICES_AVAILABILITY_SERVER_WIRE_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "frontdesk/v1/availability.pb.h"
#include "libs/civil/time_of_day.h"
#include "libs/domain/ids.h"
#include "services/availability/domain/availability.h"
#include "services/availability/domain/next_finder.h"
#include "services/availability/domain/said_day.h"
#include "services/availability/domain/staff.h"

// Between the messages of availability.proto and the domain. FromProto is where input is checked;
// it fails with kClinicNotFound, kInvalidRequest or kInvalidDate.
namespace frontdesk::availability {

absl::StatusOr<ClinicId> ClinicIdFromProto(const std::string& text);
std::optional<DayPart> PartFromProto(v1::PartOfDay part);

absl::StatusOr<AvailabilityQuery> FromProto(const v1::CheckAvailabilityRequest& request);
absl::StatusOr<NextQuery> FromProto(const v1::FindNextAvailableRequest& request);
absl::StatusOr<SaidDay> SaidDayFromProto(const v1::ListAvailablePractitionersRequest& request);

void ToProto(const AvailabilityAnswer& answer, v1::CheckAvailabilityResponse* response);
void ToProto(const NextAnswer& answer, v1::FindNextAvailableResponse* response);
void ToProto(const FreeStaff& free, v1::ListAvailablePractitionersResponse* response);
void ToProto(const PlaceStaff& staff, v1::ListPractitionersResponse* response);
void ToProto(const PractitionerProfile& profile, v1::GetPractitionerResponse* response);

}  // namespace frontdesk::availability

#endif  // FRONTDESK_SERVICES_AVAILABILITY_SERVER_WIRE_H_
