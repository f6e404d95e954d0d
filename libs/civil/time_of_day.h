#ifndef FRONTDESK_LIBS_CIVIL_TIME_OF_DAY_H_
#define FRONTDESK_LIBS_CIVIL_TIME_OF_DAY_H_

#include <cassert>
#include <compare>
#include <optional>

namespace frontdesk {

// What a clock on the wall shows, to the minute, 00:00 to 23:59. It belongs to no day and no zone.
class TimeOfDay {
 public:
  static constexpr int kMinutesInDay = 24 * 60;

  constexpr TimeOfDay() = default;  // midnight, the start of the day

  // `hour` is 0..23 and `minute` 0..59; the caller has checked.
  static constexpr TimeOfDay At(int hour, int minute = 0) {
    assert(hour >= 0 && hour < 24 && minute >= 0 && minute < 60);
    return TimeOfDay(hour * 60 + minute);
  }

  // `minutes` is 0..1439; the caller has checked.
  static constexpr TimeOfDay FromMinutes(int minutes) {
    assert(minutes >= 0 && minutes < kMinutesInDay);
    return TimeOfDay(minutes);
  }

  constexpr int minutes() const { return minutes_; }  // since midnight
  constexpr int hour() const { return minutes_ / 60; }
  constexpr int minute() const { return minutes_ % 60; }

  friend constexpr auto operator<=>(TimeOfDay, TimeOfDay) = default;

 private:
  explicit constexpr TimeOfDay(int minutes) : minutes_(minutes) {}

  int minutes_ = 0;
};

// Both ends belong to the window.
struct TimeWindow {
  TimeOfDay first;
  TimeOfDay last;
  friend bool operator==(const TimeWindow&, const TimeWindow&) = default;
};

constexpr bool Contains(const TimeWindow& window, TimeOfDay time) {
  return window.first <= time && time <= window.last;
}

// What belongs to both; empty when nothing does.
constexpr std::optional<TimeWindow> Overlap(const TimeWindow& a, const TimeWindow& b) {
  const TimeWindow both{a.first < b.first ? b.first : a.first, a.last < b.last ? a.last : b.last};
  if (both.last < both.first) return std::nullopt;
  return both;
}

enum class DayPart { kMorning, kAfternoon, kEvening };

// Morning ends before 12:00, the afternoon before 17:00. Source: contract/webhooks.md, 4.2.
constexpr TimeWindow WindowOf(DayPart part) {
  switch (part) {
    case DayPart::kMorning:
      return {TimeOfDay::At(0), TimeOfDay::At(11, 59)};
    case DayPart::kAfternoon:
      return {TimeOfDay::At(12), TimeOfDay::At(16, 59)};
    case DayPart::kEvening:
      return {TimeOfDay::At(17), TimeOfDay::At(23, 59)};
  }
  return {TimeOfDay::At(0), TimeOfDay::At(23, 59)};
}

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CIVIL_TIME_OF_DAY_H_
