#include "libs/names/plain_words.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace frontdesk {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(PlainWords, SplitsAtSignsAndLowersCase) {
  EXPECT_THAT(PlainWords("Smith-Jones,  Dr. Ada\t(Room 2)"),
              ElementsAre("smith", "jones", "dr", "ada", "room", "2"));
}

TEST(PlainWords, JoinsAtApostrophes) {
  EXPECT_THAT(PlainWords("O'Brien St John\u2019s"), ElementsAre("obrien", "st", "johns"));
}

TEST(PlainWords, DropsAccents) {
  EXPECT_THAT(PlainWords("JOSÉ Nguyễn Søren Łukasik Weiß Zoë"),
              ElementsAre("jose", "nguyen", "soren", "lukasik", "weiss", "zoe"));
}

TEST(PlainWords, WritesOtherScriptsInLatinLetters) {
  EXPECT_THAT(PlainWords("Иванова"), ElementsAre("ivanova"));
}

TEST(PlainWords, SeparatesAtUnusualSpaces) {
  EXPECT_THAT(PlainWords("a\u00A0b\u202Fc"), ElementsAre("a", "b", "c"));
}

TEST(PlainWords, IsEmptyForSignsAlone) {
  EXPECT_THAT(PlainWords(""), IsEmpty());
  EXPECT_THAT(PlainWords(" ?! "), IsEmpty());
}

TEST(PlainWords, SurvivesBrokenText) {
  EXPECT_THAT(PlainWords("abc \xFF\xC3"), ::testing::Contains("abc"));
}

TEST(WithoutPossessive, LeavesShortWordsAndDoubleS) {
  EXPECT_EQ(WithoutPossessive("camerons"), "cameron");
  EXPECT_EQ(WithoutPossessive("ross"), "ross");
  EXPECT_EQ(WithoutPossessive("jas"), "jas");
}

}  // namespace
}  // namespace frontdesk
