#ifndef FRONTDESK_LIBS_CLINIKO_READ_PATIENT_H_
#define FRONTDESK_LIBS_CLINIKO_READ_PATIENT_H_

#include <string>

#include "absl/status/statusor.h"
#include "libs/cliniko/types.h"
#include "nlohmann/json_fwd.hpp"

// Patients. Source: contract/cliniko.md, section 10.16.
// Reading fails with kMalformedAnswer.
namespace frontdesk::cliniko {

absl::StatusOr<Patient> ReadPatient(const nlohmann::json& json);
// The body that creates `patient`; what is empty is left out.
std::string WritePatient(const NewPatient& patient);

}  // namespace frontdesk::cliniko

#endif  // FRONTDESK_LIBS_CLINIKO_READ_PATIENT_H_
