#ifndef FRONTDESK_SERVICES_SESSION_CONFIG_H_
#define FRONTDESK_SERVICES_SESSION_CONFIG_H_

#include <optional>

#include "absl/status/statusor.h"
#include "libs/service/flags.h"
#include "services/session/session_service.h"

namespace frontdesk {

// All that the process is told.
struct SessionConfig {
  ServiceFlags process;
  SessionServiceOptions service;

  // From flags, else the environment; the database's URL from the file that is named there. Empty
  // if help was asked for and printed. Fails with InvalidArgument.
  static absl::StatusOr<std::optional<SessionConfig>> Load(int argc, const char* const* argv);
};

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SESSION_CONFIG_H_
