#include "gateway/webhooks/open_calls.h"

#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"

namespace frontdesk::gateway {
namespace {

const ClinicId kClinic("c1");

class OpenCallsTest : public ::testing::Test {
 protected:
  bool ShouldAsk(const std::string& session, const ClinicId& clinic = kClinic) {
    return calls_.ShouldAsk(clinic, session);
  }

  FakeClock clock_{absl::FromUnixSeconds(1'784'000'000)};
  OpenCalls calls_{clock_};
};

TEST_F(OpenCallsTest, AreAskedForUntilTheyAreKnown) {
  EXPECT_TRUE(ShouldAsk("a"));
  EXPECT_TRUE(ShouldAsk("a"));
  calls_.Learn(clock_.Now(), {{kClinic, "a"}});
  EXPECT_TRUE(ShouldAsk("a"));
  EXPECT_FALSE(ShouldAsk("b"));
  EXPECT_FALSE(ShouldAsk("a", ClinicId("c2")));
}

TEST_F(OpenCallsTest, AreAskedForByOneBeforeTheyAreOldAndByAllAfterwards) {
  calls_.Learn(clock_.Now(), {});
  clock_.Advance(absl::Milliseconds(260));
  EXPECT_TRUE(ShouldAsk("a"));
  EXPECT_FALSE(ShouldAsk("a"));
  EXPECT_FALSE(ShouldAsk("b"));
  clock_.Advance(absl::Milliseconds(250));
  EXPECT_TRUE(ShouldAsk("a"));
  EXPECT_TRUE(ShouldAsk("b"));
}

// As old as the question is, not as the answer.
TEST_F(OpenCallsTest, AreKnownSinceTheQuestionWasSent) {
  const absl::Time asked = clock_.Now();
  clock_.Advance(absl::Milliseconds(400));
  calls_.Learn(asked, {});
  clock_.Advance(absl::Milliseconds(110));
  EXPECT_TRUE(ShouldAsk("a"));
  EXPECT_TRUE(ShouldAsk("b"));
}

TEST_F(OpenCallsTest, AreNotForgottenForALateAnswer) {
  const absl::Time asked = clock_.Now();
  clock_.Advance(absl::Milliseconds(10));
  calls_.Learn(clock_.Now(), {{kClinic, "a"}});
  calls_.Learn(asked, {});
  EXPECT_TRUE(ShouldAsk("a"));
}

TEST_F(OpenCallsTest, AreThoseThatChangedSomethingHereWhateverIsNamed) {
  calls_.AskedForChange(kClinic, "a");
  calls_.Learn(clock_.Now(), {});
  EXPECT_TRUE(ShouldAsk("a"));
  EXPECT_FALSE(ShouldAsk("b"));
  clock_.Advance(absl::Seconds(11));
  calls_.Learn(clock_.Now(), {});
  EXPECT_FALSE(ShouldAsk("a"));
}

}  // namespace
}  // namespace frontdesk::gateway
