#include "gateway/speech/calendar.h"

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gateway/testing/fixture.h"
#include "gtest/gtest.h"

namespace frontdesk::gateway::test {
namespace {

constexpr absl::CivilDay kNewYearsEve(2026, 12, 31);

TEST(Calendar, NamesTheYearOfAnyOther) {
  const Calendar calendar(Sydney(), At(kNewYearsEve, 12));

  EXPECT_EQ(calendar.Day(kNewYearsEve), "Thursday, December 31");
  EXPECT_EQ(calendar.Day(kNewYearsEve + 1), "Friday, January 1, 2027");
  EXPECT_EQ(calendar.Day(kNewYearsEve, /*full=*/true), "Thursday, December 31, 2026");
  EXPECT_EQ(calendar.Start(At(kNewYearsEve + 4, 9)), "Monday, January 4, 2027 at 9:00 AM");
}

// In Sydney the new year begins while it is still the old one in UTC.
TEST(Calendar, IsInTheClinicsOwnYear) {
  const Calendar calendar(Sydney(), At(kNewYearsEve + 1, 1));

  EXPECT_EQ(calendar.Day(kNewYearsEve + 1), "Friday, January 1");
  EXPECT_EQ(calendar.Day(kNewYearsEve), "Thursday, December 31, 2026");
}

TEST(Calendar, NamesNoYearUnaskedWhereItDoesNotKnowTheCurrentOne) {
  EXPECT_EQ(Calendar(Sydney()).Day(kNewYearsEve + 1), "Friday, January 1");
}

}  // namespace
}  // namespace frontdesk::gateway::test
