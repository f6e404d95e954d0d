#include "libs/cliniko_budget/budget_metrics.h"

#include <memory>
#include <mutex>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/cliniko/call_priority.h"
#include "libs/domain/ids.h"
#include "libs/telemetry/metrics.h"

namespace frontdesk {
namespace {

constexpr absl::Duration kForgetAfter = absl::Hours(1);

metrics::Name NameOf(cliniko::CallPriority priority) {
  if (priority == cliniko::CallPriority::kCaller) return "caller";
  return "background";
}

}  // namespace

void BudgetMetrics::Granted(cliniko::CallPriority priority) { Count(priority, "granted"); }

void BudgetMetrics::Refused(cliniko::CallPriority priority, absl::Duration wait) {
  static metrics::Histogram waits("frontdesk_cliniko_budget_wait_seconds",
                                  "Time until a refused request may be sent, as it was told.",
                                  {"service", "priority"});
  Count(priority, "refused");
  waits.Observe({service_, NameOf(priority)}, wait);
}

void BudgetMetrics::Unknown(cliniko::CallPriority priority) { Count(priority, "unknown"); }

void BudgetMetrics::Remaining(const ClinicId& clinic, int remaining, int rate) {
  const absl::Time now = clock_.Now();
  const std::lock_guard lock(mutex_);
  if (!shown_.contains(clinic)) {
    absl::erase_if(shown_, [now](const auto& entry) {
      const std::lock_guard reading(entry.second.left->mutex);
      return entry.second.left->at + kForgetAfter < now;
    });
    shown_.emplace(clinic, Show(clinic));
  }
  Left& left = *shown_.at(clinic).left;
  const std::lock_guard reading(left.mutex);
  left.remaining = remaining;
  left.rate = rate;
  left.at = now;
}

void BudgetMetrics::Count(cliniko::CallPriority priority, metrics::Name outcome) {
  static metrics::Counter requests("frontdesk_cliniko_budget_requests_total",
                                   "Requests to Cliniko that the budget was asked for.",
                                   {"service", "priority", "outcome"});
  requests.Add({service_, NameOf(priority), outcome});
}

BudgetMetrics::Shown BudgetMetrics::Show(const ClinicId& clinic) const {
  const auto left = std::make_shared<Left>();
  return {.left = left,
          .reading = std::make_unique<metrics::Reading>(
              metrics::Reading::Kind::kGauge, "frontdesk_cliniko_budget_remaining",
              "Requests that the budget of the clinic's key had left when it was asked last.",
              std::vector<metrics::Label>{{"service", service_}, {"clinic", clinic}},
              [left, &clock = clock_, window = window_]() -> double {
                const std::lock_guard reading(left->mutex);
                return left->at + window <= clock.Now() ? left->rate : left->remaining;
              })};
}

}  // namespace frontdesk
