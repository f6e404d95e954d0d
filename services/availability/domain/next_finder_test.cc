#include "services/availability/domain/next_finder.h"

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/status/error_detail.h"
#include "libs/testing/sample_clinic.h"
#include "libs/testing/status_matchers.h"
#include "services/availability/domain/usual_places.h"
#include "services/schedule_cache/client/fake_schedule_cache_client.h"
#include "services/session/client/fake_session_client.h"

namespace frontdesk::availability {
namespace {

using namespace ::frontdesk::test;  // NOLINT: the sample clinic is the vocabulary of these tests
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr absl::CivilDay kTuesday(2026, 7, 14);
const Offering kCameronMassage = {kCameronExample, kCityRooms, kMassage};
const Offering kJordanCity = {kJordanSample, kCityRooms, kMassage};
const Offering kJordanHarbour = {kJordanSample, kHarbourRooms, kMassage};

class NextFinderTest : public ::testing::Test {
 protected:
  NextQuery Query(const std::string& who, const std::string& what) const {
    return {.clinic = kSampleClinic,
            .caller = {.session_id = "conv_1", .phone = "0400 000 001"},
            .practitioner = {{}, who},
            .appointment_type = {{}, what}};
  }

  // What a caller hears who asks again after having heard the last answer.
  std::vector<absl::Time> Ask(const NextQuery& query) {
    clock_.Advance(absl::Seconds(10));
    answer_ = finder_.Find(query, CallContext{});
    EXPECT_THAT(answer_, IsOk());
    std::vector<absl::Time> starts;
    if (answer_.ok()) {
      for (const DayOpenings& one : answer_->openings) starts.push_back(one.times.front().start);
    }
    return starts;
  }

  FakeClock clock_{AtClinic(kToday, 12)};
  FakeScheduleCacheClient schedule_{SampleDirectory()};
  FakeSessionClient sessions_{clock_};
  UsualPlaces usual_{sessions_, clock_};
  DirectoryCache directories_{
      [this](const ClinicId& clinic, std::int64_t known, const CallContext& call) {
        return schedule_.GetDirectory(clinic, known, call);
      },
      clock_};
  NextFinder finder_{directories_, schedule_, sessions_, usual_, clock_};
  absl::StatusOr<NextAnswer> answer_;
};

TEST_F(NextFinderTest, FindsTheTwoEarliestTimesOfEverybody) {
  schedule_.Offer(kCameronMassage, kTuesday, {AtClinic(kTuesday, 11), AtClinic(kTuesday, 12)});
  schedule_.Offer(kJordanCity, kTuesday, {AtClinic(kTuesday, 10)});

  EXPECT_THAT(Ask(Query("", "massage")),
              ElementsAre(AtClinic(kTuesday, 10), AtClinic(kTuesday, 11)));
  EXPECT_EQ(answer_->openings[0].practitioner.id, kJordanSample);
  EXPECT_EQ(answer_->openings[1].practitioner.id, kCameronExample);
}

TEST_F(NextFinderTest, KeepsToTheHoursThatWereSaidWithTheDay) {
  schedule_.Offer(kCameronMassage, kTuesday, {AtClinic(kTuesday, 11), AtClinic(kTuesday, 15)});
  NextQuery query = Query("", "massage");
  query.earliest = std::string("tomorrow after 2");

  EXPECT_THAT(Ask(query), ElementsAre(AtClinic(kTuesday, 15)));
}

TEST_F(NextFinderTest, NamesOneStartOnceAndPrefersThePrimaryPlace) {
  schedule_.Offer(kJordanHarbour, kTuesday, {AtClinic(kTuesday, 10)});
  schedule_.Offer(kCameronMassage, kTuesday, {AtClinic(kTuesday, 10), AtClinic(kTuesday, 11)});

  EXPECT_THAT(Ask(Query("", "massage")),
              ElementsAre(AtClinic(kTuesday, 10), AtClinic(kTuesday, 11)));
  EXPECT_EQ(answer_->openings[0].business.id, kCityRooms);
}

TEST_F(NextFinderTest, NeverOffersTwiceWhatWasTurnedDown) {
  schedule_.Offer(kCameronMassage, kTuesday,
                  {AtClinic(kTuesday, 9), AtClinic(kTuesday, 10), AtClinic(kTuesday, 11),
                   AtClinic(kTuesday, 12), AtClinic(kTuesday, 13)});
  const NextQuery query = Query("Cameron Example", "massage");

  EXPECT_THAT(Ask(query), ElementsAre(AtClinic(kTuesday, 9), AtClinic(kTuesday, 10)));
  EXPECT_THAT(Ask(query), ElementsAre(AtClinic(kTuesday, 11), AtClinic(kTuesday, 12)));
  EXPECT_THAT(Ask(query), ElementsAre(AtClinic(kTuesday, 13)));
  EXPECT_THAT(Ask(query), IsEmpty());
  EXPECT_TRUE(answer_->exhausted);
  // Then it starts over.
  EXPECT_THAT(Ask(query), ElementsAre(AtClinic(kTuesday, 9), AtClinic(kTuesday, 10)));
}

TEST_F(NextFinderTest, StartsAfreshWhenSomethingElseIsAskedFor) {
  schedule_.Offer(kCameronMassage, kTuesday, {AtClinic(kTuesday, 9), AtClinic(kTuesday, 10)});
  schedule_.Offer(kJordanCity, kTuesday, {AtClinic(kTuesday, 15)});

  EXPECT_THAT(Ask(Query("Cameron Example", "massage")), SizeIs(2));
  EXPECT_THAT(Ask(Query("Jordan", "massage")), SizeIs(1));
  EXPECT_THAT(Ask(Query("Cameron Example", "massage")),
              ElementsAre(AtClinic(kTuesday, 9), AtClinic(kTuesday, 10)));
}

TEST_F(NextFinderTest, RepeatsItsOfferToARetry) {
  schedule_.Offer(kCameronMassage, kTuesday,
                  {AtClinic(kTuesday, 9), AtClinic(kTuesday, 10), AtClinic(kTuesday, 11)});
  const NextQuery query = Query("Cameron Example", "massage");
  EXPECT_THAT(Ask(query), ElementsAre(AtClinic(kTuesday, 9), AtClinic(kTuesday, 10)));

  // At once, so the caller cannot have heard the answer.
  const auto retried = finder_.Find(query, CallContext{});
  ASSERT_THAT(retried, IsOk());
  ASSERT_THAT(retried->openings, SizeIs(2));
  EXPECT_EQ(retried->openings[0].times.front().start, AtClinic(kTuesday, 9));
}

TEST_F(NextFinderTest, LooksIntoTheSecondWeekOnlyWhenItMust) {
  schedule_.Offer(kCameronMassage, kTuesday, {AtClinic(kTuesday, 9), AtClinic(kTuesday, 10)});
  EXPECT_THAT(Ask(Query("Cameron Example", "massage")), SizeIs(2));
  EXPECT_THAT(schedule_.queries(), SizeIs(1));

  schedule_.Offer(kJordanCity, kTuesday + 8, {AtClinic(kTuesday + 8, 9)});
  EXPECT_THAT(Ask(Query("Jordan", "massage")), ElementsAre(AtClinic(kTuesday + 8, 9)));
  EXPECT_THAT(schedule_.queries(), SizeIs(3));
}

TEST_F(NextFinderTest, ReadsNoWeekTwiceWhereItsFirstChoiceWasTurnedDown) {
  schedule_.Offer(kCameronMassage, kTuesday, {AtClinic(kTuesday, 9), AtClinic(kTuesday, 10)});
  schedule_.Offer(kCameronMassage, kTuesday + 8, {AtClinic(kTuesday + 8, 9)});
  const NextQuery query = Query("Cameron Example", "massage");

  EXPECT_THAT(Ask(query), SizeIs(2));
  EXPECT_THAT(schedule_.queries(), SizeIs(1));
  EXPECT_THAT(Ask(query), ElementsAre(AtClinic(kTuesday + 8, 9)));
  EXPECT_THAT(schedule_.queries(), SizeIs(3));
}

TEST_F(NextFinderTest, TellsWhatIsFreeElsewhere) {
  schedule_.Offer(kJordanHarbour, kTuesday, {AtClinic(kTuesday, 9)});
  NextQuery query = Query("Jordan", "massage");
  query.business.id = kCityRooms;

  EXPECT_THAT(Ask(query), IsEmpty());
  EXPECT_FALSE(answer_->exhausted);
  ASSERT_THAT(answer_->elsewhere, SizeIs(1));
  EXPECT_EQ(answer_->elsewhere[0].business.id, kHarbourRooms);
}

// The times at other places used to be offered again and again.
TEST_F(NextFinderTest, NeverOffersTwiceWhatWasTurnedDownElsewhere) {
  schedule_.Offer(kJordanCity, kTuesday, {AtClinic(kTuesday, 9)});
  schedule_.Offer(kJordanHarbour, kTuesday,
                  {AtClinic(kTuesday, 10), AtClinic(kTuesday, 11), AtClinic(kTuesday, 12)});
  NextQuery query = Query("Jordan", "massage");
  query.business.id = kCityRooms;
  const auto elsewhere = [&] {
    std::vector<absl::Time> starts;
    for (const DayOpenings& one : answer_->elsewhere) starts.push_back(one.times.front().start);
    return starts;
  };

  EXPECT_THAT(Ask(query), ElementsAre(AtClinic(kTuesday, 9)));
  EXPECT_THAT(Ask(query), IsEmpty());
  EXPECT_TRUE(answer_->exhausted);
  EXPECT_THAT(elsewhere(), ElementsAre(AtClinic(kTuesday, 10), AtClinic(kTuesday, 11)));
  EXPECT_THAT(Ask(query), IsEmpty());
  EXPECT_THAT(elsewhere(), ElementsAre(AtClinic(kTuesday, 12)));
  EXPECT_THAT(Ask(query), IsEmpty());
  EXPECT_THAT(elsewhere(), IsEmpty());
  EXPECT_TRUE(answer_->exhausted);
  // Then it starts over.
  EXPECT_THAT(Ask(query), ElementsAre(AtClinic(kTuesday, 9)));
}

TEST_F(NextFinderTest, TellsADayOffFromAFullDayWhereADayWasAskedFor) {
  const absl::CivilDay saturday = kTuesday + 4;
  schedule_.Offer(kCameronMassage, saturday + 2, {AtClinic(saturday + 2, 9)});
  NextQuery query = Query("Cameron Example", "massage");

  query.earliest = std::string("Saturday");
  EXPECT_THAT(Ask(query), SizeIs(1));
  EXPECT_EQ(answer_->requested_day, saturday);
  EXPECT_EQ(answer_->reason, NothingFree::kNotWorking);

  query.earliest = std::string("tomorrow");
  EXPECT_THAT(Ask(query), SizeIs(1));
  EXPECT_EQ(answer_->requested_day, kTuesday);
  EXPECT_EQ(answer_->reason, NothingFree::kFullyBooked);

  query.earliest = std::monostate();
  EXPECT_THAT(Ask(query), SizeIs(1));
  EXPECT_FALSE(answer_->requested_day.has_value());
}

TEST_F(NextFinderTest, TellsWhoDoesNotWorkFromWhoIsFull) {
  NextQuery query = Query("Cameron Example", "massage");
  EXPECT_THAT(Ask(query), IsEmpty());
  EXPECT_EQ(answer_->reason, NothingFree::kFullyBooked);

  query.earliest = std::string("Saturday");
  query.max_days = 2;
  EXPECT_THAT(Ask(query), IsEmpty());
  EXPECT_EQ(answer_->reason, NothingFree::kNotWorking);

  EXPECT_THAT(Ask(Query("Cameron Sample", "massage")), IsEmpty());
  EXPECT_EQ(answer_->reason, NothingFree::kUnknown);
}

TEST_F(NextFinderTest, SaysWhichDaysItSearched) {
  NextQuery query = Query("Cameron Example", "massage");
  query.earliest = kTuesday;
  query.max_days = 3;

  EXPECT_THAT(Ask(query), IsEmpty());
  EXPECT_EQ(answer_->first_day, kTuesday);
  EXPECT_EQ(answer_->last_day, kTuesday + 2);
}

// Days that Cliniko has not opened for booking used to be called full.
TEST_F(NextFinderTest, NeverCallsDaysFullThatMayNotBeOpenForBookingYet) {
  NextQuery query = Query("Cameron Example", "massage");
  query.earliest = kToday + 29;
  EXPECT_THAT(Ask(query), IsEmpty());
  EXPECT_TRUE(answer_->may_not_be_open);
  EXPECT_EQ(answer_->reason, NothingFree::kUnknown);

  query.earliest = kToday;
  EXPECT_THAT(Ask(query), IsEmpty());
  EXPECT_FALSE(answer_->may_not_be_open);
}

TEST_F(NextFinderTest, LooksEverywhereForACallerWhoDoesNotMind) {
  schedule_.Offer(kJordanHarbour, kTuesday, {AtClinic(kTuesday, 9)});
  schedule_.Offer(kJordanCity, kTuesday, {AtClinic(kTuesday, 10)});
  NextQuery query = Query("Jordan", "massage");
  query.business.said = "all locations";

  EXPECT_THAT(Ask(query), ElementsAre(AtClinic(kTuesday, 9), AtClinic(kTuesday, 10)));
  EXPECT_FALSE(answer_->business.has_value());
}

TEST_F(NextFinderTest, AsksWhatForWhenSomebodyOffersSeveralThings) {
  const auto answer = finder_.Find(Query("Cameron Example", ""), CallContext{});

  EXPECT_THAT(answer, FailsWith(DomainError::kServiceRequired));
  ASSERT_TRUE(ClarificationOf(answer.status()).has_value());
  EXPECT_THAT(ClarificationOf(answer.status())->choices, SizeIs(2));
}

TEST_F(NextFinderTest, AsksWhoOrWhatWhenNeitherIsSaid) {
  NextQuery query = Query("anyone", "");
  query.business.id = kHarbourRooms;
  const auto answer = finder_.Find(query, CallContext{});

  EXPECT_THAT(answer, FailsWith(DomainError::kMissingInformation));
  ASSERT_TRUE(ClarificationOf(answer.status()).has_value());
  EXPECT_THAT(ClarificationOf(answer.status())->choices,
              ElementsAre(Choice{kMassage.value(), "Massage"}));
}

TEST_F(NextFinderTest, OffersAllTheSameWhenTheSessionServiceIsAway) {
  schedule_.Offer(kCameronMassage, kTuesday, {AtClinic(kTuesday, 9)});
  sessions_.FailWith(MakeError(DomainError::kBookingSystemUnavailable, "away"));

  EXPECT_THAT(Ask(Query("Cameron Example", "massage")), ElementsAre(AtClinic(kTuesday, 9)));
}

TEST_F(NextFinderTest, NeverReportsAFailureAsNothingFree) {
  schedule_.FailWith(MakeError(DomainError::kBookingSystemUnavailable, "down"));

  EXPECT_THAT(finder_.Find(Query("Jordan", "massage"), CallContext{}),
              FailsWith(DomainError::kBookingSystemUnavailable));
}

}  // namespace
}  // namespace frontdesk::availability
