#ifndef FRONTDESK_LIBS_RPC_RPC_SERVER_H_
#define FRONTDESK_LIBS_RPC_RPC_SERVER_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "libs/rpc/operations.h"
#include "libs/rpc/peer.h"
#include "libs/rpc/security.h"

namespace grpc {
class Channel;
class Server;
class Service;
}  // namespace grpc

namespace frontdesk {

class HealthService;
class ThreadPool;

// The name under which a service's health service tells whether it can open all clinics' Cliniko
// keys. Services that need none do not know the name.
inline constexpr char kClinikoKeysHealth[] = "frontdesk.cliniko_keys";

struct RpcServerOptions {
  std::string listen = "127.0.0.1:0";  // host:port; port 0 picks a free one
  // Further calls are refused with RESOURCE_EXHAUSTED. Beside these there are threads for those who
  // watch its health.
  int max_threads = 128;
  // The service's full name, under which the health service knows it, besides "".
  std::string service_name = {};
  // Of the service's database; empty: it has none. Called on any thread until the server has
  // stopped.
  std::function<PoolUse()> pool_use = {};
  RpcSecurity security = {};
  // After about so long a client is asked to connect again, which makes it look the service's name
  // up and so find replicas that are new. Costs no call.
  absl::Duration connection_age = absl::Minutes(1);
};

// A running gRPC server with one service of ours, the health service, OperationsService and server
// reflection. Thread-safe.
class RpcServer {
 public:
  // `service` must outlive the server. Fails if the address cannot be had, and with
  // InvalidArgument for one at which strangers could call it.
  static absl::StatusOr<std::unique_ptr<RpcServer>> Start(const RpcServerOptions& options,
                                                          grpc::Service& service);
  ~RpcServer();
  RpcServer(const RpcServer&) = delete;
  RpcServer& operator=(const RpcServer&) = delete;

  // host:port with the port that was picked.
  const std::string& address() const { return address_; }

  // A channel into this server that leaves out the network.
  std::shared_ptr<grpc::Channel> InProcessChannel();

  // The way to the service for another one in this process, which must end before this server does.
  Peer AsPeer();

  // What the health service reports; at first, that it serves. It stops no call: clients of ours do
  // not look at it (what is in memory can be had without a database), but gateways and
  // orchestrators do. Does nothing once the server drains.
  void SetServing(bool serving);

  // What the health service reports under kClinikoKeysHealth, where nothing is reported before the
  // first call. Nobody is sent away for it.
  void SetClinikoKeysOpen(bool all_open);

  // Sends clients away and answers those that come all the same: reports NOT_SERVING, also under
  // kTakesCallsHealth, whereupon clients of ours call other replicas within milliseconds.
  // Idempotent.
  void Drain();

  // Drains, lets calls in flight end for `grace`, then cuts them off. Calls that arrive as it
  // begins may be lost, so give clients time to leave after Drain. Whoever in this process asks
  // afterwards is refused at once, too. Idempotent.
  void Stop(absl::Duration grace);

 private:
  RpcServer(const RpcServerOptions& options, grpc::Service& service,
            std::unique_ptr<grpc::Service> operations, std::unique_ptr<HealthService> health,
            std::unique_ptr<grpc::Server> server, std::string address);

  const std::string service_name_;
  grpc::Service& service_;
  const std::unique_ptr<grpc::Service> operations_;  // outlives the server, as does the next
  const std::unique_ptr<HealthService> health_;
  std::unique_ptr<grpc::Server> server_;
  std::string address_;
  absl::Mutex mutex_;
  bool draining_ ABSL_GUARDED_BY(mutex_) = false;
  std::unique_ptr<ThreadPool> peers_threads_ ABSL_GUARDED_BY(mutex_);  // once there is a peer
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_RPC_RPC_SERVER_H_
