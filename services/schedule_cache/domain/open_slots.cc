#include "services/schedule_cache/domain/open_slots.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace frontdesk::schedule_cache {

std::vector<DaySpan> FetchSpans(const std::vector<absl::CivilDay>& wanted, absl::CivilDay last) {
  std::vector<DaySpan> spans;
  for (const absl::CivilDay day : wanted) {
    if (!spans.empty() && day <= spans.back().last) continue;
    spans.push_back({day, std::max(day, std::min(last, day + (kDaysPerFetch - 1)))});
  }
  return spans;
}

std::vector<CachedDay> SplitByDay(const Offering& offering, const DaySpan& span,
                                  const std::vector<absl::Time>& starts, absl::TimeZone zone,
                                  absl::Time fetched_at) {
  std::vector<CachedDay> days;
  for (absl::CivilDay day = span.first; day <= span.last; ++day) {
    days.push_back({.offering = offering, .day = day, .fetched_at = fetched_at});
  }
  for (const absl::Time start : starts) {
    const absl::CivilDay day = absl::ToCivilDay(start, zone);
    if (day < span.first || day > span.last) continue;
    days[static_cast<std::size_t>(day - span.first)].starts.push_back(start);
  }
  for (CachedDay& day : days) std::ranges::sort(day.starts);
  return days;
}

std::vector<absl::Time> StillOpen(const std::vector<absl::Time>& starts, absl::Duration length,
                                  const std::vector<TimeRange>& taken) {
  std::vector<absl::Time> open;
  open.reserve(starts.size());
  for (const absl::Time start : starts) {
    const TimeRange slot = {start, start + length};
    if (std::ranges::none_of(taken, [&](const TimeRange& t) { return Overlap(slot, t); })) {
      open.push_back(start);
    }
  }
  return open;
}

std::size_t CountPast(const std::vector<absl::Time>& starts, absl::Time now) {
  return static_cast<std::size_t>(std::ranges::upper_bound(starts, now) - starts.begin());
}

}  // namespace frontdesk::schedule_cache
