#ifndef FRONTDESK_LIBS_CLINIKO_MERGED_PATIENT_H_
#define FRONTDESK_LIBS_CLINIKO_MERGED_PATIENT_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/cliniko/client.h"

namespace frontdesk::cliniko {

// The patient whom `id` stands for today: staff merge records, and a booking belongs to the one
// that is left. May still be archived. Errors: as Client::GetPatient; kMalformedAnswer for merges
// in a circle. Source: contract/cliniko.md, section 10.16.
absl::StatusOr<Patient> GetPatientAfterMerges(Client& client, PatientId id, absl::Time deadline);

}  // namespace frontdesk::cliniko

#endif  // FRONTDESK_LIBS_CLINIKO_MERGED_PATIENT_H_
