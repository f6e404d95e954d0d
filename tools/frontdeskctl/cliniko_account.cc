#include "tools/frontdeskctl/cliniko_account.h"

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/cliniko/api_key.h"
#include "libs/cliniko/call_observer.h"
#include "libs/cliniko/call_priority.h"
#include "libs/cliniko/client.h"
#include "libs/cliniko/http_client.h"
#include "libs/cliniko_budget/cliniko_budget.h"
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
  ASSIGN_OR_RETURN(ClinikoBudget * budget, context.Budget());
  const ClinikoAccess access{.key_sha256 = key.Fingerprint()};
  return cliniko::HttpClient::Create(key,
                                     {.base_url = context.flags().cliniko_url,
                                      .contact_email = contact_email,
                                      .observer =
                                          [budget, access](const cliniko::CallRecord& record) {
                                            if (record.rate_limit_reset.has_value())
                                              budget->Block(access, *record.rate_limit_reset);
                                          },
                                      .admit =
                                          [budget, access](absl::Time deadline) {
                                            return budget->Take(
                                                access, cliniko::CallPriority::kCaller, deadline);
                                          }},
                                     context.clock());
}

}  // namespace frontdesk::ctl
