#include "libs/clinics/clinic_breaker.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>

#include "libs/civil/clock.h"
#include "libs/cliniko/circuit_breaker.h"
#include "libs/domain/ids.h"
#include "libs/telemetry/log.h"
#include "libs/telemetry/metrics.h"

namespace frontdesk {
namespace {

using Kind = metrics::Reading::Kind;

class ClinicBreaker {
 public:
  ClinicBreaker(const ClinicId& clinic, const Clock& clock, cliniko::CircuitBreakerOptions options,
                metrics::Name service)
      : breaker_(clock, Telling(clinic, std::move(options))),
        shown_open_(Kind::kGauge, "frontdesk_cliniko_breaker_open",
                    "Whether the clinic's Cliniko counts as not answering: 1, else 0.",
                    {{"service", service}, {"clinic", clinic}}, [this] { return open_ ? 1 : 0; }),
        shown_openings_(Kind::kCounter, "frontdesk_cliniko_breaker_openings_total",
                        "How often the clinic's Cliniko stopped answering.",
                        {{"service", service}, {"clinic", clinic}},
                        [this] { return static_cast<double>(openings_); }) {}

  cliniko::CircuitBreaker& breaker() { return breaker_; }

 private:
  cliniko::CircuitBreakerOptions Telling(const ClinicId& clinic,
                                         cliniko::CircuitBreakerOptions options) {
    options.on_change = [this, clinic](bool open) {
      open_ = open;
      if (open) {
        ++openings_;
        log::Warn("cliniko_breaker_opened", {{"clinic", clinic}});
      } else {
        log::Info("cliniko_breaker_closed", {{"clinic", clinic}});
      }
    };
    return options;
  }

  std::atomic<bool> open_ = false;
  std::atomic<std::int64_t> openings_ = 0;
  cliniko::CircuitBreaker breaker_;
  const metrics::Reading shown_open_;
  const metrics::Reading shown_openings_;
};

}  // namespace

std::shared_ptr<cliniko::CircuitBreaker> MakeClinicBreaker(const ClinicId& clinic,
                                                           const Clock& clock,
                                                           cliniko::CircuitBreakerOptions options,
                                                           metrics::Name service) {
  const auto whole = std::make_shared<ClinicBreaker>(clinic, clock, std::move(options), service);
  return {whole, &whole->breaker()};
}

}  // namespace frontdesk
