#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_OPEN_SLOTS_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_OPEN_SLOTS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "libs/domain/search.h"

// The words of the slot cache, and the rules that need neither a clock nor a store.
namespace frontdesk::schedule_cache {

// What Cliniko told about one offering on one day of the clinic's calendar.
struct CachedDay {
  Offering offering;
  absl::CivilDay day;
  std::vector<absl::Time> starts;  // earliest first
  bool bookable = true;            // false: not open to online booking, so `starts` is empty
  absl::Time fetched_at;           // just before Cliniko was asked

  friend bool operator==(const CachedDay&, const CachedDay&) = default;
};

// Days of the clinic's calendar, both included; empty if last < first.
struct DaySpan {
  absl::CivilDay first;
  absl::CivilDay last;

  friend bool operator==(const DaySpan&, const DaySpan&) = default;
};

// Our own active bookings, by practitioner. They are taken out of whatever the cache says.
using TakenTimes = std::map<PractitionerId, std::vector<TimeRange>>;

struct OpenSlotsQuery {
  ClinicId clinic;
  std::vector<Offering> offerings;
  DaySpan days;
  std::optional<absl::Duration> max_age;  // empty: the cache's own limit; zero reads live
  std::vector<absl::Time> to_book = {};   // see SlotCache::ListOpenSlots
};

// A start is the one that was asked for if it is this near. Source: contract/webhooks.md, section
// 4.9.
inline constexpr absl::Duration kSameStart = absl::Seconds(60);

// A day as it is told to a caller. What is behind it is shared with whoever else asks, and so it is
// never copied: `cached` has all starts but those that our own bookings take.
struct OpenDay {
  std::shared_ptr<const CachedDay> cached;
  std::size_t past = 0;  // how many of its starts have gone by
  bool stale = false;

  absl::Span<const absl::Time> starts() const {
    return absl::MakeConstSpan(cached->starts).subspan(past);
  }
};

struct OpenSlots {
  std::vector<OpenDay> days;  // by offering and day; none for a day without working hours
  bool partial = false;       // something could not be learned in time
  std::int64_t directory_version = 0;
  SearchCost cost;
};

// The longest stretch that Cliniko answers at once. Source: contract/cliniko.md, section 10.10.
inline constexpr int kDaysPerFetch = 7;

// The stretches to fetch so that every day of `wanted` (in order) is covered, none longer than
// kDaysPerFetch. A stretch begins at a wanted day and reaches as far as it may, but not past
// `last`: the further days cost nothing and are likely to be asked for next.
std::vector<DaySpan> FetchSpans(const std::vector<absl::CivilDay>& wanted, absl::CivilDay last);

// `starts` split by the days of `span` on the clinic's calendar; each day is present, perhaps
// empty.
std::vector<CachedDay> SplitByDay(const Offering& offering, const DaySpan& span,
                                  const std::vector<absl::Time>& starts, absl::TimeZone zone,
                                  absl::Time fetched_at);

// What of `starts` has room for `length` beside `taken`.
std::vector<absl::Time> StillOpen(const std::vector<absl::Time>& starts, absl::Duration length,
                                  const std::vector<TimeRange>& taken);

// How many of `starts`, which are in order, are not later than `now`.
std::size_t CountPast(const std::vector<absl::Time>& starts, absl::Time now);

}  // namespace frontdesk::schedule_cache

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_OPEN_SLOTS_H_
