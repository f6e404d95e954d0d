#include "tools/frontdeskctl/slot_cache_admin.h"

#include <cstdint>
#include <pqxx/result>
#include <pqxx/transaction>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/transaction.h"
#include "libs/postgres/values.h"
#include "libs/status/status_macros.h"
#include "services/schedule_cache/directory/display_name.h"

namespace frontdesk::ctl {
namespace {

constexpr char kSelect[] =
    "SELECT s.practitioner_id, p.title, p.first_name, p.last_name, s.business_id, "
    "b.business_name, count(*), count(*) FILTER (WHERE s.fetched_at > $2::timestamptz), "
    "sum(cardinality(s.start_times)), min(s.fetched_at)::text, max(s.fetched_at)::text "
    "FROM schedule_cache.slot_cache s "
    "LEFT JOIN schedule_cache.practitioners p USING (clinic_id, practitioner_id) "
    "LEFT JOIN schedule_cache.businesses b USING (clinic_id, business_id) "
    "WHERE s.clinic_id = $1::uuid "
    "GROUP BY s.practitioner_id, p.title, p.first_name, p.last_name, s.business_id, "
    "b.business_name ORDER BY p.last_name, p.first_name, s.practitioner_id, b.business_name, "
    "s.business_id";
constexpr char kDrop[] =
    "DELETE FROM schedule_cache.slot_cache WHERE clinic_id = $1::uuid "
    "AND ($2 = '' OR practitioner_id = $2)";
// What replicas hold in memory goes when they read this.
constexpr char kRecordDrop[] =
    "INSERT INTO schedule_cache.slot_drops (clinic_id, practitioner_id) VALUES ($1::uuid, $2)";

std::string TextOf(const pqxx::field& field) {
  return field.is_null() ? std::string() : field.as<std::string>();
}

}  // namespace

absl::StatusOr<std::vector<CachedPlace>> ListCached(PostgresPool& pool, const ClinicId& clinic,
                                                    absl::Time fresh_since, absl::Time deadline) {
  return InTransaction(
      pool, deadline, [&](pqxx::work& txn) -> absl::StatusOr<std::vector<CachedPlace>> {
        std::vector<CachedPlace> places;
        for (const pqxx::row& row :
             txn.exec_params(kSelect, clinic.value(), ToTimestamptz(fresh_since))) {
          CachedPlace& place = places.emplace_back();
          place.practitioner = PractitionerId(row[0].as<std::string>());
          place.practitioner_name = DisplayName(TextOf(row[1]), TextOf(row[2]), TextOf(row[3]));
          place.business = BusinessId(row[4].as<std::string>());
          place.business_name = TextOf(row[5]);
          place.days = row[6].as<std::int64_t>();
          place.fresh = row[7].as<std::int64_t>();
          place.starts = row[8].as<std::int64_t>();
          ASSIGN_OR_RETURN(place.oldest, FromTimestamptz(row[9].as<std::string>()));
          ASSIGN_OR_RETURN(place.newest, FromTimestamptz(row[10].as<std::string>()));
        }
        return places;
      });
}

absl::StatusOr<std::int64_t> ClearCached(PostgresPool& pool, const ClinicId& clinic,
                                         const PractitionerId& practitioner, absl::Time deadline) {
  return InTransaction(pool, deadline, [&](pqxx::work& txn) -> absl::StatusOr<std::int64_t> {
    txn.exec_params0(kRecordDrop, clinic.value(), practitioner.value());
    return static_cast<std::int64_t>(
        txn.exec_params(kDrop, clinic.value(), practitioner.value()).affected_rows());
  });
}

}  // namespace frontdesk::ctl
