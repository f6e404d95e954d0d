#include "gateway/clients/grpc_health_client.h"

#include <chrono>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/blocking_counter.h"
#include "frontdesk/v1/operations.grpc.pb.h"
#include "frontdesk/v1/operations.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/slice.h"
#include "grpcpp/support/status.h"
#include "grpcpp/support/stub_options.h"
#include "libs/rpc/rpc_server.h"

namespace frontdesk::gateway {
namespace {

constexpr std::chrono::milliseconds kPatience(400);
constexpr char kMethod[] = "/grpc.health.v1.Health/Check";
// A HealthCheckResponse with status (field 1) SERVING (1) or NOT_SERVING (2), as bytes: the message
// is part of gRPC, not of ours, and this is all of it that we need.
constexpr char kServingText[] = "\x08\x01";
constexpr char kNotServingText[] = "\x08\x02";

std::string TextOf(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string text;
  if (!buffer.Dump(&slices).ok()) return text;
  for (const grpc::Slice& slice : slices) {
    text.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return text;
}

Serving ServingOf(const grpc::Status& status, const grpc::ByteBuffer& response) {
  if (!status.ok()) return Serving::kAway;
  const std::string text = TextOf(response);
  if (text == kServingText) return Serving::kServing;
  return text == kNotServingText ? Serving::kNotServing : Serving::kAway;
}

// A HealthCheckRequest for the service (field 1) of that name; empty: for the process.
grpc::ByteBuffer RequestFor(absl::string_view service) {
  const std::string text =
      service.empty() ? "" : absl::StrCat("\x0a", std::string(1, char(service.size())), service);
  const grpc::Slice slice(text);
  return grpc::ByteBuffer(&slice, 1);
}

struct Question {
  Question(const std::shared_ptr<grpc::Channel>& channel, absl::string_view service)
      : stub(channel), request(RequestFor(service)) {
    context.set_deadline(std::chrono::system_clock::now() + kPatience);
  }

  grpc::GenericStub stub;
  grpc::ClientContext context;
  grpc::ByteBuffer request;
  grpc::ByteBuffer response;
  grpc::Status status;
};

struct UseQuestion {
  explicit UseQuestion(const std::shared_ptr<grpc::Channel>& channel)
      : stub(v1::OperationsService::NewStub(channel)) {
    context.set_deadline(std::chrono::system_clock::now() + kPatience);
  }

  std::unique_ptr<v1::OperationsService::Stub> stub;
  grpc::ClientContext context;
  v1::GetStatusRequest request;
  v1::GetStatusResponse response;
};

class GrpcHealthClient : public HealthClient {
 public:
  explicit GrpcHealthClient(std::map<std::string, std::shared_ptr<grpc::Channel>> channels)
      : channels_(std::move(channels)) {}

  std::map<std::string, Serving> Check() override {
    std::list<Question> questions;
    absl::BlockingCounter open(static_cast<int>(2 * channels_.size()));
    for (const auto& [name, channel] : channels_) {
      for (const char* service : {"", kClinikoKeysHealth}) {
        Question& question = questions.emplace_back(channel, service);
        question.stub.UnaryCall(&question.context, kMethod, grpc::StubOptions(), &question.request,
                                &question.response, [&question, &open](grpc::Status status) {
                                  question.status = std::move(status);
                                  open.DecrementCount();
                                });
      }
    }
    open.Wait();  // each ends by its deadline

    std::map<std::string, Serving> serving;
    auto question = questions.begin();
    for (const auto& [name, channel] : channels_) {
      Serving serves = ServingOf(question->status, question->response);
      ++question;
      // Where the name is not known, there are no keys to open.
      const bool keys_missing =
          ServingOf(question->status, question->response) == Serving::kNotServing;
      ++question;
      if (serves == Serving::kServing && keys_missing) serves = Serving::kDegraded;
      serving[name] = serves;
    }
    return serving;
  }

  PoolUse DatabaseUse() override {
    std::list<UseQuestion> questions;
    absl::BlockingCounter open(static_cast<int>(channels_.size()));
    for (const auto& [name, channel] : channels_) {
      UseQuestion& question = questions.emplace_back(channel);
      question.stub->async()->GetStatus(&question.context, &question.request, &question.response,
                                        [&open](grpc::Status) { open.DecrementCount(); });
    }
    open.Wait();  // each ends by its deadline

    PoolUse sum;
    for (const UseQuestion& question : questions) {
      const v1::ConnectionPool& pool = question.response.database_pool();  // empty after a failure
      sum.most += pool.max_connections();
      sum.open += pool.open_connections();
      sum.in_use += pool.in_use_connections();
    }
    return sum;
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
