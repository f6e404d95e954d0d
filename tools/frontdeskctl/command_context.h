#ifndef FRONTDESK_TOOLS_FRONTDESKCTL_COMMAND_CONTEXT_H_
#define FRONTDESK_TOOLS_FRONTDESKCTL_COMMAND_CONTEXT_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/cliniko_budget/cliniko_budget.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/rpc/security.h"
#include "libs/seal/keyring.h"
#include "tools/frontdeskctl/terminal.h"

namespace frontdesk::ctl {

// The flags that every command takes, before or after its own.
struct GlobalFlags {
  std::string database_url_file;
  std::string keyring_file;
  std::string cliniko_url;      // empty: Cliniko itself
  std::string booking_address;  // where booking answers gRPC; empty: not told
  RpcSecurity grpc;             // to booking
  ClinikoBudgetOptions cliniko_budget;
};

// What commands work with. What the flags name is opened when it is asked for, so that a command
// needs only the flags of what it uses.
class CommandContext {
 public:
  // Both must outlive the object.
  CommandContext(Terminal& terminal, const Clock& clock) : terminal_(terminal), clock_(clock) {}

  Terminal& terminal() { return terminal_; }
  const Clock& clock() const { return clock_; }
  GlobalFlags& flags() { return flags_; }

  // Each fails with InvalidArgument where the flag is missing or what it names is not right.
  absl::StatusOr<std::string> DatabaseUrl() const;
  absl::StatusOr<PostgresPool*> Database();
  absl::StatusOr<const Keyring*> KeyringFile();
  // What bounds the requests to clinics' accounts, shared with the services.
  absl::StatusOr<ClinikoBudget*> Budget();

  // Until when a question to the database may take.
  absl::Time SoonEnough() const { return clock_.Now() + absl::Seconds(15); }

  // The command that the command line chose; what it returns is the tool's result.
  using Command = std::function<absl::Status()>;
  void Choose(Command command) { chosen_ = std::move(command); }
  const Command& chosen() const { return chosen_; }

 private:
  Terminal& terminal_;
  const Clock& clock_;
  GlobalFlags flags_;
  std::unique_ptr<PostgresPool> pool_;
  std::unique_ptr<ClinikoBudget> budget_;  // ends before its pool
  std::unique_ptr<Keyring> keyring_;
  Command chosen_;
};

}  // namespace frontdesk::ctl

#endif  // FRONTDESK_TOOLS_FRONTDESKCTL_COMMAND_CONTEXT_H_
