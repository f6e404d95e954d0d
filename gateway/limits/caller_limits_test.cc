#include "gateway/limits/caller_limits.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gateway/limits/ip_address.h"
#include "gateway/limits/seats.h"
#include "gateway/server/http_message.h"

namespace frontdesk::gateway {
namespace {

const IpAddress kPlatform = *IpAddress::Parse("192.0.2.1");
const IpAddress kOther = *IpAddress::Parse("192.0.2.2");
const IpAddress kProxy = *IpAddress::Parse("10.0.0.1");

HttpRequest PostWith(const std::string& key) {
  return {.method = "POST", .headers = {{"X-API-Key", key}}};
}

class CallerLimitsTest : public ::testing::Test {
 protected:
  Admission Admit(const HttpRequest& head, const IpAddress& peer = kPlatform) {
    return limits_->Admit(peer, head, /*body_bytes=*/0, now_);
  }
  // How many of a hundred come in.
  int Admitted(const HttpRequest& head, const IpAddress& peer = kPlatform) {
    int admitted = 0;
    for (int i = 0; i < 100; ++i) admitted += Admit(head, peer).may_come_in ? 1 : 0;
    return admitted;
  }

  absl::Time now_ = absl::FromUnixSeconds(1'783'900'800);
  std::unique_ptr<CallerLimits> limits_ =
      CallerLimits::Create({.connections_per_address = 2,
                            .new_connections_per_address = 10,
                            .new_connections_burst = 4,
                            .requests_per_key = 2,
                            .requests_burst_per_key = 20,
                            .requests_per_address = 1,
                            .requests_burst_per_address = 5,
                            .reports_per_address = 1,
                            .reports_burst_per_address = 3,
                            .trusted_proxies = {"10.0.0.0/8"}},
                           "X-Clinic-Key",
                           [](const std::string& path) {
                             return path == "/brief"    ? Lane::kBrief
                                    : path == "/report" ? Lane::kReport
                                                        : Lane::kSearch;
                           })
          .value();
};

TEST_F(CallerLimitsTest, GiveEachGoodKeyItsOwnShare) {
  limits_->LearnGoodKey(PostWith("noisy"), now_);
  limits_->LearnGoodKey(PostWith("quiet"), now_);
  EXPECT_EQ(Admitted(PostWith("noisy")), 20);
  EXPECT_EQ(Admitted(PostWith("quiet")), 20);
  EXPECT_NE(Admit(PostWith("noisy")).who, Admit(PostWith("quiet")).who);
  EXPECT_EQ(Admit(PostWith("noisy")).who,
            Admit({.method = "POST", .headers = {{"x-clinic-key", "noisy"}}}, kOther).who);
  EXPECT_EQ(Admit(PostWith("noisy")).who.find("noisy"), std::string::npos);
}

TEST_F(CallerLimitsTest, SayWhenToTryAgain) {
  limits_->LearnGoodKey(PostWith("noisy"), now_);
  Admitted(PostWith("noisy"));
  EXPECT_EQ(Admit(PostWith("noisy")).try_after, absl::Milliseconds(500));
  now_ += absl::Milliseconds(500);
  EXPECT_TRUE(Admit(PostWith("noisy")).may_come_in);
}

TEST_F(CallerLimitsTest, GiveNobodyMoreForMakingKeysUp) {
  int admitted = 0;
  for (int i = 0; i < 100; ++i) {
    admitted += Admit(PostWith(absl::StrCat("made up ", i))).may_come_in ? 1 : 0;
  }
  EXPECT_EQ(admitted, 5);
  EXPECT_EQ(Admitted(PostWith("")), 0);
  EXPECT_EQ(Admitted(PostWith(""), kOther), 5);
}

TEST_F(CallerLimitsTest, DoNotTakeAGoodKeyForAStrangersAddress) {
  limits_->LearnGoodKey(PostWith("good"), now_);
  Admitted(PostWith("guess"));
  EXPECT_FALSE(Admit(PostWith("guess")).may_come_in);
  EXPECT_TRUE(Admit(PostWith("good")).may_come_in);
}

TEST_F(CallerLimitsTest, AnswerPagesBesideAFloodAndNotWithoutEnd) {
  Admitted(PostWith("guess"));
  EXPECT_EQ(Admit(PostWith("guess")).lane, Lane::kStranger);
  EXPECT_EQ(Admit({.method = "GET"}).lane, Lane::kPage);
  EXPECT_EQ(Admitted({.method = "GET"}), 4);
}

TEST_F(CallerLimitsTest, LetWhatIsBriefOfAGoodKeyPassSearches) {
  EXPECT_EQ(Admit({.method = "POST", .path = "/brief"}).lane, Lane::kStranger);
  EXPECT_EQ(Admit({.method = "POST", .path = "/else"}).lane, Lane::kStranger);
  limits_->LearnGoodKey(PostWith("good"), now_);
  EXPECT_EQ(Admit(PostWith("good")).lane, Lane::kSearch);
  HttpRequest brief = PostWith("good");
  brief.path = "/brief";
  EXPECT_EQ(Admit(brief).lane, Lane::kBrief);
}

TEST_F(CallerLimitsTest, TakeFewReportsOfAnAddressBeforeTheyAreRead) {
  const HttpRequest report = {.method = "POST", .path = "/report"};
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(limits_->AdmitBody(kPlatform, report, now_).may_come_in);
    const Admission whole = limits_->Admit(kPlatform, report, 1000, now_);
    EXPECT_TRUE(whole.may_come_in);
    EXPECT_EQ(whole.lane, Lane::kReport);
  }
  const Admission fourth = limits_->AdmitBody(kPlatform, report, now_);
  EXPECT_FALSE(fourth.may_come_in);
  EXPECT_EQ(fourth.try_after, absl::Seconds(1));
  EXPECT_TRUE(limits_->AdmitBody(kOther, report, now_).may_come_in);
  EXPECT_EQ(Admitted(PostWith("guess")), 5);  // have a rate of their own
}

TEST_F(CallerLimitsTest, CountALongReportForSeveral) {
  const HttpRequest report = {.method = "POST", .path = "/report"};
  EXPECT_TRUE(limits_->AdmitBody(kPlatform, report, now_).may_come_in);
  limits_->Admit(kPlatform, report, 4 << 20, now_);
  EXPECT_EQ(limits_->AdmitBody(kPlatform, report, now_).try_after, absl::Seconds(63));
}

// Its 200 a second used to be 200 bodies of a quarter of a megabyte.
TEST_F(CallerLimitsTest, CountALargeBodyForSeveralRequests) {
  limits_->LearnGoodKey(PostWith("good"), now_);
  int admitted = 0;
  for (int i = 0; i < 100; ++i) {
    admitted += limits_->Admit(kPlatform, PostWith("good"), 40'000, now_).may_come_in ? 1 : 0;
  }
  EXPECT_EQ(admitted, 2);
  admitted = 0;
  for (int i = 0; i < 100; ++i) {
    admitted += limits_->Admit(kPlatform, PostWith("guess"), 40'000, now_).may_come_in ? 1 : 0;
  }
  EXPECT_EQ(admitted, 1);
}

TEST_F(CallerLimitsTest, KnowWhoseMemoryALongBodyTakes) {
  const HttpRequest head = {.method = "POST", .headers = {{"X-Forwarded-For", "198.51.100.1"}}};
  EXPECT_EQ(limits_->AdmitBody(kProxy, head, now_).who,
            limits_->AdmitBody(*IpAddress::Parse("198.51.100.1"), head, now_).who);
  EXPECT_NE(limits_->AdmitBody(kProxy, head, now_).who,
            limits_->AdmitBody(kProxy, {.method = "POST"}, now_).who);
}

TEST_F(CallerLimitsTest, ForgetAKeyThatIsNotUsed) {
  limits_->LearnGoodKey(PostWith("good"), now_);
  now_ += absl::Hours(24);
  EXPECT_EQ(Admitted(PostWith("good")), 20);
  now_ += absl::Hours(8 * 24);
  EXPECT_EQ(Admitted(PostWith("good")), 5);
}

TEST_F(CallerLimitsTest, KnowTheSenderBehindATrustedProxyAlone) {
  const auto from = [](const std::string& sender) {
    return HttpRequest{.method = "POST", .headers = {{"X-Forwarded-For", sender}}};
  };
  EXPECT_EQ(Admitted(from("198.51.100.1"), kProxy), 5);
  EXPECT_EQ(Admitted(from("198.51.100.2"), kProxy), 5);
  EXPECT_EQ(Admitted(from("198.51.100.3"), kPlatform), 5);
  EXPECT_EQ(Admitted(from("198.51.100.4"), kPlatform), 0);
}

TEST_F(CallerLimitsTest, BoundTheConnectionsOfAnAddressAndHowFastTheyCome) {
  std::vector<Seat> seats = {limits_->SeatFor(kPlatform, now_), limits_->SeatFor(kPlatform, now_)};
  EXPECT_NE(seats[1], nullptr);
  EXPECT_EQ(limits_->SeatFor(kPlatform, now_), nullptr);
  EXPECT_NE(limits_->SeatFor(kOther, now_), nullptr);

  seats.clear();
  EXPECT_NE(limits_->SeatFor(kPlatform, now_), nullptr);  // the fourth at this moment
  EXPECT_EQ(limits_->SeatFor(kPlatform, now_), nullptr);
  now_ += absl::Seconds(1);
  EXPECT_NE(limits_->SeatFor(kPlatform, now_), nullptr);
}

TEST_F(CallerLimitsTest, LetAProxyConnectAsOftenAsItWants) {
  std::vector<Seat> seats;
  for (int i = 0; i < 100; ++i) seats.push_back(limits_->SeatFor(kProxy, now_));
  for (const Seat& seat : seats) EXPECT_NE(seat, nullptr);
}

TEST(CallerLimits, AreNotMadeForProxiesThatAreNoAddresses) {
  EXPECT_TRUE(absl::IsInvalidArgument(
      CallerLimits::Create({.trusted_proxies = {"10.0.0.0/8", "ingress"}}, "",
                           [](const std::string&) { return Lane::kSearch; })
          .status()));
}

}  // namespace
}  // namespace frontdesk::gateway
