#include "libs/privacy/purge_turn.h"

#include <stop_token>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/privacy/purge.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/log.h"
#include "libs/turns/turns.h"

namespace frontdesk {

absl::Status PurgeInTurn(Purge& purge, const Turn& turn, const std::stop_token& stop,
                         absl::Time deadline) {
  ASSIGN_OR_RETURN(const PurgeReport report,
                   purge.Run(turn.clinic, deadline,
                             [&stop](const PurgeReport&) { return !stop.stop_requested(); }));
  for (const Purged& kind : report.kinds) {
    if (kind.rows == 0) continue;
    log::Info("purged",
              {{"clinic", turn.clinic}, {"what", log::Ours(kind.what)}, {"rows", kind.rows}});
  }
  if (report.finished) return absl::OkStatus();
  if (stop.stop_requested()) return absl::CancelledError("stopping");
  return absl::DeadlineExceededError("there is more to purge");
}

}  // namespace frontdesk
