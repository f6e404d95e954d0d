#ifndef FRONTDESK_LIBS_RPC_HEALTH_SERVICE_H_
#define FRONTDESK_LIBS_RPC_HEALTH_SERVICE_H_

#include <memory>
#include <string>

namespace grpc {
class Service;
}

namespace frontdesk {

// Each Watch holds a thread of its server, so there are at most so many at a time. Who comes on top
// hears UNIMPLEMENTED, which to gRPC's clients means that nobody tells them: they call.
inline constexpr int kMostHealthWatches = 64;

// gRPC's standard health service. gRPC's own is made of callbacks: for these every server had two
// threads that took each message of every call first, only to wake up whose it was. Thread-safe.
// Source: https://github.com/grpc/grpc/blob/master/doc/health-checking.md
class HealthService {
 public:
  HealthService();
  ~HealthService();
  HealthService(const HealthService&) = delete;
  HealthService& operator=(const HealthService&) = delete;

  // To be registered; good for as long as this object, which outlives the server.
  grpc::Service& service();

  // From now on `name` is known.
  void Set(const std::string& name, bool serving);

  // Before the server is shut down: Watches then notice within milliseconds that nobody hears them.
  void BeginStop();

 private:
  class Server;
  const std::unique_ptr<Server> server_;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_RPC_HEALTH_SERVICE_H_
