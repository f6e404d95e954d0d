#include "libs/civil/zone.h"

#include <cstddef>
#include <optional>
#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "libs/civil/time_of_day.h"

namespace frontdesk {
namespace {

TEST(LoadZone, KnowsIanaNames) {
  for (const char* name :
       {"Australia/Sydney", "America/New_York", "Australia/Lord_Howe", "Etc/UTC"}) {
    EXPECT_EQ(LoadZone(name).value().name(), name);
  }
}

TEST(LoadZone, RefusesWhatIsNoIanaName) {
  for (const char* name :
       {"", "Melbourne", "Australia/Atlantis", "localtime", "/etc/localtime", "libc:localtime",
        "../zoneinfo/UTC", "Fixed/UTC+10:00:00", "UTC0", "Australia/../Etc/UTC"}) {
    EXPECT_FALSE(LoadZone(name).ok()) << name;
  }
}

TEST(IanaNameOfRailsLabel, KnowsTheLabelsOfCliniko) {
  EXPECT_EQ(IanaNameOfRailsLabel("Melbourne"), "Australia/Melbourne");
  EXPECT_EQ(IanaNameOfRailsLabel("Canberra"), "Australia/Canberra");
  EXPECT_EQ(IanaNameOfRailsLabel("Wellington"), "Pacific/Auckland");
  EXPECT_EQ(IanaNameOfRailsLabel("Edinburgh"), "Europe/London");
  EXPECT_EQ(IanaNameOfRailsLabel("eastern time (us & canada)"), "America/New_York");
  EXPECT_EQ(IanaNameOfRailsLabel("UTC"), "Etc/UTC");
}

TEST(IanaNameOfRailsLabel, OnlyNamesZonesThatExist) {
  for (const char* label : {"Adelaide",
                            "Brisbane",
                            "Canberra",
                            "Darwin",
                            "Hobart",
                            "Melbourne",
                            "Perth",
                            "Sydney",
                            "Auckland",
                            "Chatham Is.",
                            "London",
                            "Dublin",
                            "Hawaii",
                            "Alaska",
                            "Arizona",
                            "Pacific Time (US & Canada)",
                            "Mountain Time (US & Canada)",
                            "Central Time (US & Canada)",
                            "Indiana (East)",
                            "Atlantic Time (Canada)",
                            "Newfoundland",
                            "Saskatchewan",
                            "Singapore"}) {
    const std::optional<std::string> name = IanaNameOfRailsLabel(label);
    ASSERT_TRUE(name.has_value()) << label;
    EXPECT_TRUE(LoadZone(*name).ok()) << *name;
  }
}

TEST(IanaNameOfRailsLabel, IsEmptyForOthers) {
  EXPECT_FALSE(IanaNameOfRailsLabel("Atlantis").has_value());
  EXPECT_FALSE(IanaNameOfRailsLabel("").has_value());
}

struct Day {
  const char* zone;
  absl::CivilDay day;
  double hours;
};

TEST(BoundsOf, IsAsLongAsTheDayIs) {
  const Day days[] = {
      {"Australia/Sydney", absl::CivilDay(2026, 7, 14), 24},
      {"Australia/Sydney", absl::CivilDay(2026, 10, 4), 23},
      {"Australia/Sydney", absl::CivilDay(2026, 4, 5), 25},
      {"America/New_York", absl::CivilDay(2026, 3, 8), 23},
      {"America/New_York", absl::CivilDay(2026, 11, 1), 25},
      {"Australia/Lord_Howe", absl::CivilDay(2026, 10, 4), 23.5},
      {"Australia/Lord_Howe", absl::CivilDay(2026, 4, 5), 24.5},
      {"Australia/Brisbane", absl::CivilDay(2026, 10, 4), 24},
  };
  for (const Day& row : days) {
    const DayBounds bounds = BoundsOf(row.day, LoadZone(row.zone).value());
    EXPECT_EQ(absl::ToDoubleHours(bounds.end - bounds.start), row.hours) << row.zone;
    EXPECT_EQ(DayAt(bounds.start, LoadZone(row.zone).value()), row.day);
    EXPECT_EQ(DayAt(bounds.end, LoadZone(row.zone).value()), row.day + 1);
  }
}

struct Start {
  const char* zone;
  absl::CivilDay day;
  TimeOfDay time;
  const char* utc;
};

TEST(ResolveStart, HandlesDaylightSavingOnPurpose) {
  const Start starts[] = {
      {"Australia/Sydney", absl::CivilDay(2026, 7, 14), TimeOfDay::At(9), "2026-07-13T23:00:00"},
      {"Australia/Sydney", absl::CivilDay(2026, 1, 14), TimeOfDay::At(9), "2026-01-13T22:00:00"},
      // 02:30 does not exist; the clocks jump from 02:00 to 03:00: it is 03:30.
      {"Australia/Sydney", absl::CivilDay(2026, 10, 4), TimeOfDay::At(2, 30),
       "2026-10-03T16:30:00"},
      {"Australia/Sydney", absl::CivilDay(2026, 10, 4), TimeOfDay::At(3, 30),
       "2026-10-03T16:30:00"},
      {"Australia/Sydney", absl::CivilDay(2026, 10, 4), TimeOfDay::At(1, 59),
       "2026-10-03T15:59:00"},
      {"Australia/Sydney", absl::CivilDay(2026, 10, 4), TimeOfDay::At(9), "2026-10-03T22:00:00"},
      // 02:30 happens twice: the first one, still in summer time.
      {"Australia/Sydney", absl::CivilDay(2026, 4, 5), TimeOfDay::At(2, 30), "2026-04-04T15:30:00"},
      {"Australia/Sydney", absl::CivilDay(2026, 4, 5), TimeOfDay::At(3), "2026-04-04T17:00:00"},
      {"America/New_York", absl::CivilDay(2026, 3, 8), TimeOfDay::At(2, 30), "2026-03-08T07:30:00"},
      {"America/New_York", absl::CivilDay(2026, 11, 1), TimeOfDay::At(1, 30),
       "2026-11-01T05:30:00"},
      {"America/New_York", absl::CivilDay(2026, 11, 1), TimeOfDay::At(9), "2026-11-01T14:00:00"},
      // Lord Howe moves by half an hour, from 02:00 to 02:30.
      {"Australia/Lord_Howe", absl::CivilDay(2026, 10, 4), TimeOfDay::At(2, 15),
       "2026-10-03T15:45:00"},
      {"Australia/Lord_Howe", absl::CivilDay(2026, 4, 5), TimeOfDay::At(1, 45),
       "2026-04-04T14:45:00"},
  };
  for (const Start& row : starts) {
    EXPECT_EQ(absl::FormatTime("%Y-%m-%d%ET%H:%M:%S",
                               ResolveStart(row.day, row.time, LoadZone(row.zone).value()),
                               absl::UTCTimeZone()),
              row.utc)
        << row.zone;
  }
}

TEST(ResolveStart, IsUndoneByTheWall) {
  const absl::TimeZone zone = LoadZone("Australia/Lord_Howe").value();
  const absl::CivilDay day(2026, 7, 14);
  for (int minutes = 0; minutes < TimeOfDay::kMinutesInDay; minutes += 7) {
    const TimeOfDay time = TimeOfDay::FromMinutes(minutes);
    const absl::Time start = ResolveStart(day, time, zone);
    EXPECT_EQ(TimeOfDayAt(start, zone).minutes(), minutes);
    EXPECT_EQ(DayAt(start, zone), day);
  }
}

TEST(WindowOf, CutsTheDayIntoThreePartsWithoutGaps) {
  EXPECT_FALSE(Contains(WindowOf(DayPart::kMorning), TimeOfDay::At(12)));
  EXPECT_TRUE(Contains(WindowOf(DayPart::kAfternoon), TimeOfDay::At(12)));
  EXPECT_FALSE(Contains(WindowOf(DayPart::kAfternoon), TimeOfDay::At(17)));
  for (int minutes = 0; minutes < TimeOfDay::kMinutesInDay; ++minutes) {
    int parts = 0;
    for (const DayPart part : {DayPart::kMorning, DayPart::kAfternoon, DayPart::kEvening}) {
      parts += Contains(WindowOf(part), TimeOfDay::FromMinutes(minutes)) ? 1 : 0;
    }
    EXPECT_EQ(parts, 1) << minutes;
  }
}

}  // namespace
}  // namespace frontdesk
