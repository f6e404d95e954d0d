#include "tests/bench/floor/hop.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "floor/floor.grpc.pb.h"
#include "floor/floor.pb.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"

namespace frontdesk::bench {
namespace {

class GrpcHopCaller : public HopCaller {
 public:
  explicit GrpcHopCaller(std::shared_ptr<grpc::Channel> channel)
      : stub_(FloorService::NewStub(std::move(channel))) {}

  bool Call(int further, const std::string& payload, int reply_bytes) override {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(5));
    PassRequest request;
    request.set_calls(further);
    request.set_reply_bytes(reply_bytes);
    request.set_payload(payload);
    PassResponse response;
    return stub_->Pass(&context, request, &response).ok();
  }

 private:
  const std::unique_ptr<FloorService::Stub> stub_;
};

class GrpcHop : public Hop, private FloorService::Service {
 public:
  explicit GrpcHop(std::shared_ptr<grpc::Channel> next)
      : next_(next == nullptr ? nullptr : HopCaller::Make(std::move(next))) {}
  ~GrpcHop() override {
    if (server_ == nullptr) return;
    server_->Shutdown(std::chrono::system_clock::now());
    server_->Wait();
  }

  absl::Status Listen(const std::string& listen) {
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort(listen, grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
    if (server_ == nullptr || port == 0) {
      return absl::UnavailableError(absl::StrCat("cannot listen on ", listen));
    }
    address_ = absl::StrCat("127.0.0.1:", port);
    return absl::OkStatus();
  }

  std::string address() const override { return address_; }
  std::shared_ptr<grpc::Channel> InProcessChannel() override {
    return server_->InProcessChannel(grpc::ChannelArguments());
  }

 private:
  grpc::Status Pass(grpc::ServerContext* /*context*/, const PassRequest* request,
                    PassResponse* response) override {
    for (int i = 0; i < request->calls(); ++i) {
      if (next_ == nullptr || !next_->Call(0, request->payload(), request->reply_bytes())) {
        return {grpc::StatusCode::UNAVAILABLE, "the next hop does not answer"};
      }
    }
    response->set_payload(std::string(static_cast<std::size_t>(request->reply_bytes()), 'x'));
    return grpc::Status::OK;
  }

  const std::unique_ptr<HopCaller> next_;
  std::unique_ptr<grpc::Server> server_;
  std::string address_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Hop>> Hop::Start(const std::string& listen,
                                                std::shared_ptr<grpc::Channel> next) {
  auto hop = std::make_unique<GrpcHop>(std::move(next));
  if (const absl::Status listening = hop->Listen(listen); !listening.ok()) return listening;
  return std::unique_ptr<Hop>(std::move(hop));
}

std::unique_ptr<HopCaller> HopCaller::Make(std::shared_ptr<grpc::Channel> channel) {
  return std::make_unique<GrpcHopCaller>(std::move(channel));
}

std::shared_ptr<grpc::Channel> ChannelTo(const std::string& address) {
  return grpc::CreateChannel(address, grpc::InsecureChannelCredentials());
}

}  // namespace frontdesk::bench
