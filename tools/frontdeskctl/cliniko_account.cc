#include "tools/frontdeskctl/cliniko_account.h"

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "libs/cliniko/api_key.h"
#include "libs/cliniko/client.h"
#include "libs/cliniko/http_client.h"
#include "libs/status/status_macros.h"
#include "tools/frontdeskctl/command_context.h"
#include "tools/frontdeskctl/terminal.h"

namespace frontdesk::ctl {

absl::StatusOr<cliniko::ApiKey> ReadClinikoKey(CommandContext& context, const std::string& file) {
  ASSIGN_OR_RETURN(const std::string text,
                   ReadSecret(context.terminal(), file, "Cliniko API key", "--cliniko-key-file"));
  return cliniko::ApiKey::Parse(text);
}

absl::StatusOr<std::unique_ptr<cliniko::Client>> OpenAccount(CommandContext& context,
                                                             const cliniko::ApiKey& key,
                                                             const std::string& contact_email) {
  return cliniko::HttpClient::Create(
      key, {.base_url = context.flags().cliniko_url, .contact_email = contact_email},
      context.clock());
}

}  // namespace frontdesk::ctl
