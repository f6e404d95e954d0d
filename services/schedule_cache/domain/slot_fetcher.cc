#include "services/schedule_cache/domain/slot_fetcher.h"

#include <algorithm>
#include <cassert>
#include <deque>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/cliniko/call_priority.h"
#include "libs/cliniko/client.h"
#include "libs/cliniko/failure.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/log.h"

namespace frontdesk::schedule_cache {
namespace {

absl::Status Down() {
  return MakeError(DomainError::kBookingSystemUnavailable, "Cliniko has not been answering");
}

absl::Status Stopping() {
  return MakeError(DomainError::kBookingSystemUnavailable, "the fetcher is stopping");
}

// The days of `known` that were fetched since `oldest`, if all of `wanted` are among them.
std::vector<CachedDay> NewEnough(std::vector<CachedDay> known,
                                 const std::vector<absl::CivilDay>& wanted, absl::Time oldest) {
  std::erase_if(known, [&](const CachedDay& day) { return day.fetched_at < oldest; });
  const bool complete = std::ranges::all_of(wanted, [&](absl::CivilDay day) {
    return std::ranges::find(known, day, &CachedDay::day) != known.end();
  });
  return complete ? known : std::vector<CachedDay>();
}

}  // namespace

absl::StatusOr<std::vector<CachedDay>> SlotFetcher::Fetch::Wait(absl::Time deadline) const {
  const absl::MutexLock lock(&mutex_);
  if (!mutex_.AwaitWithDeadline(absl::Condition(this, &Fetch::done), deadline)) {
    return absl::DeadlineExceededError("Cliniko has not answered yet");
  }
  return result_;
}

void SlotFetcher::Fetch::Finish(absl::StatusOr<std::vector<CachedDay>> result) {
  const absl::MutexLock lock(&mutex_);
  result_ = std::move(result);
  done_ = true;
}

SlotFetcher::SlotFetcher(ClinikoClients& clients, SlotStore& store, const Clock& clock,
                         SlotCounters& counters, const SlotFetcherOptions& options)
    : clients_(clients),
      store_(store),
      clock_(clock),
      counters_(counters),
      options_(options),
      pool_(static_cast<std::size_t>(options.threads),
            static_cast<std::size_t>(options.queue_limit)) {}

SlotFetcher::~SlotFetcher() { Stop(); }

void SlotFetcher::Stop() {
  const absl::MutexLock lock(&mutex_);
  stopping_ = true;  // each task sees it when its turn comes
}

std::vector<std::shared_ptr<const SlotFetcher::Fetch>> SlotFetcher::Cover(
    const Clinic& clinic, const Offering& offering, const std::vector<absl::CivilDay>& wanted,
    const FetchTerms& terms) {
  std::vector<std::shared_ptr<const Fetch>> fetches;
  if (IsDown(clinic.id)) {
    // Neither a thread nor the store for what will be refused: there may be many callers.
    auto refused = std::make_shared<Fetch>();
    refused->Finish(Down());
    fetches.push_back(std::move(refused));
    return fetches;
  }
  std::vector<absl::CivilDay> missing;
  const absl::Time deadline = clock_.Now() + options_.fetch_limit;
  const absl::MutexLock lock(&mutex_);
  const Subject subject = {clinic.id, offering};
  if (const auto found = on_their_way_.find(subject); found != on_their_way_.end()) {
    for (const absl::CivilDay day : wanted) {
      const auto running = std::ranges::find_if(found->second, [&](const OnItsWay& other) {
        return other.open && other.days.first <= day && day <= other.days.last &&
               other.asked_at >= terms.oldest;
      });
      if (running == found->second.end()) {
        missing.push_back(day);
        continue;
      }
      if (std::ranges::find(running->wanted, day) == running->wanted.end()) {
        running->wanted.push_back(day);
      }
      running->oldest = std::max(running->oldest, terms.oldest);
      if (terms.priority == FetchPriority::kCaller) Promote(clinic.id, *running);
      if (std::ranges::find(fetches, running->fetch) == fetches.end()) {
        fetches.push_back(running->fetch);
        SlotCounters::Add(counters_.fetches_joined);
      }
    }
  } else {
    missing = wanted;
  }

  // Background work leaves half of the queue to callers.
  const int queue_limit =
      terms.priority == FetchPriority::kCaller ? options_.queue_limit : options_.queue_limit / 2;
  for (const DaySpan& span : FetchSpans(missing, terms.last)) {
    if (fetches.size() >= terms.most) break;
    auto fetch = std::make_shared<Fetch>();
    fetches.push_back(fetch);
    if (stopping_ || waiting_ >= queue_limit) {
      fetch->Finish(MakeError(DomainError::kBookingSystemUnavailable,
                              "stopping, or too many fetches are waiting"));
      continue;
    }
    OnItsWay& own = on_their_way_[subject].emplace_back(
        OnItsWay{.fetch = fetch, .days = span, .oldest = terms.oldest, .priority = terms.priority});
    std::ranges::copy_if(missing, std::back_inserter(own.wanted),
                         [&](absl::CivilDay day) { return span.first <= day && day <= span.last; });
    Begin({.fetch = std::move(fetch),
           .clinic = clinic,
           .offering = offering,
           .days = span,
           .deadline = deadline,
           .looked_at = terms.looked_at,
           .with_store = terms.with_store,
           .request = log::CarriedFields()},
          terms.priority);
  }
  return fetches;
}

void SlotFetcher::Begin(Task task, FetchPriority priority) {
  ++waiting_;
  Line& line = lines_[task.clinic.id];
  (priority == FetchPriority::kCaller ? line.callers : line.background).push_back(std::move(task));
  SubmitNext(line);
}

void SlotFetcher::Promote(const ClinicId& clinic, OnItsWay& running) {
  if (std::exchange(running.priority, FetchPriority::kCaller) == FetchPriority::kCaller) return;
  Line& line = lines_[clinic];
  const auto task = std::ranges::find(line.background, running.fetch, &Task::fetch);
  if (task == line.background.end()) return;  // its turn has come already
  line.callers.push_back(std::move(*task));
  line.background.erase(task);
  SubmitNext(line);
}

void SlotFetcher::SubmitNext(Line& line) {
  const int most_in_background = std::max(1, options_.most_of_one / 2);
  std::deque<Task>* from = nullptr;
  if (!line.callers.empty() && line.in_pool < options_.most_of_one) {
    from = &line.callers;
  } else if (!line.background.empty() && line.in_pool < most_in_background) {
    from = &line.background;
  }
  if (from == nullptr) return;
  ++line.in_pool;
  // The pool's queue has room for all that may wait.
  const bool queued = pool_.TrySubmit([this, task = std::move(from->front())] { Run(task); });
  assert(queued);
  static_cast<void>(queued);
  from->pop_front();
}

SlotFetcher::OnItsWay* SlotFetcher::Find(const Task& task) {
  const auto all = on_their_way_.find(Subject(task.clinic.id, task.offering));
  if (all == on_their_way_.end()) return nullptr;
  const auto own = std::ranges::find(all->second, task.fetch, &OnItsWay::fetch);
  return own == all->second.end() ? nullptr : &*own;
}

void SlotFetcher::Run(const Task& task) {
  Answer answer = [&] {
    const log::ScopedFields request(task.request);
    return LookOrAsk(task);
  }();
  {
    const absl::MutexLock lock(&mutex_);
    const auto all = on_their_way_.find(Subject(task.clinic.id, task.offering));
    std::erase_if(all->second, [&](const OnItsWay& own) { return own.fetch == task.fetch; });
    if (all->second.empty()) on_their_way_.erase(all);
  }
  task.fetch->Finish(std::move(answer));
  // Only now the clinic's next may begin, at the end of the pool's queue, where it takes its turn.
  std::deque<Task> dropped;
  {
    const absl::MutexLock lock(&mutex_);
    const auto line = lines_.find(task.clinic.id);
    --line->second.in_pool;
    if (stopping_) {
      for (std::deque<Task>* waiting : {&line->second.callers, &line->second.background}) {
        std::ranges::move(*waiting, std::back_inserter(dropped));
        waiting->clear();
      }
    }
    SubmitNext(line->second);
    if (line->second.in_pool == 0) lines_.erase(line);
  }
  for (const Task& never_run : dropped) never_run.fetch->Finish(Stopping());
}

SlotFetcher::Answer SlotFetcher::LookOrAsk(const Task& task) {
  {
    const absl::MutexLock lock(&mutex_);
    --waiting_;
    if (stopping_) return Stopping();
  }
  if (clock_.Now() >= task.deadline) {
    return MakeError(DomainError::kBookingSystemUnavailable, "the fetch waited too long");
  }
  if (IsDown(task.clinic.id)) return Down();  // since it began to wait for its turn
  // Another replica may have the answer by now, or a fetch that ended just before this one began.
  // Where the store does not answer, Cliniko does.
  absl::StatusOr<std::vector<CachedDay>> known = absl::NotFoundError("not looked for");
  if (task.with_store) known = Look(task);
  absl::Time asked_at;
  FetchPriority priority;
  {
    const absl::MutexLock lock(&mutex_);
    if (stopping_) return Stopping();
    OnItsWay& own = *Find(task);
    if (known.ok()) {
      std::vector<CachedDay> days = NewEnough(*std::move(known), own.wanted, own.oldest);
      if (!days.empty()) {
        own.open = false;
        SlotCounters::Add(counters_.fetches_spared);
        return days;
      }
    }
    // Read under the lock: whoever joined before it wants an answer no older than when they came.
    own.asked_at = asked_at = clock_.Now();
    priority = own.priority;
  }
  Answer answer = Ask(task, priority, asked_at);
  SlotCounters::Add(answer.ok() ? counters_.fetches_ok : counters_.fetches_failed);
  return answer;
}

absl::StatusOr<std::vector<CachedDay>> SlotFetcher::Look(const Task& task) {
  // Who has looked a moment ago has not seen what ended since, and that is still at hand here. What
  // another replica did in that moment costs a request.
  if (absl::Now() - task.looked_at < kJustNow) {
    if (auto saved = store_.SavedJustNow(task.clinic.id, {task.offering}, task.days)) {
      return *std::move(saved);
    }
  }
  ASSIGN_OR_RETURN(SlotStore::Known known, store_.Load(task.clinic.id, {task.offering}, task.days,
                                                       {}, absl::Now() + options_.look_limit));
  return std::move(known.days);
}

SlotFetcher::Answer SlotFetcher::Ask(const Task& task, FetchPriority priority,
                                     absl::Time asked_at) {
  const auto& [fetch, clinic, offering, days, deadline, looked_at, with_store, request] = task;
  ASSIGN_OR_RETURN(
      const std::shared_ptr<cliniko::Client> client,
      clients_.For(clinic.id,
                   priority == FetchPriority::kCaller ? cliniko::CallPriority::kCaller
                                                      : cliniko::CallPriority::kBackground,
                   deadline));
  const auto starts =
      client->AvailableTimes(offering.business, offering.practitioner, offering.appointment_type,
                             {days.first, days.last}, deadline);
  std::vector<CachedDay> answer;
  if (starts.ok()) {
    answer = SplitByDay(offering, days, *starts, clinic.zone, asked_at);
  } else if (cliniko::IsFailure(starts.status(), cliniko::Failure::kNotBookableOnline)) {
    answer = SplitByDay(offering, days, {}, clinic.zone, asked_at);
    for (CachedDay& day : answer) day.bookable = false;
  } else {
    if (const auto unsaid = failures_said_.Due(clinic.id.value(), clock_.Now())) {
      log::Warn("slot_fetch_failed", {{"clinic", clinic.id},
                                      {"practitioner", offering.practitioner},
                                      {"business", offering.business},
                                      {"code", starts.status().code()},
                                      {"why", starts.status()},
                                      {"unsaid", *unsaid}});
    }
    return MakeError(DomainError::kBookingSystemUnavailable, starts.status().message());
  }
  if (!with_store) return answer;
  // The answer is good even where it cannot be kept.
  if (const absl::Status saved = store_.Save(clinic.id, answer, deadline); !saved.ok()) {
    log::Warn("slot_save_failed", {{"clinic", clinic.id}, {"why", saved}});
  }
  return answer;
}

}  // namespace frontdesk::schedule_cache
