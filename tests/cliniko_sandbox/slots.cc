#include "tests/cliniko_sandbox/slots.h"

#include <algorithm>

namespace frontdesk::sandbox {
namespace {

constexpr int kNoon = 12 * 60;
constexpr int kEvening = 17 * 60;

absl::Time AtMinute(absl::CivilDay day, int minute, absl::TimeZone zone) {
  return absl::FromCivil(absl::CivilMinute(day) + minute, zone);
}

int SegmentOf(absl::Time start, absl::TimeZone zone) {
  const absl::CivilMinute local = absl::ToCivilMinute(start, zone);
  const int minute = local.hour() * 60 + local.minute();
  return minute < kNoon ? 0 : minute < kEvening ? 1 : 2;
}

// Overlapping and touching intervals become one.
std::vector<Interval> Merge(std::vector<Interval> intervals) {
  std::erase_if(intervals, [](const Interval& i) { return i.end <= i.start; });
  std::sort(intervals.begin(), intervals.end(),
            [](const Interval& a, const Interval& b) { return a.start < b.start; });
  std::vector<Interval> merged;
  for (const Interval& interval : intervals) {
    if (!merged.empty() && interval.start <= merged.back().end) {
      merged.back().end = std::max(merged.back().end, interval.end);
    } else {
      merged.push_back(interval);
    }
  }
  return merged;
}

struct FreeInterval {
  Interval time;
  bool ends_with_work;  // false: something booked follows at once
};

// `open` and `busy` are merged.
std::vector<FreeInterval> Subtract(const std::vector<Interval>& open,
                                   const std::vector<Interval>& busy) {
  std::vector<FreeInterval> free;
  for (const Interval& window : open) {
    absl::Time start = window.start;
    for (const Interval& taken : busy) {
      if (taken.end <= start) continue;
      if (taken.start >= window.end) break;
      if (taken.start > start) free.push_back({{start, taken.start}, false});
      start = taken.end;
    }
    if (start < window.end) free.push_back({{start, window.end}, true});
  }
  return free;
}

// A day is taken by itself, so that the grid of one day never hangs on another's.
std::vector<Interval> OpenIntervals(const SlotRules& rules, absl::CivilDay day) {
  const int weekday = static_cast<int>(absl::GetWeekday(day));  // Monday is 0, as in `week`
  std::vector<Interval> open;
  for (const Window& window : rules.week[weekday]) {
    if (window.end_minute <= window.start_minute) continue;
    open.push_back({AtMinute(day, window.start_minute, rules.zone),
                    AtMinute(day, window.end_minute, rules.zone)});
  }
  const Interval whole_day = {AtMinute(day, 0, rules.zone), AtMinute(day + 1, 0, rules.zone)};
  for (const Interval& block : rules.extra) {
    open.push_back({std::max(block.start, whole_day.start), std::min(block.end, whole_day.end)});
  }
  return Merge(std::move(open));
}

std::vector<FreeInterval> CutAtSegments(const std::vector<FreeInterval>& free, absl::CivilDay day,
                                        absl::TimeZone zone) {
  std::vector<FreeInterval> cut;
  for (FreeInterval interval : free) {
    for (const int minute : {kNoon, kEvening}) {
      const absl::Time border = AtMinute(day, minute, zone);
      if (interval.time.start < border && border < interval.time.end) {
        // The border is no wall: what starts before it may run on, so only the grid starts anew.
        cut.push_back({{interval.time.start, border}, true});
        interval.time.start = border;
      }
    }
    cut.push_back(interval);
  }
  return cut;
}

std::vector<absl::Time> GridStarts(const SlotRules& rules, absl::CivilDay day,
                                   const std::vector<Interval>& busy) {
  std::vector<FreeInterval> free = Subtract(OpenIntervals(rules, day), busy);
  if (rules.segment_regrid && rules.max_per_segment > 0) {
    free = CutAtSegments(free, day, rules.zone);
  }
  std::vector<absl::Time> starts;
  for (const FreeInterval& interval : free) {
    const bool may_overrun = rules.overrun_last_slot && interval.ends_with_work;
    const absl::Duration needed = may_overrun ? std::min(rules.step, rules.length) : rules.length;
    for (absl::Time start = interval.time.start; start + needed <= interval.time.end;
         start += rules.step) {
      starts.push_back(start);
    }
  }
  return starts;
}

}  // namespace

std::vector<absl::Time> OpenStarts(const SlotRules& rules, const Interval& range) {
  const std::vector<Interval> busy = Merge(rules.busy);
  const absl::CivilDay first = absl::ToCivilDay(range.start, rules.zone);
  const absl::CivilDay last = std::min(absl::ToCivilDay(range.end, rules.zone), rules.last_day);
  std::vector<absl::Time> offered;
  for (absl::CivilDay day = first; day <= last; ++day) {
    if (rules.closed_days.contains(day)) continue;
    // The maximum counts from the day's first start, also where the range begins later.
    std::array<int, 3> in_segment = {};
    for (const absl::Time start : GridStarts(rules, day, busy)) {
      if (start < rules.earliest) continue;
      int& count = in_segment[SegmentOf(start, rules.zone)];
      if (rules.max_per_segment > 0 && count >= rules.max_per_segment) continue;
      ++count;
      if (start >= range.start && start < range.end) offered.push_back(start);
    }
  }
  return offered;
}

}  // namespace frontdesk::sandbox
