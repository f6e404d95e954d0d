#ifndef FRONTDESK_SERVICES_SESSION_SESSION_SERVICE_H_
#define FRONTDESK_SERVICES_SESSION_SESSION_SERVICE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "libs/rpc/operations.h"

namespace grpc {
class Service;
}

namespace frontdesk {

struct SessionServiceOptions {
  std::string database_url;  // see PostgresPoolOptions
  int database_connections = 10;
};

// The whole session service but its port: what its own process and the one-process binary both
// serve. Thread-safe.
class SessionService {
 public:
  // Needs no database yet: calls fail with BOOKING_SYSTEM_UNAVAILABLE until it is there. Fails with
  // InvalidArgument for a malformed URL.
  static absl::StatusOr<std::unique_ptr<SessionService>> Create(
      const SessionServiceOptions& options);

  virtual ~SessionService() = default;

  // Lives as long as this object.
  virtual grpc::Service& service() = 0;

  // Of its pool of connections to the database.
  virtual PoolUse pool_use() const = 0;
};

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SESSION_SESSION_SERVICE_H_
