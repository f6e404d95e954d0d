#include "gateway/limits/intake.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace frontdesk::gateway {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'783'900'800);

TEST(Intake, LetsOneSenderHoldAQuarter) {
  Intake intake({.bytes = 400});
  const auto noisy = intake.ShareOf("noisy");
  const auto quiet = intake.ShareOf("quiet");
  noisy->Count(99, 0);
  EXPECT_TRUE(intake.HasRoom(*noisy, false));
  intake.ShareOf("noisy")->Count(1, 0);  // by another connection
  EXPECT_FALSE(intake.HasRoom(*noisy, false));
  EXPECT_TRUE(intake.HasRoom(*quiet, false));
  EXPECT_TRUE(intake.HasRoom(*quiet, true));
  noisy->Count(0, 100);
  EXPECT_TRUE(intake.HasRoom(*noisy, false));
}

TEST(Intake, KeepsHalfOfTheRoomFromLongBodies) {
  Intake intake({.bytes = 400});
  const auto first = intake.ShareOf("first");
  const auto second = intake.ShareOf("second");
  const auto third = intake.ShareOf("third");
  first->Count(100, 0);
  second->Count(100, 0);
  EXPECT_FALSE(intake.HasRoom(*third, true));
  EXPECT_TRUE(intake.HasRoom(*third, false));
  intake.ShareOf("fourth")->Count(200, 0);
  EXPECT_FALSE(intake.HasRoom(*third, false));
}

TEST(Intake, ForgetsWhatASenderHeldWhoIsGoneAndHasReturned) {
  Intake intake({.bytes = 400});
  for (int i = 0; i < 5000; ++i) {
    const auto share = intake.ShareOf(absl::StrCat("sender ", i % 3000));
    share->Count(1000, 1000);
    EXPECT_TRUE(intake.HasRoom(*share, true));
  }
}

TEST(Intake, ReadsNoFasterThanItMay) {
  Intake intake({.bytes_per_second = 1'000'000});
  EXPECT_LE(intake.NextRead(), kNow);
  std::size_t read = 0;
  for (absl::Time now = kNow; now < kNow + absl::Seconds(1); now += absl::Milliseconds(1)) {
    if (intake.NextRead() > now) continue;
    intake.Read(50'000, now);
    read += 50'000;
  }
  EXPECT_GE(read, 950'000u);
  EXPECT_LE(read, 1'100'000u);
}

// One byte at a time would have everything looked at for each of them.
TEST(Intake, TakesTheSmallestPieceForFourKilobytes) {
  Intake intake({.bytes_per_second = 4096});
  intake.Read(1, kNow);
  intake.Read(1, kNow);
  EXPECT_GT(intake.NextRead(), kNow + absl::Milliseconds(1900));
}

}  // namespace
}  // namespace frontdesk::gateway
