#include "libs/rpc/answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <stdexcept>
#include <string>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/status.h"
#include "grpcpp/test/server_context_test_spouse.h"
#include "libs/domain/call_context.h"
#include "libs/rpc/grpc_status.h"
#include "libs/status/domain_error.h"
#include "libs/telemetry/log.h"
#include "libs/telemetry/log_capture.h"

namespace frontdesk {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kMethod[] = "SessionService/GetSession";

TEST(Answer, GivesTheBodyWhatCameWithTheCall) {
  const test::LogCapture log;
  grpc::ServerContext context;
  grpc::testing::ServerContextTestSpouse spouse(&context);
  spouse.AddClientMetadata("x-request-id", "r-1");
  spouse.AddClientMetadata("traceparent", "00-trace");
  spouse.AddClientMetadata("x-answer-within-ms", "450");
  const absl::Time began = absl::Now();

  CallContext seen;
  const grpc::Status status = Answer(context, kMethod, [&](const CallContext& call) {
    seen = call;
    return absl::OkStatus();
  });

  EXPECT_TRUE(status.ok());
  EXPECT_EQ(seen.request_id, "r-1");
  EXPECT_EQ(seen.traceparent, "00-trace");
  EXPECT_EQ(seen.deadline, absl::InfiniteFuture());
  EXPECT_GE(seen.answer_by, began + absl::Milliseconds(450));
  EXPECT_LE(seen.answer_by, absl::Now() + absl::Milliseconds(450));
}

TEST(Answer, HasNoPatienceOfItsOwnWhereTheCallerNamedNone) {
  for (const std::string sent : {"", "soon", "-1", "99999999999999999999"}) {
    SCOPED_TRACE(sent);
    const test::LogCapture log;
    grpc::ServerContext context;
    grpc::testing::ServerContextTestSpouse spouse(&context);
    spouse.AddClientMetadata("x-answer-within-ms", sent);

    CallContext seen;
    Answer(context, kMethod, [&](const CallContext& call) {
      seen = call;
      return absl::OkStatus();
    });

    EXPECT_EQ(seen.answer_by, absl::InfiniteFuture());
  }
}

TEST(Answer, LogsOneLineWithTheRequestIdForASuccess) {
  const test::LogCapture log;
  grpc::ServerContext context;
  grpc::testing::ServerContextTestSpouse spouse(&context);
  spouse.AddClientMetadata("x-request-id", "r-1");

  EXPECT_TRUE(Answer(context, kMethod, [](const CallContext&) { return absl::OkStatus(); }).ok());

  EXPECT_THAT(log.Lines(),
              ElementsAre(AllOf(HasSubstr(R"("level":"info")"), HasSubstr(R"("event":"rpc")"),
                                HasSubstr(R"("method":"SessionService/GetSession")"),
                                HasSubstr(R"("code":"OK")"), HasSubstr(R"("took_ms":)"),
                                HasSubstr(R"("request_id":"r-1")"), Not(HasSubstr("reason")))));
}

TEST(Answer, GivesTheRequestIdToWhatTheBodyLogs) {
  const test::LogCapture log;
  grpc::ServerContext context;
  grpc::testing::ServerContextTestSpouse spouse(&context);
  spouse.AddClientMetadata("x-request-id", "r-1");

  Answer(context, kMethod, [](const CallContext&) {
    log::Info("inner");
    return absl::OkStatus();
  });

  EXPECT_THAT(log.Lines(), AllOf(SizeIs(2), Each(HasSubstr(R"("request_id":"r-1")"))));
}

TEST(Answer, CarriesAFailureWithItsReason) {
  const test::LogCapture log;
  grpc::ServerContext context;

  const grpc::Status status = Answer(context, kMethod, [](const CallContext&) {
    return MakeError(DomainError::kSlotTaken, "contested");
  });

  EXPECT_EQ(status.error_code(), grpc::StatusCode::ABORTED);
  EXPECT_TRUE(IsError(FromGrpc(status), DomainError::kSlotTaken));
  EXPECT_THAT(log.Lines(), ElementsAre(AllOf(HasSubstr(R"("level":"info")"),
                                             HasSubstr(R"("reason":"SLOT_TAKEN")"),
                                             HasSubstr(R"("message":"contested")"))));
}

TEST(Answer, WarnsOfAFailureThatIsOurs) {
  const test::LogCapture log;
  grpc::ServerContext context;

  Answer(context, kMethod,
         [](const CallContext&) { return MakeError(DomainError::kBookingSystemUnavailable, "x"); });
  Answer(context, kMethod, [](const CallContext&) { return absl::InternalError("x"); });

  EXPECT_THAT(log.Lines(), AllOf(SizeIs(2), Each(HasSubstr(R"("level":"warn")"))));
}

TEST(Answer, TurnsAnExceptionIntoAnInternalErrorWithoutItsText) {
  const test::LogCapture log;
  grpc::ServerContext context;

  const grpc::Status status = Answer(context, kMethod, [](const CallContext&) -> absl::Status {
    throw std::out_of_range("Mary Example");
  });

  EXPECT_EQ(status.error_code(), grpc::StatusCode::INTERNAL);
  EXPECT_EQ(status.error_message(), "unexpected std::out_of_range");
  EXPECT_TRUE(IsError(FromGrpc(status), DomainError::kInternalError));
  EXPECT_THAT(log.Lines(), Each(Not(HasSubstr("Mary"))));
}

}  // namespace
}  // namespace frontdesk
