#include "libs/failpoint/failpoint.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/status/domain_error.h"
#include "libs/testing/process.h"
#include "libs/testing/status_matchers.h"

namespace frontdesk {
namespace {

using test::FailsWith;
using test::IsOk;
using test::Process;

#ifndef NDEBUG

class FailpointTest : public ::testing::Test {
 protected:
  ~FailpointTest() override { EXPECT_THAT(failpoint::Arm(""), IsOk()); }

  // How many of `times` visits to the place fail.
  int Failures(int times) {
    int failures = 0;
    for (int i = 0; i < times; ++i) failures += Visit().ok() ? 0 : 1;
    return failures;
  }
  absl::Status Visit() {
    FAILPOINT("a.place");
    return absl::OkStatus();
  }
};

TEST_F(FailpointTest, DoesNothingUntilItIsArmed) { EXPECT_EQ(Failures(3), 0); }

TEST_F(FailpointTest, FailsEveryTimeOrOnce) {
  ASSERT_THAT(failpoint::Arm("a.place=error"), IsOk());
  EXPECT_THAT(Visit(), FailsWith(DomainError::kStillChecking));
  EXPECT_EQ(Failures(3), 3);
  ASSERT_THAT(failpoint::Arm("a.place=error@2"), IsOk());
  EXPECT_THAT(Visit(), IsOk());
  EXPECT_THAT(Visit(), FailsWith(DomainError::kStillChecking));
  EXPECT_EQ(Failures(3), 0);
}

TEST_F(FailpointTest, FailsByChanceInTheSameWayForASeed) {
  ASSERT_THAT(failpoint::Arm("seed=7;a.place=error@1/4"), IsOk());
  const int failures = Failures(400);
  EXPECT_GT(failures, 50);
  EXPECT_LT(failures, 150);
  ASSERT_THAT(failpoint::Arm("seed=7;a.place=error@1/4"), IsOk());
  EXPECT_EQ(Failures(400), failures);
}

TEST_F(FailpointTest, TakesTheFirstClauseThatFits) {
  ASSERT_THAT(failpoint::Arm("b.*=error;a.pl*=hang(30);*=error"), IsOk());
  const absl::Time before = absl::Now();
  EXPECT_THAT(Visit(), IsOk());
  EXPECT_GE(absl::Now() - before, absl::Milliseconds(30));
}

TEST_F(FailpointTest, TakesNoClauseThatItCannotRead) {
  for (const char* clause : {"a.place", "a.place=die", "a.place=kill@0", "a.place=kill@1/0",
                             "a.place=hang(x)", "seed=x", "a.place=kill@often"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(failpoint::Arm(clause))) << clause;
  }
}

TEST(FailpointDeathTest, KillsTheProcess) {
  EXPECT_EXIT(
      {
        if (failpoint::Arm("a.place=kill@2").ok() && failpoint::Reach("a.place").ok()) {
          static_cast<void>(failpoint::Reach("a.place"));
        }
      },
      ::testing::KilledBySignal(SIGKILL), "failpoint kill a.place");
}

#endif  // NDEBUG

// Two programs of one source, with and without NDEBUG, which is what --config=release defines.
TEST(FailpointInRelease, IsNotInTheProgram) {
  const std::string debug = test::TextOf("libs/failpoint/debug_probe");
  const std::string release = test::TextOf("libs/failpoint/release_probe");
  EXPECT_NE(debug.find("probe.place"), std::string::npos);
  EXPECT_NE(debug.find("FRONTDESK_FAILPOINTS"), std::string::npos);
  ASSERT_GT(release.size(), 0U);
  EXPECT_EQ(release.find("probe.place"), std::string::npos);
  EXPECT_EQ(release.find("FRONTDESK_FAILPOINTS"), std::string::npos);

  ASSERT_EQ(::setenv("FRONTDESK_FAILPOINTS", "probe.place=error", 1), 0);
  EXPECT_EQ(Process({"libs/failpoint/debug_probe"}).Wait(), 1);
  EXPECT_EQ(Process({"libs/failpoint/release_probe"}).Wait(), 0);
}

}  // namespace
}  // namespace frontdesk
