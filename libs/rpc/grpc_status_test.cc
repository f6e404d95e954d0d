#include "libs/rpc/grpc_status.h"

#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "grpcpp/support/status.h"
#include "gtest/gtest.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"

namespace frontdesk::test {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

absl::Status OverTheWire(const absl::Status& status) { return FromGrpc(ToGrpc(status)); }

TEST(GrpcStatus, KeepsEveryErrorOfTheTableAcrossAHop) {
  for (const ErrorRow& row : ErrorTable()) {
    const absl::Status there = OverTheWire(MakeError(row.error, "because"));
    EXPECT_EQ(there.code(), row.grpc_code) << row.webhook_code;
    EXPECT_EQ(there.message(), "because") << row.webhook_code;
    EXPECT_TRUE(IsError(there, row.error)) << row.webhook_code;
  }
}

TEST(GrpcStatus, KeepsTheDetailsAcrossAHop) {
  const DayOpenings day = {.practitioner = {.id = PractitionerId("201"), .display_name = "Dr C"},
                           .business = {.id = BusinessId("101"), .name = "City Rooms"},
                           .appointment_type = {.id = AppointmentTypeId("302"),
                                                .name = "Massage",
                                                .duration = absl::Minutes(60)},
                           .day = absl::CivilDay(2026, 7, 14),
                           .times = {{absl::FromUnixSeconds(1), absl::FromUnixSeconds(3601)}}};
  absl::Status status = MakeError(DomainError::kSlotTaken, "contested");
  status = WithFacts(status, {{"practitioner", "Dr C"}});
  status = WithMissing(status, {"time"});
  status = WithClarification(
      status, {ChoiceKind::kService, {{"302", "Massage", {{"date", "2026-07-14"}}}}});
  status = WithAlternatives(status, {day});

  const absl::Status there = OverTheWire(status);

  EXPECT_THAT(FactsOf(there), ElementsAre(Pair("practitioner", "Dr C")));
  EXPECT_THAT(MissingOf(there), ElementsAre("time"));
  ASSERT_TRUE(ClarificationOf(there).has_value());
  EXPECT_EQ(ClarificationOf(there)->kind, ChoiceKind::kService);
  EXPECT_THAT(ClarificationOf(there)->choices,
              ElementsAre(Choice{"302", "Massage", {{"date", "2026-07-14"}}}));
  EXPECT_THAT(AlternativesOf(there), ElementsAre(day));
}

TEST(GrpcStatus, GivesAReasonToAnErrorThatHasNone) {
  EXPECT_TRUE(IsError(OverTheWire(absl::InternalError("oops")), DomainError::kInternalError));
  EXPECT_TRUE(
      IsError(OverTheWire(absl::UnavailableError("away")), DomainError::kBookingSystemUnavailable));
}

TEST(GrpcStatus, SurvivesDetailsThatCannotBeRead) {
  const absl::Status status = FromGrpc(grpc::Status(grpc::StatusCode::ABORTED, "x", "\xff\xff"));

  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(DomainErrorOf(status), std::nullopt);
}

TEST(GrpcStatus, KeepsOkOk) { EXPECT_TRUE(OverTheWire(absl::OkStatus()).ok()); }

}  // namespace
}  // namespace frontdesk::test
