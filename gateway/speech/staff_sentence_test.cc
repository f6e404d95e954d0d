#include "gateway/speech/staff_sentence.h"

#include <string>
#include <vector>

#include "gateway/clients/availability_client.h"
#include "gateway/speech/phrases.h"
#include "gateway/testing/fixture.h"
#include "gtest/gtest.h"
#include "libs/domain/directory.h"

namespace frontdesk::gateway::test {
namespace {

TEST(StaffSentence, NamesFiveAndCountsTheRest) {
  EXPECT_EQ(StaffSentence({CityRooms(), {Cameron(), Jordan()}}),
            "At City Rooms we have Cameron Example and Jordan Sample.");
  EXPECT_EQ(StaffSentence({CityRooms(), std::vector<Practitioner>(7, Jordan())}),
            "At City Rooms we have Jordan Sample, Jordan Sample, Jordan Sample, Jordan Sample, "
            "Jordan Sample and 2 others.");
}

TEST(FreeStaffSentence, HasTheVerbOfItsCount) {
  FreeStaff staff = CameronIsFree();
  EXPECT_EQ(FreeStaffSentence(staff, Sydney()),
            "On Tuesday, July 14 at City Rooms, Cameron Example has availability.");
  staff.practitioners.push_back({.practitioner = Jordan()});
  EXPECT_EQ(
      FreeStaffSentence(staff, Sydney()),
      "On Tuesday, July 14 at City Rooms, Cameron Example and Jordan Sample have availability.");
  staff.practitioners.clear();
  EXPECT_EQ(FreeStaffSentence(staff, Sydney()),
            "I don't see any openings at City Rooms on Tuesday, July 14. "
            "Shall I check another day?");
}

TEST(FreeStaffSentence, SpeaksOfTheMorningAloneIfThatWasAsked) {
  FreeStaff staff = CameronIsFree();
  staff.part_of_day = PartOfDay::kMorning;
  EXPECT_EQ(FreeStaffSentence(staff, Sydney()),
            "On Tuesday, July 14 in the morning at City Rooms, Cameron Example has availability.");
}

TEST(FreeStaffSentence, TellsADayOffFromAFullDay) {
  FreeStaff staff{.business = CityRooms(), .day = kTuesday, .reason = NothingFree::kNotWorking};
  EXPECT_EQ(FreeStaffSentence(staff, Sydney()),
            "Nobody works at City Rooms on Tuesday, July 14. Shall I check another day?");
  staff.reason = NothingFree::kFullyBooked;
  EXPECT_EQ(FreeStaffSentence(staff, Sydney()),
            "Everyone at City Rooms is fully booked on Tuesday, July 14. "
            "Shall I check another day?");
}

// "Nobody works at City Rooms" used to be said where nobody offers that one service.
TEST(FreeStaffSentence, SaysThatNobodyOffersItWhereOthersMayWork) {
  FreeStaff staff{.business = CityRooms(),
                  .day = kTuesday,
                  .reason = NothingFree::kNotWorking,
                  .service = Massage()};
  EXPECT_EQ(FreeStaffSentence(staff, Sydney()),
            "Nobody offers Massage at City Rooms on Tuesday, July 14. Shall I check another day?");
  staff.reason = NothingFree::kFullyBooked;
  EXPECT_EQ(FreeStaffSentence(staff, Sydney()),
            "Everyone who offers Massage at City Rooms is fully booked on Tuesday, July 14. "
            "Shall I check another day?");
  staff.reason = NothingFree::kUnknown;
  EXPECT_EQ(FreeStaffSentence(staff, Sydney()),
            "I don't see any openings for Massage at City Rooms on Tuesday, July 14. "
            "Shall I check another day?");
}

TEST(FreeStaffSentence, NamesWhoIsFreeInAnotherPartOfTheDay) {
  EXPECT_EQ(FreeStaffSentence({.business = CityRooms(),
                               .day = kTuesday,
                               .part_of_day = PartOfDay::kEvening,
                               .free_otherwise = {Cameron()}},
                              Sydney()),
            "Nobody is free at City Rooms on Tuesday, July 14 in the evening, but Cameron Example "
            "has other times that day. Would one of those suit you?");
}

TEST(FreeStaffSentence, NeverCallsADayFullThatMayNotBeOpen) {
  EXPECT_EQ(FreeStaffSentence(
                {.business = CityRooms(), .day = kTuesday, .reason = NothingFree::kMayNotBeOpen},
                Sydney()),
            "Nothing is open for booking at City Rooms on Tuesday, July 14. "
            "Shall I check an earlier day?");
}

TEST(FreeStaffSentence, SpeaksTheYearThatWasPutRight) {
  FreeStaff staff = CameronIsFree();
  staff.year_repaired = true;
  EXPECT_EQ(FreeStaffSentence(staff, Sydney()),
            "On Tuesday, July 14, 2026 at City Rooms, Cameron Example has availability.");
}

TEST(ServicesSentence, NamesThePlaceOnlyWhereItWasAsked) {
  EXPECT_EQ(ServicesSentence(CameronsProfile(), false),
            "Cameron Example offers Acupuncture (Initial) and Massage.");
  EXPECT_EQ(ServicesSentence(CameronsProfile(), true),
            "Cameron Example offers Acupuncture (Initial) and Massage at City Rooms.");
}

TEST(ProfileSentence, NamesEveryPlace) {
  PractitionerProfile profile = CameronsProfile();
  profile.businesses.push_back(HarbourRooms());
  EXPECT_EQ(ProfileSentence(profile),
            "Cameron Example offers Acupuncture (Initial) and Massage "
            "at our City Rooms and Harbour Rooms.");
  profile.services.clear();
  EXPECT_EQ(ProfileSentence(profile), "Cameron Example works at our City Rooms and Harbour Rooms.");
  profile.businesses.clear();
  EXPECT_EQ(ProfileSentence(profile), "Cameron Example is one of our practitioners.");
}

TEST(ProfileSentence, CountsTheServicesThatDoNotFit) {
  PractitionerProfile profile = CameronsProfile();
  profile.services.assign(4, {.name = std::string(90, 's')});
  EXPECT_EQ(ProfileSentence(profile), "Cameron Example offers " + profile.services[0].name + ", " +
                                          profile.services[1].name +
                                          " and 2 others at our City Rooms.");
}

TEST(StaffSentences, FitInWhatCanBeSpoken) {
  PractitionerProfile profile = CameronsProfile();
  profile.services.resize(20, {.name = std::string(90, 's')});
  EXPECT_LE(ProfileSentence(profile).size(), kLongestSentence);
  EXPECT_LE(ServicesSentence(profile, true).size(), kLongestSentence);
}

}  // namespace
}  // namespace frontdesk::gateway::test
