#ifndef FRONTDESK_GATEWAY_CLIENTS_HEALTH_CLIENT_H_
#define FRONTDESK_GATEWAY_CLIENTS_HEALTH_CLIENT_H_

#include <map>
#include <string>

namespace frontdesk::gateway {

// Tells which services answer. Implementations are thread-safe.
class HealthClient {
 public:
  virtual ~HealthClient() = default;
  // Each service by name ("availability", "booking", "schedule_cache", "session"): whether it is
  // there and says that it serves. Answers within about half a second.
  virtual std::map<std::string, bool> Check() = 0;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_CLIENTS_HEALTH_CLIENT_H_
