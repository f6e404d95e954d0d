#include "tests/bench/latencies.h"

#include <gtest/gtest.h>

#include "absl/time/time.h"

namespace frontdesk::bench {
namespace {

Latencies Of(int first, int last) {
  Latencies latencies;
  for (int ms = last; ms >= first; --ms) latencies.Add(absl::Milliseconds(ms));
  return latencies;
}

TEST(Latencies, ArePercentilesByTheNearestRank) {
  const Latencies hundred = Of(1, 100);
  EXPECT_EQ(hundred.Percentile(0.5), absl::Milliseconds(50));
  EXPECT_EQ(hundred.Percentile(0.99), absl::Milliseconds(99));
  EXPECT_EQ(hundred.Percentile(0.999), absl::Milliseconds(100));
  EXPECT_EQ(hundred.Percentile(0), absl::Milliseconds(1));
  EXPECT_EQ(hundred.Percentile(1), absl::Milliseconds(100));
}

TEST(Latencies, OneAloneIsEveryPercentile) {
  const Latencies one = Of(7, 7);
  EXPECT_EQ(one.Percentile(0.5), absl::Milliseconds(7));
  EXPECT_EQ(one.Percentile(0.999), absl::Milliseconds(7));
}

TEST(Latencies, NoneHaveNoPercentile) {
  EXPECT_EQ(Latencies().Percentile(0.99), absl::ZeroDuration());
}

TEST(Latencies, OfSeveralRoundsAreOnePopulation) {
  Latencies all = Of(1, 50);
  all.Add(Of(51, 100));
  EXPECT_EQ(all.size(), 100u);
  EXPECT_EQ(all.Percentile(0.99), absl::Milliseconds(99));
}

}  // namespace
}  // namespace frontdesk::bench
