#include "libs/rpc/rpc_server.h"

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/impl/codegen/service_type.h"
#include "grpcpp/resource_quota.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "libs/concurrency/thread_pool.h"
#include "libs/rpc/channel.h"
#include "libs/rpc/health_service.h"
#include "libs/rpc/operations.h"
#include "libs/rpc/security.h"
#include "libs/rpc/service_config.h"
#include "libs/status/status_macros.h"

namespace frontdesk {
namespace {

// For calls in flight on a connection that has come to its age; no call of ours lasts longer.
constexpr absl::Duration kConnectionAgeGrace = absl::Seconds(60);

constexpr int kMostIdleThreads = 8;  // that wait for calls

// For calls from this process that may outlast their deadline. Each is within one request, of which
// the gateway handles so many at a time in a lane.
constexpr std::size_t kPeersThreads = 64;
constexpr std::size_t kPeersCallsWaiting = 512;

// That it serves as it should, as far as its database goes.
void ReportServing(HealthService& health, const std::string& service_name, bool serving) {
  health.Set("", serving);
  if (!service_name.empty()) health.Set(service_name, serving);
}

int Milliseconds(absl::Duration duration) {
  return static_cast<int>(absl::ToInt64Milliseconds(duration));
}

}  // namespace

absl::StatusOr<std::unique_ptr<RpcServer>> RpcServer::Start(const RpcServerOptions& options,
                                                            grpc::Service& service) {
  RETURN_IF_ERROR(CheckSecurity(options.security));
  if (IsOpenToStrangers(options.listen, options.security)) {
    return absl::InvalidArgumentError(
        absl::StrCat("anybody could call gRPC at ", options.listen,
                     ": give --grpc-client-ca with --grpc-certificate and --grpc-key, or "
                     "--grpc-private-network where the network lets nobody else in"));
  }
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();

  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort(options.listen, ServerCredentialsOf(options.security), &port);
  builder.RegisterService(&service);
  std::unique_ptr<grpc::Service> operations = MakeOperationsService(options.pool_use);
  builder.RegisterService(operations.get());
  auto health = std::make_unique<HealthService>();
  health->Set(kTakesCallsHealth, true);
  ReportServing(*health, options.service_name, true);
  builder.RegisterService(&health->service());
  // Two servers on one port would each get a part of the calls; the second must fail instead.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 5'000);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, Milliseconds(options.connection_age));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS,
                             Milliseconds(kConnectionAgeGrace));
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMostMetadataBytes);
  // gRPC keeps two by itself and ends the others as they become free, to start new ones for the
  // next calls: under load a thread was started for every fifth call.
  builder.SetSyncServerOption(grpc::ServerBuilder::MAX_POLLERS, kMostIdleThreads);
  builder.SetResourceQuota(
      grpc::ResourceQuota().SetMaxThreads(options.max_threads + kMostHealthWatches));
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr || port == 0) {
    return absl::UnavailableError(absl::StrCat("cannot listen on ", options.listen));
  }
  const std::string host = options.listen.substr(0, options.listen.rfind(':'));
  return absl::WrapUnique(new RpcServer(options, service, std::move(operations), std::move(health),
                                        std::move(server), absl::StrCat(host, ":", port)));
}

RpcServer::RpcServer(const RpcServerOptions& options, grpc::Service& service,
                     std::unique_ptr<grpc::Service> operations,
                     std::unique_ptr<HealthService> health, std::unique_ptr<grpc::Server> server,
                     std::string address)
    : service_name_(options.service_name),
      service_(service),
      operations_(std::move(operations)),
      health_(std::move(health)),
      server_(std::move(server)),
      address_(std::move(address)) {}

RpcServer::~RpcServer() { Stop(absl::ZeroDuration()); }

std::shared_ptr<grpc::Channel> RpcServer::InProcessChannel() {
  return server_->InProcessChannel(grpc::ChannelArguments());
}

Peer RpcServer::AsPeer() {
  Peer peer(InProcessChannel());
  peer.here = &service_;
  const absl::MutexLock lock(&mutex_);
  if (peers_threads_ == nullptr) {
    peers_threads_ = std::make_unique<ThreadPool>(kPeersThreads, kPeersCallsWaiting);
  }
  peer.threads = peers_threads_.get();
  return peer;
}

void RpcServer::SetServing(bool serving) {
  const absl::MutexLock lock(&mutex_);
  if (!draining_) ReportServing(*health_, service_name_, serving);
}

void RpcServer::SetClinikoKeysOpen(bool all_open) { health_->Set(kClinikoKeysHealth, all_open); }

void RpcServer::Drain() {
  const absl::MutexLock lock(&mutex_);
  draining_ = true;
  ReportServing(*health_, service_name_, false);
  health_->Set(kTakesCallsHealth, false);
}

void RpcServer::Stop(absl::Duration grace) {
  Drain();
  health_->BeginStop();
  server_->Shutdown(absl::ToChronoTime(absl::Now() + grace));
  server_->Wait();
  const absl::MutexLock lock(&mutex_);
  if (peers_threads_ != nullptr) peers_threads_->Close();
}

}  // namespace frontdesk
