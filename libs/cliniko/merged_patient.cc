#include "libs/cliniko/merged_patient.h"

#include <utility>

#include "libs/cliniko/failure.h"

namespace frontdesk::cliniko {
namespace {
constexpr int kMostMerges = 5;
}  // namespace

absl::StatusOr<Patient> GetPatientAfterMerges(Client& client, PatientId id, absl::Time deadline) {
  for (int merges = 0; merges <= kMostMerges; ++merges) {
    absl::StatusOr<Patient> patient = client.GetPatient(id, deadline);
    if (!patient.ok() || patient->merged_into.empty()) return patient;
    id = std::move(patient->merged_into);
  }
  return MakeFailure({.failure = Failure::kMalformedAnswer}, "patients merged in a circle");
}

}  // namespace frontdesk::cliniko
