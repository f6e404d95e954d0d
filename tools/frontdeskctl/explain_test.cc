#include "tools/frontdeskctl/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/status/status.h"
#include "libs/cliniko/failure.h"
#include "libs/status/domain_error.h"

namespace frontdesk::ctl {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(Explain, TellsAWrongKeyFromOneThatMayNot) {
  EXPECT_THAT(Explain(cliniko::MakeFailure({cliniko::Failure::kInvalidKey}, "401")),
              HasSubstr("does not accept the key"));
  EXPECT_THAT(Explain(cliniko::MakeFailure({cliniko::Failure::kForbidden}, "403")),
              HasSubstr("its user may not"));
}

TEST(Explain, KeepsTheDetailBesideTheAdvice) {
  EXPECT_THAT(Explain(cliniko::MakeFailure({cliniko::Failure::kUnreachable}, "refused by x")),
              AllOf(HasSubstr("cannot be reached"), HasSubstr("refused by x")));
}

TEST(Explain, NamesTheDatabaseWhereItIsAtFault) {
  EXPECT_THAT(Explain(MakeError(DomainError::kBookingSystemUnavailable, "no route")),
              AllOf(HasSubstr("database"), HasSubstr("no route")));
}

TEST(Explain, DoesNotBlameTheDatabaseForASyncThatSomebodyElseDoes) {
  EXPECT_EQ(Explain(MakeError(DomainError::kStillChecking, "being read by somebody else")),
            "being read by somebody else");
}

TEST(Explain, CallsOnlyWhatTheCommandLineCausedAUsageError) {
  EXPECT_TRUE(IsUsageError(absl::InvalidArgumentError("--phone is wrong")));
  EXPECT_FALSE(IsUsageError(cliniko::MakeFailure({cliniko::Failure::kInvalidRequest}, "400")));
  EXPECT_FALSE(IsUsageError(absl::AlreadyExistsError("there")));
}

}  // namespace
}  // namespace frontdesk::ctl
