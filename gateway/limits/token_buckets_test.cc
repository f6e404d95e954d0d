#include "gateway/limits/token_buckets.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace frontdesk::gateway {
namespace {

class TokenBucketsTest : public ::testing::Test {
 protected:
  bool Take(const std::string& who) { return buckets_.Take(who, now_) == absl::ZeroDuration(); }

  absl::Time now_ = absl::FromUnixSeconds(1'783'900'800);
  TokenBuckets buckets_{{.per_second = 2, .burst = 3, .most = 100}};
};

TEST_F(TokenBucketsTest, LetABurstThroughAndThenTheRate) {
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(Take("one"));
  EXPECT_EQ(buckets_.Take("one", now_), absl::Milliseconds(500));
  now_ += absl::Milliseconds(500);
  EXPECT_TRUE(Take("one"));
  EXPECT_FALSE(Take("one"));
  now_ += absl::Hours(1);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(Take("one"));
  EXPECT_FALSE(Take("one"));
}

TEST_F(TokenBucketsTest, AreOnesOwn) {
  for (int i = 0; i < 9; ++i) Take("noisy");
  EXPECT_FALSE(Take("noisy"));
  EXPECT_TRUE(Take("quiet"));
}

TEST_F(TokenBucketsTest, ChargeNothingForARefusal) {
  for (int i = 0; i < 1000; ++i) Take("eager");
  now_ += absl::Milliseconds(500);
  EXPECT_TRUE(Take("eager"));
}

TEST_F(TokenBucketsTest, LetWhoHasOneTakeSeveralAndPayForThemLater) {
  EXPECT_EQ(buckets_.Take("large", now_, 5), absl::ZeroDuration());
  EXPECT_EQ(buckets_.Take("large", now_), absl::Milliseconds(1500));
  now_ += absl::Milliseconds(1500);
  EXPECT_TRUE(Take("large"));
}

TEST_F(TokenBucketsTest, ChargeForWhatHasCome) {
  buckets_.Charge("large", now_, 4);
  EXPECT_EQ(buckets_.Take("large", now_), absl::Seconds(1));
}

TEST_F(TokenBucketsTest, StayAsManyAsTheyMayBeWhoeverComes) {
  for (int i = 0; i < 1000; ++i) Take(absl::StrCat("stranger ", i));
  EXPECT_LE(buckets_.size(), 101u);
  EXPECT_FALSE(Take("one stranger more"));
  EXPECT_TRUE(Take("stranger 1"));  // who was there before

  now_ += absl::Minutes(1);
  EXPECT_TRUE(Take("somebody new"));
  EXPECT_LE(buckets_.size(), 3u);
}

}  // namespace
}  // namespace frontdesk::gateway
