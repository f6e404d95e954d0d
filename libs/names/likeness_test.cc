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

TEST(LikenessOfNames, RanksExactAboveSoundAboveSlip) {
  EXPECT_EQ(LikenessOfNames("okafor", "okafor").fit, Fit::kExact);
  EXPECT_EQ(LikenessOfNames("graham", "graeme").fit, Fit::kSound);
  EXPECT_EQ(LikenessOfNames("camron", "cameron").fit, Fit::kSlip);
  EXPECT_EQ(LikenessOfNames("richards", "richardson").fit, Fit::kNear);
  EXPECT_EQ(LikenessOfNames("richardson", "rich").fit, Fit::kNone);
  EXPECT_EQ(LikenessOfNames("jane", "john").fit, Fit::kNone);
}

TEST(LikenessOfNames, TakesNoShortForms) {
  EXPECT_EQ(LikenessOfGivenNames("cam", "cameron").fit, Fit::kShort);
  EXPECT_EQ(LikenessOfNames("cam", "cameron").fit, Fit::kNone);
}

TEST(LikenessOfGivenNames, TakesFirstLettersOfUncommonNames) {
  EXPECT_EQ(LikenessOfGivenNames("sid", "siddharth").fit, Fit::kShort);
  EXPECT_EQ(LikenessOfGivenNames("pri", "priyanka").fit, Fit::kSlip);
  EXPECT_LT(LikenessOfGivenNames("ann", "annabel").fit, Fit::kSlip);
}

TEST(LikenessOfWords, NeverTakesANumberForAnother) {
  EXPECT_EQ(LikenessOfWords("level1", "level2").fit, Fit::kNone);
}

TEST(KnownNames, TellsFullShortAndSpellingApart) {
  EXPECT_TRUE(AreSpellingsOfOneName("katherine", "catherine"));
  EXPECT_FALSE(AreSpellingsOfOneName("jane", "john"));
  EXPECT_TRUE(AreShortAndFull("jeff", "jeffrey"));
  EXPECT_TRUE(AreShortAndFull("geoffrey", "jeff"));
  EXPECT_FALSE(AreShortAndFull("liz", "beth"));
  EXPECT_TRUE(IsKnownName("okafor"));
  EXPECT_FALSE(IsKnownName("camron"));
}

}  // namespace
}  // namespace frontdesk
