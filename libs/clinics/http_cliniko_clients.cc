#include "libs/clinics/http_cliniko_clients.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <list>
#include <memory>
#include <mutex>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/clinics/clinic_breaker.h"
#include "libs/clinics/clinic_registry.h"
#include "libs/cliniko/call_log.h"
#include "libs/cliniko/call_metrics.h"
#include "libs/cliniko/call_observer.h"
#include "libs/cliniko/call_priority.h"
#include "libs/cliniko/circuit_breaker.h"
#include "libs/cliniko/client.h"
#include "libs/cliniko/http_client.h"
#include "libs/cliniko_budget/cliniko_budget.h"
#include "libs/concurrency/watchdog.h"
#include "libs/domain/ids.h"
#include "libs/status/status_macros.h"

namespace frontdesk {
namespace {

// What the clients of all clinics share: one thread for deadlines rather than one for each client.
struct Shared {
  const Clock& clock;
  HttpClinikoClientsOptions options;
  std::shared_ptr<Watchdog> watchdog;
};

absl::StatusOr<std::shared_ptr<cliniko::Client>> MakeClient(
    const Shared& shared, const ClinicId& clinic, const ClinikoCredentials& credentials,
    cliniko::CallPriority priority, const std::shared_ptr<cliniko::CircuitBreaker>& breaker) {
  const bool for_caller = priority == cliniko::CallPriority::kCaller;
  cliniko::HttpClientOptions options{
      .base_url = shared.options.base_url,
      .contact_email = credentials.contact_email,
      .most_connections =
          for_caller ? shared.options.most_connections : shared.options.most_background_connections,
      .observer = [measure = cliniko::MeasuringObserver(),
                   log = cliniko::LoggingObserver(clinic)](const cliniko::CallRecord& record) {
        measure(record);
        log(record);
      },
      .breaker = breaker,
      .hang_up = shared.options.hang_up,
      .watchdog = shared.watchdog};
  if (ClinikoBudget* const budget = shared.options.budget; budget != nullptr) {
    const ClinikoAccess access{.key_sha256 = credentials.api_key.Fingerprint(), .clinic = clinic};
    options.admit = [budget, access, priority](absl::Time deadline) {
      return budget->Take(access, priority, deadline);
    };
    options.observer = [budget, access,
                        observe = options.observer](const cliniko::CallRecord& record) {
      observe(record);
      if (record.rate_limit_reset.has_value()) budget->Block(access, *record.rate_limit_reset);
    };
  }
  ASSIGN_OR_RETURN(
      std::shared_ptr<cliniko::Client> client,
      cliniko::HttpClient::Create(credentials.api_key, std::move(options), shared.clock));
  return client;
}

HttpClinikoClients::Factory OverHttp(const Clock& clock, const HttpClinikoClientsOptions& options) {
  return [shared = Shared{clock, options, std::make_shared<Watchdog>()}](
             const ClinicId& clinic,
             const ClinikoCredentials& credentials) -> absl::StatusOr<HttpClinikoClients::Pair> {
    const auto breaker =
        MakeClinicBreaker(clinic, shared.clock, shared.options.breaker, shared.options.service);
    HttpClinikoClients::Pair clients{.breaker = breaker};
    ASSIGN_OR_RETURN(clients.for_callers, MakeClient(shared, clinic, credentials,
                                                     cliniko::CallPriority::kCaller, breaker));
    ASSIGN_OR_RETURN(
        clients.for_background,
        MakeClient(shared, clinic, credentials, cliniko::CallPriority::kBackground, breaker));
    return clients;
  };
}

const std::shared_ptr<cliniko::Client>& ClientOf(const HttpClinikoClients::Pair& clients,
                                                 cliniko::CallPriority priority) {
  return priority == cliniko::CallPriority::kCaller ? clients.for_callers : clients.for_background;
}

bool Same(const ClinikoCredentials& a, const ClinikoCredentials& b) {
  return a.api_key.Reveal() == b.api_key.Reveal() && a.contact_email == b.contact_email;
}

}  // namespace

HttpClinikoClients::HttpClinikoClients(ClinicRegistry& registry, const Clock& clock,
                                       const HttpClinikoClientsOptions& options)
    : HttpClinikoClients(registry, options.capacity, OverHttp(clock, options)) {}

HttpClinikoClients::HttpClinikoClients(ClinicRegistry& registry, std::size_t capacity,
                                       Factory factory)
    : registry_(registry),
      capacity_(std::max<std::size_t>(capacity, 1)),
      factory_(std::move(factory)) {}

absl::StatusOr<std::shared_ptr<cliniko::Client>> HttpClinikoClients::For(
    const ClinicId& clinic, cliniko::CallPriority priority, absl::Time deadline) {
  ASSIGN_OR_RETURN(const ClinikoCredentials credentials,
                   registry_.FindCredentials(clinic, deadline));
  // Clients that end here are destroyed after the lock is free: that closes their connections.
  std::list<Entry> dropped;
  const std::lock_guard lock(mutex_);
  const auto found = std::ranges::find(entries_, clinic, &Entry::clinic);
  if (found != entries_.end()) {
    if (Same(found->credentials, credentials)) {
      entries_.splice(entries_.begin(), entries_, found);
      return ClientOf(entries_.front().clients, priority);
    }
    dropped.splice(dropped.end(), entries_, found);
  }
  // Making a client opens no connection, so doing it under the lock is cheap, and nobody makes two.
  ASSIGN_OR_RETURN(Pair clients, factory_(clinic, credentials));
  entries_.push_front(
      {.clinic = clinic, .credentials = credentials, .clients = std::move(clients)});
  while (entries_.size() > capacity_) {
    dropped.splice(dropped.end(), entries_, std::prev(entries_.end()));
  }
  return ClientOf(entries_.front().clients, priority);
}

bool HttpClinikoClients::IsDown(const ClinicId& clinic) {
  const std::lock_guard lock(mutex_);
  const auto found = std::ranges::find(entries_, clinic, &Entry::clinic);
  return found != entries_.end() && found->clients.breaker != nullptr &&
         found->clients.breaker->Refuses();
}

}  // namespace frontdesk
