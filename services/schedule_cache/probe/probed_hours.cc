#include "services/schedule_cache/probe/probed_hours.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "libs/domain/directory.h"
#include "services/schedule_cache/directory/working_hours.h"
#include "services/schedule_cache/probe/probed_day.h"

namespace frontdesk {
namespace {

// The widest hours of several dates.
struct Widest {
  int opens = std::numeric_limits<int>::max();
  int closes = 0;

  void Add(const FoundTimes& found) {
    opens = std::min(opens, found.earliest_minute);
    closes = std::max(closes, found.closes_minute);
  }
};

// One date of a weekday on which something was found.
struct Seen {
  absl::CivilDay day;
  FoundTimes found;
};

Widest WidestOf(const std::vector<Seen>& seen, std::size_t begin, std::size_t end) {
  Widest widest;
  for (std::size_t i = begin; i < end; ++i) widest.Add(seen[i].found);
  return widest;
}

// How much narrower `after` is than `before`, in minutes; only differences that count.
int Narrowed(const Widest& before, const Widest& after) {
  const int later = after.opens - before.opens;
  const int sooner = before.closes - after.closes;
  return (later >= kMinutesOfAChange ? later : 0) + (sooner >= kMinutesOfAChange ? sooner : 0);
}

// Adds where hours change for good within [begin, end), in order.
void FindChanges(const std::vector<Seen>& seen, std::size_t begin, std::size_t end,
                 std::vector<std::size_t>& changes) {
  constexpr std::size_t kEnough = kDatesThatProveAChange;
  int most = 0;
  std::size_t best = 0;
  for (std::size_t at = begin + kEnough; at + kEnough <= end; ++at) {
    const int narrowed = Narrowed(WidestOf(seen, begin, at), WidestOf(seen, at, end));
    if (narrowed <= most) continue;
    most = narrowed;
    best = at;
  }
  if (most == 0) return;
  FindChanges(seen, begin, best, changes);
  changes.push_back(best);
  FindChanges(seen, best, end, changes);
}

// A run of dates that are worked alike as far as absence goes.
struct Presence {
  std::vector<Seen> seen;
  absl::CivilDay from;
  std::optional<absl::CivilDay> until;
};

class WeekdayReader {
 public:
  // `dates`: those of one weekday, in order. [first, last]: the days that prove something.
  WeekdayReader(const std::vector<const ProbedDay*>& dates, absl::CivilDay first,
                absl::CivilDay last)
      : dates_(dates), first_(first), last_(last) {}

  // Where the weekday is worked; empty if nothing was found.
  std::vector<Presence> Presences() const {
    std::vector<Presence> presences;
    int empty = 0;
    for (const ProbedDay* date : dates_) {
      if (!date->found.has_value()) {
        empty += Proves(date->day) ? 1 : 0;
        continue;
      }
      const bool was_absent = empty >= kDatesThatProveAbsence;
      empty = 0;
      if (presences.empty()) {
        presences.push_back({.from = was_absent ? date->day : dates_.front()->day});
      } else if (was_absent) {
        presences.back().until = presences.back().seen.back().day;
        presences.push_back({.from = date->day});
      }
      presences.back().seen.push_back({.day = date->day, .found = *date->found});
    }
    if (!presences.empty() && empty >= kDatesThatProveAbsence) {
      presences.back().until = presences.back().seen.back().day;
    }
    return presences;
  }

  // Whether enough dates were empty, if all were.
  bool ProvenOff() const {
    return std::ranges::count_if(dates_, [this](const ProbedDay* date) {
             return Proves(date->day);
           }) >= kDatesThatProveAbsence;
  }

 private:
  bool Proves(absl::CivilDay day) const { return first_ <= day && day <= last_; }

  const std::vector<const ProbedDay*>& dates_;
  const absl::CivilDay first_;
  const absl::CivilDay last_;
};

// Adds the rows of one presence, one for each time the hours change.
void AddRows(const Workplace& place, int day_of_week, const Presence& presence, bool sampled,
             std::vector<WorkingHours>& rows) {
  std::vector<std::size_t> ends;
  if (!sampled) FindChanges(presence.seen, 0, presence.seen.size(), ends);
  ends.push_back(presence.seen.size());
  std::size_t begin = 0;
  for (const std::size_t end : ends) {
    const Widest hours = WidestOf(presence.seen, begin, end);
    WorkingHours row = {.practitioner = place.practitioner,
                        .business = place.business,
                        .day_of_week = day_of_week,
                        .opens_minute = hours.opens,
                        .closes_minute = hours.closes,
                        .effective_from = begin == 0 ? presence.from : presence.seen[begin].day};
    if (end == presence.seen.size()) {
      row.effective_until = presence.until;
    } else {
      row.effective_until = presence.seen[end].day - 1;
    }
    rows.push_back(row);
    begin = end;
  }
}

}  // namespace

ProbedHours HoursOf(const std::vector<ProbedDay>& days, bool sampled) {
  ProbedHours hours;
  std::optional<absl::CivilDay> first;
  absl::CivilDay last;
  std::array<std::vector<const ProbedDay*>, 7> weekdays;
  for (const ProbedDay& day : days) {
    weekdays[static_cast<std::size_t>(DayOfWeek(absl::GetWeekday(day.day)))].push_back(&day);
    if (!day.found.has_value()) continue;
    if (!first.has_value()) first = day.day;
    last = day.day;
  }
  for (int day_of_week = 0; day_of_week < 7; ++day_of_week) {
    const auto& dates = weekdays[static_cast<std::size_t>(day_of_week)];
    if (!first.has_value() || dates.empty()) {
      hours.undecided.insert(day_of_week);
      continue;
    }
    const WeekdayReader reader(dates, *first, last);
    const std::vector<Presence> presences = reader.Presences();
    if (presences.empty()) {
      (reader.ProvenOff() ? hours.off : hours.undecided).insert(day_of_week);
      continue;
    }
    for (const Presence& presence : presences) {
      AddRows(dates.front()->place, day_of_week, presence, sampled, hours.rows);
    }
  }
  return hours;
}

std::vector<WorkingHours> MergeProbed(const std::vector<WorkingHours>& earlier,
                                      const ProbedHours& hours, absl::CivilDay first_day,
                                      absl::CivilDay last_day) {
  std::vector<WorkingHours> merged = hours.rows;
  for (const WorkingHours& row : earlier) {
    if (row.effective_until.has_value() && *row.effective_until < first_day) continue;
    if (hours.undecided.contains(row.day_of_week)) {
      merged.push_back(row);
      continue;
    }
    if (row.effective_from <= last_day) continue;
    merged.push_back(row);
    // What was seen ends where the later stretch begins.
    for (WorkingHours& before : merged) {
      if (before.day_of_week == row.day_of_week && before.effective_from < row.effective_from &&
          (!before.effective_until.has_value() || *before.effective_until >= row.effective_from)) {
        before.effective_until = row.effective_from - 1;
      }
    }
  }
  std::ranges::sort(merged, {}, [](const WorkingHours& row) {
    return std::make_tuple(row.day_of_week, row.effective_from, row.opens_minute);
  });
  return merged;
}

}  // namespace frontdesk
