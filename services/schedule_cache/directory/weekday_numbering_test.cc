#include "services/schedule_cache/directory/weekday_numbering.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/cliniko/failure.h"
#include "libs/cliniko/fake_client.h"
#include "libs/cliniko/types.h"
#include "libs/cliniko/weekdays.h"
#include "libs/domain/ids.h"
#include "libs/testing/status_matchers.h"
#include "services/schedule_cache/directory/directory_snapshot.h"

namespace frontdesk {
namespace {

using ::frontdesk::test::IsOkAndHolds;
using ::testing::Eq;
using ::testing::Optional;

using cliniko::WeekdayNumbering;
using World = cliniko::FakeClient::World;

const BusinessId kCity("11");
const PractitionerId kAda("21");
const AppointmentTypeId kInitial("31");
constexpr absl::CivilDay kToday(2026, 3, 1);  // a Sunday
constexpr absl::CivilDay kMonday(2026, 3, 2);
constexpr absl::CivilDay kSaturday(2026, 3, 7);

class LearnWeekdayNumberingTest : public ::testing::Test {
 protected:
  LearnWeekdayNumberingTest() {
    directory_.businesses = {{.id = kCity, .name = "City"}};
    directory_.practitioners = {{.id = kAda, .first_name = "Ada"}};
    directory_.appointment_types = {
        {.id = kInitial, .name = "Initial", .duration = absl::Minutes(60)}};
    directory_.services = {{.business = kCity, .type = kInitial, .practitioners = {kAda}}};
  }

  void WorksOn(const std::vector<int>& days) {
    for (const int day : days) {
      directory_.daily_availabilities.push_back({.business = kCity,
                                                 .practitioner = kAda,
                                                 .day_of_week = day,
                                                 .windows = {{.opens = {540}, .closes = {720}}}});
    }
  }

  static absl::Time At(absl::CivilDay day, int hour) {
    return absl::FromCivil(absl::CivilHour(day) + hour, absl::UTCTimeZone());
  }

  // Free at ten on these days.
  void FreeOn(const std::vector<absl::CivilDay>& days) {
    client_.Edit([&](World& world) {
      std::vector<absl::Time>& times = world.times[{kCity, kAda, kInitial}];
      for (const absl::CivilDay day : days) times.push_back(At(day, 10));
    });
  }

  absl::StatusOr<std::optional<WeekdayNumbering>> Learn() {
    return LearnWeekdayNumbering(client_, directory_, known_, absl::UTCTimeZone(), kToday,
                                 absl::InfiniteFuture());
  }

  int Questions() const { return client_.Count(cliniko::Call::kAvailableTimes); }

  FakeClock clock_{At(kToday, 0)};
  cliniko::FakeClient client_{clock_};
  ClinikoDirectory directory_;
  std::optional<KnownWeekdays> known_;
};

TEST_F(LearnWeekdayNumberingTest, AsksNothingWhereASevenSaysItAll) {
  WorksOn({1, 7});

  EXPECT_THAT(Learn(), IsOkAndHolds(Optional(WeekdayNumbering::kIso)));
  EXPECT_EQ(Questions(), 0);
}

TEST_F(LearnWeekdayNumberingTest, AsksNothingWhereThereAreNoHours) {
  EXPECT_THAT(Learn(), IsOkAndHolds(Optional(WeekdayNumbering::kIso)));
  EXPECT_EQ(Questions(), 0);
}

TEST_F(LearnWeekdayNumberingTest, TellsFromAFreeMondayThatMondayIsOne) {
  WorksOn({1, 2, 3, 4, 5});
  FreeOn({kMonday});

  EXPECT_THAT(Learn(), IsOkAndHolds(Optional(WeekdayNumbering::kIso)));
  EXPECT_EQ(Questions(), 1);
}

TEST_F(LearnWeekdayNumberingTest, TellsFromAFreeSaturdayThatMondayIsZero) {
  WorksOn({1, 2, 3, 4, 5});
  FreeOn({kSaturday});

  EXPECT_THAT(Learn(), IsOkAndHolds(Optional(WeekdayNumbering::kMondayZero)));
}

TEST_F(LearnWeekdayNumberingTest, TellsWhetherZeroIsSundayOrMonday) {
  WorksOn({0, 1, 2, 3, 4});
  FreeOn({kMonday + 4});  // Friday

  EXPECT_THAT(Learn(), IsOkAndHolds(Optional(WeekdayNumbering::kMondayZero)));
}

TEST_F(LearnWeekdayNumberingTest, LooksAWeekFurtherWhereTheNextIsBookedOut) {
  WorksOn({1, 2, 3, 4, 5});
  FreeOn({kMonday + 7});

  EXPECT_THAT(Learn(), IsOkAndHolds(Optional(WeekdayNumbering::kIso)));
  EXPECT_EQ(Questions(), 2);
}

TEST_F(LearnWeekdayNumberingTest, LearnsNothingFromTimesThatABlockExplains) {
  WorksOn({1, 2, 3, 4, 5});
  FreeOn({kSaturday, kMonday + 7});
  directory_.availability_blocks = {{.business = kCity,
                                     .practitioner = kAda,
                                     .starts_at = At(kSaturday, 9),
                                     .ends_at = At(kSaturday, 12)}};

  EXPECT_THAT(Learn(), IsOkAndHolds(Optional(WeekdayNumbering::kIso)));
}

TEST_F(LearnWeekdayNumberingTest, DoesNotGuessWhereNothingIsFree) {
  WorksOn({1, 2, 3, 4, 5});
  FreeOn({});

  EXPECT_THAT(Learn(), IsOkAndHolds(Eq(std::nullopt)));
  EXPECT_LE(Questions(), kMostCalibrations);
}

TEST_F(LearnWeekdayNumberingTest, DoesNotGuessWhereNoReadingFits) {
  WorksOn({1, 2});
  FreeOn({kSaturday});

  EXPECT_THAT(Learn(), IsOkAndHolds(Eq(std::nullopt)));
}

TEST_F(LearnWeekdayNumberingTest, DoesNotGuessWhereNothingIsBookable) {
  WorksOn({1, 2, 3, 4, 5});

  EXPECT_THAT(Learn(), IsOkAndHolds(Eq(std::nullopt)));
}

TEST_F(LearnWeekdayNumberingTest, AsksNothingOfSomebodyWhoWorksAllWeek) {
  WorksOn({0, 1, 2, 3, 4, 5, 6});
  FreeOn({kMonday});

  EXPECT_THAT(Learn(), IsOkAndHolds(Eq(std::nullopt)));
  EXPECT_EQ(Questions(), 0);
}

// Taking a failure for "cannot be told" would drop the hours of a clinic during an outage.
TEST_F(LearnWeekdayNumberingTest, FailsWhereClinikoFails) {
  WorksOn({1, 2, 3, 4, 5});
  client_.FailNext(cliniko::Call::kAvailableTimes,
                   cliniko::MakeFailure({cliniko::Failure::kServerError}, "500"));

  EXPECT_TRUE(cliniko::IsFailure(Learn().status(), cliniko::Failure::kServerError));
}

TEST_F(LearnWeekdayNumberingTest, AsksNothingAboutWhatIsKnown) {
  WorksOn({1, 2, 3, 4, 5});
  known_ = KnownWeekdays{.numbering = WeekdayNumbering::kMondayZero,
                         .numbers = NumbersOf(directory_.daily_availabilities)};

  EXPECT_THAT(Learn(), IsOkAndHolds(Optional(WeekdayNumbering::kMondayZero)));
  EXPECT_EQ(Questions(), 0);
}

// With another set of numbers, what is known may be a reading of an account that was changed.
TEST_F(LearnWeekdayNumberingTest, AsksAgainWhenTheAccountUsesOtherNumbers) {
  WorksOn({0, 1, 2});
  known_ = KnownWeekdays{.numbering = WeekdayNumbering::kMondayZero,
                         .numbers = NumbersOf(directory_.daily_availabilities)};
  directory_.daily_availabilities.clear();
  WorksOn({1, 2, 3, 4, 5});
  FreeOn({kMonday});

  EXPECT_THAT(Learn(), IsOkAndHolds(Optional(WeekdayNumbering::kIso)));
}

// While all is booked out nobody can tell, and the hours used to be forgotten.
TEST_F(LearnWeekdayNumberingTest, KeepsToWhatIsKnownWhereFreeTimesTellNothing) {
  WorksOn({1, 2, 3, 4, 5});
  known_ = KnownWeekdays{.numbering = WeekdayNumbering::kMondayZero, .numbers = 0b10};
  FreeOn({});

  EXPECT_THAT(Learn(), IsOkAndHolds(Optional(WeekdayNumbering::kMondayZero)));
}

TEST_F(LearnWeekdayNumberingTest, DropsWhatIsKnownAndCannotBeTrue) {
  WorksOn({1, 7});
  known_ = KnownWeekdays{.numbering = WeekdayNumbering::kMondayZero,
                         .numbers = NumbersOf(directory_.daily_availabilities)};

  EXPECT_THAT(Learn(), IsOkAndHolds(Optional(WeekdayNumbering::kIso)));
}

}  // namespace
}  // namespace frontdesk
