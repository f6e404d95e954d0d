#include "gateway/speech/location_sentence.h"

#include <string>
#include <vector>

#include "gateway/speech/phrases.h"
#include "gtest/gtest.h"
#include "libs/domain/directory.h"

namespace frontdesk::gateway::test {
namespace {

const std::vector<std::string> kOne = {"City Rooms"};
const std::vector<std::string> kTwo = {"City Rooms", "Harbour Rooms"};
const std::vector<std::string> kThree = {"City Rooms", "Harbour Rooms", "Hill Rooms"};

TEST(WhichPlaceSentence, AsksAboutOneAndAboutSomeAndAboutAll) {
  EXPECT_EQ(WhichPlaceSentence({}, false), "Which of our locations would you like?");
  EXPECT_EQ(WhichPlaceSentence(kOne, true), "Did you mean our City Rooms location?");
  EXPECT_EQ(WhichPlaceSentence(kTwo, true), "Did you mean City Rooms or Harbour Rooms?");
  EXPECT_EQ(WhichPlaceSentence(kThree, false),
            "We have three locations, City Rooms, Harbour Rooms and Hill Rooms. "
            "Which suits you?");
}

TEST(AnyPlaceSentence, OffersToLookEverywhere) {
  EXPECT_EQ(AnyPlaceSentence(kTwo),
            "I can look at all of our two locations, City Rooms and Harbour Rooms. "
            "Or is there one that you'd prefer?");
  EXPECT_EQ(AnyPlaceSentence(kOne), "Did you mean our City Rooms location?");
}

TEST(WhichPlaceAgainSentence, SaysHowOneMayAnswer) {
  EXPECT_EQ(WhichPlaceAgainSentence({}, PlaceProblem::kUnclear),
            "Which of our locations would you like?");
  EXPECT_EQ(WhichPlaceAgainSentence(kOne, PlaceProblem::kUnclear),
            "Would City Rooms be right, yes or no?");
  EXPECT_EQ(WhichPlaceAgainSentence(kTwo, PlaceProblem::kUnclear),
            "I have City Rooms and Harbour Rooms. You can say first, second, or the name.");
  EXPECT_EQ(WhichPlaceAgainSentence(kThree, PlaceProblem::kUnclear),
            "Which one would you like: City Rooms, Harbour Rooms or Hill Rooms? "
            "You can say first, second, and so on, or the name.");
}

TEST(WhichPlaceAgainSentence, TellsEachProblemApart) {
  EXPECT_EQ(WhichPlaceAgainSentence(kOne, PlaceProblemOf("no")),
            "We also have City Rooms. Would that suit you?");
  EXPECT_EQ(WhichPlaceAgainSentence(kTwo, PlaceProblemOf("no")),
            "We also have City Rooms and Harbour Rooms. Which suits you?");
  EXPECT_EQ(WhichPlaceAgainSentence(kTwo, PlaceProblemOf("out_of_range")),
            "You can choose from two locations, City Rooms and Harbour Rooms. Which one is it?");
  EXPECT_EQ(WhichPlaceAgainSentence(kTwo, PlaceProblemOf("nothing_offered")),
            "Let me see which locations we have: City Rooms and Harbour Rooms. Which suits you?");
  EXPECT_EQ(PlaceProblemOf("something new"), PlaceProblem::kUnclear);
}

// The question used to be cut off.
TEST(LocationSentences, NameFewerLocationsWhereTheyAreLong) {
  const std::vector<std::string> rooms(3, std::string(150, 'r'));
  EXPECT_EQ(WhichPlaceSentence(rooms, false),
            "We have three locations, " + rooms[0] + " and 2 others. Which suits you?");
  EXPECT_EQ(WhichPlaceAgainSentence(rooms, PlaceProblem::kNo),
            "We also have " + rooms[0] + " and 2 others. Which suits you?");
}

TEST(LocationSentences, FitInWhatCanBeSpoken) {
  const std::vector<std::string> many(9, std::string(50, 'n'));
  for (const PlaceProblem problem : {PlaceProblem::kUnclear, PlaceProblem::kNo,
                                     PlaceProblem::kOutOfRange, PlaceProblem::kNothingOffered}) {
    EXPECT_LE(WhichPlaceAgainSentence(many, problem).size(), kLongestSentence);
  }
  EXPECT_LE(AnyPlaceSentence(many).size(), kLongestSentence);
  EXPECT_LE(ConfirmedPlaceSentence({.name = std::string(400, 'n')}).size(), kLongestSentence);
}

}  // namespace
}  // namespace frontdesk::gateway::test
