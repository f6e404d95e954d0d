#include "libs/testing/status_matchers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/status/domain_error.h"

namespace frontdesk::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const absl::Status kTaken = MakeError(DomainError::kSlotTaken, "nine o'clock");

TEST(IsOk, TellsSuccessFromFailure) {
  EXPECT_THAT(absl::OkStatus(), IsOk());
  EXPECT_THAT(absl::StatusOr<int>(7), IsOk());
  EXPECT_THAT(kTaken, Not(IsOk()));
  EXPECT_THAT(absl::StatusOr<int>(kTaken), Not(IsOk()));
}

TEST(IsOkAndHolds, LooksAtTheValue) {
  const absl::StatusOr<std::string> held = "Harbour";
  EXPECT_THAT(held, IsOkAndHolds("Harbour"));
  EXPECT_THAT(held, IsOkAndHolds(StartsWith("Har")));
  EXPECT_THAT(held, Not(IsOkAndHolds("Hill")));
  EXPECT_THAT(absl::StatusOr<std::string>(kTaken), Not(IsOkAndHolds("Harbour")));
}

TEST(FailsWith, TellsOneErrorFromAnotherOfTheSameCode) {
  EXPECT_THAT(kTaken, FailsWith(DomainError::kSlotTaken));
  EXPECT_THAT(absl::StatusOr<int>(kTaken), FailsWith(DomainError::kSlotTaken));
  EXPECT_THAT(absl::AbortedError("bare"), Not(FailsWith(DomainError::kSlotTaken)));
  EXPECT_THAT(absl::OkStatus(), Not(FailsWith(DomainError::kSlotTaken)));
}

TEST(StatusIs, LooksAtTheCodeAndTheMessage) {
  EXPECT_THAT(kTaken, StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(kTaken, StatusIs(absl::StatusCode::kAborted, HasSubstr("nine")));
  EXPECT_THAT(kTaken, Not(StatusIs(absl::StatusCode::kAborted, HasSubstr("ten"))));
  EXPECT_THAT(kTaken, Not(StatusIs(absl::StatusCode::kNotFound)));
}

}  // namespace
}  // namespace frontdesk::test
