#ifndef FRONTDESK_LIBS_CLINIKO_READ_CATALOGUE_H_
#define FRONTDESK_LIBS_CLINIKO_READ_CATALOGUE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/cliniko/types.h"
#include "nlohmann/json_fwd.hpp"

// Who works where and offers what. Source: contract/cliniko.md, sections 10.3 to 10.8.
// Reading fails with kMalformedAnswer.
namespace frontdesk::cliniko {

absl::StatusOr<Business> ReadBusiness(const nlohmann::json& json);
absl::StatusOr<Practitioner> ReadPractitioner(const nlohmann::json& json);
absl::StatusOr<AppointmentType> ReadAppointmentType(const nlohmann::json& json);
absl::StatusOr<Service> ReadService(const nlohmann::json& json);
// `day_of_week` is -1 where Cliniko tells none. A window that does not end after its start is left
// out.
absl::StatusOr<DailyAvailability> ReadDailyAvailability(const nlohmann::json& json);
absl::StatusOr<AvailabilityBlock> ReadAvailabilityBlock(const nlohmann::json& json);
// One of available_times.
absl::StatusOr<absl::Time> ReadAvailableTime(const nlohmann::json& json);

}  // namespace frontdesk::cliniko

#endif  // FRONTDESK_LIBS_CLINIKO_READ_CATALOGUE_H_
