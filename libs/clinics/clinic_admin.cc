#include "libs/clinics/clinic_admin.h"

#include <optional>
#include <pqxx/result>
#include <pqxx/transaction>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/clinics/clinic_writes.h"
#include "libs/clinics/location_alias.h"
#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/transaction.h"
#include "libs/postgres/values.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"

namespace frontdesk {
namespace {

constexpr char kSelectClinics[] =
    "SELECT c.clinic_id::text, c.clinic_name, c.country, c.time_zone, c.contact_email, "
    "c.cliniko_shard, ARRAY(SELECT n.phone_number FROM schedule_cache.clinic_numbers n "
    "WHERE n.clinic_id = c.clinic_id ORDER BY n.phone_number)::text, c.active, "
    "c.directory_version, c.synced_at::text, c.created_at::text, c.cliniko_rate, "
    "c.retention_days FROM "
    "schedule_cache.clinics c ";
constexpr char kById[] = "WHERE c.clinic_id = $1::uuid";
constexpr char kByNumber[] =
    "WHERE c.clinic_id = (SELECT clinic_id FROM schedule_cache.clinic_numbers "
    "WHERE phone_number = $1)";
constexpr char kBySharedKey[] =
    "WHERE c.clinic_id <> $1::uuid AND c.cliniko_key_sha256 = (SELECT o.cliniko_key_sha256 "
    "FROM schedule_cache.clinics o WHERE o.clinic_id = $1::uuid) ";
constexpr char kByName[] = "ORDER BY c.clinic_name, c.clinic_id";

constexpr char kSetActive[] =
    "UPDATE schedule_cache.clinics SET active = $2, updated_at = now() WHERE clinic_id = $1::uuid";

constexpr int kHighestClinikoRate = 1000;  // as the table says
constexpr char kSetClinikoRate[] =
    "UPDATE schedule_cache.clinics SET cliniko_rate = nullif($2::integer, 0), updated_at = now() "
    "WHERE clinic_id = $1::uuid";

constexpr int kMostRetentionDays = 3650;  // as the table says
constexpr char kSetRetentionDays[] =
    "UPDATE schedule_cache.clinics SET retention_days = nullif($2::integer, 0), updated_at = now() "
    "WHERE clinic_id = $1::uuid";

constexpr char kSelectKeys[] =
    "SELECT key_id, created_at::text, revoked_at::text FROM schedule_cache.gateway_keys "
    "WHERE clinic_id = $1::uuid ORDER BY created_at DESC, key_id";
// The first revocation is the one that counts.
constexpr char kRevokeKey[] =
    "UPDATE schedule_cache.gateway_keys SET revoked_at = COALESCE(revoked_at, now()) "
    "WHERE clinic_id = $1::uuid AND key_id = $2";

constexpr char kSelectAliases[] =
    "SELECT b.business_id, b.business_name, a.alias, a.source = 'generated' "
    "FROM schedule_cache.location_aliases a JOIN schedule_cache.businesses b "
    "USING (clinic_id, business_id) WHERE clinic_id = $1::uuid AND b.active AND NOT a.hidden "
    "ORDER BY b.is_primary DESC, b.business_name, b.business_id, a.alias";
constexpr char kHasBusiness[] =
    "SELECT FROM schedule_cache.businesses WHERE clinic_id = $1::uuid AND business_id = $2 AND "
    "active";
// A generated one becomes the operator's: the next sync leaves it alone.
constexpr char kUpsertAlias[] =
    "INSERT INTO schedule_cache.location_aliases (clinic_id, business_id, alias, source) "
    "VALUES ($1::uuid, $2, $3, 'operator') ON CONFLICT (clinic_id, business_id, alias) "
    "DO UPDATE SET source = 'operator', hidden = false";
constexpr char kHideAlias[] =
    "UPDATE schedule_cache.location_aliases SET source = 'generated', hidden = true "
    "WHERE clinic_id = $1::uuid AND business_id = $2 AND alias = $3 AND NOT hidden";
constexpr char kBumpVersion[] =
    "UPDATE schedule_cache.clinics SET directory_version = directory_version + 1, "
    "updated_at = now() WHERE clinic_id = $1::uuid";

absl::Status NoSuchClinic(const ClinicId& id) {
  return MakeError(DomainError::kClinicNotFound, absl::StrCat("no clinic has the id ", id.value()));
}

absl::StatusOr<ClinicRecord> ToRecord(const pqxx::row& row) {
  ClinicRecord record{.id = ClinicId(row[0].as<std::string>()),
                      .name = row[1].as<std::string>(),
                      .country = row[2].as<std::string>(),
                      .zone_name = row[3].as<std::string>(),
                      .contact_email = row[4].as<std::string>(),
                      .cliniko_shard = row[5].as<std::string>(),
                      .active = row[7].as<bool>(),
                      .directory_version = row[8].as<std::int64_t>()};
  ASSIGN_OR_RETURN(record.phone_numbers, FromArray(row[6].as<std::string>()));
  if (!row[9].is_null()) {
    ASSIGN_OR_RETURN(record.synced_at, FromTimestamptz(row[9].as<std::string>()));
  }
  ASSIGN_OR_RETURN(record.created_at, FromTimestamptz(row[10].as<std::string>()));
  if (!row[11].is_null()) record.cliniko_rate = row[11].as<int>();
  if (!row[12].is_null()) record.retention_days = row[12].as<int>();
  return record;
}

absl::StatusOr<std::vector<ClinicRecord>> ToRecords(const pqxx::result& found) {
  std::vector<ClinicRecord> records;
  for (const pqxx::row& row : found) {
    ASSIGN_OR_RETURN(records.emplace_back(), ToRecord(row));
  }
  return records;
}

// The clinic exists, and nobody else writes its directory until this transaction ends.
absl::Status LockClinic(pqxx::work& txn, const ClinicId& id) {
  const pqxx::result bumped = txn.exec_params(kBumpVersion, id.value());
  return bumped.affected_rows() == 1 ? absl::OkStatus() : NoSuchClinic(id);
}

}  // namespace

absl::StatusOr<std::vector<ClinicRecord>> ClinicAdmin::List(absl::Time deadline) {
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) {
    return ToRecords(txn.exec(absl::StrCat(kSelectClinics, kByName)));
  });
}

absl::StatusOr<ClinicRecord> ClinicAdmin::Find(const ClinicId& id, absl::Time deadline) {
  if (!IsUuid(id.value())) return NoSuchClinic(id);
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::StatusOr<ClinicRecord> {
    const pqxx::result found = txn.exec_params(absl::StrCat(kSelectClinics, kById), id.value());
    if (found.empty()) return NoSuchClinic(id);
    return ToRecord(found[0]);
  });
}

absl::StatusOr<ClinicRecord> ClinicAdmin::FindByNumber(absl::string_view e164,
                                                       absl::Time deadline) {
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::StatusOr<ClinicRecord> {
    const pqxx::result found =
        txn.exec_params(absl::StrCat(kSelectClinics, kByNumber), std::string(e164));
    if (found.empty()) {
      return MakeError(DomainError::kClinicNotFound, "no clinic has that number");
    }
    return ToRecord(found[0]);
  });
}

absl::Status ClinicAdmin::SetActive(const ClinicId& id, bool active, absl::Time deadline) {
  if (!IsUuid(id.value())) return NoSuchClinic(id);
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::Status {
    const pqxx::result updated = txn.exec_params(kSetActive, id.value(), active);
    return updated.affected_rows() == 1 ? absl::OkStatus() : NoSuchClinic(id);
  });
}

absl::Status ClinicAdmin::SetClinikoRate(const ClinicId& id, std::optional<int> rate,
                                         absl::Time deadline) {
  if (!IsUuid(id.value())) return NoSuchClinic(id);
  if (rate.has_value() && (*rate < 1 || *rate > kHighestClinikoRate)) {
    return absl::InvalidArgumentError(
        absl::StrCat("a clinic's rate is 1 to ", kHighestClinikoRate, " requests a minute"));
  }
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::Status {
    const pqxx::result updated = txn.exec_params(kSetClinikoRate, id.value(), rate.value_or(0));
    return updated.affected_rows() == 1 ? absl::OkStatus() : NoSuchClinic(id);
  });
}

absl::StatusOr<std::vector<ClinicRecord>> ClinicAdmin::ListSharingClinikoKey(const ClinicId& id,
                                                                             absl::Time deadline) {
  RETURN_IF_ERROR(Find(id, deadline).status());
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) {
    return ToRecords(
        txn.exec_params(absl::StrCat(kSelectClinics, kBySharedKey, kByName), id.value()));
  });
}

absl::Status ClinicAdmin::SetRetentionDays(const ClinicId& id, std::optional<int> days,
                                           absl::Time deadline) {
  if (!IsUuid(id.value())) return NoSuchClinic(id);
  if (days.has_value() && (*days < 1 || *days > kMostRetentionDays)) {
    return absl::InvalidArgumentError(
        absl::StrCat("personal data is kept for 1 to ", kMostRetentionDays, " days"));
  }
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::Status {
    const pqxx::result updated = txn.exec_params(kSetRetentionDays, id.value(), days.value_or(0));
    return updated.affected_rows() == 1 ? absl::OkStatus() : NoSuchClinic(id);
  });
}

absl::StatusOr<std::vector<GatewayKeyRecord>> ClinicAdmin::ListKeys(const ClinicId& id,
                                                                    absl::Time deadline) {
  RETURN_IF_ERROR(Find(id, deadline).status());
  return InTransaction(
      pool_, deadline, [&](pqxx::work& txn) -> absl::StatusOr<std::vector<GatewayKeyRecord>> {
        std::vector<GatewayKeyRecord> keys;
        for (const pqxx::row& row : txn.exec_params(kSelectKeys, id.value())) {
          GatewayKeyRecord& key = keys.emplace_back();
          key.key_id = row[0].as<std::string>();
          ASSIGN_OR_RETURN(key.created_at, FromTimestamptz(row[1].as<std::string>()));
          if (row[2].is_null()) continue;
          ASSIGN_OR_RETURN(key.revoked_at, FromTimestamptz(row[2].as<std::string>()));
        }
        return keys;
      });
}

absl::Status ClinicAdmin::AddKey(const ClinicId& id, const std::string& key_id,
                                 const std::string& sha256, absl::Time deadline) {
  RETURN_IF_ERROR(Find(id, deadline).status());
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::Status {
    InsertGatewayKey(txn, id, key_id, sha256);
    return absl::OkStatus();
  });
}

absl::Status ClinicAdmin::RevokeKey(const ClinicId& id, const std::string& key_id,
                                    absl::Time deadline) {
  if (!IsUuid(id.value())) return NoSuchClinic(id);
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::Status {
    const pqxx::result revoked = txn.exec_params(kRevokeKey, id.value(), key_id);
    if (revoked.affected_rows() == 1) return absl::OkStatus();
    return absl::NotFoundError(absl::StrCat("the clinic has no gateway key ", key_id));
  });
}

absl::StatusOr<std::vector<LocationAlias>> ClinicAdmin::ListAliases(const ClinicId& id,
                                                                    absl::Time deadline) {
  RETURN_IF_ERROR(Find(id, deadline).status());
  return InTransaction(pool_, deadline,
                       [&](pqxx::work& txn) -> absl::StatusOr<std::vector<LocationAlias>> {
                         std::vector<LocationAlias> aliases;
                         for (const pqxx::row& row : txn.exec_params(kSelectAliases, id.value())) {
                           aliases.push_back({.business_id = row[0].as<std::string>(),
                                              .business_name = row[1].as<std::string>(),
                                              .alias = row[2].as<std::string>(),
                                              .generated = row[3].as<bool>()});
                         }
                         return aliases;
                       });
}

absl::Status ClinicAdmin::AddAlias(const ClinicId& id, const BusinessId& business,
                                   absl::string_view alias, absl::Time deadline) {
  if (!IsUuid(id.value())) return NoSuchClinic(id);
  const std::string normalized = NormalizeAlias(alias);
  if (!IsUsableAlias(normalized)) {
    return absl::InvalidArgumentError(
        absl::StrCat("an alias is text of 1 to ", kLongestAlias, " characters"));
  }
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::Status {
    RETURN_IF_ERROR(LockClinic(txn, id));
    if (txn.exec_params(kHasBusiness, id.value(), business.value()).empty()) {
      return MakeError(DomainError::kInvalidBusinessId,
                       absl::StrCat("the clinic has no business ", business.value()));
    }
    txn.exec_params0(kUpsertAlias, id.value(), business.value(), normalized);
    return absl::OkStatus();
  });
}

absl::Status ClinicAdmin::RemoveAlias(const ClinicId& id, const BusinessId& business,
                                      absl::string_view alias, absl::Time deadline) {
  if (!IsUuid(id.value())) return NoSuchClinic(id);
  const std::string normalized = NormalizeAlias(alias);
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::Status {
    RETURN_IF_ERROR(LockClinic(txn, id));
    const pqxx::result hidden =
        txn.exec_params(kHideAlias, id.value(), business.value(), normalized);
    if (hidden.affected_rows() == 1) return absl::OkStatus();
    return absl::NotFoundError(
        absl::StrCat("the business ", business.value(), " has no alias \"", normalized, "\""));
  });
}

}  // namespace frontdesk
