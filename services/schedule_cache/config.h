#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_CONFIG_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_CONFIG_H_

#include <optional>

#include "absl/status/statusor.h"
#include "libs/service/flags.h"
#include "services/schedule_cache/schedule_cache_service.h"

namespace CLI {
class App;
}

namespace frontdesk {

// Adds the flags of what is kept and for how long, to be stored in `options` when `app` is parsed.
void AddSlotCacheFlags(CLI::App& app, ScheduleCacheServiceOptions& options);

// All that the process is told.
struct ScheduleCacheConfig {
  ServiceFlags process;
  ScheduleCacheServiceOptions service;

  // From flags, else the environment; secrets from the files that are named there. Empty if help
  // was asked for and printed. Fails with InvalidArgument.
  static absl::StatusOr<std::optional<ScheduleCacheConfig>> Load(int argc, const char* const* argv);
};

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_CONFIG_H_
