#include "services/schedule_cache/store/postgres_slot_changes.h"

#include <cstdint>
#include <pqxx/result>
#include <pqxx/transaction>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/transaction.h"

namespace frontdesk::schedule_cache {
namespace {

// A booking or a drop has a key; a clinic has none. An empty practitioner is the whole clinic. The
// planner must see how far back it reaches to know that an index is worth it, so that is no parameter.
const std::string& RecentSql() {
  static const std::string sql = absl::StrReplaceAll(
      R"sql(
    SELECT booking_id || '@' || extract(epoch FROM updated_at), clinic_id, practitioner_id, 0, true
    FROM booking.booking_changes WHERE updated_at > $since
    UNION ALL
    SELECT drop_id::text, clinic_id, practitioner_id, 0, true
    FROM schedule_cache.slot_drops WHERE dropped_at > $since
    UNION ALL
    SELECT '', clinic_id, '', directory_version, active
    FROM schedule_cache.clinics WHERE updated_at > $since)sql",
      {{"$since", absl::StrCat("now() - interval '", absl::ToInt64Seconds(SlotChanges::kReach),
                               " seconds'")}});
  return sql;
}

}  // namespace

absl::StatusOr<RecentChanges> PostgresSlotChanges::Recent(absl::Time deadline) {
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::StatusOr<RecentChanges> {
    RecentChanges recent;
    for (const pqxx::row& row : txn.exec(RecentSql())) {
      ClinicId clinic(row[1].as<std::string>());
      if (auto key = row[0].as<std::string>(); !key.empty()) {
        recent.slots.push_back({.key = std::move(key),
                                .clinic = std::move(clinic),
                                .practitioner = PractitionerId(row[2].as<std::string>())});
      } else {
        recent.clinics.push_back({.clinic = std::move(clinic),
                                  .directory_version = row[3].as<std::int64_t>(),
                                  .active = row[4].as<bool>()});
      }
    }
    return recent;
  });
}

}  // namespace frontdesk::schedule_cache
