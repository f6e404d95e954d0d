#ifndef FRONTDESK_LIBS_CLINIKO_CALL_METRICS_H_
#define FRONTDESK_LIBS_CLINIKO_CALL_METRICS_H_

#include "libs/cliniko/call_observer.h"
#include "libs/telemetry/metrics.h"

namespace frontdesk::cliniko {

// "ok" or the failure.
metrics::Name OutcomeOf(const CallRecord& call);

// Counts each exchange with Cliniko by method, route and outcome, and measures it by
// route. A route that is not on its list counts as "other".
CallObserver MeasuringObserver();

}  // namespace frontdesk::cliniko

#endif  // FRONTDESK_LIBS_CLINIKO_CALL_METRICS_H_
