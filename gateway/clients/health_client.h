#ifndef FRONTDESK_GATEWAY_CLIENTS_HEALTH_CLIENT_H_
#define FRONTDESK_GATEWAY_CLIENTS_HEALTH_CLIENT_H_

#include <map>
#include <string>

#include "libs/rpc/operations.h"

namespace frontdesk::gateway {

enum class Serving {
  kServing,
  kDegraded,  // it serves, but cannot open the Cliniko keys of some clinics: it lacks a key of the
              // keyring
  kNotServing,  // it is there and says that it cannot serve: its database is away, or it is
                // stopping
  kAway,
};

// Tells how the services are. Implementations are thread-safe and answer within about half a
// second.
class HealthClient {
 public:
  virtual ~HealthClient() = default;

  // Each service by name ("availability", "booking", "schedule_cache", "session").
  virtual std::map<std::string, Serving> Check() = 0;

  // The use of the connections to the database, all services that answer together.
  virtual PoolUse DatabaseUse() = 0;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_CLIENTS_HEALTH_CLIENT_H_
