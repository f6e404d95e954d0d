#ifndef FRONTDESK_GATEWAY_CLIENTS_CACHE_CLIENT_H_
#define FRONTDESK_GATEWAY_CLIENTS_CACHE_CLIENT_H_

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/domain/call_context.h"
#include "libs/domain/ids.h"

namespace frontdesk::gateway {

// What is cached of a clinic's free times, and how often that spared a question to Cliniko.
struct CacheStats {
  std::int64_t days = 0;   // of one practitioner, place and service each
  std::int64_t fresh = 0;  // young enough to be believed
  std::optional<absl::Time> oldest;
  std::optional<absl::Time> newest;
  // Of all clinics, since the process that answers began.
  std::int64_t hits = 0;
  std::int64_t misses = 0;
};

// The schedule cache, for who looks after it. Implementations are thread-safe.
class CacheClient {
 public:
  virtual ~CacheClient() = default;
  virtual absl::StatusOr<CacheStats> GetStats(const ClinicId& clinic, const CallContext& call) = 0;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_CLIENTS_CACHE_CLIENT_H_
