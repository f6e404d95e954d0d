#include "libs/clinics/postgres_clinic_registry.h"

#include <map>
#include <pqxx/binarystring>
#include <pqxx/nontransaction>
#include <pqxx/result>
#include <pqxx/transaction>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/clinics/clinic_registry.h"
#include "libs/clinics/clinic_rows.h"
#include "libs/clinics/sealed_cliniko_key.h"
#include "libs/cliniko/api_key.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/single_read.h"
#include "libs/postgres/transaction.h"
#include "libs/postgres/values.h"
#include "libs/seal/keyring.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"

namespace frontdesk {
namespace {

// Each follows kClinicColumns.
constexpr char kById[] = " FROM schedule_cache.clinics c WHERE c.clinic_id = $1::uuid AND c.active";
constexpr char kByNumber[] =
    " FROM schedule_cache.clinics c JOIN schedule_cache.clinic_numbers d USING (clinic_id) "
    "WHERE d.phone_number = $1 AND c.active";
constexpr char kByKey[] =
    " FROM schedule_cache.clinics c JOIN schedule_cache.gateway_keys k USING (clinic_id) "
    "WHERE k.key_sha256 = $1::bytea AND k.revoked_at IS NULL AND c.active";
constexpr char kAll[] =
    " FROM schedule_cache.clinics c WHERE c.active ORDER BY c.clinic_name, c.clinic_id";

constexpr char kSelectCredentials[] =
    "SELECT cliniko_key_sealed, cliniko_key_kek, contact_email FROM schedule_cache.clinics "
    "WHERE clinic_id = $1::uuid AND active";
constexpr char kSelectAllCredentials[] =
    "SELECT cliniko_key_sealed, cliniko_key_kek, contact_email, clinic_id::text "
    "FROM schedule_cache.clinics WHERE active";

// Of a row that begins as these do.
absl::StatusOr<ClinikoCredentials> ToCredentials(const pqxx::row& row, const ClinicId& id,
                                                 const Keyring& keyring) {
  const Sealed sealed = {.key_id = row[1].as<std::string>(),
                         .bytes = pqxx::binarystring(row[0]).str()};
  ASSIGN_OR_RETURN(cliniko::ApiKey key, OpenClinikoKey(sealed, id, keyring));
  return ClinikoCredentials{.api_key = std::move(key), .contact_email = row[2].as<std::string>()};
}

// The clinic that `$1` leads to by `condition`; `absent` if it leads to none.
absl::StatusOr<Clinic> SelectClinic(PostgresPool& pool, absl::string_view condition,
                                    const std::string& value, const absl::Status& absent,
                                    absl::Time deadline) {
  return SingleRead(pool, deadline, [&](pqxx::nontransaction& read) -> absl::StatusOr<Clinic> {
    const pqxx::result found =
        read.exec_params(absl::StrCat("SELECT ", kClinicColumns, condition), value);
    if (found.empty()) return absent;
    return ToClinic(found[0]);
  });
}

absl::Status NoSuchClinic(const ClinicId& id) {
  return MakeError(DomainError::kClinicNotFound, absl::StrCat("no clinic has the id ", id.value()));
}

}  // namespace

absl::StatusOr<Clinic> PostgresClinicRegistry::Find(const ClinicId& id, absl::Time deadline) {
  if (!IsUuid(id.value())) return NoSuchClinic(id);
  return SelectClinic(pool_, kById, id.value(), NoSuchClinic(id), deadline);
}

absl::StatusOr<Clinic> PostgresClinicRegistry::FindByNumber(absl::string_view e164,
                                                            absl::Time deadline) {
  return SelectClinic(pool_, kByNumber, std::string(e164),
                      MakeError(DomainError::kClinicNotFound, "no clinic has that number"),
                      deadline);
}

absl::StatusOr<KeyOwner> PostgresClinicRegistry::Authenticate(absl::string_view key_sha256,
                                                              absl::Time deadline) {
  ASSIGN_OR_RETURN(
      Clinic clinic,
      SelectClinic(pool_, kByKey, absl::StrCat("\\x", absl::BytesToHexString(key_sha256)),
                   MakeError(DomainError::kUnauthorized, "no such gateway key"), deadline));
  return KeyOwner{.clinic = std::move(clinic)};
}

absl::StatusOr<ClinikoCredentials> PostgresClinicRegistry::FindCredentials(const ClinicId& id,
                                                                           absl::Time deadline) {
  if (!IsUuid(id.value())) return NoSuchClinic(id);
  return SingleRead(pool_, deadline,
                    [&](pqxx::nontransaction& read) -> absl::StatusOr<ClinikoCredentials> {
                      const pqxx::result found = read.exec_params(kSelectCredentials, id.value());
                      if (found.empty()) return NoSuchClinic(id);
                      return ToCredentials(found[0], id, keyring_);
                    });
}

absl::StatusOr<std::map<ClinicId, ClinikoCredentials>> PostgresClinicRegistry::ListCredentials(
    absl::Time deadline) {
  return SingleRead(
      pool_, deadline,
      [&](pqxx::nontransaction& read) -> absl::StatusOr<std::map<ClinicId, ClinikoCredentials>> {
        std::map<ClinicId, ClinikoCredentials> all;
        for (const pqxx::row& row : read.exec(kSelectAllCredentials)) {
          ClinicId id(row[3].as<std::string>());
          absl::StatusOr<ClinikoCredentials> credentials = ToCredentials(row, id, keyring_);
          // SealedKeyWatch tells of keys that do not open.
          if (credentials.ok()) all.emplace(std::move(id), *std::move(credentials));
        }
        return all;
      });
}

absl::StatusOr<std::vector<Clinic>> PostgresClinicRegistry::List(absl::Time deadline) {
  return InTransaction(
      pool_, deadline, [&](pqxx::work& txn) -> absl::StatusOr<std::vector<Clinic>> {
        std::vector<Clinic> clinics;
        for (const pqxx::row& row : txn.exec(absl::StrCat("SELECT ", kClinicColumns, kAll))) {
          ASSIGN_OR_RETURN(clinics.emplace_back(), ToClinic(row));
        }
        return clinics;
      });
}

}  // namespace frontdesk
