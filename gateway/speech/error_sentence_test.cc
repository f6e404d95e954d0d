#include "gateway/speech/error_sentence.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/time/civil_time.h"
#include "gateway/speech/calendar.h"
#include "gateway/testing/fixture.h"
#include "gtest/gtest.h"
#include "libs/domain/directory.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"

namespace frontdesk::gateway::test {
namespace {

// Nobody can listen to a long number.
int LongestRunOfDigits(const std::string& text) {
  int longest = 0;
  int run = 0;
  for (const char c : text) {
    run = absl::ascii_isdigit(c) ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

void ExpectSpeakable(const Trouble& trouble) {
  const std::string said = ErrorSentence(trouble);
  SCOPED_TRACE(RowOf(trouble.error).webhook_code);
  SCOPED_TRACE(said);
  EXPECT_FALSE(said.empty());
  EXPECT_LE(said.size(), 300u);
  EXPECT_TRUE(absl::EndsWith(said, ".") || absl::EndsWith(said, "?"));
  EXPECT_TRUE(absl::ascii_isupper(said.front()) || absl::ascii_isdigit(said.front()));
  EXPECT_LT(LongestRunOfDigits(said), 5);
  for (const char* unspeakable : {"_", "{", "2026-", "  ", "..", " .", " ,"}) {
    EXPECT_FALSE(absl::StrContains(said, unspeakable)) << unspeakable;
  }
}

TEST(ErrorSentence, HasSomethingToSayForEveryErrorThatCarriesNothing) {
  for (const ErrorRow& row : ErrorTable()) ExpectSpeakable({.error = row.error});
}

TEST(ErrorSentence, HasSomethingToSayForEveryErrorThatCarriesEverything) {
  for (const ErrorRow& row : ErrorTable()) {
    ExpectSpeakable({.error = row.error,
                     .purpose = Purpose::kBook,
                     .country = "AU",
                     .calendar = Sydney(),
                     .facts = {{"practitioner", "Cameron Example"},
                               {"service", "Massage"},
                               {"location", "City Rooms"},
                               {"date", "2026-07-14"},
                               {"time", "14:00"},
                               {"asked", "Robin"},
                               {"days", "14"},
                               {"problem", "prefix"}},
                     .missing = {"date", "time"},
                     .clarification = Clarification{ChoiceKind::kLocation,
                                                    {{"1", "City Rooms"}, {"2", "Harbour Rooms"}}},
                     .alternatives = {Openings(kTuesday, {{9, 0}})}});
  }
}

TEST(ErrorSentence, HasSomethingToSayForFactsThatMakeNoSense) {
  for (const ErrorRow& row : ErrorTable()) {
    ExpectSpeakable({.error = row.error,
                     .facts = {{"practitioner", std::string(500, 'x')},
                               {"location", "100000000000000101"},
                               {"date", "soon"},
                               {"time", "25:99"},
                               {"asked", "2026-07-14"},
                               {"days", "many"},
                               {"problem", "?"}},
                     .missing = {"shoe_size"},
                     .clarification = Clarification{ChoiceKind::kLocation, {{"1", ""}}},
                     .alternatives = {Openings(kTuesday, {})}});
  }
}

TEST(ErrorSentence, TellsApartWhatIsWrongWithAPhoneNumber) {
  const auto said = [](const char* problem) {
    return ErrorSentence({.error = DomainError::kInvalidPhoneNumber,
                          .country = "AU",
                          .facts = {{"problem", problem}}});
  };
  EXPECT_NE(said("missing"), said("length"));
  EXPECT_NE(said("length"), said("prefix"));
  EXPECT_NE(said("prefix"), said("missing"));
}

TEST(ErrorSentence, AsksForANumberOfTheClinicsOwnCountry) {
  EXPECT_EQ(ErrorSentence({.error = DomainError::kInvalidPhoneNumber, .country = "GB"}),
            "Could I have a valid phone number for the booking?");
}

TEST(ErrorSentence, ListsFiveOthersAndCountsTheRest) {
  Clarification others{ChoiceKind::kPractitioner, {}};
  for (const char* name : {"Ann", "Ben", "Cat", "Dan", "Eve", "Fay", "Gus"}) {
    others.choices.push_back({"", name});
  }
  EXPECT_EQ(
      ErrorSentence({.error = DomainError::kPractitionerNotFound,
                     .facts = {{"asked", "Robin"}},
                     .clarification = others}),
      "I couldn't find anyone called Robin here. We have Ann, Ben, Cat, Dan, Eve and 2 others. "
      "Who would you like to see?");
}

// A name of 150 characters used to vanish from the choices.
TEST(ErrorSentence, NamesALongLocationAndCountsTheOthers) {
  const std::string long_name = "Rooms" + std::string(145, 'r');
  for (const DomainError error : {DomainError::kLocationNotFound, DomainError::kInvalidBusinessId,
                                  DomainError::kLocationClarificationNeeded}) {
    const std::string said = ErrorSentence(
        {.error = error,
         .clarification = Clarification{
             ChoiceKind::kLocation,
             {{"1", long_name}, {"2", "Harbour" + std::string(140, 'h')}, {"3", "Hill Rooms"}}}});
    EXPECT_TRUE(absl::StrContains(said, long_name)) << said;
    EXPECT_TRUE(absl::StrContains(said, "and 2 others")) << said;
    EXPECT_TRUE(absl::EndsWith(said, "?")) << said;
  }
}

TEST(ErrorSentence, CountsTheChoicesThatAreNotListed) {
  EXPECT_EQ(ErrorSentence({.error = DomainError::kMissingInformation,
                           .facts = {{"more", "3"}},
                           .missing = {"practitioner"},
                           .clarification = Clarification{ChoiceKind::kPractitioner,
                                                          {{"1", "Ann"}, {"2", "Ben"}}}}),
            "I still need to know who the appointment is with. "
            "The choices are Ann, Ben and 3 others.");
}

TEST(ErrorSentence, SpeaksOfOneChoiceAsOne) {
  EXPECT_EQ(
      ErrorSentence({.error = DomainError::kMissingInformation,
                     .missing = {"business_id"},
                     .clarification = Clarification{ChoiceKind::kLocation, {{"1", "City Rooms"}}}}),
      "I still need to know which location. The only choice is City Rooms.");
}

// "We have two locations" used to be said where there are three, of which two fit.
TEST(ErrorSentence, CountsTheLocationsOnlyWhereItNamesAll) {
  Trouble trouble{.error = DomainError::kLocationClarificationNeeded,
                  .clarification = Clarification{ChoiceKind::kLocation,
                                                 {{"1", "City Rooms"}, {"2", "Harbour Rooms"}}}};
  EXPECT_EQ(ErrorSentence(trouble),
            "We have two locations, City Rooms and Harbour Rooms. Which suits you?");
  trouble.facts["narrowed"] = "true";
  EXPECT_EQ(ErrorSentence(trouble), "Did you mean City Rooms or Harbour Rooms?");
}

TEST(ErrorSentence, NamesTheDayOfAlternativesThatAreOnAnotherOne) {
  EXPECT_EQ(
      ErrorSentence({.error = DomainError::kTimeNotAvailable,
                     .calendar = Sydney(),
                     .facts = {{"date", "2026-07-14"}, {"time", "14:00"}},
                     .alternatives = {Openings(kTuesday + 1, {{9, 0}})}}),
      "2:00 PM isn't free on Tuesday, July 14. Cameron Example has 9:00 AM on Wednesday, July 15. "
      "Which would you like?");
}

TEST(ErrorSentence, NamesThePlaceOfAlternativesThatAreAtAnotherOne) {
  DayOpenings elsewhere = Openings(kTuesday, {{9, 0}});
  elsewhere.business.name = "Harbour Rooms";
  EXPECT_EQ(ErrorSentence({.error = DomainError::kTimeNotAvailable,
                           .calendar = Sydney(),
                           .facts = {{"date", "2026-07-14"},
                                     {"time", "14:00"},
                                     {"location", "City Rooms"}},
                           .alternatives = {elsewhere}}),
            "2:00 PM isn't free on Tuesday, July 14. Cameron Example has 9:00 AM at Harbour Rooms. "
            "Which would you like?");
}

TEST(ErrorSentence, NamesTheYearOfADayInAnother) {
  const absl::CivilDay eve(2026, 12, 31);
  const Calendar calendar(Sydney(), At(eve, 8));
  EXPECT_EQ(ErrorSentence({.error = DomainError::kTimeNotAvailable,
                           .calendar = calendar,
                           .facts = {{"date", "2026-12-31"}, {"time", "14:00"}},
                           .alternatives = {Openings(eve + 4, {{9, 0}})}}),
            "2:00 PM isn't free on Thursday, December 31. Cameron Example has 9:00 AM on "
            "Monday, January 4, 2027. Which would you like?");
  EXPECT_EQ(
      ErrorSentence({.error = DomainError::kInvalidDate,
                     .calendar = calendar,
                     .facts = {{"candidate_1", "2027-01-02"}, {"candidate_2", "2027-02-01"}}}),
      "Did you mean Saturday, January 2, 2027 or Monday, February 1, 2027?");
}

TEST(ErrorSentence, TellsNamesakesFromNamesThatSoundAlike) {
  const auto which = [](const char* one, const char* other) {
    return ErrorSentence(
        {.error = DomainError::kPractitionerClarificationNeeded,
         .clarification = Clarification{ChoiceKind::kPractitioner, {{"", one}, {"", other}}}});
  };
  EXPECT_EQ(which("Cameron Example", "Cameron Sample"),
            "We have two people by that name, Cameron Example or Cameron Sample. Which one?");
  EXPECT_EQ(which("Dr Geoff Example", "Dr Jeffrey Sample"),
            "Did you mean Dr Geoff Example or Dr Jeffrey Sample?");
}

TEST(ErrorSentence, AsksWhichOfTwoDays) {
  EXPECT_EQ(
      ErrorSentence({.error = DomainError::kInvalidDate,
                     .facts = {{"candidate_1", "2026-07-14"}, {"candidate_2", "2026-07-21"}}}),
      "Did you mean Tuesday, July 14 or Tuesday, July 21?");
}

TEST(ErrorSentence, SaysThatADayIsADayOff) {
  Trouble trouble{
      .error = DomainError::kNoAvailability,
      .facts = {
          {"practitioner", "Cameron Example"}, {"date", "2026-07-14"}, {"reason", "not_working"}}};
  EXPECT_EQ(
      ErrorSentence(trouble),
      "I'm sorry, Cameron Example doesn't work on Tuesday, July 14 and has nothing free in the "
      "following two weeks. Shall I try someone else?");
  trouble.error = DomainError::kTimeNotAvailable;
  EXPECT_EQ(ErrorSentence(trouble),
            "Cameron Example doesn't work on Tuesday, July 14. Would another day suit you?");
}

TEST(ErrorSentence, SaysThatADayIsFull) {
  Trouble trouble{.error = DomainError::kNoAvailability,
                  .facts = {{"practitioner", "Cameron Example"},
                            {"location", "City Rooms"},
                            {"date", "2026-07-14"},
                            {"reason", "fully_booked"}}};
  EXPECT_EQ(
      ErrorSentence(trouble),
      "I'm sorry, Cameron Example is fully booked on Tuesday, July 14 and has nothing free in "
      "the following two weeks. Shall I try someone else?");
  trouble.error = DomainError::kTimeNotAvailable;
  EXPECT_EQ(ErrorSentence(trouble),
            "Cameron Example is fully booked on Tuesday, July 14. Would another day suit you?");
  trouble.facts["reason"] = "not_working";
  EXPECT_EQ(ErrorSentence(trouble),
            "Cameron Example doesn't work at City Rooms on Tuesday, July 14. "
            "Would another day suit you?");
}

TEST(ErrorSentence, NamesTheDaysOfAWindowThatMayNotBeOpenYet) {
  EXPECT_EQ(ErrorSentence({.error = DomainError::kNoAvailability,
                           .calendar = Calendar(Sydney(), At(kTuesday, 8)),
                           .facts = {{"practitioner", "Cameron Example"},
                                     {"service", "Massage"},
                                     {"date", "2027-06-01"},
                                     {"days", "14"},
                                     {"far_ahead", "true"}}}),
            "I'm sorry, nothing is open for booking for Massage with Cameron Example from "
            "Tuesday, June 1, 2027 to Tuesday, June 15, 2027. Shall I try an earlier day?");
}

TEST(ErrorSentence, SpeaksTheYearThatWasPutRight) {
  EXPECT_EQ(ErrorSentence({.error = DomainError::kNoAvailability,
                           .facts = {{"practitioner", "Cameron Example"},
                                     {"date", "2026-07-14"},
                                     {"year_repaired", "true"}}}),
            "I'm sorry, Cameron Example has nothing free on Tuesday, July 14, 2026 or in the "
            "following two weeks. Shall I try someone else?");
}

TEST(ErrorSentence, SaysThatAWriteIsBeingConfirmed) {
  EXPECT_TRUE(absl::StrContains(
      ErrorSentence({.error = DomainError::kStillChecking, .purpose = Purpose::kBook}),
      "being confirmed"));
  EXPECT_FALSE(absl::StrContains(
      ErrorSentence({.error = DomainError::kStillChecking, .purpose = Purpose::kLookUp}),
      "being confirmed"));
}

// Used to promise that the new time or the cancellation was being confirmed, which nobody had
// written down.
TEST(ErrorSentence, SaysWhatAWriteWaitsFor) {
  const auto sentence = [](Purpose purpose, const char* waits_for) {
    return ErrorSentence({.error = DomainError::kStillChecking,
                          .purpose = purpose,
                          .facts = {{"waits_for", waits_for}}});
  };
  EXPECT_EQ(sentence(Purpose::kCancel, "booking"),
            "Your booking is still being confirmed, and I'll cancel it as soon as it is. Give me a "
            "moment and I'll check again.");
  EXPECT_EQ(sentence(Purpose::kReschedule, "booking"),
            "Your booking itself is still being confirmed, so I can't change it yet. Give me a "
            "moment and I'll try again.");
  EXPECT_EQ(sentence(Purpose::kCancel, "change"),
            "That appointment is being changed at the moment, so I haven't cancelled it. Give me a "
            "moment and I'll try again.");
  EXPECT_EQ(sentence(Purpose::kReschedule, "change"),
            "That appointment is being changed at the moment, so I haven't moved it. Give me a "
            "moment and I'll try again.");
}

TEST(DisplayNameOfField, IsTheContractsName) {
  EXPECT_EQ(DisplayNameOfField("patient_name"), "patient name");
  EXPECT_EQ(DisplayNameOfField("practitioner"), "practitioner");
  EXPECT_EQ(DisplayNameOfField("appointment_type"), "appointment type");
  EXPECT_EQ(DisplayNameOfField("date"), "appointment date");
  EXPECT_EQ(DisplayNameOfField("time"), "appointment time");
  EXPECT_EQ(DisplayNameOfField("business_id"), "business ID");
}

}  // namespace
}  // namespace frontdesk::gateway::test
