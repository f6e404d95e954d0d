#include "gateway/speech/phrases.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/time/time.h"
#include "gateway/testing/fixture.h"
#include "gtest/gtest.h"

namespace frontdesk::gateway::test {
namespace {

TEST(Join, SpeaksListsAsPeopleDo) {
  EXPECT_EQ(JoinWithAnd({}), "");
  EXPECT_EQ(JoinWithAnd({"A"}), "A");
  EXPECT_EQ(JoinWithAnd({"A", "B"}), "A and B");
  EXPECT_EQ(JoinWithOr({"A", "B", "C"}), "A, B or C");
}

TEST(Join, CountsWhatItDoesNotName) {
  EXPECT_EQ(JoinWithAnd({"A", "B", "C"}, 2), "A, B and 1 other");
  EXPECT_EQ(JoinWithOr({"A", "B", "C", "D"}, 2), "A, B and 2 others");
}

TEST(Join, CountsWhatCannotBeSpoken) {
  EXPECT_EQ(JoinWithAnd({"A", "", "C"}), "A, C and 1 other");
  EXPECT_EQ(JoinWithOr({"", ""}), "");
}

TEST(Join, CutsANameThatIsTooLongForOne) {
  std::string name = "Rooms";
  while (name.size() < 400) name += " by the sea";
  const std::string joined = JoinWithAnd({name, "B"});

  EXPECT_LE(joined.size(), 170u);
  EXPECT_TRUE(absl::StartsWith(joined, "Rooms by the sea"));
  EXPECT_TRUE(absl::EndsWith(joined, " and B"));
}

TEST(WithNamesThatFit, NamesFewerWhereAllWouldBeTooLong) {
  const std::vector<std::string> names(3, std::string(110, 'n'));
  const std::string said =
      WithNamesThatFit([&](int most) { return "We have " + JoinWithAnd(names, most) + "."; });

  EXPECT_EQ(said, "We have " + names[0] + ", " + names[1] + " and 1 other.");
}

TEST(SpokenTimes, ReadsOutAtMostSix) {
  const auto six = Openings(kTuesday, {{9, 0}, {9, 30}, {10, 0}, {10, 30}, {11, 0}, {13, 30}});
  const auto seven =
      Openings(kTuesday, {{9, 0}, {9, 30}, {10, 0}, {10, 30}, {11, 0}, {13, 30}, {14, 0}});

  EXPECT_EQ(SpokenTimes(six.times, Sydney()),
            "9:00 AM, 9:30 AM, 10:00 AM, 10:30 AM, 11:00 AM and 1:30 PM");
  EXPECT_EQ(SpokenTimes(seven.times, Sydney()),
            "9:00 AM, 9:30 AM, 10:00 AM, 10:30 AM, 11:00 AM, 1:30 PM and 1 more");
}

TEST(Quotable, KeepsWordsAndDropsCodes) {
  EXPECT_EQ(Quotable("  Robin \n Smith "), "Robin Smith");
  EXPECT_EQ(Quotable("Massage (60 min)"), "Massage (60 min)");
  EXPECT_EQ(Quotable("200000000000000201"), "");
  EXPECT_EQ(Quotable("2026-07-14"), "");
  EXPECT_EQ(Quotable(std::string(61, 'a')), "");
}

TEST(Nameable, KeepsALongName) {
  EXPECT_EQ(Nameable(std::string(150, 'a')), std::string(150, 'a'));
  EXPECT_EQ(Nameable("200000000000000201"), "");
}

TEST(Speakable, StaysBelowThreeHundredCharacters) {
  std::string text;
  while (text.size() < 400) text += "One sentence. ";
  const std::string spoken = Speakable(text);

  EXPECT_LE(spoken.size(), 300u);
  EXPECT_TRUE(absl::EndsWith(spoken, "One sentence."));
}

TEST(Speakable, CutsAtAWordWhereNoSentenceEnds) {
  std::string text;
  while (text.size() < 400) text += "words, ";
  const std::string spoken = Speakable(text);

  EXPECT_LE(spoken.size(), 300u);
  EXPECT_TRUE(absl::EndsWith(spoken, "words."));
}

TEST(Speakable, CountsCharactersAndNotBytes) {
  std::string text;
  for (int i = 0; i < 300; ++i) text += "é";

  EXPECT_EQ(Speakable(text), text);
}

TEST(Speakable, CutsATextWithoutAnyBlank) {
  EXPECT_LE(Speakable(std::string(1000, 'a')).size(), 300u);
}

}  // namespace
}  // namespace frontdesk::gateway::test
