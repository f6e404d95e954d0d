#include "services/booking/domain/alternatives.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/domain/search.h"
#include "libs/status/domain_error.h"
#include "libs/testing/sample_clinic.h"
#include "libs/testing/status_matchers.h"
#include "services/schedule_cache/client/fake_schedule_cache_client.h"
#include "services/session/client/fake_session_client.h"

namespace frontdesk::booking {
namespace {

using namespace ::frontdesk::test;  // NOLINT: the sample clinic is the vocabulary of these tests
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr absl::CivilDay kTuesday(2026, 7, 14);
const Offering kWanted = {kCameronExample, kCityRooms, kMassage};
const Offering kSamePlace = {kJordanSample, kCityRooms, kMassage};
const Offering kOtherPlace = {kCameronSample, kHarbourRooms, kMassage};

class AlternativesTest : public ::testing::Test {
 protected:
  AlternativesTest() {
    plan_.caller = {.session_id = "conv_alternatives_0001", .phone = "+61400000001"};
    plan_.practitioner = *directory_.Find(kCameronExample);
    plan_.business = *directory_.Find(kCityRooms);
    plan_.appointment_type = *directory_.Find(kMassage);
    plan_.day = kTuesday;
    plan_.today = kToday;
  }

  void Offer(const Offering& offering, absl::CivilDay day, const std::vector<int>& hours) {
    std::vector<absl::Time> starts;
    for (const int hour : hours) starts.push_back(AtClinic(day, hour));
    schedule_.Offer(offering, day, std::move(starts));
  }

  // Instead of two o'clock on Tuesday.
  std::vector<DayOpenings> Find() {
    return FindAlternatives(directory_, plan_, AtClinic(kTuesday, 14), schedule_, sessions_,
                            CallContext{.deadline = absl::Now() + absl::Seconds(5)});
  }

  // The caller searches, is offered these, and searches again.
  void TurnDown(const std::vector<SlotKey>& offered) {
    const SearchCriteria criteria{.practitioners = {kCameronExample}};
    ASSERT_THAT(sessions_.BeginSearch({}, directory_.clinic, plan_.caller, criteria), IsOk());
    ASSERT_THAT(sessions_.RecordOffer({}, directory_.clinic, plan_.caller, criteria, offered),
                IsOk());
    clock_.Advance(absl::Seconds(10));
    ASSERT_THAT(sessions_.BeginSearch({}, directory_.clinic, plan_.caller, criteria), IsOk());
  }

  // "Cameron Example City Rooms 2026-07-14: 9 10"
  static std::string Told(const DayOpenings& openings) {
    std::string text = openings.practitioner.display_name + " " + openings.business.name + " " +
                       absl::FormatCivilTime(openings.day) + ":";
    for (const TimeRange& time : openings.times) {
      text += absl::FormatTime(" %-H", time.start, SampleDirectory().clinic.zone);
      EXPECT_EQ(time.end - time.start, openings.appointment_type.duration);
    }
    return text;
  }
  static std::vector<std::string> Told(const std::vector<DayOpenings>& all) {
    std::vector<std::string> texts;
    for (const DayOpenings& openings : all) texts.push_back(Told(openings));
    return texts;
  }

  Directory directory_ = SampleDirectory();
  FakeClock clock_{AtClinic(kToday, 12)};
  FakeScheduleCacheClient schedule_{SampleDirectory()};
  FakeSessionClient sessions_{clock_};
  BookingPlan plan_;
};

TEST_F(AlternativesTest, AreTheNearestOfTheDay) {
  Offer(kWanted, kTuesday, {8, 9, 10, 11, 12, 13, 15, 16});
  Offer(kSamePlace, kTuesday, {14});

  EXPECT_THAT(Told(Find()), ElementsAre("Cameron Example City Rooms 2026-07-14: 12 13 15 16",
                                        "Jordan Sample City Rooms 2026-07-14: 14"));
  EXPECT_THAT(schedule_.queries(), SizeIs(1));
}

TEST_F(AlternativesTest, NeverHoldTheWantedTimeItself) {
  Offer(kWanted, kTuesday, {14, 15});

  EXPECT_THAT(Told(Find()), ElementsAre("Cameron Example City Rooms 2026-07-14: 15"));
}

TEST_F(AlternativesTest, AreFilledUpWithOthersOnThatDay) {
  Offer(kWanted, kTuesday, {9, 10});
  Offer(kSamePlace, kTuesday, {8, 13, 14, 17});
  Offer(kOtherPlace, kTuesday, {14});
  Offer(kSamePlace, kTuesday + 1, {14});

  EXPECT_THAT(Told(Find()), ElementsAre("Cameron Example City Rooms 2026-07-14: 9 10",
                                        "Jordan Sample City Rooms 2026-07-14: 13 14",
                                        "Cameron Sample Harbour Rooms 2026-07-14: 14"));
}

// Five times at the wanted place used to leave out those of the same practitioner elsewhere.
TEST_F(AlternativesTest, AreOfTheOtherPlacesAndPeopleOfTheDayToo) {
  const Offering own_elsewhere = {kCameronExample, kHarbourRooms, kMassage};
  directory_.offerings.push_back(own_elsewhere);
  Offer(kWanted, kTuesday, {11, 12, 13, 15, 16});
  Offer(own_elsewhere, kTuesday, {9, 13});
  Offer(kSamePlace, kTuesday, {14, 15});
  Offer(kOtherPlace, kTuesday, {10});

  EXPECT_THAT(Told(Find()), ElementsAre("Cameron Example City Rooms 2026-07-14: 12 13 15",
                                        "Cameron Example Harbour Rooms 2026-07-14: 13",
                                        "Jordan Sample City Rooms 2026-07-14: 14"));
}

TEST_F(AlternativesTest, AreFilledUpWithTheNextDay) {
  Offer(kWanted, kTuesday, {9});
  Offer(kSamePlace, kTuesday, {10});
  Offer(kWanted, kTuesday + 1, {11, 12});

  EXPECT_THAT(Told(Find()), ElementsAre("Cameron Example City Rooms 2026-07-14: 9",
                                        "Jordan Sample City Rooms 2026-07-14: 10",
                                        "Cameron Example City Rooms 2026-07-15: 11 12"));
}

// A day for which nobody can book yet used to be refused without a word of what there is.
TEST_F(AlternativesTest, AreTheSoonestWhereTheDayIsTooFarAhead) {
  plan_.day = kToday + 300;
  Offer(kWanted, kTuesday + 1, {9});
  Offer(kOtherPlace, kTuesday, {10});

  EXPECT_THAT(
      Told(FindAlternatives(directory_, plan_, AtClinic(kToday + 300, 14), schedule_, sessions_,
                            CallContext{.deadline = absl::Now() + absl::Seconds(5)})),
      ElementsAre("Cameron Example City Rooms 2026-07-15: 9",
                  "Cameron Sample Harbour Rooms 2026-07-14: 10"));
  EXPECT_THAT(schedule_.queries(), SizeIs(3));
}

TEST_F(AlternativesTest, AreOfTheNextDayThatHasSome) {
  Offer(kWanted, kTuesday + 2, {9, 14});
  Offer(kWanted, kTuesday + 3, {14});
  Offer(kOtherPlace, kTuesday, {10});

  EXPECT_THAT(Told(Find()), ElementsAre("Cameron Example City Rooms 2026-07-16: 9 14",
                                        "Cameron Sample Harbour Rooms 2026-07-14: 10"));
}

TEST_F(AlternativesTest, AreOfOthersWhereTheWantedOneHasNothing) {
  Offer(kSamePlace, kTuesday + 1, {9});
  Offer(kOtherPlace, kTuesday, {16});

  EXPECT_THAT(Told(Find()), ElementsAre("Cameron Sample Harbour Rooms 2026-07-14: 16",
                                        "Jordan Sample City Rooms 2026-07-15: 9"));
  EXPECT_THAT(schedule_.queries(), SizeIs(2));
}

TEST_F(AlternativesTest, LeaveOutWhatTheCallerTurnedDown) {
  Offer(kWanted, kTuesday, {9, 10});
  Offer(kSamePlace, kTuesday, {9});
  TurnDown({{kCameronExample, kCityRooms, AtClinic(kTuesday, 9)}});

  EXPECT_THAT(Told(Find()), ElementsAre("Cameron Example City Rooms 2026-07-14: 10",
                                        "Jordan Sample City Rooms 2026-07-14: 9"));
}

TEST_F(AlternativesTest, AreToldWithoutTheSessionService) {
  Offer(kWanted, kTuesday, {9});
  sessions_.FailWith(MakeError(DomainError::kBookingSystemUnavailable, "down"));

  EXPECT_THAT(Told(Find()), ElementsAre("Cameron Example City Rooms 2026-07-14: 9"));
}

TEST_F(AlternativesTest, NeverRestOnAReplicasMemory) {
  Find();

  for (const SlotQuery& query : schedule_.queries()) EXPECT_TRUE(query.max_age.has_value());
}

TEST_F(AlternativesTest, AreNoneWhereNothingCanBeLearned) {
  Offer(kWanted, kTuesday, {9});
  schedule_.FailWith(MakeError(DomainError::kBookingSystemUnavailable, "down"));

  EXPECT_THAT(Find(), IsEmpty());
}

}  // namespace
}  // namespace frontdesk::booking
