#include "libs/civil/spoken_day.h"

#include <cstddef>
#include <iterator>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/civil/format.h"
#include "libs/civil/time_of_day.h"
#include "libs/civil/zone.h"
#include "libs/status/domain_error.h"

namespace frontdesk {
namespace {

// Local wall time in `zone`, as "2026-07-13 10:00".
DayContext At(const char* zone_name, const char* wall, const char* country) {
  const absl::TimeZone zone = LoadZone(zone_name).value();
  absl::Time now;
  std::string error;
  EXPECT_TRUE(absl::ParseTime("%Y-%m-%d %H:%M", wall, zone, &now, &error)) << error;
  const FakeClock clock(now);
  return {.now = clock.Now(), .zone = zone, .country = country};
}

DayContext Sydney(const char* wall) { return At("Australia/Sydney", wall, "AU"); }
DayContext NewYork(const char* wall) { return At("America/New_York", wall, "US"); }

// What ParseSpokenDay made of it, in one line: the day, or why not.
std::string Heard(absl::string_view said, const DayContext& context) {
  const absl::StatusOr<SpokenDay> day = ParseSpokenDay(said, context);
  if (!day.ok()) {
    if (IsError(day.status(), DomainError::kInvalidDate)) return "invalid";
    if (IsError(day.status(), DomainError::kDateInPast)) return "past";
    return day.status().ToString();
  }
  std::string text = IsoDay(day->day);
  if (day->is_soonest) text += " soonest";
  if (day->year_repaired) text += " repaired";
  if (day->part == DayPart::kMorning) text += " morning";
  if (day->part == DayPart::kAfternoon) text += " afternoon";
  if (day->part == DayPart::kEvening) text += " evening";
  if (day->range.has_value()) {
    text += " in " + IsoDay(day->range->first) + ".." + IsoDay(day->range->last);
  }
  if (day->window.has_value()) {
    text += " " + ClockText(day->window->first) + ".." + ClockText(day->window->last);
  }
  for (const absl::CivilDay candidate : day->candidates) text += " ?" + IsoDay(candidate);
  return text;
}

struct Row {
  const char* said;
  const char* heard;
};

// Monday 13 July 2026, ten in the morning, as in the contract's examples.
constexpr Row kMondayInSydney[] = {
    {"today", "2026-07-13"},
    {"Today.", "2026-07-13"},
    {"tonight", "2026-07-13 evening"},
    {"now", "2026-07-13"},
    {"this morning", "2026-07-13 morning"},
    {"this arvo", "2026-07-13 afternoon"},
    {"this afternoon", "2026-07-13 afternoon"},
    {"this evening", "2026-07-13 evening"},
    {"tomorrow", "2026-07-14"},
    {"tomorow", "2026-07-14"},
    {"tomorrow morning", "2026-07-14 morning"},
    {"tomorrow arvo", "2026-07-14 afternoon"},
    {"tomorrow night", "2026-07-14 evening"},
    {"in the morning tomorrow", "2026-07-14 morning"},
    {"day after tomorrow", "2026-07-15"},
    {"the day after tomorrow", "2026-07-15"},
    {"yesterday", "past"},
    {"the day before yesterday", "past"},
    {"Monday", "2026-07-13"},
    {"Tuesday", "2026-07-14"},
    {"on Tuesday", "2026-07-14"},
    {"this Tuesday", "2026-07-14"},
    {"this coming Friday", "2026-07-17"},
    {"next Tuesday", "2026-07-14"},
    {"next Monday", "2026-07-20"},
    {"this Monday", "2026-07-13"},
    {"next Tuesday arvo", "2026-07-14 afternoon"},
    {"Tuesday week", "2026-07-21"},
    {"a week on Tuesday", "2026-07-21"},
    {"a week from Tuesday", "2026-07-21"},
    {"two weeks on Friday", "2026-07-31"},
    {"Tuesday fortnight", "2026-07-28"},
    {"a week from tomorrow", "2026-07-21"},
    {"tomorrow week", "2026-07-21"},
    {"next week", "2026-07-20 in 2026-07-20..2026-07-26"},
    {"next week Tuesday", "2026-07-21"},
    {"Tuesday next week", "2026-07-21"},
    {"next week on Thursday", "2026-07-23"},
    {"Sunday of next week", "2026-07-26"},
    {"the Tuesday after next", "2026-07-21"},
    {"Friday this week", "2026-07-17"},
    {"Sunday", "2026-07-19"},
    {"the week after next", "2026-07-27 in 2026-07-27..2026-08-02"},
    {"end of next week", "2026-07-24 in 2026-07-23..2026-07-24"},
    {"early next week", "2026-07-20 in 2026-07-20..2026-07-21"},
    {"middle of next week", "2026-07-22 in 2026-07-21..2026-07-23"},
    {"midweek", "2026-07-15 in 2026-07-14..2026-07-16"},
    {"end of the week", "2026-07-17 in 2026-07-16..2026-07-17"},
    {"later this week", "2026-07-13 in 2026-07-13..2026-07-19"},
    {"this week", "2026-07-13 in 2026-07-13..2026-07-19"},
    {"this weekend", "2026-07-18 in 2026-07-18..2026-07-19"},
    {"next weekend", "2026-07-25 in 2026-07-25..2026-07-26"},
    {"the weekend", "2026-07-18 in 2026-07-18..2026-07-19"},
    {"in two weeks", "2026-07-27"},
    {"in 2 weeks", "2026-07-27"},
    {"in 3 days", "2026-07-16"},
    {"in three days time", "2026-07-16"},
    {"two weeks from now", "2026-07-27"},
    {"3 days from today", "2026-07-16"},
    {"in a fortnight", "2026-07-27"},
    {"a fortnight", "2026-07-27"},
    {"a couple of weeks", "2026-07-27"},
    {"in a couple of days", "2026-07-15"},
    {"in a month", "2026-08-13"},
    {"in six weeks", "2026-08-24"},
    {"next month", "2026-08-01 in 2026-08-01..2026-08-31"},
    {"end of the month", "2026-07-31 in 2026-07-25..2026-07-31"},
    {"early next month", "2026-08-01 in 2026-08-01..2026-08-10"},
    {"in August", "2026-08-01 in 2026-08-01..2026-08-31"},
    {"late August", "2026-08-31 in 2026-08-25..2026-08-31"},
    {"August", "2026-08-01 in 2026-08-01..2026-08-31"},
    {"2026-07-14", "2026-07-14"},
    {"2026-07-14T09:00:00", "2026-07-14"},
    {"2026-07-13T23:00:00Z", "2026-07-14"},
    {"2026-07-14T01:00:00+10:00", "2026-07-14"},
    {"2026-07-14 09:00", "2026-07-14"},
    {"2026-07-13 10:15:30.123456", "2026-07-13"},
    {"20260714", "2026-07-14"},
    {"2026/07/14", "2026-07-14"},
    {"14/7/2026", "2026-07-14"},
    {"14/07/2026", "2026-07-14"},
    {"14/7/26", "2026-07-14"},
    {"14-7-2026", "2026-07-14"},
    {"14.7.2026", "2026-07-14"},
    {"14/7", "2026-07-14"},
    {"3/8", "2026-08-03"},
    {"12/31/2026", "2026-12-31"},
    {"7/14", "2026-07-14"},
    {"the 15th", "2026-07-15"},
    {"15th", "2026-07-15"},
    {"the fifteenth", "2026-07-15"},
    {"the 31st", "2026-07-31"},
    {"the 13th", "2026-07-13"},
    {"the 12th", "2026-08-12"},
    {"the 1st", "2026-08-01"},
    {"the first", "2026-08-01"},
    {"Tuesday the 14th", "2026-07-14"},
    {"Tuesday 14", "2026-07-14"},
    {"Tuesday 14th", "2026-07-14"},
    {"Friday the 14th", "2026-08-14"},
    {"Monday the 14th", "2026-07-14"},
    {"the 15th of next month", "2026-08-15"},
    {"15 July", "2026-07-15"},
    {"15 July 2026", "2026-07-15"},
    {"15th July", "2026-07-15"},
    {"15th of July", "2026-07-15"},
    {"the 15th of July", "2026-07-15"},
    {"the fifteenth of July", "2026-07-15"},
    {"July 15", "2026-07-15"},
    {"July 15th", "2026-07-15"},
    {"July the 15th", "2026-07-15"},
    {"July fifteenth", "2026-07-15"},
    {"July fifteenth twenty twenty six", "2026-07-15"},
    {"July 15, 2026", "2026-07-15"},
    {"15 Jul", "2026-07-15"},
    {"Jul 15", "2026-07-15"},
    {"Tuesday, July 14", "2026-07-14"},
    {"Tuesday, July 14, 2026", "2026-07-14"},
    {"Tuesday, July 14 at 9:00 AM", "2026-07-14"},
    {"Tuesday, July 14 at 9:00 AM at City Rooms", "2026-07-14"},
    {"Tuesday, July 14, 2026 at 09:00 AM", "2026-07-14"},
    {"Wednesday, July 15", "2026-07-15"},
    {"Wed 15 Jul", "2026-07-15"},
    {"Monday, July 14", "2026-07-14"},
    {"Monday, August 3", "2026-08-03"},
    {"Friday, August 6", "2026-08-06 ?2026-08-06 ?2026-07-17"},
    {"Monday, July 6", "past"},
    {"Sunday, July 06", "2027-07-06 ?2027-07-06 ?2026-07-19"},
    {"Tuesday, July 14, 2025", "2026-07-14 repaired"},
    {"Monday, July 14, 2025", "2026-07-14 repaired"},
    {"2025-07-14", "2026-07-14 repaired"},
    {"2025-07-13", "2026-07-13 repaired"},
    {"2025-07-12", "past"},
    {"2025-12-25", "2026-12-25 repaired"},
    {"2025-01-09", "2027-01-09 repaired"},
    {"2025-01-10", "past"},  // 181 days ahead
    {"Sunday, July 06, 2025", "past"},
    {"this coming Tuesday", "2026-07-14"},
    {"Tuesday, July 21, 2025", "2026-07-21 repaired"},
    {"2024-07-20", "2026-07-20 repaired"},
    {"2026-07-12", "past"},
    {"2026-07-01", "past"},
    {"July 12", "2027-07-12"},
    {"July 12, 2026", "past"},
    {"December 15th", "2026-12-15"},
    {"January 5", "2027-01-05"},
    {"25 December", "2026-12-25"},
    {"Christmas Day", "2026-12-25"},
    {"Boxing Day", "2026-12-26"},
    {"New Year's Eve", "2026-12-31"},
    {"new years day", "2027-01-01"},
    {"29 February", "invalid"},
    {"29 February 2027", "invalid"},
    {"29 February 2028", "2028-02-29"},
    {"29 Feb 2024", "invalid"},
    {"31 April", "invalid"},
    {"32 July", "invalid"},
    {"2026-02-30", "invalid"},
    {"2026-13-01", "invalid"},
    {"0/0/2026", "invalid"},
    {"14/7/20226", "invalid"},
    {"14-7-6026", "invalid"},
    {"26070714", "invalid"},
    {"next available", "2026-07-13 soonest"},
    {"first available", "2026-07-13 soonest"},
    {"the next available appointment", "2026-07-13 soonest"},
    {"soonest", "2026-07-13 soonest"},
    {"as soon as possible", "2026-07-13 soonest"},
    {"asap", "2026-07-13 soonest"},
    {"earliest", "2026-07-13 soonest"},
    {"any day", "2026-07-13 soonest"},
    {"anytime", "2026-07-13 soonest"},
    {"any time next week", "2026-07-20 in 2026-07-20..2026-07-26"},
    {"whenever", "2026-07-13 soonest"},
    {"next available Tuesday", "2026-07-14 soonest"},
    {"after Tuesday", "2026-07-15 soonest"},
    {"after the 20th", "2026-07-21 soonest"},
    {"from Monday", "2026-07-13 soonest"},
    {"by Friday", "2026-07-13 in 2026-07-13..2026-07-17"},
    {"before Friday", "2026-07-13 in 2026-07-13..2026-07-16"},
    {"between Monday and Wednesday", "2026-07-13 in 2026-07-13..2026-07-15"},
    {"Monday to Wednesday", "2026-07-13 in 2026-07-13..2026-07-15"},
    {"Monday or Tuesday", "2026-07-13 ?2026-07-13 ?2026-07-14"},
    {"today or tomorrow", "2026-07-13 ?2026-07-13 ?2026-07-14"},
    {"tomorrow, Tuesday", "2026-07-14"},
    {"Tuesday the 14th of July", "2026-07-14"},
    {"first Monday of August", "2026-08-03"},
    {"the last Friday of the month", "2026-07-31"},
    {"last Friday", "past"},
    {"last week", "past"},
    {"not Tuesday", "invalid"},
    {"any day except Monday", "invalid"},
    {"Tuesday but not the 14th", "invalid"},
    {"Tuesday with Cameron", "invalid"},
    {"Tuesday at 10", "2026-07-14"},
    {"Tuesday 2pm", "2026-07-14"},
    {"the 15th at 3", "2026-07-15"},
    {"July 14 9am", "2026-07-14"},
    {"at 9 on July 14", "2026-07-14"},
    {"tomorrow at half past two", "2026-07-14"},
    {"I'd like to come in next Tuesday please", "2026-07-14"},
    {"can I come on the 20th", "2026-07-20"},
    {"sometime next week", "2026-07-20 in 2026-07-20..2026-07-26"},
    {"maybe Thursday", "2026-07-16"},
    {"wensday", "2026-07-15"},
    {"teusday", "2026-07-14"},
    {"munday", "invalid"},
    {"tommorow", "2026-07-14"},
    {"tmrw", "2026-07-14"},
    {"", "invalid"},
    {"hello", "invalid"},
    {"banana", "invalid"},
    {"15", "invalid"},
    {"9am", "invalid"},
    {"morning", "invalid"},
    {"my birthday", "invalid"},
    {"the day before", "invalid"},
    {"a few days", "invalid"},
    {"in 500 weeks", "invalid"},
    {"next", "invalid"},
    {"week", "invalid"},
    {"July 20", "2026-07-20"},
    {"July 31", "2026-07-31"},
    {"August 25", "2026-08-25"},
    {"25 Aug 26", "2026-08-25"},
    {"July 2026", "2026-07-13 in 2026-07-13..2026-07-31"},
    {"week of July 20", "2026-07-20 in 2026-07-20..2026-07-26"},
    {"the second one", "invalid"},
    {"first thing Monday", "2026-07-13 morning"},
    {"the 3rd and the 5th", "2026-08-03 ?2026-08-03 ?2026-08-05"},
    {"3rd or 4th of August", "2026-08-03 ?2026-08-03 ?2026-08-04"},
    {"later today", "2026-07-13"},
    {"before the end of the month", "2026-07-13 in 2026-07-13..2026-07-24"},
    {"the weekend after next", "2026-08-01 in 2026-08-01..2026-08-02"},
    {"second Tuesday of next month", "2026-08-11"},
    {"Tuesdays", "2026-07-14"},
    {"every Tuesday", "invalid"},
    {"after 3pm tomorrow", "2026-07-14 15:00..23:59"},
    {"today week", "2026-07-20"},
    {"a week today", "2026-07-20"},
    {"a week tomorrow", "2026-07-21"},
    {"two weeks today", "2026-07-27"},
    {"upcoming Friday", "2026-07-17"},
    {"the upcoming Friday", "2026-07-17"},
    {"the 2nd Tuesday", "2026-07-14"},
    {"the third Wednesday", "2026-07-15"},
    {"the 1st Monday", "2026-07-13 ?2026-07-13 ?2026-08-03"},
    {"the 1st Saturday", "2026-07-18 ?2026-07-18 ?2026-08-01"},
    {"the 3rd Monday", "2026-07-20 ?2026-07-20 ?2026-08-03"},  // the 3rd of August is one
    {"this fortnight", "invalid"},
    {"the next fortnight", "invalid"},
    {"the day before Wednesday", "2026-07-14"},
    {"the day before Christmas", "2026-12-24"},
    {"the day after Christmas", "2026-12-26"},
    {"day after Tuesday", "2026-07-15"},
    {"the day before today", "invalid"},
    {"before today", "invalid"},
    {"two days before Christmas", "invalid"},
    {"the week before Christmas", "invalid"},
    {"a day after Tuesday", "2026-07-15"},
    {"Tuesday a day later", "invalid"},
    {"Tuesday or later", "2026-07-14 soonest"},
    {"Tuesday or earlier", "invalid"},
    {"the 20th onwards", "2026-07-20 soonest"},
    {"Tuesday evening next week", "2026-07-21 evening"},
    {"Tuesday at 3pm next week", "2026-07-21"},
    {"next week in the morning on Tuesday", "2026-07-21 morning"},
    {"Tuesday or next week", "2026-07-14 ?2026-07-14 ?2026-07-20"},
    {"Tuesday in two weeks", "2026-07-28"},
    {"Sunday in two weeks", "2026-08-02"},
    {"in two weeks on Tuesday", "2026-07-28"},
    {"Monday, in a week", "2026-07-20"},
    {"tomorrow before noon", "2026-07-14 00:00..11:59"},
    {"before 11 tomorrow", "2026-07-14 00:00..10:59"},
    {"tomorrow after 3", "2026-07-14 15:00..23:59"},
    {"tomorrow afternoon after 3", "2026-07-14 afternoon 15:00..16:59"},
    {"tomorrow after 2 and before 4", "2026-07-14 14:00..15:59"},
    {"Tuesday between 2 and 4", "2026-07-14 14:00..16:00"},
    {"Tuesday at lunchtime", "2026-07-14 12:00..13:59"},
    {"next week after 3pm", "2026-07-20 in 2026-07-20..2026-07-26 15:00..23:59"},
    {"tomorrow morning after 3pm", "invalid"},
    {"tomorrow, the first one", "invalid"},
    {"Tuesday slot 2", "invalid"},
    {"July 14 or something similar", "invalid"},
    {"July 14 banana 2027", "invalid"},
    {"July 14 with Cameron", "2026-07-14"},
    {"Tuesday, July 14 at 9:00 AM AEST", "2026-07-14"},
    {"Tuesday is a good day for me", "2026-07-14"},
};

// Monday 23 November 2026.
constexpr Row kLateNovember[] = {
    {"the 2nd Tuesday", "2026-12-08"},
    {"the second Tuesday", "2026-12-08"},
    {"the 2nd Wednesday", "2026-12-02 ?2026-12-02 ?2026-12-09"},  // or Wednesday the 2nd
    {"the 4th Tuesday", "2026-11-24"},
    {"the fifth Tuesday", "2026-12-29"},
    {"this fortnight", "invalid"},
    {"the day before Wednesday", "2026-11-24"},
    {"the day before Christmas", "2026-12-24"},
    {"Tuesday evening next week", "2026-12-01 evening"},
    {"Tuesday in two weeks", "2026-12-08"},
};

// On a Wednesday the Tuesday of the week after next is not two weeks after the next Tuesday.
constexpr Row kWednesdayInNovember[] = {
    {"Tuesday in two weeks", "2026-12-08 ?2026-12-08 ?2026-12-15"},
    {"in two weeks on Tuesday", "2026-12-08 ?2026-12-08 ?2026-12-15"},
    {"two weeks on Tuesday", "2026-12-15"},
    {"Friday in two weeks", "2026-12-11"},
    {"Tuesday next week", "2026-12-01"},
};

constexpr Row kNewYearsEveInSydney[] = {
    {"today", "2026-12-31"},
    {"31 December", "2026-12-31"},
    {"1 January", "2027-01-01"},
    {"tomorrow", "2027-01-01"},
    {"next week", "2027-01-07 in 2027-01-04..2027-01-10"},
    {"in a fortnight", "2027-01-14"},
    {"the 1st", "2027-01-01"},
    {"Friday", "2027-01-01"},
    {"January 5", "2027-01-05"},
    {"5/1", "2027-01-05"},
    {"2025-01-05", "2027-01-05 repaired"},
    {"2026-01-05", "past"},
    {"2025-12-31", "2026-12-31 repaired"},
    {"next month", "2027-01-01 in 2027-01-01..2027-01-31"},
    {"end of the month", "2026-12-31 in 2026-12-31..2026-12-31"},
    {"this week", "2026-12-31 in 2026-12-31..2027-01-03"},
    {"the 29th", "2027-01-29"},
    {"in a month", "2027-01-31"},
    {"this weekend", "2027-01-02 in 2027-01-02..2027-01-03"},
    {"Monday week", "2027-01-11"},
    {"New Year's Day", "2027-01-01"},
};

constexpr Row kFebruaryOfALeapYear[] = {
    {"29 February", "2028-02-29"},
    {"February 29", "2028-02-29"},
    {"29/2", "2028-02-29"},
    {"2028-02-29", "2028-02-29"},
    {"the 29th", "2028-02-29"},
    {"the 30th", "2028-03-30"},
    {"tomorrow", "2028-02-29"},
    {"day after tomorrow", "2028-03-01"},
    {"end of the month", "2028-02-29 in 2028-02-28..2028-02-29"},
    {"29 Feb 2026", "2028-02-29 repaired"},
    {"1 March", "2028-03-01"},
    {"in a month", "2028-03-28"},
    {"last Tuesday of the month", "2028-02-29"},
};

// The February that comes next has no 29th.
constexpr Row kJanuaryOfACommonYear[] = {
    {"29 February", "invalid"},  {"29th of Feb", "invalid"},   {"2027-02-29", "invalid"},
    {"29/2/2028", "2028-02-29"}, {"the 30th", "2027-03-30"},   {"the 29th", "2027-03-29"},
    {"the 31st", "2027-01-31"},  {"in a month", "2027-02-28"}, {"28 February", "2027-02-28"},
};

// Half an hour before the day on which the clocks go forward.
constexpr Row kNightBeforeDaylightSavingInNewYork[] = {
    {"today", "2026-03-07"},
    {"3/4", "2027-03-04"},
    {"3/4/2027", "2027-03-04"},
    {"14/7", "2026-07-14"},
    {"7/14/2026", "2026-07-14"},
    {"12/31", "2026-12-31"},
    {"tomorrow", "2026-03-08"},
    {"March 8", "2026-03-08"},
    {"March 8th", "2026-03-08"},
    {"Sunday", "2026-03-08"},
    {"next Sunday", "2026-03-08"},
    {"2026-03-08T01:00:00-05:00", "2026-03-08"},
    {"2026-03-08T04:30:00Z", "2026-03-07"},
    {"2026-03-08T07:30:00Z", "2026-03-08"},
};

void Check(absl::Span<const Row> rows, const DayContext& context) {
  for (const Row& row : rows) EXPECT_EQ(Heard(row.said, context), row.heard) << row.said;
}

TEST(ParseSpokenDay, UnderstandsOnAnOrdinaryMonday) {
  Check(kMondayInSydney, Sydney("2026-07-13 10:00"));
}

TEST(ParseSpokenDay, CountsWeekdaysOfMonthsAndWeeksOnTheCalendar) {
  Check(kLateNovember, Sydney("2026-11-23 10:00"));
  Check(kWednesdayInNovember, Sydney("2026-11-25 10:00"));
}

TEST(ParseSpokenDay, IsNeverAnotherDayForAWordThatItDoesNotKnow) {
  constexpr absl::string_view kUnknown[] = {"banana",  "massage",   "doctor", "cameron", "patient",
                                            "harbour", "insurance", "room",   "knee",    "other"};
  std::mt19937 random(20261123);
  int understood = 0;
  const DayContext context = Sydney("2026-07-13 10:00");
  for (const Row& row : kMondayInSydney) {
    const std::vector<std::string> words = absl::StrSplit(row.said, ' ', absl::SkipEmpty());
    for (std::size_t at = 0; at <= words.size() && !words.empty(); ++at) {
      std::vector<std::string> more = words;
      const absl::string_view unknown = kUnknown[random() % std::size(kUnknown)];
      more.insert(more.begin() + static_cast<std::ptrdiff_t>(at), std::string(unknown));
      const std::string said = absl::StrJoin(more, " ");
      const std::string heard = Heard(said, context);
      if (heard == "invalid" || heard == "past") continue;
      EXPECT_EQ(heard, row.heard) << said;
      ++understood;
    }
  }
  EXPECT_GT(understood, 0);  // "Tuesday, July 14 at 9:00 AM at harbour City Rooms"
}

TEST(ParseSpokenDay, UnderstandsAcrossTheEndOfTheYear) {
  Check(kNewYearsEveInSydney, Sydney("2026-12-31 16:00"));
}

TEST(ParseSpokenDay, KnowsWhichYearsHaveA29thOfFebruary) {
  Check(kFebruaryOfALeapYear, Sydney("2028-02-28 09:00"));
  Check(kJanuaryOfACommonYear, Sydney("2027-01-31 09:00"));
}

TEST(ParseSpokenDay, ReadsSlashDatesAsTheCountryDoes) {
  Check(kNightBeforeDaylightSavingInNewYork, NewYork("2026-03-07 23:30"));
}

TEST(ParseSpokenDay, CountsDaysAndNotHoursWhereTheClocksChange) {
  constexpr Row kBeforeSpring[] = {{"today", "2026-10-03"},
                                   {"tomorrow", "2026-10-04"},
                                   {"day after tomorrow", "2026-10-05"},
                                   {"in 7 days", "2026-10-10"}};
  Check(kBeforeSpring, Sydney("2026-10-03 23:59"));
  Check(kBeforeSpring, At("Australia/Lord_Howe", "2026-10-03 23:59", "AU"));
  constexpr Row kAutumnDay[] = {{"today", "2026-04-05"},
                                {"tomorrow", "2026-04-06"},
                                {"yesterday", "past"},
                                {"next week", "2026-04-12 in 2026-04-06..2026-04-12"},
                                {"2026-04-04T15:30:00Z", "2026-04-05"},
                                {"2026-04-04T16:30:00Z", "2026-04-05"}};
  Check(kAutumnDay, Sydney("2026-04-05 02:30"));
  Check(kAutumnDay, At("Australia/Lord_Howe", "2026-04-05 01:45", "AU"));
  constexpr Row kNewYorkAutumn[] = {{"today", "2026-11-01"},
                                    {"tomorrow", "2026-11-02"},
                                    {"11/2", "2026-11-02"},
                                    {"2026-11-02T04:59:00Z", "2026-11-01"}};
  Check(kNewYorkAutumn, NewYork("2026-11-01 01:30"));
}

TEST(ParseSpokenDay, TakesTodayFromTheWallOfTheClinicNotFromUtc) {
  // 2026-07-13 22:00 UTC is already Tuesday morning in Sydney and still Monday in New York.
  EXPECT_EQ(Heard("today", At("Australia/Sydney", "2026-07-14 08:00", "AU")), "2026-07-14");
  EXPECT_EQ(Heard("today", At("America/New_York", "2026-07-13 18:00", "US")), "2026-07-13");
}

TEST(ParseSpokenDay, LeavesTodayOutOnceItsLastSlotHasStarted) {
  DayContext context = Sydney("2026-07-13 17:30");
  context.last_slot_today = context.now - absl::Minutes(30);
  EXPECT_EQ(Heard("Monday", context), "2026-07-20");
  EXPECT_EQ(Heard("Tuesday", context), "2026-07-14");
  EXPECT_EQ(Heard("today", context), "2026-07-13");
  context.last_slot_today = context.now + absl::Minutes(30);
  EXPECT_EQ(Heard("Monday", context), "2026-07-13");
}

TEST(ParseSpokenDay, ReadsTheSameSlashDateDifferentlyInAnotherCountry) {
  EXPECT_EQ(Heard("3/4/2027", At("Australia/Sydney", "2026-07-13 10:00", "AU")), "2027-04-03");
  EXPECT_EQ(Heard("3/4/2027", At("Europe/London", "2026-07-13 10:00", "GB")), "2027-04-03");
  EXPECT_EQ(Heard("3/4/2027", At("America/New_York", "2026-07-13 10:00", "US")), "2027-03-04");
}

TEST(ParseSpokenDay, TellsHowMuchOfTheDateWasSaid) {
  const DayContext context = Sydney("2026-07-13 10:00");
  EXPECT_EQ(ParseSpokenDay("tomorrow", context)->detail, DayDetail::kRelative);
  EXPECT_EQ(ParseSpokenDay("the 15th", context)->detail, DayDetail::kDayOfMonth);
  EXPECT_EQ(ParseSpokenDay("July 15", context)->detail, DayDetail::kMonthAndDay);
  EXPECT_EQ(ParseSpokenDay("2026-07-15", context)->detail, DayDetail::kFullDate);
}

TEST(ParseSpokenDay, NeverAnswersWithADayBeforeToday) {
  for (const Row& row : kMondayInSydney) {
    const absl::StatusOr<SpokenDay> day = ParseSpokenDay(row.said, Sydney("2026-07-13 10:00"));
    if (!day.ok()) continue;
    EXPECT_GE(day->day, absl::CivilDay(2026, 7, 13)) << row.said;
    if (day->range.has_value()) {
      EXPECT_LE(day->range->first, day->day) << row.said;
      EXPECT_GE(day->range->last, day->day) << row.said;
    }
  }
}

TEST(ParseSpokenDay, KeepsItsPromisesWhateverIsSaid) {
  constexpr absl::string_view kPieces[] = {"next",
                                           "tuesday",
                                           "week",
                                           "14th",
                                           "july",
                                           "2026",
                                           "9",
                                           ":",
                                           "/",
                                           "-",
                                           "am",
                                           "half",
                                           "past",
                                           "to",
                                           "in",
                                           "two",
                                           "from",
                                           "31",
                                           "29",
                                           "february",
                                           "last",
                                           "first",
                                           "end",
                                           "month",
                                           "and",
                                           "between",
                                           "99999999999",
                                           "after",
                                           "before",
                                           "the",
                                           "weekend",
                                           "or",
                                           "monday",
                                           "now",
                                           "12345678",
                                           "+10:00",
                                           "2026-07-14T09:00Z",
                                           "\xff",
                                           "\xc3"};
  std::mt19937 random(20260713);
  int understood = 0;
  for (int i = 0; i < 5000; ++i) {
    std::string said;
    for (auto words = random() % 7; words > 0; --words) {
      said += std::string(kPieces[random() % std::size(kPieces)]) + (random() % 4 == 0 ? "" : " ");
    }
    const absl::StatusOr<SpokenDay> day = ParseSpokenDay(said, Sydney("2026-07-13 10:00"));
    if (!day.ok()) continue;
    ++understood;
    EXPECT_GE(day->day, absl::CivilDay(2026, 7, 13)) << said;
    EXPECT_NE(day->candidates.size(), 1u) << said;
    if (day->range.has_value()) {
      EXPECT_LE(day->range->first, day->day) << said;
      EXPECT_GE(day->range->last, day->day) << said;
    }
  }
  EXPECT_GT(understood, 100);
}

// The question used to be about days of which the first was not the one that came with it.
TEST(ParseSpokenDay, AsksForTheDayBeforeItBoundsIt) {
  const DayContext context = Sydney("2026-07-13 10:00");
  for (const char* said : {"by Friday, August 6", "after Friday, August 6", "Friday, August 6"}) {
    const absl::StatusOr<SpokenDay> day = ParseSpokenDay(said, context);
    ASSERT_TRUE(day.ok()) << said << ": " << day.status();
    EXPECT_THAT(day->candidates,
                ::testing::ElementsAre(absl::CivilDay(2026, 8, 6), absl::CivilDay(2026, 7, 17)))
        << said;
    EXPECT_EQ(day->day, absl::CivilDay(2026, 8, 6)) << said;
    EXPECT_EQ(day->range, std::nullopt) << said;
  }
}

// The time for it grows with the square of the length.
TEST(ParseSpokenDay, DoesNotListenForEver) {
  std::string said;
  for (int i = 0; i < 20'000; ++i) said += "Tuesday the 14th of July at half past two ";
  const DayContext context = Sydney("2026-07-13 10:00");
  EXPECT_TRUE(IsError(ParseSpokenDay(said, context).status(), DomainError::kInvalidDate));
  EXPECT_TRUE(IsError(FindSpokenDay(said, context).status(), DomainError::kInvalidDate));
}

TEST(FindSpokenDay, FindsADayInALongerText) {
  const DayContext context = Sydney("2026-07-13 10:00");
  const auto found = FindSpokenDay("my massage tomorrow with Cameron", context);
  ASSERT_TRUE(found.ok() && found->has_value());
  EXPECT_EQ((*found)->day, absl::CivilDay(2026, 7, 14));
  EXPECT_EQ(FindSpokenDay("my massage with Cameron", context).value(), std::nullopt);
  EXPECT_TRUE(IsError(FindSpokenDay("the one on the 31st of June", context).status(),
                      DomainError::kInvalidDate));
}

TEST(MoreExplicit, PrefersTheDayThatSaysMore) {
  const DayContext context = Sydney("2026-07-13 10:00");
  const SpokenDay vague = ParseSpokenDay("Tuesday", context).value();
  const SpokenDay full = ParseSpokenDay("2026-07-21", context).value();
  EXPECT_EQ(MoreExplicit(vague, full).day, full.day);
  EXPECT_EQ(MoreExplicit(full, vague).day, full.day);
  EXPECT_EQ(MoreExplicit(vague, vague).day, vague.day);
}

}  // namespace
}  // namespace frontdesk
