#include "gateway/speech/calendar.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/civil/format.h"

namespace frontdesk::gateway {

Calendar::Calendar(absl::TimeZone zone, std::optional<absl::Time> now) : zone_(zone) {
  if (now.has_value()) today_ = absl::ToCivilDay(*now, zone);
}

std::string Calendar::Day(absl::CivilDay day, bool full) const {
  const bool other_year = today_.has_value() && day.year() != today_->year();
  return full || other_year ? SpokenFullDayText(day) : SpokenDayText(day);
}

std::string Calendar::Start(absl::Time start, bool full) const {
  return absl::StrCat(Day(absl::ToCivilDay(start, zone_), full), " at ",
                      SpokenTimeText(start, zone_));
}

}  // namespace frontdesk::gateway
