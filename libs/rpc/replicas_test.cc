// What callers notice of replicas that come, go and die behind one channel: nothing, but for calls
// that may have changed something on the one that died.
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "frontdesk/v1/schedule_cache.grpc.pb.h"
#include "gmock/gmock.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/server_context.h"
#include "gtest/gtest.h"
#include "libs/domain/call_context.h"
#include "libs/rpc/answer.h"
#include "libs/rpc/channel.h"
#include "libs/rpc/grpc_status.h"
#include "libs/rpc/rpc_server.h"
#include "libs/status/domain_error.h"
#include "libs/telemetry/log.h"
#include "libs/testing/status_matchers.h"
#include "libs/testing/wire.h"

namespace frontdesk {
namespace {

using ::frontdesk::test::FailsWith;
using ::frontdesk::test::IsOk;
using ::testing::IsEmpty;

constexpr absl::Duration kLongEnough = absl::Seconds(30);

// GetDirectory only reads; SyncClinic changes something, and nothing says that twice is once.
class Replica : public v1::ScheduleCacheService::Service {
 public:
  grpc::Status GetDirectory(grpc::ServerContext* context, const v1::GetDirectoryRequest*,
                            v1::GetDirectoryResponse*) override {
    return Take(*context, "ScheduleCacheService/GetDirectory");
  }
  grpc::Status SyncClinic(grpc::ServerContext* context, const v1::SyncClinicRequest*,
                          v1::SyncClinicResponse*) override {
    return Take(*context, "ScheduleCacheService/SyncClinic");
  }

  // What a call does here. Set it before the first one.
  std::function<absl::Status()> answer = [] { return absl::OkStatus(); };

  int calls() const { return calls_; }
  std::size_t connections() const {
    const absl::MutexLock lock(&mutex_);
    return peers_.size();
  }

 private:
  grpc::Status Take(grpc::ServerContext& context, RpcName name) {
    {
      const absl::MutexLock lock(&mutex_);
      peers_.insert(context.peer());
    }
    ++calls_;
    return Answer(context, name, [this](const CallContext&) { return answer(); });
  }

  std::atomic<int> calls_ = 0;
  mutable absl::Mutex mutex_;
  std::set<std::string> peers_;
};

absl::Status Read(v1::ScheduleCacheService::Stub& stub) {
  grpc::ClientContext context;
  Prepare({.deadline = absl::Now() + kLongEnough}, context);
  v1::GetDirectoryResponse response;
  return FromGrpc(stub.GetDirectory(&context, {}, &response));
}

absl::Status Change(v1::ScheduleCacheService::Stub& stub) {
  grpc::ClientContext context;
  Prepare({.deadline = absl::Now() + kLongEnough}, context);
  v1::SyncClinicResponse response;
  return FromGrpc(stub.SyncClinic(&context, {}, &response));
}

class ReplicasTest : public ::testing::Test {
 protected:
  ReplicasTest() { log::SetLevel("off"); }
  ~ReplicasTest() override { log::SetLevel("info"); }

  void Start(std::size_t replica, const std::string& listen = "127.0.0.1:0",
             absl::Duration connection_age = absl::Minutes(5)) {
    auto server =
        RpcServer::Start({.listen = listen, .connection_age = connection_age}, services_[replica]);
    ASSERT_THAT(server, IsOk());
    servers_[replica] = *std::move(server);
  }

  Replica services_[2];
  std::unique_ptr<RpcServer> servers_[2];
};

// Steady calls of several clients that change something, so that gRPC may repeat none of them.
class Load {
 public:
  explicit Load(const std::string& target) {
    for (int client = 0; client < 4; ++client) {
      threads_.emplace_back([this, channel = Connect(target)] {
        const auto stub = v1::ScheduleCacheService::NewStub(channel);
        while (!stop_) {
          const absl::Status status = Change(*stub);
          const absl::MutexLock lock(&mutex_);
          if (!status.ok()) failed_.push_back(status.ToString());
        }
      });
    }
  }
  ~Load() { Stop(); }

  // What failed.
  std::vector<std::string> Stop() {
    stop_ = true;
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    return failed_;
  }

 private:
  std::atomic<bool> stop_ = false;
  absl::Mutex mutex_;
  std::vector<std::string> failed_;
  std::vector<std::thread> threads_;
};

// Until `happened`; false if it did not.
bool Await(const std::function<bool()>& happened) {
  for (const absl::Time deadline = absl::Now() + kLongEnough; absl::Now() < deadline;
       absl::SleepFor(absl::Milliseconds(5))) {
    if (happened()) return true;
  }
  return false;
}

// A server that shuts down fails calls that arrive before its clients have heard of it.
TEST_F(ReplicasTest, OneThatDrainsIsCalledNoMoreAndStopsWithoutAFailedCall) {
  for (Replica& each : services_) {
    each.answer = [] {
      absl::SleepFor(absl::Milliseconds(1));
      return absl::OkStatus();
    };
  }
  Start(0);
  Start(1);
  const std::string first = servers_[0]->address();
  Load load(absl::StrCat("ipv4:", first, ",", servers_[1]->address()));

  for (int round = 0; round < 8; ++round) {
    const int before = services_[0].calls();
    EXPECT_TRUE(Await([&] { return services_[0].calls() > before + 20; })) << "is not called";
    servers_[0]->Drain();
    EXPECT_TRUE(Await([&] {
      const int seen = services_[0].calls();
      absl::SleepFor(absl::Milliseconds(100));
      return services_[0].calls() == seen;
    })) << "is called all the time";
    servers_[0]->Stop(kLongEnough);
    Start(0, first);
  }

  EXPECT_THAT(load.Stop(), IsEmpty());
}

TEST_F(ReplicasTest, ConnectionsAreRenewedWithoutAFailedCall) {
  Start(0, "127.0.0.1:0", /*connection_age=*/absl::Milliseconds(50));
  Load load(servers_[0]->address());

  EXPECT_TRUE(Await([&] { return services_[0].connections() > 40; }));

  EXPECT_THAT(load.Stop(), IsEmpty());
}

class DyingReplicaTest : public ReplicasTest {
 protected:
  // Both at the other end of a wire. The first one that is called is cut off before it has
  // answered.
  DyingReplicaTest() {
    for (std::size_t i = 0; i < 2; ++i) {
      Start(i);
      wires_[i] = std::make_unique<test::Wire>(servers_[i]->address());
      services_[i].answer = [this, i] {
        if (!dead_.exchange(true)) wires_[i]->Cut();
        return absl::OkStatus();
      };
    }
    stub_ = v1::ScheduleCacheService::NewStub(
        Connect(absl::StrCat("ipv4:", wires_[0]->address(), ",", wires_[1]->address())));
  }

  std::unique_ptr<test::Wire> wires_[2];
  std::atomic<bool> dead_ = false;
  std::unique_ptr<v1::ScheduleCacheService::Stub> stub_;
};

TEST_F(DyingReplicaTest, AReadIsMadeAgainWithAnotherOne) {
  EXPECT_THAT(Read(*stub_), IsOk());

  EXPECT_EQ(services_[0].calls(), 1);
  EXPECT_EQ(services_[1].calls(), 1);
}

TEST_F(DyingReplicaTest, WhatMayHaveChangedSomethingIsNotMadeAgain) {
  EXPECT_EQ(Change(*stub_).code(), absl::StatusCode::kUnavailable);

  EXPECT_EQ(services_[0].calls() + services_[1].calls(), 1);
  EXPECT_THAT(Change(*stub_), IsOk());
}

TEST_F(ReplicasTest, AnAnswerThatIsAFailureIsNotAskedForAgain) {
  Start(0);
  services_[0].answer = [] { return MakeError(DomainError::kBookingSystemUnavailable, "away"); };
  const auto stub = v1::ScheduleCacheService::NewStub(Connect(servers_[0]->address()));

  EXPECT_THAT(Read(*stub), FailsWith(DomainError::kBookingSystemUnavailable));

  EXPECT_EQ(services_[0].calls(), 1);
}

}  // namespace
}  // namespace frontdesk
