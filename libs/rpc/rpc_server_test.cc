#include "libs/rpc/rpc_server.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "frontdesk/v1/operations.grpc.pb.h"
#include "frontdesk/v1/schedule_cache.grpc.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "libs/rpc/channel.h"
#include "libs/rpc/grpc_status.h"
#include "libs/rpc/operations.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"
#include "libs/testing/status_matchers.h"

namespace frontdesk {
namespace {

using ::frontdesk::test::FailsWith;
using ::frontdesk::test::IsOk;

// Answers every question with an error and some 20 KB of choices.
class Chatty : public v1::ScheduleCacheService::Service {
 public:
  grpc::Status GetDirectory(grpc::ServerContext* /*context*/,
                            const v1::GetDirectoryRequest* /*request*/,
                            v1::GetDirectoryResponse* /*response*/) override {
    Clarification clarification{.kind = ChoiceKind::kPractitioner, .choices = {}};
    for (int id = 0; id < 400; ++id) {
      clarification.choices.push_back(
          {absl::StrCat(id), absl::StrCat("Dr Cameron Example the ", id)});
    }
    return ToGrpc(WithClarification(
        MakeError(DomainError::kPractitionerNotFound, "no such practitioner"), clarification));
  }
};

// Keeps what came with the call.
class Listener : public v1::ScheduleCacheService::Service {
 public:
  grpc::Status GetDirectory(grpc::ServerContext* context,
                            const v1::GetDirectoryRequest* /*request*/,
                            v1::GetDirectoryResponse* /*response*/) override {
    heard = ContextOf(*context);
    return grpc::Status::OK;
  }

  CallContext heard;
};

TEST(RpcServer, HearsWhatIsLeftOfTheTimesLessTheWayBack) {
  Listener service;
  const auto server = RpcServer::Start({}, service);
  ASSERT_THAT(server, IsOk());
  const auto stub = v1::ScheduleCacheService::NewStub(Connect((*server)->address()));
  const absl::Time now = absl::Now();
  const CallContext call = {.deadline = now + absl::Seconds(60),
                            .answer_by = now + absl::Seconds(20)};

  grpc::ClientContext context;
  Prepare(call, context);
  v1::GetDirectoryResponse response;
  ASSERT_THAT(FromGrpc(stub->GetDirectory(&context, {}, &response)), IsOk());

  // What the way took cannot be known here, so the upper bounds are loose.
  EXPECT_GT(service.heard.deadline, now + absl::Seconds(59));
  EXPECT_LT(service.heard.deadline, call.deadline + absl::Seconds(10));
  EXPECT_GT(service.heard.answer_by, now + absl::Seconds(19));
  EXPECT_LT(service.heard.answer_by, call.answer_by + absl::Seconds(10));
}

// What is in memory can be had while the database is away, so nothing may stop the calls.
TEST(RpcServer, IsCalledEvenWhileItsHealthSaysThatItDoesNotServe) {
  Listener service;
  const auto server =
      RpcServer::Start({.service_name = "frontdesk.v1.ScheduleCacheService"}, service);
  ASSERT_THAT(server, IsOk());
  (*server)->SetServing(false);
  const auto stub = v1::ScheduleCacheService::NewStub(Connect((*server)->address()));

  grpc::ClientContext context;
  Prepare({.deadline = absl::Now() + absl::Seconds(30)}, context);
  v1::GetDirectoryResponse response;
  EXPECT_THAT(FromGrpc(stub->GetDirectory(&context, {}, &response)), IsOk());
}

TEST(RpcServer, TellsHowItsDatabaseIsUsed) {
  Listener service;
  const auto server = RpcServer::Start(
      {.pool_use = [] { return PoolUse{.most = 10, .open = 4, .in_use = 3}; }}, service);
  ASSERT_THAT(server, IsOk());
  const auto stub = v1::OperationsService::NewStub(Connect((*server)->address()));

  grpc::ClientContext context;
  Prepare({.deadline = absl::Now() + absl::Seconds(30)}, context);
  v1::GetStatusResponse response;
  ASSERT_THAT(FromGrpc(stub->GetStatus(&context, {}, &response)), IsOk());
  EXPECT_EQ(response.database_pool().max_connections(), 10);
  EXPECT_EQ(response.database_pool().open_connections(), 4);
  EXPECT_EQ(response.database_pool().in_use_connections(), 3);
}

TEST(Prepare, KeepsTimeForTheReply) {
  const absl::Time now = absl::Now();
  grpc::ClientContext context;
  Prepare({.deadline = now + absl::Seconds(60)}, context);
  EXPECT_LE(absl::FromChrono(context.deadline()), now + absl::Seconds(60) - kReplyTime);
  EXPECT_GT(absl::FromChrono(context.deadline()), now + absl::Seconds(59));
}

// In one process any size went through; over TCP the caller saw RESOURCE_EXHAUSTED instead.
TEST(RpcServer, SendsAnErrorWithManyChoicesOverTheNetwork) {
  Chatty service;
  const auto server = RpcServer::Start({}, service);
  ASSERT_THAT(server, IsOk());
  const auto stub = v1::ScheduleCacheService::NewStub(Connect((*server)->address()));

  grpc::ClientContext context;
  Prepare({.deadline = absl::Now() + absl::Seconds(30)}, context);
  v1::GetDirectoryResponse response;
  const absl::Status status = FromGrpc(stub->GetDirectory(&context, {}, &response));

  EXPECT_THAT(status, FailsWith(DomainError::kPractitionerNotFound));
  ASSERT_TRUE(ClarificationOf(status).has_value());
  EXPECT_EQ(ClarificationOf(status)->choices.size(), 400u);
}

}  // namespace
}  // namespace frontdesk
