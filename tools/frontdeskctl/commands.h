#ifndef FRONTDESK_TOOLS_FRONTDESKCTL_COMMANDS_H_
#define FRONTDESK_TOOLS_FRONTDESKCTL_COMMANDS_H_

#include "tools/frontdeskctl/command_context.h"

namespace CLI {
class App;
}

// Each adds one command, with its flags and examples, to `parent`; when the command line names it,
// it is chosen in `context`, which must outlive `parent`.
namespace frontdesk::ctl {

void AddMigrate(CLI::App& parent, CommandContext& context);
void AddKeyringCommands(CLI::App& parent, CommandContext& context);

void AddClinicAdd(CLI::App& parent, CommandContext& context);
void AddClinicList(CLI::App& parent, CommandContext& context);
void AddClinicShow(CLI::App& parent, CommandContext& context);
void AddClinicSync(CLI::App& parent, CommandContext& context);
void AddClinicSet(CLI::App& parent, CommandContext& context);
void AddClinicEnableAndDisable(CLI::App& parent, CommandContext& context);
void AddClinicRemove(CLI::App& parent, CommandContext& context);

void AddKeyMint(CLI::App& parent, CommandContext& context);
void AddKeyRevoke(CLI::App& parent, CommandContext& context);
void AddKeyRotate(CLI::App& parent, CommandContext& context);

void AddScheduleProbe(CLI::App& parent, CommandContext& context);

void AddCacheCommands(CLI::App& parent, CommandContext& context);

void AddBookingCommands(CLI::App& parent, CommandContext& context);

void AddCallCommands(CLI::App& parent, CommandContext& context);

void AddElevenLabsCommands(CLI::App& parent, CommandContext& context);

void AddPatientCommands(CLI::App& parent, CommandContext& context);

void AddPurge(CLI::App& parent, CommandContext& context);

void AddAliasCommands(CLI::App& parent, CommandContext& context);

}  // namespace frontdesk::ctl

#endif  // FRONTDESK_TOOLS_FRONTDESKCTL_COMMANDS_H_
