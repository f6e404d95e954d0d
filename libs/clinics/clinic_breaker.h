#ifndef FRONTDESK_LIBS_CLINICS_CLINIC_BREAKER_H_
#define FRONTDESK_LIBS_CLINICS_CLINIC_BREAKER_H_

#include <memory>

#include "libs/civil/clock.h"
#include "libs/cliniko/circuit_breaker.h"
#include "libs/domain/ids.h"
#include "libs/telemetry/metrics.h"

namespace frontdesk {

// The circuit breaker of a clinic's account, which logs its changes and, as long as it lives, shows
// whether it is open and how often it has opened. `service` is whose it is, in the metrics;
// on_change of `options` has no effect. `clock` must outlive it.
std::shared_ptr<cliniko::CircuitBreaker> MakeClinicBreaker(const ClinicId& clinic,
                                                           const Clock& clock,
                                                           cliniko::CircuitBreakerOptions options,
                                                           metrics::Name service);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CLINICS_CLINIC_BREAKER_H_
