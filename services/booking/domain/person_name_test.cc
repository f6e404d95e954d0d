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
  EXPECT_TRUE(SamePerson("Casey", "Caller", "casey  caller"));
  EXPECT_TRUE(SamePerson("Sean", "O'Brien", "Sean OBrien"));
  EXPECT_TRUE(SamePerson("Casey", "Caller", "Kasey Caller"));
  EXPECT_TRUE(SamePerson("Casey", "Caller", "Mrs Casey Caller"));
}

TEST(SamePerson, LetsAFirstNameAloneDecideWhenThatIsAllThatWasSaid) {
  EXPECT_TRUE(SamePerson("Casey", "Caller", "Casey"));
  EXPECT_FALSE(SamePerson("Casey", "Caller", "Robin"));
}

// Whole names were compared once: Tim Caller and Tom Caller share nine letters of ten.
TEST(SamePerson, TellsAFamilyApart) {
  EXPECT_FALSE(SamePerson("Tim", "Caller", "Tom Caller"));
  EXPECT_FALSE(SamePerson("Casey", "Caller", "Robin Caller"));
  EXPECT_FALSE(SamePerson("Ann", "Lee", "Jan Lee"));
  EXPECT_FALSE(SamePerson("", "", ""));
}

TEST(PersonName, IsTheSameWithALastOrAMiddleNameMore) {
  EXPECT_TRUE(IsSameWithMore("Casey", kNoLastName, "Casey Caller"));
  EXPECT_TRUE(IsSameWithMore("Casey", "Caller", "casey"));
  EXPECT_TRUE(IsSameWithMore("Casey", "Caller", "Casey Ann Caller"));
  EXPECT_TRUE(IsSameWithMore("Casey", "Ann Caller", "Casey Caller"));
  EXPECT_TRUE(IsSameWithMore("Casey Ann", "Caller", "Casey Caller"));
}

TEST(PersonName, IsAnothersWithAnotherLastOrMiddleName) {
  EXPECT_FALSE(IsSameWithMore("Casey", "Caller", "Casey Sample"));
  EXPECT_FALSE(IsSameWithMore("Casey", "Ann Caller", "Casey Lee Caller"));
  EXPECT_FALSE(IsSameWithMore("Casey", "Ann Caller", "Casey Lee Mary Caller"));
  EXPECT_FALSE(IsSameWithMore("Casey", "Caller", "Robin"));
  EXPECT_FALSE(IsSameWithMore("Casey", "Caller", "Robin Casey Caller"));
  EXPECT_FALSE(IsSameWithMore("Casey", "Caller", ""));
}

}  // namespace
}  // namespace frontdesk::booking
