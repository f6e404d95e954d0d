#ifndef FRONTDESK_LIBS_CLINICS_REGISTERED_CLINIC_H_
#define FRONTDESK_LIBS_CLINICS_REGISTERED_CLINIC_H_

#include "absl/status/status.h"
#include "libs/clinics/clinic_writes.h"
#include "libs/seal/keyring.h"

namespace frontdesk {

class PostgresPool;

namespace test {

// A ring with one made-up key.
Keyring TestKeyring();

// A clinic in Sydney with the number +61290000001, to be changed as a test likes.
NewClinic ANewClinic();

// Puts the clinic into the database. Throws std::runtime_error where it cannot.
void Register(PostgresPool& pool, const NewClinic& clinic, const Keyring& keyring);

}  // namespace test
}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CLINICS_REGISTERED_CLINIC_H_
