#include "services/booking/domain/person_name.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace frontdesk::booking {
namespace {

using ::testing::Pair;

TEST(SplitName, SplitsAtTheFirstSpace) {
  EXPECT_THAT(SplitName("Casey Caller"), Pair("Casey", "Caller"));
  EXPECT_THAT(SplitName("  Ana  Maria de la Cruz "), Pair("Ana", "Maria de la Cruz"));
}

TEST(SplitName, GivesALastNameToWhoeverToldOnlyOne) {
  EXPECT_THAT(SplitName("Casey"), Pair("Casey", "Patient"));
}

TEST(SamePerson, ForgivesCasePunctuationAndSmallSlips) {
  EXPECT_TRUE(SamePerson("Casey Caller", "casey  caller"));
  EXPECT_TRUE(SamePerson("Sean O'Brien", "Sean OBrien"));
  EXPECT_TRUE(SamePerson("Casey Caller", "Kasey Caller"));
}

TEST(SamePerson, TellsAFamilyApart) {
  EXPECT_FALSE(SamePerson("Casey Caller", "Robin Caller"));
  EXPECT_FALSE(SamePerson("Ann Lee", "Jan Lee"));
  EXPECT_FALSE(SamePerson("", ""));
}

}  // namespace
}  // namespace frontdesk::booking
