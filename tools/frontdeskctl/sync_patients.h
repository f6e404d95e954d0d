#ifndef FRONTDESK_TOOLS_FRONTDESKCTL_SYNC_PATIENTS_H_
#define FRONTDESK_TOOLS_FRONTDESKCTL_SYNC_PATIENTS_H_

#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "tools/frontdeskctl/command_context.h"

namespace frontdesk::ctl {

// Has booking sync the clinic's patients, and says on the terminal what came of it: with
// --booking-addr when it is done, or has gone on for half a minute; without it the sync is made
// due, and whichever booking service runs does it. That it cannot be had now is a warning: booking
// does it by itself sooner or later.
void SyncPatients(CommandContext& context, PostgresPool& pool, const ClinicId& clinic);

}  // namespace frontdesk::ctl

#endif  // FRONTDESK_TOOLS_FRONTDESKCTL_SYNC_PATIENTS_H_
