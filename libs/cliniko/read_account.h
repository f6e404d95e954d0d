#ifndef FRONTDESK_LIBS_CLINIKO_READ_ACCOUNT_H_
#define FRONTDESK_LIBS_CLINIKO_READ_ACCOUNT_H_

#include <string>

#include "absl/status/statusor.h"
#include "libs/cliniko/types.h"
#include "nlohmann/json_fwd.hpp"

// The account and the key's user. Source: contract/cliniko.md, sections 10.1 and 10.2.
// Reading fails with kMalformedAnswer.
namespace frontdesk::cliniko {

absl::StatusOr<User> ReadUser(const nlohmann::json& json);
// The body of settings or settings/public; any of its groups may be null.
absl::StatusOr<AccountSettings> ReadSettings(const nlohmann::json& json);

}  // namespace frontdesk::cliniko

#endif  // FRONTDESK_LIBS_CLINIKO_READ_ACCOUNT_H_
