#include "gateway/limits/start_limit.h"

#include <gtest/gtest.h>

#include "absl/time/time.h"

namespace frontdesk::gateway {
namespace {

constexpr absl::Time kNow = absl::UnixEpoch();
constexpr absl::Duration kYoung = absl::Milliseconds(25);

TEST(StartLimit, LetsNoMoreBeginThanMayCompute) {
  StartLimit limit({.at_once = 2, .young_for = kYoung});
  EXPECT_TRUE(limit.MayBegin(kNow));
  limit.Begin(kNow);
  EXPECT_TRUE(limit.MayBegin(kNow));
  limit.Begin(kNow);
  EXPECT_FALSE(limit.MayBegin(kNow));

  limit.End(kNow);
  EXPECT_TRUE(limit.MayBegin(kNow));
}

TEST(StartLimit, WhoWaitsKeepsNobodyFromBeginning) {
  StartLimit limit({.at_once = 2, .young_for = kYoung});
  limit.Begin(kNow);
  limit.Begin(kNow + absl::Milliseconds(5));
  EXPECT_FALSE(limit.MayBegin(kNow + kYoung - absl::Milliseconds(1)));
  EXPECT_TRUE(limit.MayBegin(kNow + kYoung));
  limit.Begin(kNow + kYoung);
  EXPECT_FALSE(limit.MayBegin(kNow + kYoung));

  limit.End(kNow);  // which does not count any more
  EXPECT_FALSE(limit.MayBegin(kNow + kYoung));
}

TEST(StartLimit, TellsWhenTimeLetsTheNextBegin) {
  StartLimit limit({.at_once = 1, .young_for = kYoung});
  EXPECT_EQ(limit.NextBegin(), absl::InfiniteFuture());
  limit.Begin(kNow);
  EXPECT_EQ(limit.NextBegin(), kNow + kYoung);
  limit.End(kNow);
  EXPECT_EQ(limit.NextBegin(), absl::InfiniteFuture());
}

}  // namespace
}  // namespace frontdesk::gateway
