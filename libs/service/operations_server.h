#ifndef FRONTDESK_LIBS_SERVICE_OPERATIONS_SERVER_H_
#define FRONTDESK_LIBS_SERVICE_OPERATIONS_SERVER_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace frontdesk {

// The HTTP port for those who run a process, not for those who use it:
//   /metrics  what libs/telemetry/metrics.h has counted, and what the process takes, in Prometheus's text format
//   /healthz  200 while the process lives
//   /readyz   200 while it is ready, else 503
// It has few threads of its own, so that it answers also when all others are busy, and no password:
// keep the port inside. Thread-safe.
class OperationsServer {
 public:
  virtual ~OperationsServer() = default;

  // `listen` is host:port; port 0 picks a free one. `ready` must be quick and may be called on any
  // thread until the server is destroyed. Fails if the address cannot be had.
  static absl::StatusOr<std::unique_ptr<OperationsServer>> Start(const std::string& listen,
                                                                 std::function<bool()> ready);

  // "http://host:port" with the port that was picked.
  virtual const std::string& url() const = 0;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_SERVICE_OPERATIONS_SERVER_H_
