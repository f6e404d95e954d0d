#ifndef FRONTDESK_SERVICES_AVAILABILITY_AVAILABILITY_SERVICE_H_
#define FRONTDESK_SERVICES_AVAILABILITY_AVAILABILITY_SERVICE_H_

#include <memory>

#include "libs/rpc/peer.h"

namespace grpc {
class Service;
}

namespace frontdesk {

// The ways to the services that it asks.
struct AvailabilityPeers {
  Peer schedule_cache;
  Peer session;
};

// The whole availability service but its port: what its own process and the one-process binary both
// serve. Owns no data. Thread-safe.
class AvailabilityService {
 public:
  // The peers may be away and come later.
  static std::unique_ptr<AvailabilityService> Create(const AvailabilityPeers& peers);

  virtual ~AvailabilityService() = default;

  // Lives as long as this object.
  virtual grpc::Service& service() = 0;

  // Asks its peers nothing by itself any more: for a process that stops them next.
  virtual void StopAsking() = 0;
};

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_AVAILABILITY_AVAILABILITY_SERVICE_H_
