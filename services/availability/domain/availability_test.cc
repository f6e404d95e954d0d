#include "services/availability/domain/availability.h"

#include <memory>
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
constexpr absl::CivilDay kSaturday(2026, 7, 18);
constexpr absl::CivilDay kNextMonday(2026, 7, 20);
const Offering kCameronMassage = {kCameronExample, kCityRooms, kMassage};
const Offering kJordanCity = {kJordanSample, kCityRooms, kMassage};
const Offering kJordanHarbour = {kJordanSample, kHarbourRooms, kMassage};

class CheckTest : public ::testing::Test {
 protected:
  static AvailabilityQuery Query(const std::string& who, const std::string& what,
                                 const std::string& when) {
    AvailabilityQuery query{.clinic = kSampleClinic,
                            .caller = {.session_id = "conv_1", .phone = "0400 000 001"},
                            .practitioner = {{}, who},
                            .appointment_type = {{}, what}};
    if (!when.empty()) query.when = when;
    return query;
  }

  absl::StatusOr<AvailabilityAnswer> Check(const AvailabilityQuery& query) {
    return availability_.Check(query, CallContext{});
  }

  static std::vector<absl::Time> Starts(const AvailabilityAnswer& answer) {
    std::vector<absl::Time> starts;
    for (const DayOpenings& openings : answer.openings) {
      for (const TimeRange& time : openings.times) starts.push_back(time.start);
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
  Availability availability_{directories_, schedule_, usual_, clock_};
};

TEST_F(CheckTest, TellsTheFreeTimesOfTheDayThatWasSaid) {
  schedule_.Offer(kCameronMassage, kTuesday, {AtClinic(kTuesday, 9), AtClinic(kTuesday, 10)});

  const auto answer = Check(Query("Cameron Example", "massage", "tomorrow"));

  ASSERT_THAT(answer, IsOk());
  EXPECT_TRUE(answer->requested_day_available);
  EXPECT_EQ(answer->requested_day, kTuesday);
  EXPECT_THAT(Starts(*answer), ElementsAre(AtClinic(kTuesday, 9), AtClinic(kTuesday, 10)));
  EXPECT_EQ(answer->openings[0].business.id, kCityRooms);
  EXPECT_THAT(schedule_.queries(), SizeIs(1));
}

TEST_F(CheckTest, MeansTodayWhenNoDayIsSaid) {
  schedule_.Offer(kCameronMassage, kToday, {AtClinic(kToday, 15)});

  const auto answer = Check(Query("Cameron Example", "massage", ""));

  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->requested_day, kToday);
}

TEST_F(CheckTest, KeepsToThePartOfTheDay) {
  schedule_.Offer(kCameronMassage, kTuesday, {AtClinic(kTuesday, 9), AtClinic(kTuesday, 14)});

  const auto answer = Check(Query("Cameron Example", "massage", "tomorrow afternoon"));

  ASSERT_THAT(answer, IsOk());
  EXPECT_THAT(Starts(*answer), ElementsAre(AtClinic(kTuesday, 14)));
}

TEST_F(CheckTest, KeepsToTheHoursThatWereSaidWithTheDay) {
  schedule_.Offer(kCameronMassage, kTuesday,
                  {AtClinic(kTuesday, 9), AtClinic(kTuesday, 11), AtClinic(kTuesday, 14),
                   AtClinic(kTuesday, 15), AtClinic(kTuesday, 17)});
  const auto starts = [&](const char* day) {
    const auto answer = Check(Query("Cameron Example", "massage", day));
    return answer.ok() ? Starts(*answer) : std::vector<absl::Time>{};
  };

  EXPECT_THAT(starts("tomorrow before noon"),
              ElementsAre(AtClinic(kTuesday, 9), AtClinic(kTuesday, 11)));
  EXPECT_THAT(starts("tomorrow before 11"), ElementsAre(AtClinic(kTuesday, 9)));
  EXPECT_THAT(starts("tomorrow afternoon after 3"), ElementsAre(AtClinic(kTuesday, 15)));
}

TEST_F(CheckTest, LooksAheadWhenTheDayIsFull) {
  schedule_.Offer(kCameronMassage, kTuesday + 2, {AtClinic(kTuesday + 2, 11)});

  const auto answer = Check(Query("Cameron Example", "massage", "tomorrow"));

  ASSERT_THAT(answer, IsOk());
  EXPECT_FALSE(answer->requested_day_available);
  EXPECT_EQ(answer->reason, NothingFree::kFullyBooked);
  EXPECT_THAT(Starts(*answer), ElementsAre(AtClinic(kTuesday + 2, 11)));
}

TEST_F(CheckTest, TellsADayOffFromAFullDay) {
  schedule_.Offer(kCameronMassage, kNextMonday, {AtClinic(kNextMonday, 9)});

  const auto answer = Check(Query("Cameron Example", "massage", "Saturday"));

  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->requested_day, kSaturday);
  EXPECT_EQ(answer->reason, NothingFree::kNotWorking);
}

TEST_F(CheckTest, NeverCallsADayFullWhereTheHoursAreNotKnown) {
  AvailabilityQuery query = Query("Cameron Sample", "massage", "tomorrow");
  schedule_.Offer({kCameronSample, kHarbourRooms, kMassage}, kTuesday + 1,
                  {AtClinic(kTuesday + 1, 9)});

  const auto answer = Check(query);

  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->reason, NothingFree::kUnknown);
}

TEST_F(CheckTest, NamesAnEarlierTimeElsewhereBesideTheNextAtThePlaceThatWasAsked) {
  schedule_.Offer(kJordanHarbour, kTuesday, {AtClinic(kTuesday, 15), AtClinic(kTuesday, 16)});
  schedule_.Offer(kJordanCity, kTuesday + 3, {AtClinic(kTuesday + 3, 9)});
  AvailabilityQuery query = Query("Jordan", "massage", "tomorrow");
  query.business.id = kCityRooms;

  const auto answer = Check(query);

  ASSERT_THAT(answer, IsOk());
  EXPECT_FALSE(answer->requested_day_available);
  EXPECT_THAT(Starts(*answer), ElementsAre(AtClinic(kTuesday + 3, 9)));
  ASSERT_TRUE(answer->next_available.has_value());
  EXPECT_EQ(answer->next_available->business.id, kHarbourRooms);
  ASSERT_THAT(answer->next_available->times, SizeIs(1));
  EXPECT_EQ(answer->next_available->times[0].start, AtClinic(kTuesday, 15));
  ASSERT_TRUE(answer->next_at_requested.has_value());
  EXPECT_EQ(answer->next_at_requested->business.id, kCityRooms);
  EXPECT_EQ(answer->next_at_requested->times[0].start, AtClinic(kTuesday + 3, 9));
}

TEST_F(CheckTest, NamesOneNextTimeWhereThePlaceThatWasAskedHasTheEarliest) {
  schedule_.Offer(kJordanCity, kTuesday + 1, {AtClinic(kTuesday + 1, 9)});
  schedule_.Offer(kJordanHarbour, kTuesday + 1, {AtClinic(kTuesday + 1, 11)});
  AvailabilityQuery query = Query("Jordan", "massage", "tomorrow");
  query.business.id = kCityRooms;

  const auto answer = Check(query);

  ASSERT_THAT(answer, IsOk());
  ASSERT_TRUE(answer->next_available.has_value());
  EXPECT_EQ(answer->next_available->business.id, kCityRooms);
  EXPECT_FALSE(answer->next_at_requested.has_value());
}

TEST_F(CheckTest, AsksOtherPlacesOnlyUntilOneHasATime) {
  schedule_.Offer(kJordanHarbour, kTuesday, {AtClinic(kTuesday, 15)});
  schedule_.Offer(kJordanCity, kTuesday + 8, {AtClinic(kTuesday + 8, 9)});
  AvailabilityQuery query = Query("Jordan", "massage", "tomorrow");
  query.business.id = kCityRooms;

  ASSERT_THAT(Check(query), IsOk());

  const std::vector<SlotQuery> asked = schedule_.queries();
  ASSERT_THAT(asked, SizeIs(3));
  EXPECT_THAT(asked[0].offerings, ElementsAre(kJordanCity));
  EXPECT_THAT(asked[1].offerings, ElementsAre(kJordanCity, kJordanHarbour));
  EXPECT_THAT(asked[2].offerings, ElementsAre(kJordanCity));
}

TEST_F(CheckTest, LooksAWeekAheadBeforeItLooksTwo) {
  schedule_.Offer(kCameronMassage, kTuesday + 2, {AtClinic(kTuesday + 2, 11)});

  ASSERT_THAT(Check(Query("Cameron Example", "massage", "tomorrow")), IsOk());

  const std::vector<SlotQuery> asked = schedule_.queries();
  ASSERT_THAT(asked, SizeIs(2));
  // With the day itself it is the week that one request reads.
  EXPECT_EQ(asked[1].first_day, kTuesday + 1);
  EXPECT_EQ(asked[1].last_day, kTuesday + 6);
}

TEST_F(CheckTest, LooksAheadFourteenDaysAndNoFurther) {
  schedule_.Offer(kCameronMassage, kTuesday + 15, {AtClinic(kTuesday + 15, 9)});
  EXPECT_THAT(Check(Query("Cameron Example", "massage", "tomorrow")),
              FailsWith(DomainError::kNoAvailability));

  schedule_.Offer(kCameronMassage, kTuesday + 14, {AtClinic(kTuesday + 14, 9)});
  const auto answer = Check(Query("Cameron Example", "massage", "tomorrow"));
  ASSERT_THAT(answer, IsOk());
  EXPECT_THAT(Starts(*answer), ElementsAre(AtClinic(kTuesday + 14, 9)));
}

TEST_F(CheckTest, NeverCallsADayFullThatHasTimesInAnotherPart) {
  schedule_.Offer(kCameronMassage, kTuesday, {AtClinic(kTuesday, 14)});
  schedule_.Offer(kCameronMassage, kTuesday + 1, {AtClinic(kTuesday + 1, 9)});

  const auto answer = Check(Query("Cameron Example", "massage", "tomorrow morning"));

  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->reason, NothingFree::kUnknown);
}

// "Nothing free in the following two weeks" used to be said of a day with a free morning.
TEST_F(CheckTest, TellsTheOtherTimesOfADayWithoutAnyInThatPart) {
  schedule_.Offer(kCameronMassage, kTuesday, {AtClinic(kTuesday, 9), AtClinic(kTuesday, 10)});

  const auto answer = Check(Query("Cameron Example", "massage", "tomorrow evening"));

  ASSERT_THAT(answer, IsOk());
  EXPECT_TRUE(answer->requested_day_available);
  EXPECT_TRUE(answer->other_part);
  EXPECT_EQ(answer->part, DayPart::kEvening);
  EXPECT_THAT(Starts(*answer), ElementsAre(AtClinic(kTuesday, 9), AtClinic(kTuesday, 10)));
  EXPECT_FALSE(answer->next_available.has_value());
}

TEST_F(CheckTest, TellsTheNextDayWithATimeInThatPartBesideThem) {
  schedule_.Offer(kCameronMassage, kTuesday, {AtClinic(kTuesday, 9)});
  schedule_.Offer(kCameronMassage, kTuesday + 1, {AtClinic(kTuesday + 1, 9)});
  schedule_.Offer(kCameronMassage, kTuesday + 2, {AtClinic(kTuesday + 2, 18)});

  const auto answer = Check(Query("Cameron Example", "massage", "tomorrow evening"));

  ASSERT_THAT(answer, IsOk());
  EXPECT_THAT(Starts(*answer), ElementsAre(AtClinic(kTuesday, 9)));
  ASSERT_TRUE(answer->next_available.has_value());
  EXPECT_EQ(answer->next_available->times[0].start, AtClinic(kTuesday + 2, 18));
}

TEST_F(CheckTest, TellsTheNextTimesOfAnyPartWhereTwoWeeksHaveNoneInThatOne) {
  schedule_.Offer(kCameronMassage, kTuesday + 2, {AtClinic(kTuesday + 2, 9)});
  schedule_.Offer(kCameronMassage, kTuesday + 9, {AtClinic(kTuesday + 9, 9)});

  const auto answer = Check(Query("Cameron Example", "massage", "tomorrow evening"));

  ASSERT_THAT(answer, IsOk());
  EXPECT_FALSE(answer->requested_day_available);
  EXPECT_TRUE(answer->other_part);
  EXPECT_THAT(Starts(*answer), ElementsAre(AtClinic(kTuesday + 2, 9)));
}

TEST_F(CheckTest, PrefersALaterDayWithATimeInThatPartWhereTheDayHasNone) {
  schedule_.Offer(kCameronMassage, kTuesday + 1, {AtClinic(kTuesday + 1, 9)});
  schedule_.Offer(kCameronMassage, kTuesday + 8, {AtClinic(kTuesday + 8, 18)});

  const auto answer = Check(Query("Cameron Example", "massage", "tomorrow evening"));

  ASSERT_THAT(answer, IsOk());
  EXPECT_FALSE(answer->other_part);
  EXPECT_THAT(Starts(*answer), ElementsAre(AtClinic(kTuesday + 8, 18)));
}

// Days that Cliniko has not opened for booking used to be called full.
TEST_F(CheckTest, NeverCallsADayFullThatMayNotBeOpenForBookingYet) {
  const auto facts = [&](absl::CivilDay day) {
    AvailabilityQuery query = Query("Cameron Example", "massage", "");
    query.when = day;
    const auto answer = Check(query);
    EXPECT_THAT(answer, FailsWith(DomainError::kNoAvailability));
    return FactsOf(answer.status());
  };
  EXPECT_EQ(facts(kToday + 28).at("reason"), "fully_booked");
  EXPECT_FALSE(facts(kToday + 28).contains("far_ahead"));
  EXPECT_FALSE(facts(kToday + 29).contains("reason"));
  EXPECT_EQ(facts(kToday + 29).at("far_ahead"), "true");

  // What is free after it shows that it is open.
  schedule_.Offer(kCameronMassage, kToday + 37, {AtClinic(kToday + 37, 9)});
  AvailabilityQuery query = Query("Cameron Example", "massage", "");
  query.when = kToday + 36;
  const auto answer = Check(query);
  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->reason, NothingFree::kFullyBooked);
}

TEST_F(CheckTest, SaysWhyTheDayHasNothingWhereTwoWeeksHaveNothing) {
  const auto reason = [&](const std::string& day) {
    const auto answer = Check(Query("Cameron Example", "massage", day));
    EXPECT_THAT(answer, FailsWith(DomainError::kNoAvailability));
    return FactsOf(answer.status())["reason"];
  };
  EXPECT_EQ(reason("tomorrow"), "fully_booked");
  EXPECT_EQ(reason("Saturday"), "not_working");
}

TEST_F(CheckTest, SaysSoWhenTwoWeeksHaveNothing) {
  const auto answer = Check(Query("Cameron Example", "massage", "tomorrow"));

  EXPECT_THAT(answer, FailsWith(DomainError::kNoAvailability));
  EXPECT_EQ(FactsOf(answer.status()).at("practitioner"), "Cameron Example");
}

// A failure upstream used to be told as "nothing free".
TEST_F(CheckTest, NeverTakesWhatCouldNotBeReadForNothing) {
  schedule_.Mark(/*stale=*/false, /*partial=*/true);

  EXPECT_THAT(Check(Query("Cameron Example", "massage", "tomorrow")),
              FailsWith(DomainError::kStillChecking));
}

TEST_F(CheckTest, PassesOnThatTheDataIsStale) {
  schedule_.Offer(kCameronMassage, kTuesday, {AtClinic(kTuesday, 9)});
  schedule_.Mark(/*stale=*/true, /*partial=*/false);

  const auto answer = Check(Query("Cameron Example", "massage", "tomorrow"));

  ASSERT_THAT(answer, IsOk());
  EXPECT_TRUE(answer->age.stale);
}

TEST_F(CheckTest, GoesToThePrimaryPlaceAndNamesTheOthers) {
  schedule_.Offer(kJordanCity, kTuesday, {AtClinic(kTuesday, 11)});
  schedule_.Offer(kJordanHarbour, kTuesday, {AtClinic(kTuesday, 9)});

  const auto answer = Check(Query("Jordan", "massage", "tomorrow"));

  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->openings[0].business.id, kCityRooms);
  ASSERT_THAT(answer->other_businesses, SizeIs(1));
  EXPECT_EQ(answer->other_businesses[0].id, kHarbourRooms);
}

TEST_F(CheckTest, GoesWhereTheCallerWentBefore) {
  schedule_.Offer(kJordanCity, kTuesday, {AtClinic(kTuesday, 11)});
  schedule_.Offer(kJordanHarbour, kTuesday, {AtClinic(kTuesday, 9)});
  const Directory directory = SampleDirectory();
  AvailabilityQuery query = Query("Jordan", "massage", "tomorrow");
  ASSERT_THAT(
      sessions_.RememberLocation(CallContext{}, directory.clinic, query.caller, kHarbourRooms),
      IsOk());

  const auto answer = Check(query);

  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->openings[0].business.id, kHarbourRooms);
}

TEST_F(CheckTest, GoesWhereThereAreTimesWhenThePrimaryHasNone) {
  schedule_.Offer(kJordanHarbour, kTuesday, {AtClinic(kTuesday, 9)});

  const auto answer = Check(Query("Jordan", "massage", "tomorrow"));

  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->openings[0].business.id, kHarbourRooms);
}

TEST_F(CheckTest, GoesWhereTheEarliestTimeIsWhenTheCallerDoesNotMind) {
  schedule_.Offer(kJordanCity, kTuesday, {AtClinic(kTuesday, 11)});
  schedule_.Offer(kJordanHarbour, kTuesday, {AtClinic(kTuesday, 9)});
  for (const char* anywhere : {"any location", "either one", "it doesn't matter where"}) {
    AvailabilityQuery query = Query("Jordan", "massage", "tomorrow");
    query.business.said = anywhere;

    const auto answer = Check(query);

    ASSERT_THAT(answer, IsOk()) << anywhere;
    EXPECT_EQ(answer->openings[0].business.id, kHarbourRooms);
    ASSERT_THAT(answer->other_businesses, SizeIs(1));
    EXPECT_EQ(answer->other_businesses[0].id, kCityRooms);
  }
}

TEST_F(CheckTest, OffersEveryoneWhoIsFreeWhenAnyoneWillDo) {
  schedule_.Offer(kJordanCity, kTuesday, {AtClinic(kTuesday, 11)});
  schedule_.Offer(kCameronMassage, kTuesday, {AtClinic(kTuesday, 9)});
  AvailabilityQuery query = Query("anyone", "massage", "tomorrow");
  query.business.id = kCityRooms;

  const auto answer = Check(query);

  ASSERT_THAT(answer, IsOk());
  ASSERT_THAT(answer->openings, SizeIs(2));
  EXPECT_EQ(answer->openings[0].practitioner.id, kCameronExample);
  EXPECT_EQ(answer->openings[1].practitioner.id, kJordanSample);
}

TEST_F(CheckTest, AsksWhichCameronIsMeant) {
  EXPECT_THAT(Check(Query("Cameron", "massage", "tomorrow")),
              FailsWith(DomainError::kPractitionerClarificationNeeded));
}

TEST_F(CheckTest, SaysWhereSomebodyWorksInstead) {
  AvailabilityQuery query = Query("Cameron Example", "massage", "tomorrow");
  query.business.id = kHarbourRooms;

  EXPECT_THAT(Check(query), FailsWith(DomainError::kPractitionerLocationMismatch));
}

TEST_F(CheckTest, RefusesThePastAndNonsense) {
  EXPECT_THAT(Check(Query("Jordan", "massage", "yesterday")), FailsWith(DomainError::kDateInPast));
  EXPECT_THAT(Check(Query("Jordan", "massage", "blursday")), FailsWith(DomainError::kInvalidDate));
}

TEST_F(CheckTest, TakesSoonestForTheFirstDayThatHasTimes) {
  schedule_.Offer(kCameronMassage, kTuesday, {AtClinic(kTuesday, 9)});

  const auto answer = Check(Query("Cameron Example", "massage", "next available"));

  ASSERT_THAT(answer, IsOk());
  EXPECT_TRUE(answer->requested_day_available);
  EXPECT_EQ(answer->requested_day, kTuesday);
}

}  // namespace
}  // namespace frontdesk::availability
