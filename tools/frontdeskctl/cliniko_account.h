#ifndef FRONTDESK_TOOLS_FRONTDESKCTL_CLINIKO_ACCOUNT_H_
#define FRONTDESK_TOOLS_FRONTDESKCTL_CLINIKO_ACCOUNT_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "libs/cliniko/api_key.h"
#include "libs/cliniko/client.h"
#include "tools/frontdeskctl/command_context.h"

namespace frontdesk::ctl {

// Reads a Cliniko key from `file`, from standard input where that is "-", or else, unseen, from the
// person at the terminal; never from an argument or the environment. Fails with InvalidArgument
// where nobody can be asked, and with kInvalidKey, without repeating it, where it cannot be one.
absl::StatusOr<cliniko::ApiKey> ReadClinikoKey(CommandContext& context, const std::string& file);

// Opens the account of a key that is not in the database yet. It goes by the budget of that key,
// which another clinic may have, with the priority of a caller: an operator waits.
absl::StatusOr<std::unique_ptr<cliniko::Client>> OpenAccount(CommandContext& context,
                                                             const cliniko::ApiKey& key,
                                                             const std::string& contact_email);

}  // namespace frontdesk::ctl

#endif  // FRONTDESK_TOOLS_FRONTDESKCTL_CLINIKO_ACCOUNT_H_
