#include "libs/clinics/sealed_under.h"

#include <map>
#include <pqxx/result>
#include <pqxx/transaction>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/transaction.h"

namespace frontdesk {
namespace {

constexpr char kCount[] = "SELECT cliniko_key_kek, count(*) FROM schedule_cache.clinics GROUP BY 1";

}  // namespace

absl::StatusOr<std::map<std::string, int>> CountSealedUnder(PostgresPool& pool,
                                                            absl::Time deadline) {
  return InTransaction(pool, deadline,
                       [](pqxx::work& txn) -> absl::StatusOr<std::map<std::string, int>> {
                         std::map<std::string, int> counts;
                         for (const pqxx::row& row : txn.exec(kCount)) {
                           counts[row[0].as<std::string>()] = row[1].as<int>();
                         }
                         return counts;
                       });
}

}  // namespace frontdesk
