#ifndef FRONTDESK_LIBS_CLINICS_HTTP_CLINIKO_CLIENTS_H_
#define FRONTDESK_LIBS_CLINICS_HTTP_CLINIKO_CLIENTS_H_

#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/clinics/clinic_registry.h"
#include "libs/clinics/cliniko_clients.h"
#include "libs/cliniko/call_priority.h"
#include "libs/cliniko/circuit_breaker.h"
#include "libs/cliniko/client.h"
#include "libs/cliniko_budget/cliniko_budget.h"
#include "libs/domain/ids.h"
#include "libs/telemetry/metrics.h"

namespace frontdesk {

struct HttpClinikoClientsOptions {
  // In place of the shard's own address, such as "http://127.0.0.1:9999/v1"; empty in production.
  std::string base_url;
  // Clinics whose clients are kept, at most; the one that was used longest ago goes first.
  std::size_t capacity = 200;
  // Of each clinic at a time, for callers and for background work; more calls wait for one.
  int most_connections = 8;
  int most_background_connections = 4;
  // Asked before each request; must outlive the object and its clients. Null: no bound, which is
  // for tests and for what runs by itself.
  ClinikoBudget* budget = nullptr;
  // Ends all calls once a stop is requested; see HttpClientOptions.
  std::stop_token hang_up{};
  // Of each clinic; see MakeClinicBreaker.
  cliniko::CircuitBreakerOptions breaker{};
  // Whose they are, in the metrics.
  metrics::Name service = "other";
};

// For each clinic that is being served, one client for callers and one for background work: each
// its own pool of connections, so that no caller waits behind a sync, and both one circuit breaker.
class HttpClinikoClients : public ClinikoClients {
 public:
  struct Pair {
    std::shared_ptr<cliniko::Client> for_callers;
    std::shared_ptr<cliniko::Client> for_background;
    std::shared_ptr<cliniko::CircuitBreaker> breaker{};  // of both; may be null
  };
  // Makes the clients of a clinic from its credentials.
  using Factory = std::function<absl::StatusOr<Pair>(const ClinicId&, const ClinikoCredentials&)>;

  // Both must outlive the object and its clients. `registry` is asked on every call, so it had
  // better be a cached one.
  HttpClinikoClients(ClinicRegistry& registry, const Clock& clock,
                     const HttpClinikoClientsOptions& options);
  // With clients of another make.
  HttpClinikoClients(ClinicRegistry& registry, std::size_t capacity, Factory factory);

  using ClinikoClients::For;
  absl::StatusOr<std::shared_ptr<cliniko::Client>> For(const ClinicId& clinic,
                                                       cliniko::CallPriority priority,
                                                       absl::Time deadline) override;
  bool IsDown(const ClinicId& clinic) override;

 private:
  struct Entry {
    ClinicId clinic;
    ClinikoCredentials credentials;  // what the clients were made of
    Pair clients;
  };

  ClinicRegistry& registry_;
  const std::size_t capacity_;
  const Factory factory_;
  std::mutex mutex_;
  std::list<Entry> entries_;  // last used first
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CLINICS_HTTP_CLINIKO_CLIENTS_H_
