#include "services/availability/domain/staff.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/civil/time_of_day.h"
#include "libs/status/error_detail.h"
#include "libs/testing/sample_clinic.h"
#include "libs/testing/status_matchers.h"
#include "services/schedule_cache/client/fake_schedule_cache_client.h"

namespace frontdesk::availability {
namespace {

using namespace ::frontdesk::test;  // NOLINT: the sample clinic is the vocabulary of these tests
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr absl::CivilDay kTuesday(2026, 7, 14);

class StaffTest : public ::testing::Test {
 protected:
  FakeClock clock_{AtClinic(kToday, 12)};
  FakeScheduleCacheClient schedule_{SampleDirectory()};
  DirectoryCache directories_{
      [this](const ClinicId& clinic, std::int64_t known, const CallContext& call) {
        return schedule_.GetDirectory(clinic, known, call);
      },
      clock_};
  Staff staff_{directories_, schedule_, clock_};
};

TEST_F(StaffTest, ListsWhoWorksAtAPlaceByName) {
  const auto staff = staff_.At(kSampleClinic, {kCityRooms, ""}, CallContext{});

  ASSERT_THAT(staff, IsOk());
  ASSERT_THAT(staff->practitioners, SizeIs(2));
  EXPECT_EQ(staff->practitioners[0].id, kCameronExample);
  EXPECT_EQ(staff->practitioners[1].id, kJordanSample);
}

TEST_F(StaffTest, AsksWhichPlaceWhenThereAreSeveral) {
  EXPECT_THAT(staff_.At(kSampleClinic, {}, CallContext{}),
              FailsWith(DomainError::kLocationClarificationNeeded));
}

TEST_F(StaffTest, AsksWhichPlaceEvenOfACallerWhoDoesNotMind) {
  const auto free =
      staff_.FreeOn(kSampleClinic, {{}, "any location"}, {}, kTuesday, {}, CallContext{});

  EXPECT_THAT(free, FailsWith(DomainError::kLocationClarificationNeeded));
  ASSERT_TRUE(ClarificationOf(free.status()).has_value());
  EXPECT_THAT(ClarificationOf(free.status())->choices, SizeIs(2));
}

TEST_F(StaffTest, TellsWhatSomebodyOffersAndWhere) {
  const auto jordan = staff_.Profile(kSampleClinic, {{}, "Jordan"}, {}, CallContext{});

  ASSERT_THAT(jordan, IsOk());
  ASSERT_THAT(jordan->appointment_types, SizeIs(1));
  EXPECT_EQ(jordan->appointment_types[0].id, kMassage);
  EXPECT_THAT(jordan->businesses, SizeIs(2));
}

TEST_F(StaffTest, RefusesAPlaceWhereSomebodyDoesNotWork) {
  EXPECT_THAT(
      staff_.Profile(kSampleClinic, {kCameronExample, ""}, {kHarbourRooms, ""}, CallContext{}),
      FailsWith(DomainError::kPractitionerLocationMismatch));
}

TEST_F(StaffTest, TellsWhoIsFreeOnADay) {
  schedule_.Offer({kCameronExample, kCityRooms, kAcupuncture}, kTuesday,
                  {AtClinic(kTuesday, 9), AtClinic(kTuesday, 10)});

  const auto free = staff_.FreeOn(kSampleClinic, {kCityRooms, ""}, {}, std::string("tomorrow"), {},
                                  CallContext{});

  ASSERT_THAT(free, IsOk());
  EXPECT_EQ(free->day, kTuesday);
  ASSERT_THAT(free->practitioners, SizeIs(1));
  EXPECT_EQ(free->practitioners[0].practitioner.id, kCameronExample);
  EXPECT_EQ(free->practitioners[0].slot_count, 2);
  EXPECT_EQ(free->practitioners[0].first_start, AtClinic(kTuesday, 9));
}

// Two services of one length used to cost two requests for the same times.
TEST_F(StaffTest, AsksOnceForServicesOfOneLength) {
  schedule_.Offer({kCameronExample, kCityRooms, kAcupuncture}, kTuesday, {AtClinic(kTuesday, 9)});

  const auto free = staff_.FreeOn(kSampleClinic, {kCityRooms, ""}, {}, kTuesday, {}, CallContext{});

  ASSERT_THAT(free, IsOk());
  ASSERT_THAT(schedule_.queries(), SizeIs(1));
  EXPECT_THAT(schedule_.queries()[0].offerings, SizeIs(2));  // one for each of two practitioners
  EXPECT_THAT(free->practitioners[0].appointment_types, SizeIs(2));
}

TEST_F(StaffTest, KeepsToThePartOfTheDay) {
  schedule_.Offer({kCameronExample, kCityRooms, kAcupuncture}, kTuesday, {AtClinic(kTuesday, 9)});
  schedule_.Offer({kJordanSample, kCityRooms, kMassage}, kTuesday, {AtClinic(kTuesday, 14)});
  const auto free = [&](const SaidDay& when, std::optional<DayPart> part) {
    return staff_.FreeOn(kSampleClinic, {kCityRooms, ""}, {}, when, part, CallContext{});
  };

  const auto said = free(std::string("tomorrow morning"), std::nullopt);
  ASSERT_THAT(said, IsOk());
  ASSERT_THAT(said->practitioners, SizeIs(1));
  EXPECT_EQ(said->practitioners[0].practitioner.id, kCameronExample);
  EXPECT_EQ(said->part, DayPart::kMorning);

  const auto after = free(std::string("tomorrow after 1"), std::nullopt);
  ASSERT_THAT(after, IsOk());
  ASSERT_THAT(after->practitioners, SizeIs(1));
  EXPECT_EQ(after->practitioners[0].practitioner.id, kJordanSample);

  const auto preferred = free(kTuesday, DayPart::kAfternoon);
  ASSERT_THAT(preferred, IsOk());
  ASSERT_THAT(preferred->practitioners, SizeIs(1));
  EXPECT_EQ(preferred->practitioners[0].practitioner.id, kJordanSample);

  // Not full: there are times, though none in the evening.
  const auto evening = free(kTuesday, DayPart::kEvening);
  ASSERT_THAT(evening, IsOk());
  EXPECT_THAT(evening->practitioners, IsEmpty());
  EXPECT_EQ(evening->reason, NothingFree::kUnknown);
  ASSERT_THAT(evening->free_otherwise, SizeIs(2));
  EXPECT_EQ(evening->free_otherwise[0].id, kCameronExample);
  EXPECT_EQ(evening->free_otherwise[1].id, kJordanSample);
}

TEST_F(StaffTest, TellsWhatWasAskedFor) {
  const auto free = staff_.FreeOn(kSampleClinic, {kCityRooms, ""}, {{}, "massage"},
                                  std::string("2025-07-14"), {}, CallContext{});

  ASSERT_THAT(free, IsOk());
  ASSERT_TRUE(free->appointment_type.has_value());
  EXPECT_EQ(free->appointment_type->id, kMassage);
  // The year of the day that was said is over.
  EXPECT_TRUE(free->year_repaired);
  EXPECT_EQ(free->day, kTuesday);
}

TEST_F(StaffTest, NeverCallsADayFullThatMayNotBeOpenForBookingYet) {
  const auto on = [&](absl::CivilDay day) {
    return staff_.FreeOn(kSampleClinic, {kCityRooms, ""}, {}, day, {}, CallContext{});
  };
  const auto sure = on(kTuesday + 14);
  ASSERT_THAT(sure, IsOk());
  EXPECT_FALSE(sure->may_not_be_open);
  EXPECT_EQ(sure->reason, NothingFree::kFullyBooked);
  const auto far = on(kTuesday + 56);
  ASSERT_THAT(far, IsOk());
  EXPECT_TRUE(far->may_not_be_open);
  EXPECT_EQ(far->reason, NothingFree::kUnknown);
}

TEST_F(StaffTest, TellsADayOffFromAFullDay) {
  const auto reason = [&](absl::CivilDay day) {
    const auto free = staff_.FreeOn(kSampleClinic, {kCityRooms, ""}, {}, day, {}, CallContext{});
    EXPECT_THAT(free, IsOk());
    return free.ok() ? free->reason : NothingFree::kUnknown;
  };
  EXPECT_EQ(reason(absl::CivilDay(2026, 7, 18)), NothingFree::kNotWorking);
  EXPECT_EQ(reason(kTuesday), NothingFree::kFullyBooked);
}

TEST_F(StaffTest, HasNobodyOnADayOff) {
  const auto free = staff_.FreeOn(kSampleClinic, {kCityRooms, ""}, {}, absl::CivilDay(2026, 7, 18),
                                  {}, CallContext{});

  ASSERT_THAT(free, IsOk());
  EXPECT_THAT(free->practitioners, IsEmpty());
}

}  // namespace
}  // namespace frontdesk::availability
