#ifndef FRONTDESK_GATEWAY_AUTH_PLATFORM_SECRETS_H_
#define FRONTDESK_GATEWAY_AUTH_PLATFORM_SECRETS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace frontdesk::gateway {

// The secrets in the file at `path`, one a line, since both are good while one takes the other's
// place; blank lines are passed over. None for an empty path. Fails with InvalidArgument for a file
// that cannot be read or holds none; the message never tells what is in it.
absl::StatusOr<std::vector<std::string>> ReadPlatformSecrets(const std::string& path);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_AUTH_PLATFORM_SECRETS_H_
