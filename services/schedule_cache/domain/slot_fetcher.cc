#include "services/schedule_cache/domain/slot_fetcher.h"

#include <cassert>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "libs/cliniko/client.h"
#include "libs/cliniko/failure.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/log.h"

namespace frontdesk::schedule_cache {
namespace {

std::string KeyOf(const Clinic& clinic, const Offering& offering, const DaySpan& days) {
  return absl::StrCat(clinic.id.value(), "/", offering.practitioner.value(), "/",
                      offering.business.value(), "/", offering.appointment_type.value(), "/",
                      absl::FormatCivilTime(days.first), "/", absl::FormatCivilTime(days.last));
}

absl::Status Stopping() {
  return MakeError(DomainError::kBookingSystemUnavailable, "the fetcher is stopping");
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
                         const SlotFetcherOptions& options)
    : clients_(clients),
      store_(store),
      clock_(clock),
      options_(options),
      pool_(static_cast<std::size_t>(options.threads),
            static_cast<std::size_t>(options.queue_limit)) {}

SlotFetcher::~SlotFetcher() { Stop(); }

void SlotFetcher::Stop() {
  const absl::MutexLock lock(&mutex_);
  stopping_ = true;  // each task sees it when its turn comes
}

std::shared_ptr<const SlotFetcher::Fetch> SlotFetcher::Start(const Clinic& clinic,
                                                             const Offering& offering,
                                                             const DaySpan& days,
                                                             absl::Time oldest) {
  Task task = {.key = KeyOf(clinic, offering, days),
               .fetch = std::make_shared<Fetch>(),
               .clinic = clinic,
               .offering = offering,
               .days = days,
               .deadline = clock_.Now() + options_.fetch_limit};
  std::shared_ptr<Fetch> fetch = task.fetch;
  {
    const absl::MutexLock lock(&mutex_);
    OnItsWay& running = on_their_way_[task.key];
    if (running.fetch != nullptr && running.asked_at >= oldest) return running.fetch;
    if (!stopping_ && waiting_ < options_.queue_limit) {
      running = {.fetch = fetch};
      ++waiting_;
      Line& line = lines_[clinic.id];
      if (line.in_pool < options_.most_of_one) {
        Submit(std::move(task), line);
      } else {
        line.waiting.push_back(std::move(task));
      }
      return fetch;
    }
    if (running.fetch == nullptr) on_their_way_.erase(task.key);
  }
  fetch->Finish(MakeError(DomainError::kBookingSystemUnavailable,
                          "stopping, or too many fetches are waiting"));
  return fetch;
}

void SlotFetcher::Submit(Task task, Line& line) {
  ++line.in_pool;
  // The pool's queue has room for all that may wait.
  const bool queued = pool_.TrySubmit([this, task = std::move(task)] { Run(task); });
  assert(queued);
  static_cast<void>(queued);
}

void SlotFetcher::Run(const Task& task) {
  absl::StatusOr<std::vector<CachedDay>> result = AskUnlessTooLate(task);
  {
    const absl::MutexLock lock(&mutex_);
    // A younger fetch may have taken the place of this one.
    const auto own = on_their_way_.find(task.key);
    if (own != on_their_way_.end() && own->second.fetch == task.fetch) on_their_way_.erase(own);
  }
  task.fetch->Finish(std::move(result));
  // Only now the clinic's next may begin, at the end of the pool's queue, where it takes its turn.
  std::deque<Task> dropped;
  {
    const absl::MutexLock lock(&mutex_);
    const auto line = lines_.find(task.clinic.id);
    --line->second.in_pool;
    if (stopping_) {
      dropped.swap(line->second.waiting);
    } else if (!line->second.waiting.empty()) {
      Task next = std::move(line->second.waiting.front());
      line->second.waiting.pop_front();
      Submit(std::move(next), line->second);
    }
    if (line->second.in_pool == 0) lines_.erase(line);
  }
  for (const Task& never_run : dropped) never_run.fetch->Finish(Stopping());
}

absl::StatusOr<std::vector<CachedDay>> SlotFetcher::AskUnlessTooLate(const Task& task) {
  absl::Time asked_at;
  {
    const absl::MutexLock lock(&mutex_);
    // Read under the lock: whoever joined before it wants an answer no older than when they came.
    asked_at = clock_.Now();
    --waiting_;
    if (stopping_) return Stopping();
    const auto own = on_their_way_.find(task.key);
    if (own != on_their_way_.end() && own->second.fetch == task.fetch) {
      own->second.asked_at = asked_at;
    }
  }
  if (asked_at >= task.deadline) {
    return MakeError(DomainError::kBookingSystemUnavailable, "the fetch waited too long");
  }
  return Ask(task, asked_at);
}

absl::StatusOr<std::vector<CachedDay>> SlotFetcher::Ask(const Task& task, absl::Time asked_at) {
  const auto& [key, fetch, clinic, offering, days, deadline] = task;
  ASSIGN_OR_RETURN(const std::shared_ptr<cliniko::Client> client,
                   clients_.For(clinic.id, deadline));
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
    log::Warn("slot_fetch_failed", {{"clinic", clinic.id},
                                    {"practitioner", offering.practitioner},
                                    {"business", offering.business},
                                    {"code", absl::StatusCodeToString(starts.status().code())},
                                    {"why", starts.status().message()}});
    return MakeError(DomainError::kBookingSystemUnavailable, starts.status().message());
  }
  // The answer is good even where it cannot be kept.
  if (const absl::Status saved = store_.Save(clinic.id, answer, deadline); !saved.ok()) {
    log::Warn("slot_save_failed", {{"clinic", clinic.id}, {"why", saved.message()}});
  }
  return answer;
}

}  // namespace frontdesk::schedule_cache
