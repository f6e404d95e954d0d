#include "services/session/client/grpc_call_events.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "frontdesk/v1/session.grpc.pb.h"
#include "frontdesk/v1/session.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "libs/domain/call_context.h"
#include "libs/rpc/channel.h"
#include "libs/rpc/grpc_status.h"

namespace frontdesk {
namespace {

class GrpcCallEvents : public CallEvents {
 public:
  explicit GrpcCallEvents(std::shared_ptr<grpc::Channel> session)
      : stub_(v1::SessionService::NewStub(std::move(session))) {}

  absl::Status Keep(const std::vector<std::string>& lines, absl::Time deadline) override {
    v1::RecordCallEventsRequest request;
    request.mutable_lines()->Add(lines.begin(), lines.end());
    grpc::ClientContext context;
    Prepare(CallContext{.deadline = deadline}, context);
    v1::RecordCallEventsResponse response;
    return FromGrpc(stub_->RecordCallEvents(&context, request, &response));
  }

 private:
  const std::unique_ptr<v1::SessionService::Stub> stub_;
};

}  // namespace

std::unique_ptr<CallEvents> MakeGrpcCallEvents(std::shared_ptr<grpc::Channel> session) {
  return std::make_unique<GrpcCallEvents>(std::move(session));
}

}  // namespace frontdesk
