#include "tools/frontdeskctl/command_context.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/cliniko_budget/cliniko_budget.h"
#include "libs/cliniko_budget/postgres_cliniko_budget.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/seal/keyring.h"
#include "libs/service/secret_file.h"
#include "libs/status/status_macros.h"

namespace frontdesk::ctl {

absl::StatusOr<std::string> CommandContext::DatabaseUrl() const {
  if (flags_.database_url_file.empty()) {
    return absl::InvalidArgumentError(
        "--database-url-file is missing: the file that holds the PostgreSQL URL");
  }
  return ReadSecretFile(flags_.database_url_file);
}

absl::StatusOr<PostgresPool*> CommandContext::Database() {
  if (pool_ == nullptr) {
    ASSIGN_OR_RETURN(std::string url, DatabaseUrl());
    pool_ = std::make_unique<PostgresPool>(PostgresPoolOptions{.url = std::move(url), .size = 6});
  }
  return pool_.get();
}

absl::StatusOr<const Keyring*> CommandContext::KeyringFile() {
  if (keyring_ == nullptr) {
    if (flags_.keyring_file.empty()) {
      return absl::InvalidArgumentError(
          "--keyring-file is missing: make one with `frontdeskctl keyring new --file FILE`");
    }
    ASSIGN_OR_RETURN(Keyring keyring, Keyring::Load(flags_.keyring_file));
    keyring_ = std::make_unique<Keyring>(std::move(keyring));
  }
  return keyring_.get();
}

absl::StatusOr<ClinikoBudget*> CommandContext::Budget() {
  if (budget_ == nullptr) {
    ASSIGN_OR_RETURN(PostgresPool * pool, Database());
    budget_ = std::make_unique<PostgresClinikoBudget>(*pool, clock_, flags_.cliniko_budget);
  }
  return budget_.get();
}

}  // namespace frontdesk::ctl
