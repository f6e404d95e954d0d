#include "tests/bench/clinic_copies.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "libs/clinics/sealed_cliniko_key.h"
#include "libs/cliniko/api_key.h"
#include "libs/domain/ids.h"
#include "libs/seal/keyring.h"
#include "libs/status/status_macros.h"
#include "tests/bench/world.h"

namespace frontdesk::bench {
namespace {

constexpr std::size_t kAtOnce = 500;  // rows of a statement

// What a clinic has, beside the id, that is copied as it is.
struct CopiedTable {
  const char* name;
  const char* columns;
};
constexpr CopiedTable kCopied[] = {
    {"schedule_cache.businesses", "business_id, business_name, is_primary, active"},
    {"schedule_cache.location_aliases", "business_id, alias, source, hidden"},
    {"schedule_cache.practitioners", "practitioner_id, title, first_name, last_name, active"},
    {"schedule_cache.appointment_types",
     "appointment_type_id, type_name, duration_minutes, active"},
    {"schedule_cache.offerings", "practitioner_id, business_id, appointment_type_id"},
    {"schedule_cache.practitioner_schedules",
     "practitioner_id, business_id, day_of_week, start_time, end_time, effective_from, "
     "effective_until, source"},
    {"schedule_cache.slot_cache",
     "practitioner_id, business_id, appointment_type_id, day, start_times, bookable, fetched_at"},
    {"schedule_cache.weekday_numberings", "numbering, numbers"},
};

// Whose turn has just been: what goes on in the background is not what is measured.
constexpr const char* kTurns[] = {"schedule_cache.directory_syncs", "booking.patient_syncs",
                                  "booking.appointment_watches", "booking.purges"};

}  // namespace

absl::Status ClinicCopies::GrowTo(std::size_t count) {
  while (clinics_.size() < count) {
    RETURN_IF_ERROR(Add(std::min(kAtOnce, count - clinics_.size())));
  }
  return house_.Execute("ANALYZE").status();
}

absl::Status ClinicCopies::Add(std::size_t count) {
  ASSIGN_OR_RETURN(const Keyring keyring, Keyring::Load(house_.keyring_file()));
  ASSIGN_OR_RETURN(const cliniko::ApiKey cliniko_key, cliniko::ApiKey::Parse(ClinikoKey(0)));
  ASSIGN_OR_RETURN(const std::string ids,
                   house_.Execute(absl::StrCat("SELECT string_agg(gen_random_uuid()::text, ',') "
                                               "FROM generate_series(1, ",
                                               count, ")")));
  std::vector<std::string> copies;
  for (const absl::string_view id : absl::StrSplit(ids, ',')) {
    const std::size_t number = clinics_.size();
    const Sealed sealed = SealClinikoKey(cliniko_key, ClinicId(std::string(id)), keyring);
    clinics_.push_back({.id = std::string(id),
                        .key = absl::StrFormat("bench_copy_%08d", number),
                        .number = absl::StrFormat("+612800%05d", number)});
    copies.push_back(absl::StrFormat("('%s'::uuid, '\\x%s'::bytea, '%s', '%s')", id,
                                     absl::BytesToHexString(sealed.bytes), clinics_.back().number,
                                     clinics_.back().key));
  }
  const std::string first = absl::StrCat("'", clinics_.front().id, "'::uuid");
  std::string sql = absl::StrCat(
      "BEGIN; CREATE TEMP TABLE copies (clinic_id, sealed, number, key) ON COMMIT DROP AS VALUES ",
      absl::StrJoin(copies, ","), ";",
      "INSERT INTO schedule_cache.clinics (clinic_id, clinic_name, country, time_zone, "
      "contact_email, cliniko_key_sealed, cliniko_key_kek, cliniko_shard, directory_version, "
      "synced_at, cliniko_key_sha256) SELECT m.clinic_id, 'Copy ' || m.number, c.country, "
      "c.time_zone, c.contact_email, m.sealed, c.cliniko_key_kek, c.cliniko_shard, "
      "c.directory_version, now(), c.cliniko_key_sha256 FROM schedule_cache.clinics c, copies m "
      "WHERE c.clinic_id = ",
      first, ";",
      "INSERT INTO schedule_cache.clinic_numbers (phone_number, clinic_id) "
      "SELECT number, clinic_id FROM copies;"
      "INSERT INTO schedule_cache.gateway_keys (key_sha256, key_id, clinic_id) "
      "SELECT sha256(convert_to(key, 'UTF8')), key, clinic_id FROM copies;");
  for (const CopiedTable& table : kCopied) {
    absl::StrAppend(&sql, "INSERT INTO ", table.name, " (clinic_id, ", table.columns,
                    ") SELECT m.clinic_id, ", table.columns, " FROM ", table.name,
                    " t, copies m WHERE t.clinic_id = ", first, ";");
  }
  for (const char* table : kTurns) {
    absl::StrAppend(&sql, "INSERT INTO ", table,
                    " (clinic_id, due_at, due_if_busy_at, finished_at) SELECT clinic_id, "
                    "now() + interval '1 hour', now() + interval '1 hour', now() FROM copies;");
  }
  return house_.Execute(absl::StrCat(sql, "COMMIT")).status();
}

absl::Status ClinicCopies::Freshen() const {
  return house_.Execute("UPDATE schedule_cache.slot_cache SET fetched_at = now()").status();
}

}  // namespace frontdesk::bench
