#ifndef FRONTDESK_LIBS_CLINICS_CLINIC_WRITES_H_
#define FRONTDESK_LIBS_CLINICS_CLINIC_WRITES_H_

#include <string>

#include "absl/status/status.h"
#include "libs/cliniko/api_key.h"
#include "libs/domain/ids.h"

namespace pqxx {
class transaction_base;
}

// The rows of a new clinic. They take a transaction, since a clinic, its directory and its first
// key appear together or not at all. They throw libpqxx's exceptions.
namespace frontdesk {

class Keyring;

struct NewClinic {
  ClinicId id;  // a new UUID, chosen first, since the Cliniko key is sealed for it
  std::string name;
  std::string country;            // ISO 3166-1 alpha-2
  std::string zone_name;          // IANA, checked
  bool zone_by_operator = false;  // it stays, whatever Cliniko says
  std::string contact_email;
  std::string phone_number;  // E.164
  cliniko::ApiKey cliniko_key;
};

// Seals the Cliniko key and inserts the clinic with its number. Fails with AlreadyExists where the
// number leads to a clinic already, and as Keyring does.
absl::Status InsertClinic(pqxx::transaction_base& txn, const NewClinic& clinic,
                          const Keyring& keyring);

// `sha256`: 32 raw bytes.
void InsertGatewayKey(pqxx::transaction_base& txn, const ClinicId& clinic,
                      const std::string& key_id, const std::string& sha256);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CLINICS_CLINIC_WRITES_H_
