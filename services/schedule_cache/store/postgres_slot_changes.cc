#include "services/schedule_cache/store/postgres_slot_changes.h"

#include <cstdint>
#include <pqxx/nontransaction>
#include <pqxx/result>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/single_read.h"

namespace frontdesk::schedule_cache {
namespace {

// An empty practitioner is the whole clinic. Clinics alone have a version. Of two changes of one,
// that with the lower number may be committed last, so its key is made of all their numbers; that
// it is another key, too, once the first is out of reach costs a read. The planner must see how far
// back it reaches to know that an index is worth it, so that is no parameter.
std::string QueryOf(absl::Duration reach) {
  return absl::StrReplaceAll(
      R"sql(
    SELECT booking_id || '@' || extract(epoch FROM updated_at), clinic_id, practitioner_id,
           NULL::bigint, NULL::boolean
    FROM booking.booking_changes WHERE updated_at > $since
    UNION ALL
    SELECT drop_id::text, clinic_id, practitioner_id, NULL, NULL
    FROM schedule_cache.slot_drops WHERE dropped_at > $since
    UNION ALL
    SELECT concat_ws('/', max(n.change_id), count(*), sum(n.change_id)), n.clinic_id, '',
           coalesce(max(c.directory_version), 0), coalesce(bool_or(c.active), false)
    FROM schedule_cache.clinic_changes n LEFT JOIN schedule_cache.clinics c USING (clinic_id)
    WHERE n.changed_at > $since GROUP BY n.clinic_id)sql",
      {{"$since", absl::StrCat("now() - interval '", absl::ToInt64Seconds(reach), " seconds'")}});
}

}  // namespace

PostgresSlotChanges::PostgresSlotChanges(PostgresPool& pool, absl::Duration reach)
    : pool_(pool), query_(QueryOf(reach)) {}

absl::StatusOr<RecentChanges> PostgresSlotChanges::Recent(absl::Time deadline) {
  return SingleRead(
      pool_, deadline, [&](pqxx::nontransaction& read) -> absl::StatusOr<RecentChanges> {
        RecentChanges recent;
        for (const pqxx::row& row : read.exec(query_)) {
          auto key = row[0].as<std::string>();
          ClinicId clinic(row[1].as<std::string>());
          if (row[3].is_null()) {
            recent.slots.push_back({.key = std::move(key),
                                    .clinic = std::move(clinic),
                                    .practitioner = PractitionerId(row[2].as<std::string>())});
          } else {
            recent.clinics.push_back({.key = std::move(key),
                                      .clinic = std::move(clinic),
                                      .directory_version = row[3].as<std::int64_t>(),
                                      .active = row[4].as<bool>()});
          }
        }
        return recent;
      });
}

}  // namespace frontdesk::schedule_cache
