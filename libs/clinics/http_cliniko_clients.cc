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
#include "libs/clinics/clinic_registry.h"
#include "libs/cliniko/client.h"
#include "libs/cliniko/http_client.h"
#include "libs/cliniko/watchdog.h"
#include "libs/domain/ids.h"
#include "libs/status/status_macros.h"

namespace frontdesk {
namespace {

HttpClinikoClients::Factory OverHttp(const Clock& clock, const HttpClinikoClientsOptions& options) {
  // One thread for all clients rather than one for each.
  const auto watchdog = std::make_shared<cliniko::Watchdog>();
  return [&clock, options, watchdog](const ClinicId&, const ClinikoCredentials& credentials)
             -> absl::StatusOr<std::shared_ptr<cliniko::Client>> {
    ASSIGN_OR_RETURN(std::shared_ptr<cliniko::Client> client,
                     cliniko::HttpClient::Create(credentials.api_key,
                                                 {.base_url = options.base_url,
                                                  .contact_email = credentials.contact_email,
                                                  .most_connections = options.most_connections,
                                                  .watchdog = watchdog},
                                                 clock));
    return client;
  };
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

absl::StatusOr<std::shared_ptr<cliniko::Client>> HttpClinikoClients::For(const ClinicId& clinic,
                                                                         absl::Time deadline) {
  ASSIGN_OR_RETURN(const ClinikoCredentials credentials,
                   registry_.FindCredentials(clinic, deadline));
  // Clients that end here are destroyed after the lock is free: that closes their connections.
  std::list<Entry> dropped;
  const std::lock_guard lock(mutex_);
  const auto found = std::ranges::find(entries_, clinic, &Entry::clinic);
  if (found != entries_.end()) {
    if (Same(found->credentials, credentials)) {
      entries_.splice(entries_.begin(), entries_, found);
      return entries_.front().client;
    }
    dropped.splice(dropped.end(), entries_, found);
  }
  // Making a client opens no connection, so doing it under the lock is cheap, and nobody makes two.
  ASSIGN_OR_RETURN(std::shared_ptr<cliniko::Client> client, factory_(clinic, credentials));
  entries_.push_front({.clinic = clinic, .credentials = credentials, .client = std::move(client)});
  while (entries_.size() > capacity_) {
    dropped.splice(dropped.end(), entries_, std::prev(entries_.end()));
  }
  return entries_.front().client;
}

}  // namespace frontdesk
