#include "tests/bench/arrivals.h"

#include <gtest/gtest.h>

#include "absl/time/time.h"

namespace frontdesk::bench {
namespace {

TEST(Arrivals, AreAsManyASecondAsAsked) {
  Arrivals arrivals(/*per_second=*/1000, /*seed=*/1);
  absl::Duration last;
  for (int i = 0; i < 100'000; ++i) last = arrivals.Next();
  EXPECT_NEAR(absl::ToDoubleSeconds(last), 100, 1.5);
}

TEST(Arrivals, NeverGoBackAndAreNotEvenlySpaced) {
  Arrivals arrivals(/*per_second=*/1000, /*seed=*/2);
  int close = 0;  // to the one before: of independent callers about one in ten
  absl::Duration last;
  for (int i = 0; i < 10'000; ++i) {
    const absl::Duration due = arrivals.Next();
    ASSERT_GE(due, last);
    if (due - last < absl::Microseconds(100)) ++close;
    last = due;
  }
  EXPECT_NEAR(close, 952, 150);
}

TEST(Arrivals, AreTheSameForTheSameSeed) {
  Arrivals one(50, 3);
  Arrivals same(50, 3);
  Arrivals other(50, 4);
  EXPECT_EQ(one.Next(), same.Next());
  EXPECT_NE(one.Next(), other.Next());
}

}  // namespace
}  // namespace frontdesk::bench
