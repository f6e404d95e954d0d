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
#include "libs/clinics/clinic_registry.h"
#include "libs/clinics/cliniko_clients.h"
#include "libs/domain/ids.h"

namespace frontdesk {

struct HttpClinikoClientsOptions {
  // In place of the shard's own address, such as "http://127.0.0.1:9999/v1"; empty in production.
  std::string base_url;
  // Clients kept at most; the one that was used longest ago goes first.
  std::size_t capacity = 200;
};

// One client, which is one pool of connections, for each clinic that is being served.
class HttpClinikoClients : public ClinikoClients {
 public:
  // Makes a client of a clinic's credentials. A parameter so that tests need no network.
  using Factory =
      std::function<absl::StatusOr<std::shared_ptr<cliniko::Client>>(const ClinikoCredentials&)>;

  // `registry` must outlive the object; it is asked on every call, so it had better be a cached one.
  HttpClinikoClients(ClinicRegistry& registry, HttpClinikoClientsOptions options);
  HttpClinikoClients(ClinicRegistry& registry, HttpClinikoClientsOptions options, Factory factory);

  absl::StatusOr<std::shared_ptr<cliniko::Client>> For(const ClinicId& clinic,
                                                       absl::Time deadline) override;

 private:
  struct Entry {
    ClinicId clinic;
    ClinikoCredentials credentials;  // what the client was made of
    std::shared_ptr<cliniko::Client> client;
  };

  ClinicRegistry& registry_;
  const HttpClinikoClientsOptions options_;
  const Factory factory_;
  std::mutex mutex_;
  std::list<Entry> entries_;  // last used first
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CLINICS_HTTP_CLINIKO_CLIENTS_H_
