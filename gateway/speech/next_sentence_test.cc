#include "gateway/speech/next_sentence.h"

#include <string>

#include "absl/time/civil_time.h"
#include "gateway/clients/availability_client.h"
#include "gateway/speech/calendar.h"
#include "gateway/speech/phrases.h"
#include "gateway/testing/fixture.h"
#include "gtest/gtest.h"
#include "libs/domain/directory.h"

namespace frontdesk::gateway::test {
namespace {

DayOpenings Jordans(int hour) {
  DayOpenings openings = Openings(kTuesday, {{hour, 0}});
  openings.practitioner = Jordan();
  return openings;
}

DayOpenings AtHarbour(int hour) {
  DayOpenings openings = Openings(kTuesday, {{hour, 0}});
  openings.business = HarbourRooms();
  return openings;
}

std::string Say(const NextTimes& next, int days = 14) { return NextSentence(next, days, Sydney()); }

TEST(NextSentence, NamesTheTimesOfOnePractitioner) {
  EXPECT_EQ(Say(TwoMassages()),
            "Cameron Example's next Massage times are Tuesday, July 14 at 9:00 AM and "
            "Tuesday, July 14 at 10:00 AM at City Rooms.");
  EXPECT_EQ(Say({.openings = {Openings(kTuesday, {{9, 0}})}}),
            "Cameron Example's next Massage time is Tuesday, July 14 at 9:00 AM at City Rooms.");
}

TEST(NextSentence, NamesEachPractitionerOfTwo) {
  EXPECT_EQ(Say({.openings = {Openings(kTuesday, {{9, 0}}), Jordans(11)}}),
            "The next Massage times are Tuesday, July 14 at 9:00 AM with Cameron Example and "
            "Tuesday, July 14 at 11:00 AM with Jordan Sample at City Rooms.");
}

TEST(NextSentence, NamesEachPlaceOfTwo) {
  EXPECT_EQ(Say({.openings = {Openings(kTuesday, {{9, 0}}), AtHarbour(11)}}),
            "Cameron Example's next Massage times are Tuesday, July 14 at 9:00 AM at City Rooms "
            "and Tuesday, July 14 at 11:00 AM at Harbour Rooms.");
}

TEST(NextSentence, SpeaksTheYearThatWasPutRight) {
  EXPECT_EQ(Say({.openings = {Openings(kTuesday, {{9, 0}})}, .year_repaired = true}),
            "Cameron Example's next Massage time is Tuesday, July 14, 2026 at 9:00 AM "
            "at City Rooms.");
}

TEST(NextSentence, NamesTheYearOfTheNextOne) {
  const absl::CivilDay monday(2027, 1, 4);
  EXPECT_EQ(NextSentence({.openings = {Openings(monday, {{9, 0}})}}, 14,
                         Calendar(Sydney(), At(monday - 5, 8))),
            "Cameron Example's next Massage time is Monday, January 4, 2027 at 9:00 AM "
            "at City Rooms.");
}

TEST(NextSentence, SaysWhatWasSearchedAndHowFar) {
  EXPECT_EQ(Say({.practitioner = Cameron(), .service = Massage(), .business = CityRooms()}),
            "I'm sorry, there is nothing free for Massage with Cameron Example at City Rooms "
            "in the next two weeks. Shall I try someone else?");
  EXPECT_EQ(Say({.service = Massage()}, 1),
            "I'm sorry, there is nothing free for Massage in the next day. "
            "Shall I try someone else?");
}

TEST(NextSentence, TellsADayOffFromAFullDay) {
  NextTimes next{.openings = {Openings(kTuesday, {{9, 0}})},
                 .practitioner = Cameron(),
                 .business = CityRooms(),
                 .reason = NothingFree::kNotWorking,
                 .requested_day = kTuesday - 3};
  const std::string times =
      " Cameron Example's next Massage time is Tuesday, July 14 at 9:00 AM at City Rooms.";
  EXPECT_EQ(Say(next), "Cameron Example doesn't work at City Rooms on Saturday, July 11." + times);
  next.reason = NothingFree::kFullyBooked;
  EXPECT_EQ(Say(next), "Cameron Example is fully booked on Saturday, July 11." + times);

  next.openings.clear();
  next.requested_day.reset();
  EXPECT_EQ(Say(next),
            "I'm sorry, Cameron Example is fully booked at City Rooms in the next two weeks. "
            "Shall I try someone else?");
  next.reason = NothingFree::kNotWorking;
  EXPECT_EQ(Say(next),
            "I'm sorry, Cameron Example doesn't work at City Rooms in the next two weeks. "
            "Shall I try someone else?");
}

// "Nobody works at City Rooms" used to be said where nobody offers that one service.
TEST(NextSentence, SaysThatNobodyOffersItWhereOthersMayWork) {
  NextTimes next{.service = Massage(),
                 .business = CityRooms(),
                 .reason = NothingFree::kNotWorking,
                 .first_day = kTuesday,
                 .last_day = kTuesday + 1};
  EXPECT_EQ(Say(next, 2),
            "I'm sorry, nobody offers Massage at City Rooms from Tuesday, July 14 to Wednesday, "
            "July 15. Shall I try someone else?");
  next.openings = {Openings(kTuesday, {{9, 0}})};
  next.requested_day = kTuesday - 3;
  EXPECT_EQ(Say(next),
            "Nobody offers Massage at City Rooms on Saturday, July 11. Cameron Example's next "
            "Massage time is Tuesday, July 14 at 9:00 AM at City Rooms.");
  next.reason = NothingFree::kFullyBooked;
  EXPECT_EQ(Say(next),
            "Everyone who offers Massage at City Rooms is fully booked on Saturday, July 11. "
            "Cameron Example's next Massage time is Tuesday, July 14 at 9:00 AM at City Rooms.");
}

TEST(NextSentence, NamesTheDaysThatItSearchedWhereTheyAreNotTheNextOnes) {
  const absl::CivilDay june(2027, 6, 1);
  NextTimes next{.practitioner = Cameron(),
                 .reason = NothingFree::kMayNotBeOpen,
                 .first_day = june,
                 .last_day = june + 13};
  const Calendar calendar(Sydney(), At(kTuesday, 8));
  EXPECT_EQ(NextSentence(next, 14, calendar),
            "I'm sorry, nothing is open for booking with Cameron Example from Tuesday, June 1, "
            "2027 to Monday, June 14, 2027. Shall I try an earlier day?");
  next.last_day = june;
  EXPECT_EQ(NextSentence(next, 1, calendar),
            "I'm sorry, nothing is open for booking with Cameron Example on Tuesday, June 1, "
            "2027. Shall I try an earlier day?");
  next.reason = NothingFree::kUnknown;
  next.first_day = kTuesday;
  next.last_day = kTuesday + 13;
  EXPECT_EQ(NextSentence(next, 14, calendar),
            "I'm sorry, there is nothing free with Cameron Example in the next two weeks. "
            "Shall I try someone else?");
}

TEST(NextSentence, SpeaksOfTheEveningAloneIfThatWasAsked) {
  NextTimes next{.practitioner = Cameron(), .part_of_day = PartOfDay::kEvening};
  EXPECT_EQ(Say(next),
            "I'm sorry, there is nothing free with Cameron Example in the evening in the next two "
            "weeks. Shall I try someone else?");
  next.openings = {Openings(kTuesday, {{17, 0}})};
  next.requested_day = kTuesday - 1;
  EXPECT_EQ(Say(next),
            "Cameron Example has nothing free in the evening on Monday, July 13. "
            "Cameron Example's next Massage time is Tuesday, July 14 at 5:00 PM at City Rooms.");
}

TEST(NextSentence, OffersOtherPlacesOnceAllHereWereTurnedDown) {
  EXPECT_EQ(
      Say({.exhausted = true,
           .elsewhere = {AtHarbour(9)},
           .practitioner = Cameron(),
           .business = CityRooms()}),
      "Those were all the free times with Cameron Example at City Rooms in the next two weeks, "
      "but there is Tuesday, July 14 at 9:00 AM at Harbour Rooms. Would that suit you?");
}

TEST(NextSentence, SaysThatTheOnesTurnedDownWereAll) {
  EXPECT_EQ(Say({.exhausted = true, .practitioner = Cameron()}, 10),
            "Those were all the free times with Cameron Example in the next 10 days. "
            "Shall I try another day or someone else?");
}

TEST(NextSentence, OffersOtherPlaces) {
  EXPECT_EQ(Say({.elsewhere = {AtHarbour(9)}, .service = Massage(), .business = CityRooms()}, 7),
            "I'm sorry, there is nothing free for Massage at City Rooms in the next week, but "
            "there is Tuesday, July 14 at 9:00 AM with Cameron Example at Harbour Rooms. "
            "Would that suit you?");
}

TEST(NextSentence, FitsInWhatCanBeSpoken) {
  NextTimes next = TwoMassages();
  next.openings.back().practitioner = Jordan();
  for (DayOpenings& opening : next.openings) {
    opening.practitioner.display_name = std::string(200, 'n');
    opening.business.name = std::string(200, 'b');
  }
  EXPECT_LE(Say(next).size(), kLongestSentence);
}

}  // namespace
}  // namespace frontdesk::gateway::test
