#include "libs/rpc/health_service.h"

#include <filesystem>
#include <fstream>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "frontdesk/v1/operations.grpc.pb.h"
#include "frontdesk/v1/schedule_cache.grpc.pb.h"
#include "gmock/gmock.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/status.h"
#include "grpcpp/support/sync_stream.h"
#include "gtest/gtest.h"
#include "libs/rpc/channel.h"
#include "libs/rpc/rpc_server.h"
#include "libs/rpc/service_config.h"
#include "libs/testing/status_matchers.h"

namespace frontdesk {
namespace {

using ::frontdesk::test::IsOk;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using grpc::health::v1::Health;
using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

constexpr char kService[] = "frontdesk.v1.ScheduleCacheService";
constexpr absl::Duration kLongEnough = absl::Seconds(30);

HealthCheckRequest About(const std::string& name) {
  HealthCheckRequest request;
  request.set_service(name);
  return request;
}

// Hears what is said of a name until it hangs up.
class Watcher {
 public:
  Watcher(Health::Stub& stub, const std::string& name) {
    context_.set_deadline(absl::ToChronoTime(absl::Now() + kLongEnough));
    reader_ = stub.Watch(&context_, About(name));
  }
  ~Watcher() {
    context_.TryCancel();
    for (HealthCheckResponse response; reader_->Read(&response);) continue;
    reader_->Finish();
  }
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;

  // UNKNOWN, which is never said, once the server has ended it.
  HealthCheckResponse::ServingStatus Next() {
    HealthCheckResponse response;
    reader_->Read(&response);
    return response.status();
  }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<HealthCheckResponse>> reader_;
};

class HealthServiceTest : public ::testing::Test {
 protected:
  HealthServiceTest() {
    auto server = RpcServer::Start({.max_threads = 16, .service_name = kService}, service_);
    EXPECT_THAT(server, IsOk());
    server_ = *std::move(server);
    channel_ = Connect(server_->address());
    health_ = Health::NewStub(channel_);
  }

  grpc::StatusCode Check(const std::string& name, HealthCheckResponse& response) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + kLongEnough));
    return health_->Check(&context, About(name), &response).error_code();
  }

  HealthCheckResponse::ServingStatus StatusOf(const std::string& name) {
    HealthCheckResponse response;
    EXPECT_EQ(Check(name, response), grpc::StatusCode::OK) << name;
    return response.status();
  }

  v1::ScheduleCacheService::Service service_;
  std::unique_ptr<RpcServer> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<Health::Stub> health_;
};

TEST_F(HealthServiceTest, TellsHowEachNameIs) {
  server_->SetServing(false);
  server_->SetClinikoKeysOpen(true);

  EXPECT_EQ(StatusOf(""), HealthCheckResponse::NOT_SERVING);
  EXPECT_EQ(StatusOf(kService), HealthCheckResponse::NOT_SERVING);
  EXPECT_EQ(StatusOf(kTakesCallsHealth), HealthCheckResponse::SERVING);
  EXPECT_EQ(StatusOf(kClinikoKeysHealth), HealthCheckResponse::SERVING);
}

TEST_F(HealthServiceTest, DoesNotKnowEveryName) {
  HealthCheckResponse response;
  EXPECT_EQ(Check("frontdesk.v1.NobodysService", response), grpc::StatusCode::NOT_FOUND);
}

TEST_F(HealthServiceTest, TellsWatchersWhatChanges) {
  Watcher keys(*health_, kClinikoKeysHealth);
  Watcher calls(*health_, kTakesCallsHealth);
  EXPECT_EQ(keys.Next(), HealthCheckResponse::SERVICE_UNKNOWN);
  EXPECT_EQ(calls.Next(), HealthCheckResponse::SERVING);

  server_->SetClinikoKeysOpen(true);
  EXPECT_EQ(keys.Next(), HealthCheckResponse::SERVING);
  server_->SetClinikoKeysOpen(false);
  EXPECT_EQ(keys.Next(), HealthCheckResponse::NOT_SERVING);

  server_->Drain();
  EXPECT_EQ(calls.Next(), HealthCheckResponse::NOT_SERVING);
}

// Each holds a thread, of which there must be some for calls.
TEST_F(HealthServiceTest, IsWatchedByManyAtATimeAndByNoMoreWhileCallsGoOn) {
  std::list<Watcher> watchers;
  HealthCheckResponse::ServingStatus heard = HealthCheckResponse::SERVING;
  while (heard == HealthCheckResponse::SERVING) {
    heard = watchers.emplace_back(*health_, "").Next();
  }
  // The channel itself is one of them.
  EXPECT_EQ(watchers.size(), kMostHealthWatches);
  grpc::ClientContext late_context;
  HealthCheckResponse response;
  const auto late = health_->Watch(&late_context, About(""));
  EXPECT_FALSE(late->Read(&response));
  EXPECT_EQ(late->Finish().error_code(), grpc::StatusCode::UNIMPLEMENTED);

  EXPECT_EQ(StatusOf(""), HealthCheckResponse::SERVING);
  v1::GetStatusResponse status;
  grpc::ClientContext context;
  EXPECT_TRUE(v1::OperationsService::NewStub(channel_)->GetStatus(&context, {}, &status).ok());

  watchers.clear();
  const absl::Time deadline = absl::Now() + kLongEnough;
  do {
    heard = Watcher(*health_, "").Next();
  } while (heard != HealthCheckResponse::SERVING && absl::Now() < deadline);
  EXPECT_EQ(heard, HealthCheckResponse::SERVING) << "those that hung up still have the places";
}

// Watches are calls that never end, and a server that stops lets calls in flight end.
TEST_F(HealthServiceTest, ServersStopAtOnceAlthoughClientsWatchThem) {
  EXPECT_EQ(StatusOf(""), HealthCheckResponse::SERVING);  // our channel watches by now
  const absl::Time began = absl::Now();

  server_->Stop(/*grace=*/kLongEnough);

  EXPECT_LT(absl::Now() - began, kLongEnough / 3);
}

// gRPC's health service came with two, which took each message of every call before whoever it was
// for, to wake that one up.
TEST_F(HealthServiceTest, StartsNoThreadsForCallbacks) {
  EXPECT_EQ(StatusOf(""), HealthCheckResponse::SERVING);

  std::vector<std::string> names;
  for (const auto& thread : std::filesystem::directory_iterator("/proc/self/task")) {
    std::getline(std::ifstream(thread.path() / "comm"), names.emplace_back());
  }

  EXPECT_THAT(names, Contains(HasSubstr("grpcpp_sync")));  // gRPC names its threads
  EXPECT_THAT(names, Not(Contains(HasSubstr("nexting"))));
}

}  // namespace
}  // namespace frontdesk
