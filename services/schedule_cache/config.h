#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_CONFIG_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_CONFIG_H_

#include <optional>

#include "absl/status/statusor.h"
#include "libs/service/flags.h"
#include "services/schedule_cache/schedule_cache_service.h"

namespace frontdesk {

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
