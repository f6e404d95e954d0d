#include "libs/civil/format.h"

#include <array>
#include <cstddef>
#include <cstdint>
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

// A text of at most kMost bytes on its way.
template <std::size_t kMost>
class Letters {
 public:
  Letters& Add(char letter) {
    text_[size_++] = letter;
    return *this;
  }
  Letters& Two(int number) {
    return Add(static_cast<char>('0' + number / 10)).Add(static_cast<char>('0' + number % 10));
  }
  // "2026-07-14". The year has four digits.
  Letters& Day(int year, int month, int day) {
    return Two(year / 100).Two(year % 100).Add('-').Two(month).Add('-').Two(day);
  }

  std::string Text() const { return std::string(text_.data(), size_); }

 private:
  std::array<char, kMost> text_;
  std::size_t size_ = 0;
};

bool HasFourDigits(std::int64_t year) { return year >= 1000 && year <= 9999; }

// "2026-07-14T09:30:00" and what follows.
template <typename... Rest>
std::string WallText(const absl::CivilSecond& wall, Rest... rest) {
  if (!HasFourDigits(wall.year())) {
    std::string text = absl::StrCat(wall.year(), "-", TwoDigits(wall.month()), "-",
                                    TwoDigits(wall.day()), "T", TwoDigits(wall.hour()), ":",
                                    TwoDigits(wall.minute()), ":", TwoDigits(wall.second()));
    (text.push_back(rest), ...);
    return text;
  }
  Letters<19 + sizeof...(rest)> text;
  text.Day(static_cast<int>(wall.year()), wall.month(), wall.day()).Add('T').Two(wall.hour());
  text.Add(':').Two(wall.minute()).Add(':').Two(wall.second());
  (text.Add(rest), ...);
  return text.Text();
}

char Tens(int number) { return static_cast<char>('0' + number / 10); }
char Ones(int number) { return static_cast<char>('0' + number % 10); }

}  // namespace

std::string SpokenTimeText(TimeOfDay time) {
  const int hour = time.hour() % 12 == 0 ? 12 : time.hour() % 12;
  Letters<8> text;
  if (hour >= 10) text.Add('1');
  text.Add(Ones(hour)).Add(':').Two(time.minute());
  return text.Add(' ').Add(time.hour() < 12 ? 'A' : 'P').Add('M').Text();
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
  if (HasFourDigits(day.year())) {
    return Letters<10>().Day(static_cast<int>(day.year()), day.month(), day.day()).Text();
  }
  return absl::StrCat(absl::Dec(day.year(), absl::kZeroPad4), "-", TwoDigits(day.month()), "-",
                      TwoDigits(day.day()));
}

std::string ClockText(TimeOfDay time) {
  return Letters<5>().Two(time.hour()).Add(':').Two(time.minute()).Text();
}

std::string ClockText(absl::Time start, absl::TimeZone zone) {
  return ClockText(TimeOfDayAt(start, zone));
}

std::string UtcText(absl::Time instant) {
  return WallText(absl::ToCivilSecond(instant, absl::UTCTimeZone()), 'Z');
}

std::string LocalText(absl::Time instant, absl::TimeZone zone) {
  const absl::TimeZone::CivilInfo at = zone.At(instant);
  return LocalText(at.cs, at.offset);
}

std::string LocalText(const absl::CivilSecond& wall, int offset_seconds) {
  const int minutes = std::abs(offset_seconds) / 60;
  const char sign = offset_seconds < 0 && minutes > 0 ? '-' : '+';
  return WallText(wall, sign, Tens(minutes / 60), Ones(minutes / 60), ':', Tens(minutes % 60),
                  Ones(minutes % 60));
}

}  // namespace frontdesk
