#include "services/schedule_cache/domain/slot_refresher.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/hash/hash.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace frontdesk::schedule_cache {

SlotRefresher::SlotRefresher(SlotMemory& memory, SlotStore& store, SlotFetcher& fetcher,
                             Directories directories, const Clock& clock, SlotCounters& counters,
                             const SlotRefresherOptions& options)
    : memory_(memory),
      store_(store),
      fetcher_(fetcher),
      directories_(std::move(directories)),
      clock_(clock),
      counters_(counters),
      options_(options) {}

SlotRefresher::~SlotRefresher() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void SlotRefresher::Refresh() {
  const absl::Time now = clock_.Now();
  absl::erase_if(paused_until_, [&](const auto& paused) { return paused.second <= now; });
  std::vector<Begun> all;
  std::size_t fetches = 0;
  for (Due& due : FindDue(now)) {
    if (fetches >= options_.most_fetches) break;
    if (paused_until_.contains(due.clinic)) continue;
    auto directory = directories_(due.clinic);
    if (!directory.ok() || (*directory)->version != due.directory_version) continue;
    Begun begun{.directory = *std::move(directory),
                .generation = memory_.GenerationOf(due.clinic, due.offering.practitioner)};
    // What another replica has fetched since is as good: see SlotFetcher.
    begun.fetches = fetcher_.Cover(begun.directory->clinic, due.offering, due.days,
                                   {.last = due.days.back(),
                                    .oldest = due.fetched_at + options_.fresh_for / 2,
                                    .priority = FetchPriority::kBackground,
                                    .most = options_.most_fetches - fetches});
    fetches += begun.fetches.size();
    begun.due = std::move(due);
    all.push_back(std::move(begun));
  }
  SlotCounters::Add(counters_.refreshes, fetches);
  const absl::Time until = absl::Now() + options_.round_limit;
  for (const Begun& begun : all) Finish(begun, until);
}

std::vector<SlotRefresher::Due> SlotRefresher::FindDue(absl::Time now) {
  std::map<std::pair<ClinicId, Offering>, Due> due;
  const absl::Time earliest = now - options_.fresh_for * (1 - options_.earliest_part);
  for (const SlotMemory::Asked& asked :
       memory_.RecentlyAsked(now - options_.asked_within, earliest)) {
    if (!IsDue(asked, now)) continue;
    const CachedDay& day = *asked.day;
    Due& same = due.try_emplace({asked.clinic, day.offering},
                                Due{.clinic = asked.clinic,
                                    .offering = day.offering,
                                    .directory_version = asked.directory_version,
                                    .fetched_at = day.fetched_at})
                    .first->second;
    same.days.push_back(day.day);
    same.fetched_at = std::max(same.fetched_at, day.fetched_at);
  }
  std::vector<Due> list;
  for (auto& [key, one] : due) {
    std::ranges::sort(one.days);
    list.push_back(std::move(one));
  }
  // What expires first goes first, so that the bound of a round hits the others.
  std::ranges::sort(list, {}, &Due::fetched_at);
  return list;
}

bool SlotRefresher::IsDue(const SlotMemory::Asked& asked, absl::Time now) const {
  const absl::Duration age = now - asked.day->fetched_at;
  // By offering, so that the days of one request stay together.
  const std::size_t hash = absl::HashOf(options_.seed, asked.clinic, asked.day->offering);
  const double place = static_cast<double>(hash % 1024) / 1024;
  const double left =
      options_.latest_part + (options_.earliest_part - options_.latest_part) * place;
  // What has expired is fetched by whoever asks for it.
  return age >= options_.fresh_for * (1 - left) && age < options_.fresh_for;
}

void SlotRefresher::Finish(const Begun& begun, absl::Time until) {
  const Due& due = begun.due;
  std::vector<CachedDay> days;
  for (const auto& fetch : begun.fetches) {
    absl::StatusOr<std::vector<CachedDay>> fetched = fetch->Wait(until);
    if (fetched.ok()) {
      std::ranges::move(*fetched, std::back_inserter(days));
    } else {
      paused_until_[due.clinic] = clock_.Now() + options_.pause_after_failure;
    }
  }
  if (days.empty()) return;
  const Clinic& clinic = begun.directory->clinic;
  const auto taken = store_.LoadTaken(clinic.id, {due.offering},
                                      {absl::FromCivil(due.days.front(), clinic.zone),
                                       absl::FromCivil(due.days.back() + 2, clinic.zone)},
                                      until);
  if (!taken.ok()) return;  // whoever asks next reads the store
  const auto ours = taken->find(due.offering.practitioner);
  const AppointmentType* type = begun.directory->Find(due.offering.appointment_type);
  for (CachedDay& day : days) {
    if (!std::ranges::binary_search(due.days, day.day)) continue;
    if (ours != taken->end()) {
      day.starts = StillOpen(day.starts, type == nullptr ? absl::ZeroDuration() : type->duration,
                             ours->second);
    }
    memory_.Renew(clinic.id, begun.generation, due.directory_version,
                  std::make_shared<const CachedDay>(std::move(day)));
  }
}

void SlotRefresher::Start() {
  thread_ = std::thread([this] { Work(); });
}

void SlotRefresher::Work() {
  const auto every = absl::ToChronoNanoseconds(options_.every);
  std::unique_lock lock(mutex_);
  while (!stop_.wait_for(lock, every, [this] { return stopping_; })) {
    lock.unlock();
    Refresh();
    lock.lock();
  }
}

}  // namespace frontdesk::schedule_cache
