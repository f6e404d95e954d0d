#include "tests/cliniko_sandbox/time_text.h"

#include "gtest/gtest.h"

namespace frontdesk::sandbox {
namespace {

TEST(DateTimes, AreReadWithAnyZoneAndWrittenInUtc) {
  for (const char* text :
       {"2026-03-02T09:00:00Z", "2026-03-02T20:00:00+11:00", "2026-03-02T09:00:00.000Z",
        "2026-03-02T09:00:00", "2026-03-02T09:00Z", "2026-03-02 09:00:00"}) {
    SCOPED_TRACE(text);
    ASSERT_TRUE(ParseDateTime(text).has_value());
    EXPECT_EQ(UtcText(*ParseDateTime(text)), "2026-03-02T09:00:00Z");
  }
}

TEST(DateTimes, AreRefusedWhenTheyAreNone) {
  for (const char* text : {"", "soon", "infinite-future", "2026-13-01T00:00:00Z", "2026",
                           "2026-03-02T25:00:00Z", "20000-01-01T00:00:00Z"}) {
    EXPECT_FALSE(ParseDateTime(text).has_value()) << text;
  }
}

TEST(Dates, AreReadInOneFormOnly) {
  EXPECT_EQ(ParseDate("2024-02-29"), absl::CivilDay(2024, 2, 29));
  for (const char* text : {"2026-02-29", "2026-2-01", "26-02-01", "2026-03-02T00:00:00Z", "",
                           "2026/03/02", "+026-03-02"}) {
    EXPECT_FALSE(ParseDate(text).has_value()) << text;
  }
}

TEST(MinutesOfTheDay, ReachToMidnight) {
  EXPECT_EQ(ParseMinuteOfDay("00:00"), 0);
  EXPECT_EQ(ParseMinuteOfDay("09:30"), 570);
  EXPECT_EQ(ParseMinuteOfDay("24:00"), 1440);
  EXPECT_EQ(MinuteOfDayText(570), "09:30");
  for (const char* text : {"24:01", "9:30", "09:60", "0930", ""}) {
    EXPECT_FALSE(ParseMinuteOfDay(text).has_value()) << text;
  }
}

TEST(HttpDates, AreInTheFormOfTheHeader) {
  EXPECT_EQ(HttpDate(*ParseDateTime("2026-03-02T09:05:07Z")), "Mon, 02 Mar 2026 09:05:07 GMT");
}

TEST(ZoneLabels, AreRailsStyle) {
  EXPECT_EQ(ZoneLabel("Australia/Melbourne"), "Melbourne");
  EXPECT_EQ(ZoneLabel("America/New_York"), "Eastern Time (US & Canada)");
  EXPECT_EQ(ZoneLabel("Australia/Lord_Howe"), "Australia/Lord_Howe");
}

}  // namespace
}  // namespace frontdesk::sandbox
