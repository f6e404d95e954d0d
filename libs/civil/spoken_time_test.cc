#include "libs/civil/spoken_time.h"

#include "gtest/gtest.h"
#include "libs/civil/zone.h"

namespace frontdesk {
namespace {

TEST(ChooseReading, PrefersTheReadingThatIsFree) {
  const TimeOfDay two[] = {TimeOfDay::At(14), TimeOfDay::At(2)};
  const TimeOfDay free[] = {TimeOfDay::At(2), TimeOfDay::At(9)};
  EXPECT_EQ(ChooseReading(two, free), TimeOfDay::At(2));
  EXPECT_EQ(ChooseReading(two, {}), TimeOfDay::At(14));
}

}  // namespace
}  // namespace frontdesk
