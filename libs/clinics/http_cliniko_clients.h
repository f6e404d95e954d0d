#ifndef FRONTDESK_LIBS_CLINICS_HTTP_CLINIKO_CLIENTS_H_
#define FRONTDESK_LIBS_CLINICS_HTTP_CLINIKO_CLIENTS_H_

#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/clinics/clinic_registry.h"
#include "libs/clinics/cliniko_clients.h"
#include "libs/domain/ids.h"

namespace frontdesk {

struct HttpClinikoClientsOptions {
  // In place of the shard's own address, such as "http://127.0.0.1:9999/v1"; empty in production.
  std::string base_url;
  // Clients kept at most; the one that was used longest ago goes first.
  std::size_t capacity = 200;
  // Of each client, at a time; more calls wait for one.
  int most_connections = 8;
};

// One client, which is one pool of connections, for each clinic that is being served.
class HttpClinikoClients : public ClinikoClients {
 public:
  // Makes the client of a clinic from its credentials.
  using Factory = std::function<absl::StatusOr<std::shared_ptr<cliniko::Client>>(
      const ClinicId&, const ClinikoCredentials&)>;

  // Both must outlive the object and its clients. `registry` is asked on every call, so it had
  // better be a cached one.
  HttpClinikoClients(ClinicRegistry& registry, const Clock& clock,
                     const HttpClinikoClientsOptions& options);
  // With clients of another make.
  HttpClinikoClients(ClinicRegistry& registry, std::size_t capacity, Factory factory);

  absl::StatusOr<std::shared_ptr<cliniko::Client>> For(const ClinicId& clinic,
                                                       absl::Time deadline) override;

 private:
  struct Entry {
    ClinicId clinic;
    ClinikoCredentials credentials;  // what the client was made of
    std::shared_ptr<cliniko::Client> client;
  };

  ClinicRegistry& registry_;
  const std::size_t capacity_;
  const Factory factory_;
  std::mutex mutex_;
  std::list<Entry> entries_;  // last used first
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CLINICS_HTTP_CLINIKO_CLIENTS_H_
