#include "services/schedule_cache/probe/kept_breaks.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "absl/time/civil_time.h"
#include "libs/domain/directory.h"

namespace frontdesk {
namespace {

// The stretches of one weekday that hold in the same weeks, by their beginning.
using Weeks = std::tuple<int, absl::CivilDay, std::optional<absl::CivilDay>>;

struct Break {
  int begins;
  int ends;
};

bool Meet(const WorkingHours& row, const Weeks& weeks) {
  const auto& [day_of_week, from, until] = weeks;
  return row.day_of_week == day_of_week && (!until.has_value() || row.effective_from <= *until) &&
         (!row.effective_until.has_value() || from <= *row.effective_until);
}

std::vector<Break> BreaksOf(const std::vector<WorkingHours>& stretches) {
  std::vector<Break> breaks;
  int closed_since = stretches.front().closes_minute;
  for (const WorkingHours& stretch : stretches) {
    if (stretch.opens_minute > closed_since) {
      breaks.push_back({.begins = closed_since, .ends = stretch.opens_minute});
    }
    closed_since = std::max(closed_since, stretch.closes_minute);
  }
  return breaks;
}

// What is left of `rows` outside the break.
std::vector<WorkingHours> Without(const std::vector<WorkingHours>& rows, const Break& gap) {
  std::vector<WorkingHours> left;
  for (const WorkingHours& row : rows) {
    WorkingHours before = row;
    before.closes_minute = std::min(row.closes_minute, gap.begins);
    WorkingHours after = row;
    after.opens_minute = std::max(row.opens_minute, gap.ends);
    for (const WorkingHours& part : {before, after}) {
      if (part.opens_minute < part.closes_minute) left.push_back(part);
    }
  }
  return left;
}

}  // namespace

std::vector<WorkingHours> KeepBreaks(const std::vector<WorkingHours>& rows,
                                     const std::vector<WorkingHours>& known) {
  std::map<Weeks, std::vector<WorkingHours>> together;
  for (const WorkingHours& row : known) {
    together[{row.day_of_week, row.effective_from, row.effective_until}].push_back(row);
  }
  for (auto& [weeks, stretches] : together) {
    std::ranges::sort(stretches, {}, &WorkingHours::opens_minute);
  }
  std::vector<WorkingHours> kept;
  for (const WorkingHours& row : rows) {
    std::vector<WorkingHours> parts = {row};
    for (const auto& [weeks, stretches] : together) {
      if (!Meet(row, weeks)) continue;
      for (const Break& gap : BreaksOf(stretches)) parts = Without(parts, gap);
    }
    kept.insert(kept.end(), parts.begin(), parts.end());
  }
  return kept;
}

}  // namespace frontdesk
