#include "libs/civil/format.h"

#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/civil/time_of_day.h"
#include "libs/civil/zone.h"

// By hand, since an answer has many of these: absl::FormatTime takes several times as long.
namespace frontdesk {
namespace {

constexpr absl::string_view kWeekdays[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                           "Friday", "Saturday", "Sunday"};
constexpr absl::string_view kMonths[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};

absl::Dec TwoDigits(int number) { return absl::Dec(number, absl::kZeroPad2); }

// "2026-07-14T09:30:00".
std::string WallText(const absl::CivilSecond& wall) {
  return absl::StrCat(wall.year(), "-", TwoDigits(wall.month()), "-", TwoDigits(wall.day()), "T",
                      ClockText(TimeOfDay::At(wall.hour(), wall.minute())), ":",
                      TwoDigits(wall.second()));
}

// "+10:00".
std::string OffsetText(int seconds) {
  const int minutes = std::abs(seconds) / 60;
  return absl::StrCat(seconds < 0 && minutes > 0 ? "-" : "+", TwoDigits(minutes / 60), ":",
                      TwoDigits(minutes % 60));
}

}  // namespace

std::string SpokenTimeText(TimeOfDay time) {
  const int hour = time.hour() % 12 == 0 ? 12 : time.hour() % 12;
  return absl::StrCat(hour, ":", TwoDigits(time.minute()), time.hour() < 12 ? " AM" : " PM");
}

std::string SpokenTimeText(absl::Time start, absl::TimeZone zone) {
  return SpokenTimeText(TimeOfDayAt(start, zone));
}

std::string SpokenDayText(absl::CivilDay day) {
  return absl::StrCat(kWeekdays[static_cast<int>(absl::GetWeekday(day))], ", ",
                      kMonths[day.month() - 1], " ", day.day());
}

std::string SpokenFullDayText(absl::CivilDay day) {
  return absl::StrCat(SpokenDayText(day), ", ", day.year());
}

std::string SpokenStartText(absl::Time start, absl::TimeZone zone) {
  return absl::StrCat(SpokenDayText(DayAt(start, zone)), " at ", SpokenTimeText(start, zone));
}

std::string IsoDay(absl::CivilDay day) {
  return absl::StrCat(absl::Dec(day.year(), absl::kZeroPad4), "-", TwoDigits(day.month()), "-",
                      TwoDigits(day.day()));
}

std::string ClockText(TimeOfDay time) {
  return absl::StrCat(TwoDigits(time.hour()), ":", TwoDigits(time.minute()));
}

std::string ClockText(absl::Time start, absl::TimeZone zone) {
  return ClockText(TimeOfDayAt(start, zone));
}

std::string UtcText(absl::Time instant) {
  return absl::StrCat(WallText(absl::ToCivilSecond(instant, absl::UTCTimeZone())), "Z");
}

std::string LocalText(absl::Time instant, absl::TimeZone zone) {
  const absl::TimeZone::CivilInfo at = zone.At(instant);
  return absl::StrCat(WallText(at.cs), OffsetText(at.offset));
}

}  // namespace frontdesk
