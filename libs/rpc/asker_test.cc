#include "libs/rpc/asker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "frontdesk/v1/schedule_cache.grpc.pb.h"
#include "grpcpp/server_context.h"
#include "libs/domain/call_context.h"
#include "libs/rpc/answer.h"
#include "libs/rpc/channel.h"
#include "libs/rpc/peer.h"
#include "libs/rpc/rpc_server.h"
#include "libs/status/domain_error.h"
#include "libs/telemetry/log_capture.h"
#include "libs/testing/status_matchers.h"

namespace frontdesk {
namespace {

using ::frontdesk::test::FailsWith;
using ::frontdesk::test::IsOk;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Api = v1::ScheduleCacheService;

// Answers as every service of ours does, and keeps who called it how.
class Listener : public Api::Service {
 public:
  grpc::Status GetDirectory(grpc::ServerContext* context, const v1::GetDirectoryRequest* request,
                            v1::GetDirectoryResponse* response) override {
    return Answer(*context, "ScheduleCacheService/GetDirectory", [&](const CallContext& call) {
      ++calls;
      heard = call;
      thread = std::this_thread::get_id();
      if (request->clinic_id() == "nobody's") {
        return MakeError(DomainError::kClinicNotFound, "no such clinic");
      }
      if (request->clinic_id() == "thrown") throw std::out_of_range("it");
      if (request->clinic_id() == "hangs") {
        ++hanging;
        release.WaitForNotification();
      }
      response->mutable_directory()->set_version(request->known_version() + 1);
      return absl::OkStatus();
    });
  }

  std::atomic<int> calls = 0;
  CallContext heard;
  std::thread::id thread;
  std::atomic<int> hanging = 0;
  absl::Notification release;
};

class AskerTest : public ::testing::Test {
 protected:
  static absl::StatusOr<v1::GetDirectoryResponse> Ask(const Peer& peer, const std::string& clinic,
                                                      const CallContext& call) {
    v1::GetDirectoryRequest request;
    request.set_clinic_id(clinic);
    request.set_known_version(6);
    return Asker<Api>(peer).Ask(&Api::Stub::GetDirectory, &Api::Service::GetDirectory, request,
                                call);
  }

  static absl::StatusOr<v1::GetDirectoryResponse> AskPunctual(const Peer& peer,
                                                              const CallContext& call) {
    v1::GetDirectoryRequest request;
    request.set_known_version(6);
    return Asker<Api>(peer).AskPunctual(&Api::Stub::GetDirectory, &Api::Service::GetDirectory,
                                        request, call);
  }

  Peer Here() { return server_->AsPeer(); }
  Peer ByChannel() { return server_->InProcessChannel(); }

  Listener service_;
  const std::unique_ptr<RpcServer> server_ = *RpcServer::Start({}, service_);
  const test::LogCapture log_;
};

TEST_F(AskerTest, CallsAServiceOfThisProcess) {
  const auto answer = Ask(Here(), "c", {.deadline = absl::Now() + absl::Seconds(30)});

  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->directory().version(), 7);
}

TEST_F(AskerTest, CallsOnItsOwnThreadWhatKeepsItsDeadlineByItself) {
  const auto answer = AskPunctual(Here(), {.deadline = absl::Now() + absl::Seconds(30)});

  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->directory().version(), 7);
  EXPECT_EQ(service_.thread, std::this_thread::get_id());
}

TEST_F(AskerTest, ComesBackAtTheDeadlineWhateverTheServiceDoes) {
  for (const Peer& peer : {Here(), ByChannel()}) {
    service_.hanging = 0;
    absl::Status answer;
    do {
      answer = Ask(peer, "hangs", {.deadline = absl::Now() + absl::Milliseconds(100)}).status();
      EXPECT_EQ(answer.code(), absl::StatusCode::kDeadlineExceeded);
    } while (service_.hanging == 0);  // a busy machine may not have begun
  }
  service_.release.Notify();
}

TEST_F(AskerTest, GoesThroughTheChannelToWhoIsElsewhere) {
  const auto answer = Ask(ByChannel(), "c", {.deadline = absl::Now() + absl::Seconds(30)});

  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->directory().version(), 7);
  EXPECT_NE(service_.thread, std::this_thread::get_id());
}

TEST_F(AskerTest, BringsTheSameTimesIdAndTraceEitherWay) {
  const absl::Time now = absl::Now();
  const CallContext call = {
      .deadline = now + absl::Seconds(60),
      .answer_by = now + absl::Seconds(20),
      .request_id = "r-1",
      .traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"};
  for (const Peer& peer : {Here(), ByChannel()}) {
    ASSERT_THAT(Ask(peer, "c", call), IsOk());

    EXPECT_EQ(service_.heard.request_id, call.request_id);
    EXPECT_EQ(service_.heard.traceparent, call.traceparent);
    // What is left travels over a channel, so that times shift by what the way takes.
    EXPECT_GT(service_.heard.deadline, call.deadline - absl::Seconds(1));
    EXPECT_LT(service_.heard.deadline, call.deadline + absl::Seconds(10));
    EXPECT_GT(service_.heard.answer_by, call.answer_by - absl::Seconds(1));
    EXPECT_LT(service_.heard.answer_by, call.answer_by + absl::Seconds(10));
  }
}

TEST_F(AskerTest, KeepsTimeForTheReplyOfAServiceOfThisProcessToo) {
  const absl::Time deadline = absl::Now() + absl::Seconds(60);
  ASSERT_THAT(Ask(Here(), "c", {.deadline = deadline}), IsOk());

  EXPECT_EQ(service_.heard.deadline, deadline - kReplyTime);
  EXPECT_EQ(service_.heard.answer_by, absl::InfiniteFuture());
}

TEST_F(AskerTest, TellsTheSameFailureEitherWay) {
  for (const Peer& peer : {Here(), ByChannel()}) {
    const CallContext call = {.deadline = absl::Now() + absl::Seconds(30)};
    EXPECT_THAT(Ask(peer, "nobody's", call), FailsWith(DomainError::kClinicNotFound));
    EXPECT_EQ(Ask(peer, "thrown", call).status().code(), absl::StatusCode::kInternal);
  }
}

TEST_F(AskerTest, AsksNobodyOnceTheDeadlineHasPassed) {
  for (const Peer& peer : {Here(), ByChannel()}) {
    const auto answer = Ask(peer, "c", {.deadline = absl::Now() - absl::Seconds(1)});

    EXPECT_EQ(answer.status().code(), absl::StatusCode::kDeadlineExceeded);
    EXPECT_EQ(AskPunctual(peer, {.deadline = absl::Now() - absl::Seconds(1)}).status().code(),
              absl::StatusCode::kDeadlineExceeded);
  }
  EXPECT_EQ(service_.calls, 0);
}

// By the channel nobody may ask any more: there gRPC's in-process channels crash.
TEST_F(AskerTest, HearsAtOnceThatTheServerHasStopped) {
  const Peer peer = Here();
  server_->Stop(absl::ZeroDuration());
  const absl::Time began = absl::Now();
  EXPECT_FALSE(Ask(peer, "c", {.deadline = began + absl::Seconds(60)}).ok());

  EXPECT_LT(absl::Now() - began, absl::Seconds(30));
  EXPECT_EQ(service_.calls, 0);
}

TEST_F(AskerTest, LogsTheCallOnceEitherWay) {
  for (const Peer& peer : {Here(), ByChannel()}) {
    const test::LogCapture log;
    ASSERT_THAT(Ask(peer, "c", {.deadline = absl::Now() + absl::Seconds(30), .request_id = "r-1"}),
                IsOk());

    EXPECT_THAT(log.Lines(), ElementsAre(AllOf(HasSubstr(R"("event":"rpc")"),
                                               HasSubstr(R"("request_id":"r-1")"))));
  }
}

}  // namespace
}  // namespace frontdesk
