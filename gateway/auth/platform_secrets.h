#ifndef FRONTDESK_GATEWAY_AUTH_PLATFORM_SECRETS_H_
#define FRONTDESK_GATEWAY_AUTH_PLATFORM_SECRETS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/domain/ids.h"

namespace frontdesk::gateway {

// With which the voice platform signs its reports.
struct PlatformSecret {
  std::string text;
  std::optional<ClinicId> clinic = {};  // of whose calls alone it may tell; empty: of all
};

// The secrets in the file at `path`, one a line, since both are good while one takes the other's
// place. Behind a secret may stand a blank and the id of the clinic whose workspace it is. Blank
// lines are passed over. None for an empty path. Fails with InvalidArgument for a file that cannot
// be read, holds none or something else; the message never tells what is in it.
absl::StatusOr<std::vector<PlatformSecret>> ReadPlatformSecrets(const std::string& path);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_AUTH_PLATFORM_SECRETS_H_
