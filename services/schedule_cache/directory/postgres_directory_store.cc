#include "services/schedule_cache/directory/postgres_directory_store.h"

#include <cstdint>
#include <map>
#include <pqxx/result>
#include <pqxx/transaction>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "libs/clinics/clinic_rows.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/transaction.h"
#include "libs/postgres/values.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"
#include "services/schedule_cache/directory/directory_snapshot.h"
#include "services/schedule_cache/directory/directory_store.h"
#include "services/schedule_cache/directory/display_name.h"
#include "services/schedule_cache/directory/replace_directory.h"

namespace frontdesk {
namespace {

// All parts as they were at one moment, whoever replaces them meanwhile.
constexpr char kOneMoment[] = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";

// Follows kClinicColumns.
constexpr char kSelectClinic[] =
    ", c.directory_version, c.synced_at::text FROM schedule_cache.clinics c "
    "WHERE c.clinic_id = $1::uuid AND c.active";
constexpr char kSelectVersion[] =
    "SELECT directory_version FROM schedule_cache.clinics WHERE clinic_id = $1::uuid AND active";
constexpr char kSelectBusinesses[] =
    "SELECT business_id, business_name, is_primary, "
    "ARRAY(SELECT a.alias FROM schedule_cache.location_aliases a WHERE a.clinic_id = b.clinic_id "
    "AND a.business_id = b.business_id AND NOT a.hidden ORDER BY a.alias)::text "
    "FROM schedule_cache.businesses b WHERE clinic_id = $1::uuid AND active "
    "ORDER BY is_primary DESC, lower(business_name), business_id";
constexpr char kSelectPractitioners[] =
    "SELECT practitioner_id, title, first_name, last_name FROM schedule_cache.practitioners "
    "WHERE clinic_id = $1::uuid AND active "
    "ORDER BY lower(last_name), lower(first_name), practitioner_id";
constexpr char kSelectTypes[] =
    "SELECT appointment_type_id, type_name, duration_minutes FROM schedule_cache.appointment_types "
    "WHERE clinic_id = $1::uuid AND active ORDER BY lower(type_name), appointment_type_id";
constexpr char kSelectOfferings[] =
    "SELECT practitioner_id, business_id, appointment_type_id FROM schedule_cache.offerings "
    "JOIN schedule_cache.practitioners p USING (clinic_id, practitioner_id) "
    "JOIN schedule_cache.businesses b USING (clinic_id, business_id) "
    "JOIN schedule_cache.appointment_types t USING (clinic_id, appointment_type_id) "
    "WHERE clinic_id = $1::uuid AND p.active AND b.active AND t.active ORDER BY 1, 2, 3";
constexpr char kSelectHours[] =
    "SELECT practitioner_id, business_id, day_of_week, "
    "extract(epoch FROM start_time)::integer / 60, extract(epoch FROM end_time)::integer / 60, "
    "effective_from::text, effective_until::text FROM schedule_cache.practitioner_schedules "
    "JOIN schedule_cache.practitioners p USING (clinic_id, practitioner_id) "
    "JOIN schedule_cache.businesses b USING (clinic_id, business_id) "
    "WHERE clinic_id = $1::uuid AND p.active AND b.active "
    "ORDER BY practitioner_id, business_id, effective_from, day_of_week, start_time";

constexpr char kRecall[] =
    "SELECT c.time_zone_by_operator, w.numbering, w.numbers FROM schedule_cache.clinics c "
    "LEFT JOIN schedule_cache.weekday_numberings w USING (clinic_id) "
    "WHERE c.clinic_id = $1::uuid AND c.active";
constexpr char kRemember[] =
    "INSERT INTO schedule_cache.weekday_numberings (clinic_id, numbering, numbers) "
    "SELECT clinic_id, $2, $3::smallint FROM schedule_cache.clinics "
    "WHERE clinic_id = $1::uuid AND active "
    "ON CONFLICT (clinic_id) DO UPDATE "
    "SET numbering = excluded.numbering, numbers = excluded.numbers";

struct NumberingName {
  cliniko::WeekdayNumbering numbering;
  const char* name;
};
constexpr NumberingName kNumberingNames[] = {
    {cliniko::WeekdayNumbering::kIso, "iso"},
    {cliniko::WeekdayNumbering::kSundayZero, "sunday_zero"},
    {cliniko::WeekdayNumbering::kMondayZero, "monday_zero"}};

absl::Status NoSuchClinic(const ClinicId& clinic) {
  return MakeError(DomainError::kClinicNotFound, clinic.value());
}

absl::StatusOr<std::vector<Business>> SelectBusinesses(pqxx::work& txn, const ClinicId& clinic) {
  std::vector<Business> businesses;
  for (const pqxx::row& row : txn.exec_params(kSelectBusinesses, clinic.value())) {
    Business& business = businesses.emplace_back();
    business.id = BusinessId(row[0].as<std::string>());
    business.name = row[1].as<std::string>();
    business.primary = row[2].as<bool>();
    ASSIGN_OR_RETURN(business.aliases, FromArray(row[3].as<std::string>()));
  }
  return businesses;
}

std::vector<AppointmentType> SelectTypes(pqxx::work& txn, const ClinicId& clinic) {
  std::vector<AppointmentType> types;
  for (const pqxx::row& row : txn.exec_params(kSelectTypes, clinic.value())) {
    types.push_back({.id = AppointmentTypeId(row[0].as<std::string>()),
                     .name = row[1].as<std::string>(),
                     .duration = absl::Minutes(row[2].as<int>())});
  }
  return types;
}

std::vector<Offering> SelectOfferings(pqxx::work& txn, const ClinicId& clinic) {
  std::vector<Offering> offerings;
  for (const pqxx::row& row : txn.exec_params(kSelectOfferings, clinic.value())) {
    offerings.push_back({.practitioner = PractitionerId(row[0].as<std::string>()),
                         .business = BusinessId(row[1].as<std::string>()),
                         .appointment_type = AppointmentTypeId(row[2].as<std::string>())});
  }
  return offerings;
}

std::vector<Practitioner> SelectPractitioners(pqxx::work& txn, const ClinicId& clinic,
                                              const std::vector<Offering>& offerings) {
  std::map<PractitionerId, std::set<AppointmentTypeId>> types;
  for (const Offering& offering : offerings) {
    types[offering.practitioner].insert(offering.appointment_type);
  }
  std::vector<Practitioner> practitioners;
  for (const pqxx::row& row : txn.exec_params(kSelectPractitioners, clinic.value())) {
    Practitioner& one = practitioners.emplace_back();
    one.id = PractitionerId(row[0].as<std::string>());
    one.title = row[1].as<std::string>();
    one.first_name = row[2].as<std::string>();
    one.last_name = row[3].as<std::string>();
    one.display_name = DisplayName(one.title, one.first_name, one.last_name);
    one.appointment_type_count = static_cast<int>(types[one.id].size());
  }
  return practitioners;
}

absl::StatusOr<std::vector<WorkingHours>> SelectHours(pqxx::work& txn, const ClinicId& clinic) {
  std::vector<WorkingHours> all;
  for (const pqxx::row& row : txn.exec_params(kSelectHours, clinic.value())) {
    WorkingHours& hours = all.emplace_back();
    hours.practitioner = PractitionerId(row[0].as<std::string>());
    hours.business = BusinessId(row[1].as<std::string>());
    hours.day_of_week = row[2].as<int>();
    hours.opens_minute = row[3].as<int>();
    hours.closes_minute = row[4].as<int>();
    ASSIGN_OR_RETURN(hours.effective_from, FromDate(row[5].as<std::string>()));
    if (row[6].is_null()) continue;
    ASSIGN_OR_RETURN(hours.effective_until, FromDate(row[6].as<std::string>()));
  }
  return all;
}

}  // namespace

absl::StatusOr<DirectoryChange> PostgresDirectoryStore::Replace(const ClinicId& clinic,
                                                                const DirectorySnapshot& snapshot,
                                                                absl::Time synced_at,
                                                                absl::Time deadline) {
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) {
    return ReplaceDirectory(txn, clinic, snapshot, synced_at);
  });
}

absl::StatusOr<SyncMemory> PostgresDirectoryStore::Recall(const ClinicId& clinic,
                                                          absl::Time deadline) {
  if (!IsUuid(clinic.value())) return NoSuchClinic(clinic);
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::StatusOr<SyncMemory> {
    const pqxx::result found = txn.exec_params(kRecall, clinic.value());
    if (found.empty()) return NoSuchClinic(clinic);
    SyncMemory memory{.zone_by_operator = found[0][0].as<bool>()};
    for (const auto& [numbering, name] : kNumberingNames) {
      if (found[0][1].is_null() || found[0][1].as<std::string>() != name) continue;
      memory.weekdays = {.numbering = numbering, .numbers = found[0][2].as<unsigned>()};
    }
    return memory;
  });
}

absl::Status PostgresDirectoryStore::Remember(const ClinicId& clinic, const KnownWeekdays& weekdays,
                                              absl::Time deadline) {
  if (!IsUuid(clinic.value())) return NoSuchClinic(clinic);
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::Status {
    for (const auto& [numbering, name] : kNumberingNames) {
      if (numbering != weekdays.numbering) continue;
      const pqxx::result kept = txn.exec_params(kRemember, clinic.value(), name, weekdays.numbers);
      if (kept.affected_rows() == 0) return NoSuchClinic(clinic);
    }
    return absl::OkStatus();
  });
}

absl::StatusOr<StoredDirectory> PostgresDirectoryStore::Load(const ClinicId& clinic,
                                                             absl::Time deadline) {
  if (!IsUuid(clinic.value())) return NoSuchClinic(clinic);
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::StatusOr<StoredDirectory> {
    txn.exec0(kOneMoment);
    const pqxx::result found =
        txn.exec_params(absl::StrCat("SELECT ", kClinicColumns, kSelectClinic), clinic.value());
    if (found.empty()) return NoSuchClinic(clinic);
    StoredDirectory stored;
    Directory& directory = stored.directory;
    ASSIGN_OR_RETURN(directory.clinic, ToClinic(found[0]));
    directory.version = found[0][5].as<std::int64_t>();
    if (!found[0][6].is_null()) {
      ASSIGN_OR_RETURN(stored.synced_at, FromTimestamptz(found[0][6].as<std::string>()));
    }
    ASSIGN_OR_RETURN(directory.businesses, SelectBusinesses(txn, clinic));
    directory.offerings = SelectOfferings(txn, clinic);
    directory.practitioners = SelectPractitioners(txn, clinic, directory.offerings);
    directory.appointment_types = SelectTypes(txn, clinic);
    ASSIGN_OR_RETURN(directory.working_hours, SelectHours(txn, clinic));
    return stored;
  });
}

absl::StatusOr<std::int64_t> PostgresDirectoryStore::LoadVersion(const ClinicId& clinic,
                                                                 absl::Time deadline) {
  if (!IsUuid(clinic.value())) return NoSuchClinic(clinic);
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::StatusOr<std::int64_t> {
    const pqxx::result found = txn.exec_params(kSelectVersion, clinic.value());
    if (found.empty()) return NoSuchClinic(clinic);
    return found[0][0].as<std::int64_t>();
  });
}

}  // namespace frontdesk
