#include "libs/rpc/health_service.h"

#include <memory>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "grpc/health/v1/health.pb.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/status.h"
#include "grpcpp/support/sync_stream.h"

namespace frontdesk {
namespace {

using grpc::health::v1::Health;
using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

// How long a Watch whose peer has left keeps its thread: nobody wakes it up for that.
constexpr absl::Duration kLookForPeer = absl::Seconds(1);
constexpr absl::Duration kLookForPeerAtStop = absl::Milliseconds(10);

}  // namespace

class HealthService::Server : public Health::Service {
 public:
  grpc::Status Check(grpc::ServerContext* /*context*/, const HealthCheckRequest* request,
                     HealthCheckResponse* response) override {
    const absl::MutexLock lock(&mutex_);
    const auto found = statuses_.find(request->service());
    if (found == statuses_.end()) return {grpc::StatusCode::NOT_FOUND, "no such service"};
    response->set_status(found->second);
    return grpc::Status::OK;
  }

  grpc::Status Watch(grpc::ServerContext* context, const HealthCheckRequest* request,
                     grpc::ServerWriter<HealthCheckResponse>* writer) override {
    if (!TakePlace()) return {grpc::StatusCode::UNIMPLEMENTED, "too many watch already"};
    std::optional<Status> told;
    bool heard = true;
    while (heard && !context->IsCancelled()) {
      const Status now = AwaitOtherThan(told, request->service());
      if (told == now) continue;
      told = now;
      HealthCheckResponse response;
      response.set_status(now);
      heard = writer->Write(response);
    }
    LeavePlace();
    return grpc::Status::CANCELLED;
  }

  void Set(const std::string& name, bool serving) {
    const absl::MutexLock lock(&mutex_);
    statuses_[name] = serving ? HealthCheckResponse::SERVING : HealthCheckResponse::NOT_SERVING;
    changed_.SignalAll();
  }

  void BeginStop() {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
    changed_.SignalAll();
  }

 private:
  using Status = HealthCheckResponse::ServingStatus;

  bool TakePlace() {
    const absl::MutexLock lock(&mutex_);
    if (watches_ == kMostHealthWatches) return false;
    ++watches_;
    return true;
  }

  void LeavePlace() {
    const absl::MutexLock lock(&mutex_);
    --watches_;
  }

  // How `name` is, once that is not `told`, or after a while.
  Status AwaitOtherThan(const std::optional<Status>& told, const std::string& name) {
    const absl::MutexLock lock(&mutex_);
    if (StatusOf(name) == told) {
      changed_.WaitWithTimeout(&mutex_, stopping_ ? kLookForPeerAtStop : kLookForPeer);
    }
    return StatusOf(name);
  }

  Status StatusOf(const std::string& name) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const auto found = statuses_.find(name);
    return found == statuses_.end() ? HealthCheckResponse::SERVICE_UNKNOWN : found->second;
  }

  absl::Mutex mutex_;
  absl::CondVar changed_;
  absl::flat_hash_map<std::string, Status> statuses_ ABSL_GUARDED_BY(mutex_);
  int watches_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
};

HealthService::HealthService() : server_(std::make_unique<Server>()) {}
HealthService::~HealthService() = default;

grpc::Service& HealthService::service() { return *server_; }

void HealthService::Set(const std::string& name, bool serving) { server_->Set(name, serving); }

void HealthService::BeginStop() { server_->BeginStop(); }

}  // namespace frontdesk
