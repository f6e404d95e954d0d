#include "libs/clinics/cliniko_key_change.h"

#include <pqxx/binarystring>
#include <pqxx/result>
#include <pqxx/transaction>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "libs/clinics/sealed_cliniko_key.h"
#include "libs/cliniko/api_key.h"
#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/transaction.h"
#include "libs/postgres/values.h"
#include "libs/seal/keyring.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"

namespace frontdesk {
namespace {

constexpr char kReplace[] =
    "UPDATE schedule_cache.clinics SET cliniko_key_sealed = $2::bytea, cliniko_key_kek = $3, "
    "cliniko_shard = $4, cliniko_key_sha256 = $5::bytea, updated_at = now() "
    "WHERE clinic_id = $1::uuid";
constexpr char kSelectIds[] =
    "SELECT clinic_id::text FROM schedule_cache.clinics ORDER BY clinic_name, clinic_id";
constexpr char kLockSealed[] =
    "SELECT cliniko_key_sealed, cliniko_key_kek, clinic_name FROM schedule_cache.clinics "
    "WHERE clinic_id = $1::uuid FOR NO KEY UPDATE";
constexpr char kReseal[] =
    "UPDATE schedule_cache.clinics SET cliniko_key_sealed = $2::bytea, cliniko_key_kek = $3, "
    "cliniko_key_sha256 = $4::bytea WHERE clinic_id = $1::uuid";

std::string ToBytea(const std::string& bytes) {
  return absl::StrCat("\\x", absl::BytesToHexString(bytes));
}

absl::Status Rotate(pqxx::work& txn, const ClinicId& id, const Keyring& keyring,
                    KeyRotation& rotation) {
  const pqxx::result found = txn.exec_params(kLockSealed, id.value());
  if (found.empty()) return absl::OkStatus();  // removed meanwhile
  const Sealed sealed = {.key_id = found[0][1].as<std::string>(),
                         .bytes = pqxx::binarystring(found[0][0]).str()};
  if (sealed.key_id == keyring.current_key_id()) {
    ++rotation.current;
    return absl::OkStatus();
  }
  const absl::StatusOr<cliniko::ApiKey> key = OpenClinikoKey(sealed, id, keyring);
  if (!key.ok()) {
    rotation.failures.push_back(absl::StrCat(found[0][2].as<std::string>(), " (", id.value(),
                                             "): ", key.status().message()));
    return absl::OkStatus();
  }
  const Sealed resealed = SealClinikoKey(*key, id, keyring);
  txn.exec_params0(kReseal, id.value(), ToBytea(resealed.bytes), resealed.key_id,
                   ToBytea(key->Fingerprint()));
  ++rotation.resealed;
  return absl::OkStatus();
}

}  // namespace

absl::Status ReplaceClinikoKey(PostgresPool& pool, const ClinicId& id, const cliniko::ApiKey& key,
                               const Keyring& keyring, absl::Time deadline) {
  const absl::Status absent =
      MakeError(DomainError::kClinicNotFound, absl::StrCat("no clinic has the id ", id.value()));
  if (!IsUuid(id.value())) return absent;
  const Sealed sealed = SealClinikoKey(key, id, keyring);
  return InTransaction(pool, deadline, [&](pqxx::work& txn) -> absl::Status {
    const pqxx::result replaced =
        txn.exec_params(kReplace, id.value(), ToBytea(sealed.bytes), sealed.key_id, key.shard(),
                        ToBytea(key.Fingerprint()));
    return replaced.affected_rows() == 1 ? absl::OkStatus() : absent;
  });
}

absl::StatusOr<KeyRotation> RotateClinikoKeys(PostgresPool& pool, const Keyring& keyring,
                                              absl::Time deadline) {
  std::vector<ClinicId> clinics;
  RETURN_IF_ERROR(InTransaction(pool, deadline, [&](pqxx::work& txn) -> absl::Status {
    clinics.clear();
    for (const pqxx::row& row : txn.exec(kSelectIds)) {
      clinics.push_back(ClinicId(row[0].as<std::string>()));
    }
    return absl::OkStatus();
  }));
  KeyRotation rotation;
  for (const ClinicId& id : clinics) {
    const KeyRotation before = rotation;
    RETURN_IF_ERROR(InTransaction(pool, deadline, [&](pqxx::work& txn) {
      rotation = before;  // an attempt that was lost does not count
      return Rotate(txn, id, keyring, rotation);
    }));
  }
  return rotation;
}

}  // namespace frontdesk
