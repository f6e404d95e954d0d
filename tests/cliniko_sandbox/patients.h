#ifndef FRONTDESK_TESTS_CLINIKO_SANDBOX_PATIENTS_H_
#define FRONTDESK_TESTS_CLINIKO_SANDBOX_PATIENTS_H_

#include "tests/cliniko_sandbox/body.h"
#include "tests/cliniko_sandbox/world.h"

namespace frontdesk::sandbox {

// Reads what the body names into `patient`; phones replace those that it had. What is wrong ends up
// in `reader`. Source: contract/cliniko.md, 10.16.
void ReadPatient(const Account& account, BodyReader& reader, Patient& patient);

}  // namespace frontdesk::sandbox

#endif  // FRONTDESK_TESTS_CLINIKO_SANDBOX_PATIENTS_H_
