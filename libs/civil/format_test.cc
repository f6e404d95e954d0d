#include "libs/civil/format.h"

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "libs/civil/time_of_day.h"
#include "libs/civil/zone.h"

namespace frontdesk {
namespace {

class FormatTest : public ::testing::Test {
 protected:
  const absl::TimeZone sydney_ = LoadZone("Australia/Sydney").value();
  const absl::CivilDay day_ = absl::CivilDay(2026, 7, 14);
};

TEST_F(FormatTest, SpeaksTimesWithoutLeadingZero) {
  EXPECT_EQ(SpokenTimeText(TimeOfDay::At(9)), "9:00 AM");
  EXPECT_EQ(SpokenTimeText(TimeOfDay::At(9, 5)), "9:05 AM");
  EXPECT_EQ(SpokenTimeText(TimeOfDay::At(12)), "12:00 PM");
  EXPECT_EQ(SpokenTimeText(TimeOfDay::At(0, 30)), "12:30 AM");
  EXPECT_EQ(SpokenTimeText(TimeOfDay::At(23, 59)), "11:59 PM");
}

TEST_F(FormatTest, SpeaksDaysWithoutLeadingZero) {
  EXPECT_EQ(SpokenDayText(day_), "Tuesday, July 14");
  EXPECT_EQ(SpokenDayText(absl::CivilDay(2026, 7, 8)), "Wednesday, July 8");
  EXPECT_EQ(SpokenFullDayText(day_), "Tuesday, July 14, 2026");
}

TEST_F(FormatTest, WritesDaysAndTimesForMachines) {
  EXPECT_EQ(IsoDay(day_), "2026-07-14");
  EXPECT_EQ(IsoDay(absl::CivilDay(2026, 1, 2)), "2026-01-02");
  EXPECT_EQ(ClockText(TimeOfDay::At(9, 5)), "09:05");
}

TEST_F(FormatTest, ShowsAnInstantOnTheWallOfTheClinic) {
  const absl::Time start = ResolveStart(day_, TimeOfDay::At(9), sydney_);
  EXPECT_EQ(SpokenTimeText(start, sydney_), "9:00 AM");
  EXPECT_EQ(SpokenStartText(start, sydney_), "Tuesday, July 14 at 9:00 AM");
  EXPECT_EQ(ClockText(start, sydney_), "09:00");
  EXPECT_EQ(UtcText(start), "2026-07-13T23:00:00Z");
  EXPECT_EQ(LocalText(start, sydney_), "2026-07-14T09:00:00+10:00");
}

TEST_F(FormatTest, WritesTheOffsetOfSummerAndOfUtc) {
  const absl::Time summer = ResolveStart(absl::CivilDay(2026, 1, 14), TimeOfDay::At(9), sydney_);
  EXPECT_EQ(LocalText(summer, sydney_), "2026-01-14T09:00:00+11:00");
  EXPECT_EQ(LocalText(summer, absl::UTCTimeZone()), "2026-01-13T22:00:00+00:00");
}

TEST_F(FormatTest, DropsFractionsOfASecond) {
  EXPECT_EQ(UtcText(absl::FromUnixMillis(1500)), "1970-01-01T00:00:01Z");
}

TEST_F(FormatTest, AgreesWithWhatTheLibraryWrites) {
  const absl::TimeZone utc = absl::UTCTimeZone();
  // Half hours, quarters, west of Greenwich, and the seconds that clocks had before there were
  // zones.
  for (const char* name : {"Australia/Sydney", "Australia/Lord_Howe", "Pacific/Chatham",
                           "America/St_Johns", "Europe/London", "Africa/Monrovia"}) {
    const absl::TimeZone zone = LoadZone(name).value();
    for (int i = 0; i < 3000; ++i) {
      const absl::Time time = absl::FromCivil(absl::CivilDay(1890, 1, 1), utc) +
                              i * (absl::Hours(24 * 29) + absl::Seconds(7919));
      SCOPED_TRACE(absl::FormatTime(time, zone));
      const absl::CivilDay day = DayAt(time, zone);
      const absl::Time noon = absl::FromCivil(day, utc) + absl::Hours(12);
      EXPECT_EQ(UtcText(time), absl::FormatTime("%Y-%m-%d%ET%H:%M:%SZ", time, utc));
      EXPECT_EQ(LocalText(time, zone), absl::FormatTime("%Y-%m-%d%ET%H:%M:%S%Ez", time, zone));
      EXPECT_EQ(ClockText(time, zone), absl::FormatTime("%H:%M", time, zone));
      EXPECT_EQ(IsoDay(day), absl::FormatTime("%Y-%m-%d", noon, utc));
      EXPECT_EQ(SpokenFullDayText(day),
                absl::StrCat(absl::FormatTime("%A, %B ", noon, utc), day.day(), ", ", day.year()));
    }
  }
}

}  // namespace
}  // namespace frontdesk
