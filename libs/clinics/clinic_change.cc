#include "libs/clinics/clinic_change.h"

#include <pqxx/result>
#include <pqxx/transaction>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/transaction.h"
#include "libs/postgres/values.h"
#include "libs/status/domain_error.h"

namespace frontdesk {
namespace {

constexpr char kSelectZone[] =
    "SELECT time_zone FROM schedule_cache.clinics WHERE clinic_id = $1::uuid FOR NO KEY UPDATE";
constexpr char kUpdate[] =
    "UPDATE schedule_cache.clinics SET clinic_name = COALESCE($2, clinic_name), "
    "contact_email = COALESCE($3, contact_email), time_zone = COALESCE($4, time_zone), "
    "time_zone_by_operator = time_zone_by_operator OR $4 IS NOT NULL, "
    "directory_version = directory_version + 1, updated_at = now() WHERE clinic_id = $1::uuid";
constexpr char kDropDays[] = "DELETE FROM schedule_cache.slot_cache WHERE clinic_id = $1::uuid";
constexpr char kRecordDrop[] =
    "INSERT INTO schedule_cache.slot_drops (clinic_id, practitioner_id) VALUES ($1::uuid, '')";

absl::Status NoSuchClinic(const ClinicId& id) {
  return MakeError(DomainError::kClinicNotFound, absl::StrCat("no clinic has the id ", id.value()));
}

}  // namespace

absl::Status ChangeClinic(PostgresPool& pool, const ClinicId& id, const ClinicChange& change,
                          absl::Time deadline) {
  if (!IsUuid(id.value())) return NoSuchClinic(id);
  return InTransaction(pool, deadline, [&](pqxx::work& txn) -> absl::Status {
    const pqxx::result before = txn.exec_params(kSelectZone, id.value());
    if (before.empty()) return NoSuchClinic(id);
    txn.exec_params0(kUpdate, id.value(), OrNull(change.name), OrNull(change.contact_email),
                     OrNull(change.zone_name));
    if (change.zone_name.has_value() && *change.zone_name != before[0][0].as<std::string>()) {
      txn.exec_params0(kDropDays, id.value());
      txn.exec_params0(kRecordDrop, id.value());
    }
    return absl::OkStatus();
  });
}

}  // namespace frontdesk
