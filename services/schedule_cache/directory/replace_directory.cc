#include "services/schedule_cache/directory/replace_directory.h"

#include <cstddef>
#include <cstdint>
#include <pqxx/result>
#include <pqxx/transaction_base>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "libs/postgres/values.h"
#include "libs/status/domain_error.h"
#include "services/schedule_cache/directory/default_aliases.h"
#include "services/schedule_cache/directory/directory_snapshot.h"
#include "services/schedule_cache/directory/directory_store.h"

namespace frontdesk {
namespace {

// Every statement below touches only rows that differ from what is wanted: the number of rows
// touched then tells whether anything changed. $1 is the clinic, lists come as arrays side by side.

constexpr char kLockClinic[] =
    "SELECT FROM schedule_cache.clinics WHERE clinic_id = $1::uuid AND active FOR NO KEY UPDATE";

constexpr char kSetZone[] =
    "UPDATE schedule_cache.clinics SET time_zone = $2 "
    "WHERE clinic_id = $1::uuid AND NOT time_zone_by_operator AND time_zone <> $2";
// Days begin elsewhere on another clock.
constexpr char kDropSlots[] = "DELETE FROM schedule_cache.slot_cache WHERE clinic_id = $1::uuid";

constexpr char kUpsertBusinesses[] =
    "INSERT INTO schedule_cache.businesses AS b (clinic_id, business_id, business_name) "
    "SELECT $1::uuid, r.* FROM unnest($2::text[], $3::text[]) AS r "
    "ON CONFLICT (clinic_id, business_id) DO UPDATE "
    "SET business_name = excluded.business_name, active = true, updated_at = now() "
    "WHERE (b.business_name, b.active) IS DISTINCT FROM (excluded.business_name, true)";
constexpr char kRetireBusinesses[] =
    "UPDATE schedule_cache.businesses SET active = false, is_primary = false, updated_at = now() "
    "WHERE clinic_id = $1::uuid AND active AND business_id <> ALL ($2::text[])";
constexpr char kMarkPrimary[] =
    "UPDATE schedule_cache.businesses SET is_primary = true, updated_at = now() "
    "WHERE clinic_id = $1::uuid AND business_id = $2 AND NOT EXISTS "
    "(SELECT FROM schedule_cache.businesses WHERE clinic_id = $1::uuid AND is_primary)";
constexpr char kSelectPrimary[] =
    "SELECT business_id FROM schedule_cache.businesses WHERE clinic_id = $1::uuid AND is_primary";

constexpr char kDropAliases[] =
    "DELETE FROM schedule_cache.location_aliases WHERE clinic_id = $1::uuid "
    "AND source = 'generated' AND NOT hidden "
    "AND (business_id, alias) NOT IN (SELECT * FROM unnest($2::text[], $3::text[]))";
constexpr char kAddAliases[] =
    "INSERT INTO schedule_cache.location_aliases (clinic_id, business_id, alias, source) "
    "SELECT $1::uuid, r.*, 'generated' FROM unnest($2::text[], $3::text[]) AS r "
    "ON CONFLICT DO NOTHING";

constexpr char kUpsertPractitioners[] =
    "INSERT INTO schedule_cache.practitioners AS p "
    "(clinic_id, practitioner_id, title, first_name, last_name) "
    "SELECT $1::uuid, r.* FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) AS r "
    "ON CONFLICT (clinic_id, practitioner_id) DO UPDATE SET title = excluded.title, "
    "first_name = excluded.first_name, last_name = excluded.last_name, active = true, "
    "updated_at = now() WHERE (p.title, p.first_name, p.last_name, p.active) IS DISTINCT FROM "
    "(excluded.title, excluded.first_name, excluded.last_name, true)";
constexpr char kRetirePractitioners[] =
    "UPDATE schedule_cache.practitioners SET active = false, updated_at = now() "
    "WHERE clinic_id = $1::uuid AND active AND practitioner_id <> ALL ($2::text[])";

constexpr char kUpsertTypes[] =
    "INSERT INTO schedule_cache.appointment_types AS t "
    "(clinic_id, appointment_type_id, type_name, duration_minutes) "
    "SELECT $1::uuid, r.* FROM unnest($2::text[], $3::text[], $4::integer[]) AS r "
    "ON CONFLICT (clinic_id, appointment_type_id) DO UPDATE SET type_name = excluded.type_name, "
    "duration_minutes = excluded.duration_minutes, active = true, updated_at = now() "
    "WHERE (t.type_name, t.duration_minutes, t.active) IS DISTINCT FROM "
    "(excluded.type_name, excluded.duration_minutes, true)";
constexpr char kRetireTypes[] =
    "UPDATE schedule_cache.appointment_types SET active = false, updated_at = now() "
    "WHERE clinic_id = $1::uuid AND active AND appointment_type_id <> ALL ($2::text[])";

constexpr char kDropOfferings[] =
    "DELETE FROM schedule_cache.offerings WHERE clinic_id = $1::uuid "
    "AND (practitioner_id, business_id, appointment_type_id) NOT IN "
    "(SELECT * FROM unnest($2::text[], $3::text[], $4::text[]))";
constexpr char kAddOfferings[] =
    "INSERT INTO schedule_cache.offerings "
    "(clinic_id, practitioner_id, business_id, appointment_type_id) "
    "SELECT $1::uuid, r.* FROM unnest($2::text[], $3::text[], $4::text[]) AS r "
    "ON CONFLICT DO NOTHING";

// `IS NOT DISTINCT FROM`, since an open end is null.
constexpr char kDropHours[] =
    "DELETE FROM schedule_cache.practitioner_schedules s WHERE s.clinic_id = $1::uuid "
    "AND s.source IN ('weekly', 'block') AND NOT EXISTS (SELECT FROM unnest($2::text[], "
    "$3::text[], "
    "$4::smallint[], $5::time[], $6::time[], $7::date[], $8::date[], $9::text[]) AS "
    "r(practitioner_id, business_id, day_of_week, start_time, end_time, effective_from, "
    "effective_until, source) WHERE r.practitioner_id = s.practitioner_id "
    "AND r.business_id = s.business_id AND r.day_of_week = s.day_of_week "
    "AND r.start_time = s.start_time AND r.end_time = s.end_time "
    "AND r.effective_from = s.effective_from "
    "AND r.effective_until IS NOT DISTINCT FROM s.effective_until AND r.source = s.source)";
// What the operator or the probe made under the same key stays as it is.
constexpr char kAddHours[] =
    "INSERT INTO schedule_cache.practitioner_schedules (clinic_id, practitioner_id, business_id, "
    "day_of_week, start_time, end_time, effective_from, effective_until, source) "
    "SELECT $1::uuid, r.* FROM unnest($2::text[], $3::text[], $4::smallint[], $5::time[], "
    "$6::time[], $7::date[], $8::date[], $9::text[]) AS r ON CONFLICT DO NOTHING";

constexpr char kFinish[] =
    "UPDATE schedule_cache.clinics SET directory_version = directory_version + "
    "(CASE WHEN $2 THEN 1 ELSE 0 END), synced_at = $3::timestamptz, updated_at = now() "
    "WHERE clinic_id = $1::uuid RETURNING directory_version";

// "17:05"; 1440 is "24:00".
std::string ToTime(int minute) { return absl::StrFormat("%02d:%02d", minute / 60, minute % 60); }

// One array for each column of a list.
class Columns {
 public:
  explicit Columns(std::size_t count) : columns_(count) {}

  template <typename... Values>
  void Add(Values&&... values) {
    std::size_t column = 0;
    (columns_[column++].push_back(std::forward<Values>(values)), ...);
  }

  std::string operator[](std::size_t column) const { return ToArray(columns_[column]); }

 private:
  std::vector<std::vector<std::string>> columns_;
};

// Replaces the parts one by one and counts the rows that it touched.
class Replacement {
 public:
  Replacement(pqxx::transaction_base& txn, const ClinicId& clinic)
      : txn_(txn), clinic_(clinic.value()) {}

  bool changed() const { return touched_ > 0; }

  void Zone(const std::string& zone_name) {
    if (zone_name.empty()) return;
    const auto before = touched_;
    Run(kSetZone, zone_name);
    if (touched_ != before) Run(kDropSlots);
  }

  void Businesses(std::vector<Business> businesses) {
    Columns rows(2);
    for (const Business& business : businesses) rows.Add(business.id.value(), business.name);
    Run(kUpsertBusinesses, rows[0], rows[1]);
    Run(kRetireBusinesses, rows[0]);
    if (!businesses.empty()) Run(kMarkPrimary, businesses.front().id.value());
    const pqxx::result primary = txn_.exec_params(kSelectPrimary, clinic_);
    for (Business& business : businesses) {
      business.primary = !primary.empty() && primary[0][0].as<std::string>() == business.id.value();
    }
    Aliases(businesses);
  }

  void Practitioners(const std::vector<Practitioner>& practitioners) {
    Columns rows(4);
    for (const Practitioner& one : practitioners) {
      rows.Add(one.id.value(), one.title, one.first_name, one.last_name);
    }
    Run(kUpsertPractitioners, rows[0], rows[1], rows[2], rows[3]);
    Run(kRetirePractitioners, rows[0]);
  }

  void AppointmentTypes(const std::vector<AppointmentType>& types) {
    Columns rows(3);
    for (const AppointmentType& type : types) {
      rows.Add(type.id.value(), type.name, absl::StrCat(absl::ToInt64Minutes(type.duration)));
    }
    Run(kUpsertTypes, rows[0], rows[1], rows[2]);
    Run(kRetireTypes, rows[0]);
  }

  void Offerings(const std::vector<Offering>& offerings) {
    Columns rows(3);
    for (const Offering& one : offerings) {
      rows.Add(one.practitioner.value(), one.business.value(), one.appointment_type.value());
    }
    Run(kDropOfferings, rows[0], rows[1], rows[2]);
    Run(kAddOfferings, rows[0], rows[1], rows[2]);
  }

  void Hours(const std::vector<WorkingHours>& weekly, const std::vector<WorkingHours>& blocks) {
    Columns rows(7);
    std::vector<std::string> until;
    const auto add = [&](const WorkingHours& hours, const std::string& source) {
      rows.Add(hours.practitioner.value(), hours.business.value(), absl::StrCat(hours.day_of_week),
               ToTime(hours.opens_minute), ToTime(hours.closes_minute),
               ToDate(hours.effective_from), source);
      until.push_back(hours.effective_until.has_value() ? ToDate(*hours.effective_until) : "NULL");
    };
    for (const WorkingHours& hours : weekly) add(hours, "weekly");
    for (const WorkingHours& hours : blocks) add(hours, "block");
    // By hand, since ToArray has no null. A date needs no quotes.
    const std::string until_array = absl::StrCat("{", absl::StrJoin(until, ","), "}");
    Run(kDropHours, rows[0], rows[1], rows[2], rows[3], rows[4], rows[5], until_array, rows[6]);
    Run(kAddHours, rows[0], rows[1], rows[2], rows[3], rows[4], rows[5], until_array, rows[6]);
  }

 private:
  void Aliases(const std::vector<Business>& businesses) {
    Columns rows(2);
    for (const DefaultAlias& alias : DefaultAliases(businesses)) {
      rows.Add(alias.business.value(), alias.alias);
    }
    Run(kDropAliases, rows[0], rows[1]);
    Run(kAddAliases, rows[0], rows[1]);
  }

  template <typename... Parameters>
  void Run(const char* statement, const Parameters&... parameters) {
    touched_ += txn_.exec_params(statement, clinic_, parameters...).affected_rows();
  }

  pqxx::transaction_base& txn_;
  const std::string clinic_;
  pqxx::result::size_type touched_ = 0;
};

}  // namespace

absl::StatusOr<DirectoryChange> ReplaceDirectory(pqxx::transaction_base& txn,
                                                 const ClinicId& clinic,
                                                 const DirectorySnapshot& snapshot,
                                                 absl::Time synced_at) {
  if (!IsUuid(clinic.value()) || txn.exec_params(kLockClinic, clinic.value()).empty()) {
    return MakeError(DomainError::kClinicNotFound, clinic.value());
  }
  Replacement replacement(txn, clinic);
  replacement.Zone(snapshot.zone_name);
  replacement.Businesses(snapshot.businesses);
  replacement.Practitioners(snapshot.practitioners);
  replacement.AppointmentTypes(snapshot.appointment_types);
  replacement.Offerings(snapshot.offerings);
  replacement.Hours(snapshot.weekly_hours, snapshot.block_hours);
  const pqxx::row finished =
      txn.exec_params1(kFinish, clinic.value(), replacement.changed(), ToTimestamptz(synced_at));
  return DirectoryChange{.version = finished[0].as<std::int64_t>(),
                         .changed = replacement.changed()};
}

}  // namespace frontdesk
