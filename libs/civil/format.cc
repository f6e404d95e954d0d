#include "libs/civil/format.h"

#include <string>

#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/civil/time_of_day.h"
#include "libs/civil/zone.h"

namespace frontdesk {
namespace {

// A civil day has no zone; UTC only carries it through absl's formatter.
std::string FormatDay(const char* format, absl::CivilDay day) {
  return absl::FormatTime(format, absl::FromCivil(day, absl::UTCTimeZone()), absl::UTCTimeZone());
}

}  // namespace

std::string SpokenTimeText(TimeOfDay time) {
  const int hour = time.hour() % 12 == 0 ? 12 : time.hour() % 12;
  return absl::StrFormat("%d:%02d %s", hour, time.minute(), time.hour() < 12 ? "AM" : "PM");
}

std::string SpokenTimeText(absl::Time start, absl::TimeZone zone) {
  return SpokenTimeText(TimeOfDayAt(start, zone));
}

std::string SpokenDayText(absl::CivilDay day) {
  return absl::StrFormat("%s %d", FormatDay("%A, %B", day), day.day());
}

std::string SpokenFullDayText(absl::CivilDay day) {
  return absl::StrFormat("%s, %d", SpokenDayText(day), day.year());
}

std::string SpokenStartText(absl::Time start, absl::TimeZone zone) {
  return absl::StrFormat("%s at %s", SpokenDayText(DayAt(start, zone)),
                         SpokenTimeText(start, zone));
}

std::string IsoDay(absl::CivilDay day) {
  return absl::StrFormat("%04d-%02d-%02d", day.year(), day.month(), day.day());
}

std::string ClockText(TimeOfDay time) {
  return absl::StrFormat("%02d:%02d", time.hour(), time.minute());
}

std::string ClockText(absl::Time start, absl::TimeZone zone) {
  return ClockText(TimeOfDayAt(start, zone));
}

std::string UtcText(absl::Time instant) {
  return absl::FormatTime("%Y-%m-%d%ET%H:%M:%SZ", instant, absl::UTCTimeZone());
}

std::string LocalText(absl::Time instant, absl::TimeZone zone) {
  return absl::FormatTime("%Y-%m-%d%ET%H:%M:%S%Ez", instant, zone);
}

}  // namespace frontdesk
