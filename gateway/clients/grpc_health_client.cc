#include "gateway/clients/grpc_health_client.h"

#include <chrono>
#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "frontdesk/v1/operations.grpc.pb.h"
#include "frontdesk/v1/operations.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/async_unary_call.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/slice.h"
#include "grpcpp/support/status.h"
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

template <typename Response>
struct Question {
  Question() { context.set_deadline(std::chrono::system_clock::now() + kPatience); }

  // Its answer comes through `answers`.
  void Start(std::unique_ptr<grpc::ClientAsyncResponseReader<Response>> call) {
    reader = std::move(call);
    reader->StartCall();
    reader->Finish(&response, &status, this);
  }

  grpc::ClientContext context;
  std::unique_ptr<grpc::ClientAsyncResponseReader<Response>> reader;
  Response response;
  grpc::Status status;
};

// Waits for `count` answers; each comes by its question's deadline. Not by callbacks: gRPC starts
// threads for these that stay, wait for every message of a channel and wake up whose it is, where
// who has asked would have waited for it alone.
void Await(grpc::CompletionQueue& answers, std::size_t count) {
  void* which = nullptr;
  bool ok = false;
  for (std::size_t i = 0; i < count; ++i) answers.Next(&which, &ok);
}

class GrpcHealthClient : public HealthClient {
 public:
  explicit GrpcHealthClient(std::map<std::string, std::shared_ptr<grpc::Channel>> channels)
      : channels_(std::move(channels)) {}

  std::map<std::string, Serving> Check() override {
    grpc::CompletionQueue answers;
    std::list<Question<grpc::ByteBuffer>> questions;
    for (const auto& [name, channel] : channels_) {
      grpc::GenericStub stub(channel);
      for (const char* service : {"", kClinikoKeysHealth}) {
        auto& question = questions.emplace_back();
        question.Start(
            stub.PrepareUnaryCall(&question.context, kMethod, RequestFor(service), &answers));
      }
    }
    Await(answers, questions.size());

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
    grpc::CompletionQueue answers;
    std::list<Question<v1::GetStatusResponse>> questions;
    for (const auto& [name, channel] : channels_) {
      auto& question = questions.emplace_back();
      question.Start(v1::OperationsService::NewStub(channel)->PrepareAsyncGetStatus(
          &question.context, v1::GetStatusRequest(), &answers));
    }
    Await(answers, questions.size());

    PoolUse sum;
    for (const auto& question : questions) {
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
