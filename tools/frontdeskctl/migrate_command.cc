#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "libs/postgres/migrator.h"
#include "libs/status/status_macros.h"
#include "tools/frontdeskctl/command_context.h"
#include "tools/frontdeskctl/commands.h"

namespace frontdesk::ctl {
namespace {

absl::Status RunMigrate(CommandContext& context, const std::string& folder) {
  ASSIGN_OR_RETURN(const std::string url, context.DatabaseUrl());
  ASSIGN_OR_RETURN(const std::vector<Migration> applied, Migrate(url, folder));
  std::ostream& out = context.terminal().out;
  for (const Migration& migration : applied) {
    out << absl::StreamFormat("applied V%03d %s\n", migration.version, migration.name);
  }
  if (applied.empty()) out << "the database is up to date\n";
  return absl::OkStatus();
}

}  // namespace

void AddMigrate(CLI::App& parent, CommandContext& context) {
  CLI::App* command = parent.add_subcommand("migrate", "Bring the database's tables up to date");
  const auto folder = std::make_shared<std::string>("deploy/postgres/migrations");
  command->add_option("--dir", *folder, "folder with V001__name.sql, V002__name.sql, ...")
      ->envname("FRONTDESK_MIGRATIONS_DIR")
      ->capture_default_str();
  command->footer(
      "Wants the URL of the tables' owner. Safe to run again, by several at a time, and while the "
      "services run.\n\n"
      "Example:\n"
      "  frontdeskctl migrate --database-url-file /etc/frontdesk/database-url-migrate");
  command->callback([&context, folder] {
    context.Choose([&context, folder] { return RunMigrate(context, *folder); });
  });
}

}  // namespace frontdesk::ctl
