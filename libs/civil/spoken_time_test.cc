#include "libs/civil/spoken_time.h"

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
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "libs/civil/format.h"
#include "libs/civil/spoken_day.h"
#include "libs/civil/time_of_day.h"
#include "libs/civil/zone.h"
#include "libs/status/domain_error.h"

namespace frontdesk {
namespace {

DayContext At(const char* zone_name, const char* wall) {
  const absl::TimeZone zone = LoadZone(zone_name).value();
  absl::Time now;
  std::string error;
  EXPECT_TRUE(absl::ParseTime("%Y-%m-%d %H:%M", wall, zone, &now, &error)) << error;
  return {.now = now, .zone = zone, .country = "AU"};
}

// What ParseSpokenTime made of it, in one line: the readings or the window, and the day if one was
// said.
std::string Heard(absl::string_view said, const DayContext& context) {
  const absl::StatusOr<SpokenTime> time = ParseSpokenTime(said, context);
  if (!time.ok()) {
    if (IsError(time.status(), DomainError::kInvalidDateTime)) return "invalid";
    if (IsError(time.status(), DomainError::kDateInPast)) return "past";
    return time.status().ToString();
  }
  std::string text;
  for (const TimeOfDay reading : time->readings) {
    text += (text.empty() ? "" : " or ") + ClockText(reading);
  }
  if (time->window.has_value()) {
    text += ClockText(time->window->first) + ".." + ClockText(time->window->last);
  }
  if (time->day.has_value()) {
    text += " on " + IsoDay(time->day->day);
    if (time->day->part == DayPart::kMorning) text += " morning";
    if (time->day->part == DayPart::kAfternoon) text += " afternoon";
    if (time->day->part == DayPart::kEvening) text += " evening";
  }
  return text;
}

struct Row {
  const char* said;
  const char* heard;
};

// Monday 13 July 2026, ten in the morning, in Sydney.
constexpr Row kTimes[] = {
    {"9", "09:00 or 21:00"},
    {"9am", "09:00"},
    {"9 am", "09:00"},
    {"9 AM", "09:00"},
    {"9:00", "09:00 or 21:00"},
    {"09:00", "09:00"},
    {"9:00 AM", "09:00"},
    {"9:00am", "09:00"},
    {"9:00 a.m.", "09:00"},
    {"9 a.m.", "09:00"},
    {"9 a m", "09:00"},
    {"9:30", "09:30 or 21:30"},
    {"9.30", "09:30 or 21:30"},
    {"9.30am", "09:30"},
    {"2.30pm", "14:30"},
    {"2:30 PM", "14:30"},
    {"2pm", "14:00"},
    {"2 p.m.", "14:00"},
    {"14:00", "14:00"},
    {"14.00", "14:00"},
    {"14h30", "14:30"},
    {"9h", "09:00"},
    {"09:00:00", "09:00"},
    {"14:30:00.000", "14:30"},
    {"1400", "14:00"},
    {"1400 hours", "14:00"},
    {"0900", "09:00"},
    {"0900 hours", "09:00"},
    {"930", "09:30 or 21:30"},
    {"930am", "09:30"},
    {"1030pm", "22:30"},
    {"1:00 PM", "13:00"},
    {"12", "12:00 or 00:00"},
    {"12pm", "12:00"},
    {"12am", "00:00"},
    {"12:30", "12:30 or 00:30"},
    {"12 noon", "12:00"},
    {"noon", "12:00"},
    {"midday", "12:00"},
    {"midnight", "00:00"},
    {"12 midnight", "00:00"},
    {"0:30", "00:30"},
    {"00:30", "00:30"},
    {"24:00", "invalid"},
    {"25:00", "invalid"},
    {"9:75", "invalid"},
    {"13pm", "13:00"},
    {"13:00 pm", "13:00"},
    {"14:00 am", "invalid"},
    {"0 pm", "invalid"},
    {"nine", "09:00 or 21:00"},
    {"nine am", "09:00"},
    {"nine o'clock", "09:00 or 21:00"},
    {"9 o'clock", "09:00 or 21:00"},
    {"nine o'clock in the morning", "09:00"},
    {"nine thirty", "09:30 or 21:30"},
    {"nine thirty am", "09:30"},
    {"two fifteen", "14:15 or 02:15"},
    {"two fifteen pm", "14:15"},
    {"nine oh five", "09:05 or 21:05"},
    {"nine forty five", "09:45 or 21:45"},
    {"ten thirty in the morning", "10:30"},
    {"half past two", "14:30 or 02:30"},
    {"half past 2", "14:30 or 02:30"},
    {"half past nine", "09:30 or 21:30"},
    {"half past twelve", "12:30 or 00:30"},
    {"half two", "14:30 or 02:30"},
    {"quarter past 3", "15:15 or 03:15"},
    {"a quarter past three", "15:15 or 03:15"},
    {"quarter to 3", "14:45 or 02:45"},
    {"quarter to one", "12:45 or 00:45"},
    {"a quarter to nine", "08:45 or 20:45"},
    {"ten past nine", "09:10 or 21:10"},
    {"ten to ten", "09:50 or 21:50"},
    {"twenty to five", "16:40 or 04:40"},
    {"twenty five past eight", "08:25 or 20:25"},
    {"5 minutes past 4", "16:05 or 04:05"},
    {"20 minutes to 3", "14:40 or 02:40"},
    {"quarter to three in the afternoon", "14:45"},
    {"fourteen hundred", "14:00"},
    {"fourteen hundred hours", "14:00"},
    {"sixteen thirty", "16:30"},
    {"three", "15:00 or 03:00"},
    {"2 in the afternoon", "14:00"},
    {"2 in the arvo", "14:00"},
    {"3 in the morning", "03:00"},
    {"7 in the evening", "19:00"},
    {"8 at night", "20:00"},
    {"12 at night", "00:00"},
    {"9 in the morning", "09:00"},
    {"morning", "00:00..11:59"},
    {"in the morning", "00:00..11:59"},
    {"afternoon", "12:00..16:59"},
    {"arvo", "12:00..16:59"},
    {"this arvo", "12:00..16:59 on 2026-07-13 afternoon"},
    {"evening", "17:00..23:59"},
    {"tonight", "17:00..23:59 on 2026-07-13 evening"},
    {"tonight at 7", "19:00 on 2026-07-13 evening"},
    {"tomorrow morning at 9", "09:00 on 2026-07-14 morning"},
    {"tomorrow at 10", "10:00 or 22:00 on 2026-07-14"},
    {"tomorrow at half past two", "14:30 or 02:30 on 2026-07-14"},
    {"tomorrow morning", "00:00..11:59 on 2026-07-14 morning"},
    {"Tuesday at 2pm", "14:00 on 2026-07-14"},
    {"Tuesday at 2", "14:00 or 02:00 on 2026-07-14"},
    {"Tuesday 2", "14:00 or 02:00 on 2026-07-14"},
    {"next Tuesday at 14:00", "14:00 on 2026-07-14"},
    {"July 14 9am", "09:00 on 2026-07-14"},
    {"July 14 at 9", "09:00 or 21:00 on 2026-07-14"},
    {"14 July 9:30", "09:30 or 21:30 on 2026-07-14"},
    {"Tuesday, July 14, 2026 at 09:00 AM", "09:00 on 2026-07-14"},
    {"Tuesday, July 14 at 9:00 AM", "09:00 on 2026-07-14"},
    {"Tuesday, July 14 at 9:00 AM at City Rooms", "09:00 on 2026-07-14"},
    {"Tuesday, July 08, 2025 at 09:00 AM", "past"},
    {"2026-07-14T09:00:00+10:00", "09:00 on 2026-07-14"},
    {"2026-07-13T23:00:00Z", "09:00 on 2026-07-14"},
    {"2026-07-13T23:00:00.000Z", "09:00 on 2026-07-14"},
    {"2026-07-14T09:00:00", "09:00 on 2026-07-14"},
    {"2026-07-14 09:00", "09:00 on 2026-07-14"},
    {"2026-07-14T09:00", "09:00 on 2026-07-14"},
    {"14/7/2026 9:00", "09:00 or 21:00 on 2026-07-14"},
    {"after 3", "15:00..23:59"},
    {"after 3pm", "15:00..23:59"},
    {"before noon", "00:00..11:59"},
    {"before 11", "00:00..10:59"},
    {"after lunch", "12:00..16:59"},
    {"after work", "17:00..23:59"},
    {"lunchtime", "12:00..13:59"},
    {"lunch time", "12:00..13:59"},
    {"between 2 and 4", "14:00..16:00"},
    {"between 2 and 4pm", "14:00..16:00"},
    {"between 10 and 12", "10:00..12:00"},
    {"from 9 to 11", "09:00..11:00"},
    {"from 3 onwards", "15:00..23:59"},
    {"9am-11am", "09:00..11:00"},
    {"10am to 12pm", "10:00..12:00"},
    {"3 or later", "15:00..23:59"},
    {"not before 10", "10:00..23:59"},
    {"around 3", "15:00 or 03:00"},
    {"about ten", "10:00 or 22:00"},
    {"3ish", "15:00 or 03:00"},
    {"at 3 please", "15:00 or 03:00"},
    {"2 thirty", "14:30 or 02:30"},
    {"2 30", "14:30 or 02:30"},
    {"2 30 pm", "14:30"},
    {"7", "07:00 or 19:00"},
    {"8", "08:00 or 20:00"},
    {"11", "11:00 or 23:00"},
    {"1", "13:00 or 01:00"},
    {"6", "18:00 or 06:00"},
    {"10", "10:00 or 22:00"},
    {"any time", "00:00..23:59"},
    {"whenever", "00:00..23:59"},
    {"first thing", "00:00..11:59"},
    {"first thing in the morning", "00:00..11:59"},
    {"9am or 10am", "invalid"},
    {"9 or 10", "invalid"},
    {"3pm, so 15:00", "15:00"},
    {"not 3", "invalid"},
    {"9pm in the morning", "invalid"},
    {"14:00 in the morning", "invalid"},
    {"", "invalid"},
    {"banana", "invalid"},
    {"hello", "invalid"},
    {"99", "invalid"},
    {"2026", "20:26"},
    {"the 14th", "invalid"},
    {"Tuesday", "invalid"},
    {"9 for 60 minutes", "09:00 or 21:00"},
    {"nine a.m. sharp", "09:00"},
    {"nine to eleven", "09:00..11:00"},
    {"ten to eleven", "10:50 or 22:50"},
    {"9-11", "09:00..11:00"},
    {"2 to 4pm", "14:00..16:00"},
    {"12 minutes past 3", "15:12 or 03:12"},
    {"between half past 2 and 4", "14:30..16:00"},
    {"Monday 9 to 5", "09:00..17:00 on 2026-07-13"},
    {"9 tomorrow", "09:00 or 21:00 on 2026-07-14"},
    {"tomorrow after 2", "14:00..23:59 on 2026-07-14"},
    {"noon Friday", "12:00 on 2026-07-17"},
    {"eleven hundred hours", "11:00"},
    {"oh nine hundred", "09:00"},
    {"zero nine thirty", "09:30"},
    {"half past midday", "12:30"},
    {"5 to midnight", "23:55"},
    {"8 tonight", "20:00 on 2026-07-13 evening"},
    {"tomorrow night at 8", "20:00 on 2026-07-14 evening"},
    {"one thirty", "13:30 or 01:30"},
    {"9am AEST", "09:00"},
    {"by 4", "00:00..16:00"},
    {"no later than 4", "00:00..16:00"},
    {"no earlier than 9", "09:00..23:59"},
    {"until 5", "00:00..16:59"},
    {"at 9", "09:00 or 21:00"},
    {"nine am please", "09:00"},
    {"around nine", "09:00 or 21:00"},
    {"9ish", "09:00 or 21:00"},
    {"nine or so", "09:00 or 21:00"},
    {"yes, nine works", "09:00 or 21:00"},
    {"could we say 2 please", "14:00 or 02:00"},
    {"make it 3", "15:00 or 03:00"},
    {"one", "13:00 or 01:00"},
    {"at one", "13:00 or 01:00"},
    {"one o'clock", "13:00 or 01:00"},
    {"tomorrow at one", "13:00 or 01:00 on 2026-07-14"},
    {"the 9am", "09:00"},
    {"9:00 AM at City Rooms", "09:00"},
    {"9am with Cameron", "09:00"},
    {"the first one", "invalid"},
    {"the second one", "invalid"},
    {"the last one", "invalid"},
    {"the 3rd one", "invalid"},
    {"first one", "invalid"},
    {"the one", "invalid"},
    {"that one", "invalid"},
    {"this one", "invalid"},
    {"either one", "invalid"},
    {"any one", "invalid"},
    {"the earliest one", "invalid"},
    {"the morning one", "invalid"},
    {"the Tuesday one", "invalid"},
    {"I'd like one", "invalid"},
    {"do you have one", "invalid"},
    {"one of those", "invalid"},
    {"at one of those", "invalid"},
    {"two of them", "invalid"},
    {"two of us", "invalid"},
    {"slot 1", "invalid"},
    {"slot two", "invalid"},
    {"option 2", "invalid"},
    {"number 3", "invalid"},
    {"the two", "invalid"},
    {"2 slots", "invalid"},
    {"one appointment", "invalid"},
    {"two hours from now", "invalid"},
    {"in two hours", "invalid"},
    {"5 minutes", "invalid"},
    {"in 5 minutes", "invalid"},
    {"one hour", "invalid"},
    {"an hour", "invalid"},
    {"for an hour", "invalid"},
    {"9 for an hour", "09:00 or 21:00"},
    {"half an hour", "invalid"},
    {"quarter of ten", "09:45 or 21:45"},
    {"a quarter of ten", "09:45 or 21:45"},
    {"quarter after ten", "10:15 or 22:15"},
    {"ten of nine", "08:50 or 20:50"},
    {"five of twelve", "11:55 or 23:55"},
    {"Tuesday ten of nine", "08:50 or 20:50 on 2026-07-14"},
    {"the 3 o'clock one", "15:00 or 03:00"},
    {"the 9:00 AM one", "09:00"},
    {"one at 9am", "invalid"},
    {"go with 3", "invalid"},
    {"how about 3", "15:00 or 03:00"},
    {"9 people", "invalid"},
    {"room 9", "invalid"},
    {"9 banana", "invalid"},
    {"9 at City Rooms", "invalid"},
    {"9am banana", "invalid"},
    {"9am with Cameron or later", "invalid"},
    {"an hour after 9am", "invalid"},
    {"an hour before noon", "invalid"},
    {"just before noon", "00:00..11:59"},
};

TEST(ParseSpokenTime, UnderstandsWhatCallersAndAgentsSay) {
  for (const Row& row : kTimes) {
    EXPECT_EQ(Heard(row.said, At("Australia/Sydney", "2026-07-13 10:00")), row.heard) << row.said;
  }
}

TEST(ParseSpokenTime, IsNeverAnotherTimeForAWordThatItDoesNotKnow) {
  constexpr absl::string_view kUnknown[] = {"banana",  "massage",   "doctor", "cameron", "patient",
                                            "harbour", "insurance", "room",   "knee",    "others"};
  std::mt19937 random(20261123);
  int understood = 0;
  const DayContext context = At("Australia/Sydney", "2026-07-13 10:00");
  for (const Row& row : kTimes) {
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
  EXPECT_GT(understood, 0);  // "9:00 AM at harbour City Rooms"
}

TEST(ParseSpokenTime, IsExactOrAWindowNeverBoth) {
  for (const Row& row : kTimes) {
    const auto time = ParseSpokenTime(row.said, At("Australia/Sydney", "2026-07-13 10:00"));
    if (!time.ok()) continue;
    EXPECT_NE(time->is_exact(), time->window.has_value()) << row.said;
    EXPECT_LE(time->readings.size(), 2u) << row.said;
  }
}

TEST(ParseSpokenTime, TellsAPartOfTheDayFromAnotherWindow) {
  const DayContext context = At("Australia/Sydney", "2026-07-13 10:00");
  EXPECT_EQ(ParseSpokenTime("in the arvo", context)->part, DayPart::kAfternoon);
  EXPECT_EQ(ParseSpokenTime("after 3", context)->part, std::nullopt);
  EXPECT_EQ(ParseSpokenTime("2pm in the afternoon", context)->part, std::nullopt);
}

TEST(ParseSpokenTime, ShowsAnInstantOnTheWallOfTheClinic) {
  EXPECT_EQ(Heard("2026-10-03T16:30:00Z", At("Australia/Sydney", "2026-07-13 10:00")),
            "03:30 on 2026-10-04");
  EXPECT_EQ(Heard("2026-10-03T15:45:00Z", At("Australia/Lord_Howe", "2026-07-13 10:00")),
            "02:45 on 2026-10-04");
  EXPECT_EQ(Heard("2026-11-01T05:30:00Z", At("America/New_York", "2026-07-13 10:00")),
            "01:30 on 2026-11-01");
  EXPECT_EQ(Heard("2026-11-01T06:30:00Z", At("America/New_York", "2026-07-13 10:00")),
            "01:30 on 2026-11-01");
}

TEST(FindSpokenTime, TakesOnlyClearTimes) {
  const DayContext context = At("Australia/Sydney", "2026-07-13 10:00");
  const auto find = [&](absl::string_view text) -> std::string {
    const auto found = FindSpokenTime(text, context);
    if (!found.ok()) return "invalid";
    if (!found->has_value()) return "none";
    return (*found)->is_exact() ? ClockText((*found)->readings.front()) : "window";
  };
  EXPECT_EQ(find("my 60 minute massage with Cameron"), "none");
  EXPECT_EQ(find("my massage tomorrow at 2 with Cameron"), "14:00");
  EXPECT_EQ(find("the 9am on Friday"), "09:00");
  EXPECT_EQ(find("the appointment at half past two"), "14:30");
  EXPECT_EQ(find("tomorrow morning with Jordan"), "window");
  EXPECT_EQ(find("2 kids on the 14th"), "none");
  EXPECT_EQ(find("at one of the clinics"), "none");
}

TEST(ChooseReading, PrefersTheReadingThatIsFree) {
  const TimeOfDay two[] = {TimeOfDay::At(14), TimeOfDay::At(2)};
  const TimeOfDay free[] = {TimeOfDay::At(2), TimeOfDay::At(9)};
  EXPECT_EQ(ChooseReading(two, free), TimeOfDay::At(2));
}

TEST(ChooseReading, FallsBackToTheLikelierOne) {
  const TimeOfDay two[] = {TimeOfDay::At(14), TimeOfDay::At(2)};
  const TimeOfDay both[] = {TimeOfDay::At(2), TimeOfDay::At(14)};
  EXPECT_EQ(ChooseReading(two, {}), TimeOfDay::At(14));
  EXPECT_EQ(ChooseReading(two, both), TimeOfDay::At(14));
}

}  // namespace
}  // namespace frontdesk
