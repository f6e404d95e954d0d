#include "services/schedule_cache/client/why_nothing.h"

#include <vector>

#include "absl/time/civil_time.h"
#include "gtest/gtest.h"
#include "libs/testing/sample_clinic.h"

namespace frontdesk {
namespace {

using namespace ::frontdesk::test;  // NOLINT: the sample clinic is the vocabulary of these tests

constexpr absl::CivilDay kTuesday(2026, 7, 14);
constexpr absl::CivilDay kSaturday(2026, 7, 18);
const Offering kMassageInTheCity = {kCameronExample, kCityRooms, kMassage};
const Offering kHoursNotKnown = {kCameronSample, kHarbourRooms, kMassage};

NothingFree Why(const Offering& offering, absl::CivilDay first, absl::CivilDay last,
                const std::vector<OpenDay>& open = {}) {
  return WhyNothing(SampleDirectory(), {offering}, open, first, last);
}

TEST(WhyNothing, TellsADayOffFromAFullDay) {
  EXPECT_EQ(Why(kMassageInTheCity, kTuesday, kTuesday), NothingFree::kFullyBooked);
  EXPECT_EQ(Why(kMassageInTheCity, kSaturday, kSaturday), NothingFree::kNotWorking);
  EXPECT_EQ(Why(kMassageInTheCity, kSaturday, kSaturday + 1), NothingFree::kNotWorking);
  EXPECT_EQ(Why(kMassageInTheCity, kSaturday, kSaturday + 2), NothingFree::kFullyBooked);
}

TEST(WhyNothing, ClaimsNothingWhereTheHoursAreNotKnown) {
  EXPECT_EQ(Why(kHoursNotKnown, kTuesday, kTuesday), NothingFree::kUnknown);
}

TEST(WhyNothing, CallsNoDayFullThatIsHiddenOrHasTimesThatDoNotSuit) {
  const OpenDay hidden = {
      .offering = kMassageInTheCity, .day = kTuesday, .not_bookable_online = true};
  const OpenDay afternoon = {
      .offering = kMassageInTheCity, .day = kTuesday, .starts = {AtClinic(kTuesday, 15)}};
  EXPECT_EQ(Why(kMassageInTheCity, kTuesday, kTuesday, {hidden}), NothingFree::kUnknown);
  EXPECT_EQ(Why(kMassageInTheCity, kTuesday, kTuesday, {afternoon}), NothingFree::kUnknown);
  EXPECT_EQ(Why(kMassageInTheCity, kTuesday + 1, kTuesday + 1, {afternoon}),
            NothingFree::kFullyBooked);
}

}  // namespace
}  // namespace frontdesk
