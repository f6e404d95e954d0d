#include "services/schedule_cache/server/told_slots.h"

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/time/time.h"
#include "frontdesk/v1/schedule_cache.pb.h"
#include "libs/rpc/convert.h"

namespace frontdesk::schedule_cache {
namespace {

void WriteEntry(const OpenDay& open, v1::ListOpenSlotsResponse::Entry* entry) {
  const CachedDay& day = *open.cached;
  ToProto(day.offering, entry->mutable_offering());
  ToProto(day.day, entry->mutable_day());
  entry->mutable_start_times()->Reserve(static_cast<int>(open.starts().size()));
  for (const absl::Time start : open.starts()) ToProto(start, entry->add_start_times());
  ToProto(day.fetched_at, entry->mutable_fetched_at());
  entry->set_stale(open.stale);
  entry->set_not_bookable_online(!day.bookable);
}

// `days` are in the order of the offerings of `query`.
void WriteDays(const std::vector<OpenDay>& days, const OpenSlotsQuery& query,
               v1::ListOpenSlotsResponse& response) {
  response.mutable_days()->Reserve(static_cast<int>(days.size()));
  std::size_t offering = 0;
  for (const OpenDay& open : days) {
    const CachedDay& day = *open.cached;
    while (query.offerings[offering] != day.offering) ++offering;
    auto* const told = response.add_days();
    told->set_offering_index(static_cast<std::int32_t>(offering));
    told->set_day_index(static_cast<std::int32_t>(day.day - query.days.first));
    told->mutable_start_seconds()->Reserve(static_cast<int>(open.starts().size()));
    for (const absl::Time start : open.starts()) {
      told->add_start_seconds(absl::ToUnixSeconds(start));
    }
    told->set_fetched_at_nanos(absl::ToUnixNanos(day.fetched_at));
    told->set_stale(open.stale);
    told->set_not_bookable_online(!day.bookable);
  }
}

// Whoever does not want days yet is of the version before.
void WriteEntries(const std::vector<OpenDay>& days, v1::ListOpenSlotsResponse& response) {
  response.mutable_entries()->Reserve(static_cast<int>(days.size()));
  for (const OpenDay& day : days) WriteEntry(day, response.add_entries());
}

}  // namespace

void Tell(const OpenSlots& slots, const OpenSlotsQuery& query, bool in_days,
          v1::ListOpenSlotsResponse& response) {
  if (in_days) {
    WriteDays(slots.days, query, response);
  } else {
    WriteEntries(slots.days, response);
  }
  response.set_partial(slots.partial);
  response.set_directory_version(slots.directory_version);
  ToProto(slots.cost, response.mutable_cost());
}

}  // namespace frontdesk::schedule_cache
