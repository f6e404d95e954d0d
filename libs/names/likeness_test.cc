#include "libs/names/likeness.h"

#include "gtest/gtest.h"
#include "libs/names/known_names.h"

namespace frontdesk {
namespace {

TEST(Ratio, HasTheReferenceValues) {
  EXPECT_NEAR(Ratio("camron", "cameron"), 0.92, 0.005);
  EXPECT_NEAR(Ratio("jordon", "jordan"), 0.83, 0.005);
  EXPECT_NEAR(Ratio("jane", "john"), 0.5, 0.005);
  EXPECT_DOUBLE_EQ(Ratio("same", "same"), 1.0);
  EXPECT_DOUBLE_EQ(Ratio("abc", "xyz"), 0.0);
  EXPECT_DOUBLE_EQ(Ratio("", ""), 1.0);
}

TEST(EditDistance, CountsASwapAsOne) {
  EXPECT_EQ(EditDistance("cameron", "camreon"), 1u);
  EXPECT_EQ(EditDistance("cameron", "camron"), 1u);
  EXPECT_EQ(EditDistance("", "abc"), 3u);
  EXPECT_EQ(EditDistance("kitten", "sitting"), 3u);
}

Fit Names(const char* said, const char* name) {
  return LikenessOfNames(SpeltWord(said), SpeltWord(name)).fit;
}

Fit GivenNames(const char* said, const char* name) {
  return LikenessOfGivenNames(SpeltWord(said), SpeltWord(name)).fit;
}

TEST(LikenessOfNames, RanksExactAboveSoundAboveSlip) {
  EXPECT_EQ(Names("okafor", "okafor"), Fit::kExact);
  EXPECT_EQ(Names("graham", "graeme"), Fit::kSound);
  EXPECT_EQ(Names("camron", "cameron"), Fit::kSlip);
  EXPECT_EQ(Names("richards", "richardson"), Fit::kNear);
  EXPECT_EQ(Names("richardson", "rich"), Fit::kNone);
  EXPECT_EQ(Names("jane", "john"), Fit::kNone);
}

TEST(LikenessOfNames, TakesNoShortForms) {
  EXPECT_EQ(GivenNames("cam", "cameron"), Fit::kShort);
  EXPECT_EQ(Names("cam", "cameron"), Fit::kNone);
}

TEST(LikenessOfGivenNames, TakesFirstLettersOfUncommonNames) {
  EXPECT_EQ(GivenNames("sid", "siddharth"), Fit::kShort);
  EXPECT_EQ(GivenNames("pri", "priyanka"), Fit::kSlip);
  EXPECT_LT(GivenNames("ann", "annabel"), Fit::kSlip);
}

TEST(LikenessOfWords, NeverTakesANumberForAnother) {
  EXPECT_EQ(LikenessOfWords(SpeltWord("level1"), SpeltWord("level2")).fit, Fit::kNone);
}

TEST(SpeltWord, TakesAnyWord) {
  for (const char* word : {"", "a", "42", "\xC3", "y"}) {
    EXPECT_EQ(LikenessOfNames(SpeltWord(word), SpeltWord(word)).fit, Fit::kExact) << word;
    EXPECT_EQ(Names(word, "cameron"), Fit::kNone) << word;
    EXPECT_EQ(Names("cameron", word), Fit::kNone) << word;
  }
}

TEST(KnownNames, TellsFullShortAndSpellingApart) {
  const auto spellings = [](const char* a, const char* b) {
    return AreSpellingsOfOneName(*FindKnownName(a), *FindKnownName(b));
  };
  const auto short_and_full = [](const char* a, const char* b) {
    return AreShortAndFull(*FindKnownName(a), *FindKnownName(b));
  };
  EXPECT_TRUE(spellings("katherine", "catherine"));
  EXPECT_FALSE(spellings("jane", "john"));
  EXPECT_TRUE(short_and_full("jeff", "jeffrey"));
  EXPECT_TRUE(short_and_full("geoffrey", "jeff"));
  EXPECT_FALSE(short_and_full("liz", "beth"));
  EXPECT_NE(FindKnownName("okafor"), nullptr);
  EXPECT_EQ(FindKnownName("camron"), nullptr);
}

}  // namespace
}  // namespace frontdesk
