#include "libs/clinics/clinic_writes.h"

#include <pqxx/result>
#include <pqxx/transaction_base>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "libs/clinics/sealed_cliniko_key.h"
#include "libs/domain/ids.h"
#include "libs/seal/keyring.h"

namespace frontdesk {
namespace {

constexpr char kInsertClinic[] =
    "INSERT INTO schedule_cache.clinics (clinic_id, clinic_name, country, time_zone, "
    "contact_email, "
    "cliniko_key_sealed, cliniko_key_kek, cliniko_shard, time_zone_by_operator, "
    "cliniko_key_sha256) VALUES ($1::uuid, $2, $3, $4, $5, $6::bytea, $7, $8, $9, $10::bytea)";
constexpr char kInsertNumber[] =
    "INSERT INTO schedule_cache.clinic_numbers (phone_number, clinic_id) VALUES ($1, $2::uuid) "
    "ON CONFLICT DO NOTHING";
constexpr char kInsertKey[] =
    "INSERT INTO schedule_cache.gateway_keys (key_sha256, key_id, clinic_id) "
    "VALUES ($1::bytea, $2, $3::uuid)";

std::string ToBytea(absl::string_view bytes) {
  return absl::StrCat("\\x", absl::BytesToHexString(bytes));
}

}  // namespace

absl::Status InsertClinic(pqxx::transaction_base& txn, const NewClinic& clinic,
                          const Keyring& keyring) {
  const Sealed sealed = SealClinikoKey(clinic.cliniko_key, clinic.id, keyring);
  txn.exec_params0(kInsertClinic, clinic.id.value(), clinic.name, clinic.country, clinic.zone_name,
                   clinic.contact_email, ToBytea(sealed.bytes), sealed.key_id,
                   clinic.cliniko_key.shard(), clinic.zone_by_operator,
                   ToBytea(clinic.cliniko_key.Fingerprint()));
  const pqxx::result number =
      txn.exec_params(kInsertNumber, clinic.phone_number, clinic.id.value());
  if (number.affected_rows() == 1) return absl::OkStatus();
  return absl::AlreadyExistsError("the number leads to a clinic already");
}

void InsertGatewayKey(pqxx::transaction_base& txn, const ClinicId& clinic,
                      const std::string& key_id, const std::string& sha256) {
  txn.exec_params0(kInsertKey, ToBytea(sha256), key_id, clinic.value());
}

}  // namespace frontdesk
