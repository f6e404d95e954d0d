#include "gateway/speech/availability_sentence.h"

#include <string>

#include "absl/time/civil_time.h"
#include "gateway/clients/availability_client.h"
#include "gateway/speech/calendar.h"
#include "gateway/testing/fixture.h"
#include "gtest/gtest.h"
#include "libs/domain/directory.h"

namespace frontdesk::gateway::test {
namespace {

Availability OnThursdayInstead(NothingFree reason, PartOfDay part = PartOfDay::kAny) {
  return {.requested_day = kTuesday,
          .openings = {Openings(kTuesday + 2, {{9, 30}})},
          .reason = reason,
          .part_of_day = part};
}

std::string Said(const Availability& availability) {
  return AvailabilitySentence(availability, Sydney());
}

TEST(AvailabilitySentence, NamesWhoWhenAndWhere) {
  EXPECT_EQ(Said(TuesdayMorning()),
            "Cameron Example has 9:00 AM and 10:00 AM free on Tuesday, July 14 at City Rooms.");
}

TEST(AvailabilitySentence, SaysWhyTheDayHasNothing) {
  const std::string next = " The next free time is 9:30 AM on Thursday, July 16 at City Rooms.";
  EXPECT_EQ(Said(OnThursdayInstead(NothingFree::kNotWorking)),
            "Cameron Example doesn't work at City Rooms on Tuesday, July 14." + next);
  EXPECT_EQ(Said(OnThursdayInstead(NothingFree::kFullyBooked)),
            "Cameron Example is fully booked on Tuesday, July 14." + next);
  EXPECT_EQ(Said(OnThursdayInstead(NothingFree::kUnknown)),
            "Cameron Example has nothing free on Tuesday, July 14." + next);
}

// A full morning used to be called a full day.
TEST(AvailabilitySentence, SpeaksOfTheMorningAloneIfThatWasAsked) {
  EXPECT_EQ(Said(OnThursdayInstead(NothingFree::kFullyBooked, PartOfDay::kMorning)),
            "Cameron Example has nothing free in the morning on Tuesday, July 14. "
            "The next free time is 9:30 AM on Thursday, July 16 at City Rooms.");
}

// "Nothing free in the following two weeks" used to be said of a day with a free morning.
TEST(AvailabilitySentence, TellsTheOtherTimesOfADayWithoutAnyInTheEvening) {
  Availability availability = TuesdayMorning();
  availability.part_of_day = PartOfDay::kEvening;
  availability.other_part_of_day = true;
  const std::string nothing = "Cameron Example has nothing free in the evening on Tuesday, July 14";
  const std::string others = ", but 9:00 AM and 10:00 AM are free that day at City Rooms.";
  EXPECT_EQ(Said(availability), nothing + others);

  availability.next_available = Openings(kTuesday + 2, {{17, 30}});
  EXPECT_EQ(
      Said(availability),
      nothing + others + " The next free time in the evening is Thursday, July 16 at 5:30 PM.");

  availability.next_available->business = HarbourRooms();
  EXPECT_EQ(Said(availability),
            nothing + others +
                " The next free time in the evening is Thursday, July 16 at 5:30 PM at "
                "Harbour Rooms.");

  availability.requested_day_available = false;
  availability.openings = {Openings(kTuesday + 1, {{9, 0}})};
  EXPECT_EQ(Said(availability),
            nothing +
                " or in the following two weeks. "
                "The next free time is 9:00 AM on Wednesday, July 15 at City Rooms.");
}

TEST(AvailabilitySentence, TellsTheOtherTimesOfADayWithoutAnyInTheHoursAskedFor) {
  Availability availability = TuesdayMorning();
  availability.other_part_of_day = true;  // "Tuesday after 3"
  EXPECT_EQ(Said(availability),
            "Cameron Example has nothing free at such a time on Tuesday, July 14, but 9:00 AM and "
            "10:00 AM are free that day at City Rooms.");
}

TEST(AvailabilitySentence, TellsTheOtherTimesOfEach) {
  DayOpenings jordans = Openings(kTuesday, {{11, 15}});
  jordans.practitioner = Jordan();
  EXPECT_EQ(Said({.requested_day = kTuesday,
                  .openings = {Openings(kTuesday, {{9, 0}}), jordans},
                  .requested_day_available = true,
                  .other_part_of_day = true,
                  .part_of_day = PartOfDay::kEvening}),
            "Nobody is free for Massage in the evening on Tuesday, July 14, but Cameron Example "
            "has 9:00 AM; Jordan Sample has 11:15 AM.");
}

TEST(AvailabilitySentence, NamesThePlaceOfEachWhereTheyDiffer) {
  DayOpenings jordans = Openings(kTuesday, {{11, 15}});
  jordans.practitioner = Jordan();
  jordans.business = HarbourRooms();
  EXPECT_EQ(
      Said({.requested_day = kTuesday,
            .openings = {Openings(kTuesday, {{9, 0}}), jordans},
            .requested_day_available = true}),
      "On Tuesday, July 14, Cameron Example has 9:00 AM at City Rooms; Jordan Sample has 11:15 AM "
      "at Harbour Rooms.");
}

TEST(AvailabilitySentence, CountsTheTimesOfEachThatItDoesNotName) {
  DayOpenings jordans = Openings(kTuesday, {{11, 15}, {12, 0}});
  jordans.practitioner = Jordan();
  EXPECT_EQ(Said({.requested_day = kTuesday,
                  .openings = {Openings(kTuesday, {{9, 0}, {10, 0}, {11, 0}, {12, 0}}), jordans},
                  .requested_day_available = true}),
            "On Tuesday, July 14 at City Rooms, Cameron Example has 9:00 AM, 10:00 AM and 2 more; "
            "Jordan Sample has 11:15 AM and 12:00 PM.");
}

TEST(AvailabilitySentence, NamesAnEarlierTimeAtAnotherPlace) {
  Availability availability = OnThursdayInstead(NothingFree::kFullyBooked);
  availability.next_at_requested = availability.openings.front();
  availability.next_available = Openings(kTuesday, {{15, 0}});
  availability.next_available->business = HarbourRooms();
  EXPECT_EQ(Said(availability),
            "Cameron Example is fully booked on Tuesday, July 14. "
            "The next free time is 9:30 AM on Thursday, July 16 at City Rooms. "
            "Harbour Rooms has Tuesday, July 14 at 3:00 PM.");
}

TEST(AvailabilitySentence, NamesTheYearOfTheNextOne) {
  const absl::CivilDay asked(2026, 12, 31);
  EXPECT_EQ(AvailabilitySentence({.requested_day = asked,
                                  .openings = {Openings(absl::CivilDay(2027, 1, 4), {{9, 0}})},
                                  .reason = NothingFree::kFullyBooked},
                                 Calendar(Sydney(), At(asked, 8))),
            "Cameron Example is fully booked on Thursday, December 31. "
            "The next free time is 9:00 AM on Monday, January 4, 2027 at City Rooms.");
}

TEST(AvailabilitySentence, StaysShortForLongNames) {
  Availability availability = TuesdayMorning();
  availability.openings.front().practitioner.display_name = std::string(250, 'n');
  availability.openings.front().business.name = std::string(250, 'b');
  EXPECT_LE(Said(availability).size(), 300u);
}

}  // namespace
}  // namespace frontdesk::gateway::test
