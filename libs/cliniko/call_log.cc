#include "libs/cliniko/call_log.h"

#include "absl/time/time.h"
#include "libs/cliniko/call_metrics.h"
#include "libs/cliniko/call_observer.h"
#include "libs/domain/ids.h"
#include "libs/telemetry/log.h"

namespace frontdesk::cliniko {

CallObserver LoggingObserver(const ClinicId& clinic) {
  return [clinic](const CallRecord& call) {
    const bool for_a_request = !log::CarriedFields().empty();
    (for_a_request ? log::Info : log::Debug)(
        "cliniko", {{"clinic", clinic},
                    {"method", log::Ours(call.method)},
                    {"route", log::Ours(call.route)},
                    {"status", call.http_status},
                    {"outcome", log::Ours(OutcomeOf(call).text())},
                    {"attempt", call.attempt},
                    {"took_ms", absl::ToInt64Milliseconds(call.took)}});
  };
}

}  // namespace frontdesk::cliniko
