#include "libs/clinics/registered_clinic.h"

#include <pqxx/transaction>
#include <stdexcept>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/clinics/clinic_writes.h"
#include "libs/cliniko/api_key.h"
#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/transaction.h"
#include "libs/seal/keyring.h"

namespace frontdesk::test {

Keyring TestKeyring() {
  return *Keyring::Parse("k1 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n");
}

NewClinic ANewClinic() {
  return {.id = ClinicId("00000000-0000-4000-8000-000000000001"),
          .name = "Harbour Health",
          .country = "AU",
          .zone_name = "Australia/Sydney",
          .contact_email = "ops@clinic.example",
          .phone_number = "+61290000001",
          .cliniko_key = *cliniko::ApiKey::Parse("made-up-au1")};
}

void Register(PostgresPool& pool, const NewClinic& clinic, const Keyring& keyring) {
  const absl::Status inserted =
      InTransaction(pool, absl::Now() + absl::Seconds(30),
                    [&](pqxx::work& txn) { return InsertClinic(txn, clinic, keyring); });
  if (!inserted.ok()) throw std::runtime_error(inserted.ToString());
}

}  // namespace frontdesk::test
