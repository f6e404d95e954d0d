#ifndef FRONTDESK_GATEWAY_LIMITS_FAIR_QUEUE_H_
#define FRONTDESK_GATEWAY_LIMITS_FAIR_QUEUE_H_

#include <algorithm>
#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"

namespace frontdesk::gateway {

struct FairQueueOptions {
  std::size_t running = 64;       // at a time
  std::size_t running_each = 32;  // of one caller
  std::size_t waiting = 512;
  std::size_t waiting_each = 128;
};

// What waits for a thread, taken from one caller after the other, so that nobody waits behind all
// that a noisy caller has sent. A caller's own are taken in the order in which they came. Used by
// one thread at a time.
template <typename Item>
class FairQueue {
 public:
  enum class Added { kYes, kEnoughOfTheirs, kFull };
  struct Taken {
    std::string who;
    Item item;
  };

  explicit FairQueue(const FairQueueOptions& options) : options_(options) {}

  // Lets `item` wait until then at most.
  Added Add(const std::string& who, Item item, absl::Time until) {
    // What can run at once does not count as waiting.
    const std::size_t free = options_.running - std::min(running_, options_.running);
    if (waiting_ >= options_.waiting + free) return Added::kFull;
    const auto found = callers_.find(who);
    const std::size_t running = found == callers_.end() ? 0 : found->second.running;
    const std::size_t waiting = found == callers_.end() ? 0 : found->second.waiting.size();
    const std::size_t theirs_free =
        options_.running_each - std::min(running, options_.running_each);
    if (waiting >= options_.waiting_each + std::min(free, theirs_free)) {
      return Added::kEnoughOfTheirs;
    }
    if (waiting == 0) turns_.push_back(who);
    callers_[who].waiting.push_back({std::move(item), until});
    ++waiting_;
    return Added::kYes;
  }

  // What is to run now, if anything is; it runs until Done.
  std::optional<Taken> Next() {
    if (running_ >= options_.running) return std::nullopt;
    for (std::size_t i = turns_.size(); i > 0; --i) {
      std::string who = std::move(turns_.front());
      turns_.pop_front();
      Caller& caller = callers_.at(who);
      const bool may_run = caller.running < options_.running_each;
      if (!may_run || caller.waiting.size() > 1) turns_.push_back(who);
      if (!may_run) continue;
      Item item = std::move(caller.waiting.front().item);
      caller.waiting.pop_front();
      ++caller.running;
      ++running_;
      --waiting_;
      return Taken{.who = std::move(who), .item = std::move(item)};
    }
    return std::nullopt;
  }

  void Done(const std::string& who) {
    --running_;
    --callers_.at(who).running;
    ForgetIfGone(who);
  }

  // Takes out what has waited for too long.
  std::vector<Item> TakeExpired(absl::Time now) {
    std::vector<Item> expired;
    for (std::size_t i = turns_.size(); i > 0; --i) {
      const std::string who = std::move(turns_.front());
      turns_.pop_front();
      std::deque<Waiting>& waiting = callers_.at(who).waiting;
      while (!waiting.empty() && waiting.front().until <= now) {
        expired.push_back(std::move(waiting.front().item));
        waiting.pop_front();
        --waiting_;
      }
      if (waiting.empty()) {
        ForgetIfGone(who);
      } else {
        turns_.push_back(who);
      }
    }
    return expired;
  }

  // Whether nothing more may run before something is done.
  bool IsFull() const { return running_ >= options_.running; }
  std::size_t waiting() const { return waiting_; }
  std::size_t running() const { return running_; }

 private:
  struct Waiting {
    Item item;
    absl::Time until;
  };
  struct Caller {
    std::deque<Waiting> waiting;
    std::size_t running = 0;
  };

  void ForgetIfGone(const std::string& who) {
    const auto found = callers_.find(who);
    if (found->second.running == 0 && found->second.waiting.empty()) callers_.erase(found);
  }

  const FairQueueOptions options_;
  absl::flat_hash_map<std::string, Caller> callers_;  // who runs or waits
  std::deque<std::string> turns_;                     // who waits, each once
  std::size_t waiting_ = 0;
  std::size_t running_ = 0;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_LIMITS_FAIR_QUEUE_H_
