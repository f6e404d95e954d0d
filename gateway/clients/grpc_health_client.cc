#include "gateway/clients/grpc_health_client.h"

#include <chrono>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/synchronization/blocking_counter.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/slice.h"
#include "grpcpp/support/status.h"
#include "grpcpp/support/stub_options.h"

namespace frontdesk::gateway {
namespace {

constexpr std::chrono::milliseconds kPatience(400);
constexpr char kMethod[] = "/grpc.health.v1.Health/Check";
// A HealthCheckResponse with status (field 1) SERVING (1), as bytes: the message is part of gRPC,
// not of ours, and this is all of it that we need.
constexpr char kServing[] = "\x08\x01";

std::string TextOf(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string text;
  if (!buffer.Dump(&slices).ok()) return text;
  for (const grpc::Slice& slice : slices) {
    text.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return text;
}

struct Question {
  explicit Question(const std::shared_ptr<grpc::Channel>& channel) : stub(channel) {
    context.set_deadline(std::chrono::system_clock::now() + kPatience);
  }

  grpc::GenericStub stub;
  grpc::ClientContext context;
  grpc::ByteBuffer request;
  grpc::ByteBuffer response;
  grpc::Status status;
};

class GrpcHealthClient : public HealthClient {
 public:
  explicit GrpcHealthClient(std::map<std::string, std::shared_ptr<grpc::Channel>> channels)
      : channels_(std::move(channels)) {}

  std::map<std::string, bool> Check() override {
    const grpc::Slice empty_message;
    std::list<Question> questions;
    absl::BlockingCounter open(static_cast<int>(channels_.size()));
    for (const auto& [name, channel] : channels_) {
      Question& question = questions.emplace_back(channel);
      question.request = grpc::ByteBuffer(&empty_message, 1);
      question.stub.UnaryCall(&question.context, kMethod, grpc::StubOptions(), &question.request,
                              &question.response, [&question, &open](grpc::Status status) {
                                question.status = std::move(status);
                                open.DecrementCount();
                              });
    }
    open.Wait();  // each ends by its deadline

    std::map<std::string, bool> serving;
    auto question = questions.begin();
    for (const auto& [name, channel] : channels_) {
      serving[name] = question->status.ok() && TextOf(question->response) == kServing;
      ++question;
    }
    return serving;
  }

 private:
  const std::map<std::string, std::shared_ptr<grpc::Channel>> channels_;
};

}  // namespace

std::unique_ptr<HealthClient> MakeGrpcHealthClient(
    std::map<std::string, std::shared_ptr<grpc::Channel>> channels) {
  return std::make_unique<GrpcHealthClient>(std::move(channels));
}

}  // namespace frontdesk::gateway
