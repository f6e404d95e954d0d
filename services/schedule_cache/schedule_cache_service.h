#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_SCHEDULE_CACHE_SERVICE_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_SCHEDULE_CACHE_SERVICE_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/cliniko_budget/cliniko_budget.h"
#include "libs/rpc/operations.h"
#include "services/schedule_cache/domain/slot_counters.h"

namespace grpc {
class Service;
}

namespace frontdesk {

struct ScheduleCacheServiceOptions {
  std::string database_url;  // see PostgresPoolOptions
  int database_connections = 10;  // one more follows what other replicas do
  std::string keyring_file;  // what opens the clinics' Cliniko keys; see Keyring::Load
  std::string cliniko_url;   // in place of each shard's own address; empty in production
  ClinikoBudgetOptions cliniko_budget;
  absl::Duration fresh_for = absl::Minutes(5);
  std::size_t slot_memory_bytes = std::size_t{64} << 20;  // for open slots, about
  absl::Duration sync_directory_every = absl::Minutes(12);
};

// The whole schedule-cache service but its port: what its own process and the one-process binary
// both serve. Thread-safe.
class ScheduleCacheService {
 public:
  // Needs neither database nor Cliniko yet: calls fail with BOOKING_SYSTEM_UNAVAILABLE until they
  // are there. Fails with InvalidArgument or FailedPrecondition for a malformed URL or keyring.
  static absl::StatusOr<std::unique_ptr<ScheduleCacheService>> Create(
      const ScheduleCacheServiceOptions& options);

  virtual ~ScheduleCacheService() = default;

  // Lives as long as this object.
  virtual grpc::Service& service() = 0;

  // What its slot cache has done since it began.
  virtual schedule_cache::SlotStats slot_stats() const = 0;

  // Of its pool of connections to the database.
  virtual PoolUse pool_use() const = 0;
};

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_SCHEDULE_CACHE_SERVICE_H_
