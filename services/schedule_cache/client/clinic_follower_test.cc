#include "services/schedule_cache/client/clinic_follower.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/clinics/clinic_changes.h"
#include "libs/domain/ids.h"
#include "services/schedule_cache/client/clinic_change_source.h"

namespace frontdesk {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

const ClinicId kClinic("00000000-0000-4000-8000-000000000001");

class ScriptedSource : public ClinicChangeSource {
 public:
  absl::StatusOr<ToldChanges> Recent(absl::Time /*deadline*/) override { return answer; }
  absl::StatusOr<ToldChanges> answer = ToldChanges{.changes = {}, .age = absl::ZeroDuration()};
};

class ClinicFollowerTest : public ::testing::Test {
 protected:
  ClinicFollowerTest() { EXPECT_TRUE(follower_.Poll().ok()); }

  void Tell(const std::string& key) {
    source_.answer->changes = {{.key = key, .clinic = kClinic, .directory_version = 7}};
  }
  bool IsKnown() const { return changes_.Known(clock_.Now(), absl::Milliseconds(700)); }

  FakeClock clock_{absl::FromUnixSeconds(1'800'000'000)};
  ScriptedSource source_;
  ClinicChanges changes_;
  std::vector<std::pair<ClinicId, std::int64_t>> versions_;
  ClinicFollower follower_{source_, changes_, clock_, [this](const ClinicId& clinic, auto version) {
                             versions_.emplace_back(clinic, version);
                           }};
};

TEST_F(ClinicFollowerTest, TellsOfAChangeOnceAndOfItsVersionAgainAndAgain) {
  const ClinicChanges::Moment before = changes_.Now();
  Tell("1");
  ASSERT_TRUE(follower_.Poll().ok());
  EXPECT_TRUE(changes_.Since(kClinic, before));

  const ClinicChanges::Moment after = changes_.Now();
  ASSERT_TRUE(follower_.Poll().ok());
  EXPECT_FALSE(changes_.Since(kClinic, after));
  EXPECT_THAT(versions_, ElementsAre(Pair(kClinic, 7), Pair(kClinic, 7)));

  Tell("2");
  ASSERT_TRUE(follower_.Poll().ok());
  EXPECT_TRUE(changes_.Since(kClinic, after));
}

TEST_F(ClinicFollowerTest, KnowsNothingThatIsNewerThanTheDatabasesAnswer) {
  EXPECT_TRUE(IsKnown());
  source_.answer->age = absl::Milliseconds(500);
  clock_.Advance(absl::Seconds(1));
  ASSERT_TRUE(follower_.Poll().ok());
  EXPECT_TRUE(IsKnown());
  clock_.Advance(absl::Milliseconds(201));
  EXPECT_FALSE(IsKnown());
}

TEST_F(ClinicFollowerTest, TakesAllForChangedAfterALongSilence) {
  const ClinicChanges::Moment before = changes_.Now();
  source_.answer = absl::UnavailableError("away");
  for (int i = 0; i < 100; ++i) {
    clock_.Advance(absl::Milliseconds(150));
    EXPECT_FALSE(follower_.Poll().ok());
  }
  EXPECT_FALSE(IsKnown());
  EXPECT_FALSE(changes_.Since(kClinic, before));

  source_.answer = ToldChanges{.changes = {}, .age = absl::ZeroDuration()};
  ASSERT_TRUE(follower_.Poll().ok());
  EXPECT_TRUE(IsKnown());
  EXPECT_TRUE(changes_.Since(kClinic, before));
}

// A replica that lost its database says every time what it knew last.
TEST_F(ClinicFollowerTest, TakesNoOldStoryForNews) {
  const ClinicChanges::Moment before = changes_.Now();
  clock_.Advance(absl::Seconds(20));
  source_.answer->age = absl::Seconds(20);
  EXPECT_FALSE(follower_.Poll().ok());
  EXPECT_FALSE(IsKnown());
  EXPECT_FALSE(changes_.Since(kClinic, before));
}

TEST_F(ClinicFollowerTest, BelievesTheReplicaThatAskedLast) {
  clock_.Advance(absl::Seconds(1));
  ASSERT_TRUE(follower_.Poll().ok());
  source_.answer->age = absl::Milliseconds(900);
  ASSERT_TRUE(follower_.Poll().ok());
  EXPECT_TRUE(IsKnown());
}

TEST_F(ClinicFollowerTest, TakesAllForChangedWhenTheClockIsSetBack) {
  const ClinicChanges::Moment before = changes_.Now();
  clock_.Advance(-absl::Hours(1));
  EXPECT_FALSE(IsKnown());
  ASSERT_TRUE(follower_.Poll().ok());
  EXPECT_TRUE(IsKnown());
  EXPECT_TRUE(changes_.Since(kClinic, before));
}

}  // namespace
}  // namespace frontdesk
