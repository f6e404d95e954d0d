#include "services/schedule_cache/store/slot_cache_summary.h"

#include <cstdint>
#include <pqxx/result>
#include <pqxx/transaction>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/transaction.h"
#include "libs/postgres/values.h"
#include "libs/status/status_macros.h"

namespace frontdesk {
namespace {

constexpr char kSummarize[] = R"sql(
  SELECT practitioner_id, business_id, count(*), min(fetched_at), max(fetched_at)
  FROM schedule_cache.slot_cache WHERE clinic_id = $1::uuid
  GROUP BY practitioner_id, business_id ORDER BY practitioner_id, business_id)sql";

constexpr char kCount[] = R"sql(
  SELECT count(*), count(*) FILTER (WHERE fetched_at > $2::timestamptz), min(fetched_at), max(fetched_at)
  FROM schedule_cache.slot_cache WHERE clinic_id = $1::uuid)sql";

}  // namespace

absl::StatusOr<std::vector<SlotCacheSummary>> SummarizeSlotCache(PostgresPool& pool,
                                                                 const ClinicId& clinic,
                                                                 absl::Time deadline) {
  using Summaries = std::vector<SlotCacheSummary>;
  return InTransaction(pool, deadline, [&](pqxx::work& txn) -> absl::StatusOr<Summaries> {
    Summaries summaries;
    for (const pqxx::row& row : txn.exec_params(kSummarize, clinic.value())) {
      SlotCacheSummary summary{.practitioner = PractitionerId(row[0].as<std::string>()),
                               .business = BusinessId(row[1].as<std::string>()),
                               .days = row[2].as<std::int64_t>()};
      ASSIGN_OR_RETURN(summary.oldest, FromTimestamptz(row[3].c_str()));
      ASSIGN_OR_RETURN(summary.newest, FromTimestamptz(row[4].c_str()));
      summaries.push_back(summary);
    }
    return summaries;
  });
}

absl::StatusOr<SlotCacheCount> CountSlotCache(PostgresPool& pool, const ClinicId& clinic,
                                              absl::Time fresh_since, absl::Time deadline) {
  return InTransaction(pool, deadline, [&](pqxx::work& txn) -> absl::StatusOr<SlotCacheCount> {
    const pqxx::row row = txn.exec_params1(kCount, clinic.value(), ToTimestamptz(fresh_since));
    SlotCacheCount count{.days = row[0].as<std::int64_t>(), .fresh = row[1].as<std::int64_t>()};
    if (count.days == 0) return count;
    ASSIGN_OR_RETURN(count.oldest, FromTimestamptz(row[2].c_str()));
    ASSIGN_OR_RETURN(count.newest, FromTimestamptz(row[3].c_str()));
    return count;
  });
}

}  // namespace frontdesk
