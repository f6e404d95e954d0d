#ifndef FRONTDESK_GATEWAY_LIMITS_LANES_H_
#define FRONTDESK_GATEWAY_LIMITS_LANES_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "gateway/limits/begin_rate.h"
#include "gateway/limits/doorkeeper.h"
#include "gateway/limits/fair_queue.h"
#include "gateway/limits/start_limit.h"

namespace frontdesk::gateway {

struct LanesOptions {
  FairQueueOptions brief;
  FairQueueOptions pages;
  FairQueueOptions searches;
  FairQueueOptions reports;
  FairQueueOptions strangers;
  StartLimitOptions starts;                // of searches
  std::size_t strangers_per_second = 100;  // that begin
};

// What waits for a thread and what runs: a fair queue for each lane, so that none waits behind
// another one's. What is brief begins at once; of searches no more compute at a time than leave the
// processors to it, and of strangers only so many begin in a second. Items are distinct. Used by
// one thread at a time.
template <typename Item>
class Lanes {
 public:
  using Added = typename FairQueue<Item>::Added;

  explicit Lanes(const LanesOptions& options)
      : queues_{FairQueue<Item>(options.brief), FairQueue<Item>(options.pages),
                FairQueue<Item>(options.searches), FairQueue<Item>(options.reports),
                FairQueue<Item>(options.strangers)},
        starts_(options.starts),
        strangers_(options.strangers_per_second) {}

  // See FairQueue::Add.
  Added Add(Lane lane, const std::string& who, Item item, absl::Time until) {
    return QueueOf(lane).Add(who, std::move(item), until);
  }

  // What is to run now, if anything is; it runs until Done.
  std::optional<Item> Next(absl::Time now) {
    for (const Lane lane :
         {Lane::kBrief, Lane::kPage, Lane::kSearch, Lane::kReport, Lane::kStranger}) {
      if (lane == Lane::kSearch && !starts_.MayBegin(now)) continue;
      if (lane == Lane::kStranger && !strangers_.MayBegin(now)) continue;
      auto next = QueueOf(lane).Next();
      if (!next.has_value()) continue;
      if (lane == Lane::kSearch) starts_.Begin(now);
      if (lane == Lane::kStranger) strangers_.Begin(now);
      running_.emplace(next->item, Turn{lane, std::move(next->who), now});
      return std::move(next->item);
    }
    return std::nullopt;
  }

  void Done(const Item& item) {
    const auto found = running_.find(item);
    const Turn& turn = found->second;
    if (turn.lane == Lane::kSearch) starts_.End(turn.began);
    QueueOf(turn.lane).Done(turn.who);
    running_.erase(found);
  }

  // When time alone gives something to run, though nothing is added and nothing ends.
  absl::Time NextBegin() const {
    absl::Time next = absl::InfiniteFuture();
    if (QueueOf(Lane::kSearch).waiting() > 0) next = starts_.NextBegin();
    // Where all its threads are busy, it is not time that it waits for.
    if (const FairQueue<Item>& strangers = QueueOf(Lane::kStranger);
        strangers.waiting() > 0 && !strangers.IsFull()) {
      next = std::min(next, strangers_.NextBegin());
    }
    return next;
  }

  // Takes out what has waited for too long.
  std::vector<Item> TakeExpired(absl::Time now) {
    std::vector<Item> expired;
    for (FairQueue<Item>& queue : queues_) {
      std::ranges::move(queue.TakeExpired(now), std::back_inserter(expired));
    }
    return expired;
  }

  std::size_t waiting() const {
    std::size_t sum = 0;
    for (const FairQueue<Item>& queue : queues_) sum += queue.waiting();
    return sum;
  }

  std::vector<Item> Running() const {
    std::vector<Item> all;
    for (const auto& [item, turn] : running_) all.push_back(item);
    return all;
  }
  std::size_t running() const { return running_.size(); }

 private:
  struct Turn {
    Lane lane;
    std::string who;
    absl::Time began;
  };

  FairQueue<Item>& QueueOf(Lane lane) { return queues_[static_cast<std::size_t>(lane)]; }
  const FairQueue<Item>& QueueOf(Lane lane) const {
    return queues_[static_cast<std::size_t>(lane)];
  }

  std::array<FairQueue<Item>, 5> queues_;  // by lane
  StartLimit starts_;
  BeginRate strangers_;
  absl::flat_hash_map<Item, Turn> running_;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_LIMITS_LANES_H_
