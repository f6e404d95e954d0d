#include "libs/cliniko/failure.h"

#include <string>

#include "absl/strings/match.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace frontdesk::cliniko {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Failure, EveryKindSurvivesTheTripThroughAStatus) {
  for (int i = 0; i <= static_cast<int>(Failure::kMalformedAnswer); ++i) {
    const auto failure = static_cast<Failure>(i);
    SCOPED_TRACE(std::string(FailureName(failure)));
    const absl::Status status = MakeFailure({.failure = failure}, "text");
    EXPECT_FALSE(status.ok());
    EXPECT_EQ(FailureOf(status), failure);
    EXPECT_FALSE(MayHaveTakenEffect(status));
    EXPECT_EQ(RateLimitResetOf(status), std::nullopt);
    EXPECT_THAT(InvalidFieldsOf(status), IsEmpty());
  }
}

TEST(Failure, CarriesWhatACallerActsOn) {
  const absl::Time reset = absl::FromUnixMillis(1790000000123);
  const absl::Status status = MakeFailure({.failure = Failure::kRateLimited,
                                           .may_have_taken_effect = true,
                                           .rate_limit_reset = reset,
                                           .invalid_fields = {"starts_at", "base"}},
                                          "text");

  EXPECT_TRUE(MayHaveTakenEffect(status));
  EXPECT_EQ(RateLimitResetOf(status), reset);
  EXPECT_THAT(InvalidFieldsOf(status), ElementsAre("base", "starts_at"));
}

TEST(Failure, AForeignErrorMayHaveTakenEffect) {
  const absl::Status foreign = absl::InternalError("from elsewhere");

  EXPECT_EQ(FailureOf(foreign), std::nullopt);
  EXPECT_TRUE(MayHaveTakenEffect(foreign));
  EXPECT_TRUE(MayHaveTakenEffect(absl::OkStatus()));
}

// Cliniko's own "field" could be anything that somebody typed.
TEST(Failure, KeepsOnlyWhatLooksLikeAFieldName) {
  const absl::Status status = MakeFailure(
      {.failure = Failure::kValidation,
       .invalid_fields = {"patient_id", "Joe Bloggs", "0400 000 000", "", std::string(100, 'x')}},
      "text");

  EXPECT_THAT(InvalidFieldsOf(status), ElementsAre("patient_id"));
  EXPECT_FALSE(absl::StrContains(status.ToString(), "Joe"));
}

TEST(Failure, OnlyWhatPassesByItselfIsTransient) {
  EXPECT_TRUE(IsTransient(Failure::kServerError));
  EXPECT_TRUE(IsTransient(Failure::kRateLimited));
  EXPECT_FALSE(IsTransient(Failure::kInvalidKey));
  EXPECT_FALSE(IsTransient(Failure::kNotBookableOnline));
}

}  // namespace
}  // namespace frontdesk::cliniko
