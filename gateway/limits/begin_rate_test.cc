#include "gateway/limits/begin_rate.h"

#include <gtest/gtest.h>

#include "absl/time/time.h"

namespace frontdesk::gateway {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'783'900'800);

TEST(BeginRate, LetsASecondsWorthBeginAtOnceAndThenTheRate) {
  BeginRate rate(4);
  for (int i = 0; i < 4; ++i) {
    EXPECT_TRUE(rate.MayBegin(kNow)) << i;
    rate.Begin(kNow);
  }
  EXPECT_FALSE(rate.MayBegin(kNow));
  EXPECT_EQ(rate.NextBegin(), kNow + absl::Milliseconds(250));
  EXPECT_TRUE(rate.MayBegin(kNow + absl::Milliseconds(250)));
}

TEST(BeginRate, SavesNoMoreThanASecondsWorth) {
  BeginRate rate(2);
  const absl::Time later = kNow + absl::Hours(1);
  rate.Begin(kNow);
  for (int i = 0; i < 2; ++i) rate.Begin(later);
  EXPECT_FALSE(rate.MayBegin(later));
}

}  // namespace
}  // namespace frontdesk::gateway
