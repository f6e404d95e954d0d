#include "services/schedule_cache/client/grpc_clinic_change_source.h"

#include <cstddef>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "frontdesk/v1/schedule_cache.grpc.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "libs/domain/call_context.h"
#include "libs/rpc/channel.h"
#include "libs/rpc/convert.h"
#include "libs/rpc/grpc_status.h"
#include "libs/status/status_macros.h"

namespace frontdesk {
namespace {

class GrpcClinicChangeSource : public ClinicChangeSource {
 public:
  explicit GrpcClinicChangeSource(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(v1::ScheduleCacheService::NewStub(channel)) {}

  absl::StatusOr<ToldChanges> Recent(absl::Time deadline) override {
    grpc::ClientContext context;
    Prepare(CallContext{.deadline = deadline}, context);
    v1::ListClinicChangesResponse response;
    RETURN_IF_ERROR(
        FromGrpc(stub_->ListClinicChanges(&context, v1::ListClinicChangesRequest(), &response)));
    ToldChanges told{.age = FromProto(response.age())};
    told.changes.reserve(static_cast<std::size_t>(response.changes_size()));
    for (const auto& change : response.changes()) {
      told.changes.push_back({.key = change.key(),
                              .clinic = ClinicId(change.clinic_id()),
                              .directory_version = change.directory_version()});
    }
    return told;
  }

 private:
  const std::unique_ptr<v1::ScheduleCacheService::Stub> stub_;
};

}  // namespace

std::unique_ptr<ClinicChangeSource> MakeGrpcClinicChangeSource(
    const std::shared_ptr<grpc::Channel>& schedule_cache) {
  return std::make_unique<GrpcClinicChangeSource>(schedule_cache);
}

}  // namespace frontdesk
