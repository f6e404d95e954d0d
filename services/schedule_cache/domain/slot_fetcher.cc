#include "services/schedule_cache/domain/slot_fetcher.h"

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
      pool_(static_cast<std::size_t>(options.threads), static_cast<std::size_t>(options.queue_limit)) {}

std::shared_ptr<const SlotFetcher::Fetch> SlotFetcher::Start(const Clinic& clinic,
                                                             const Offering& offering,
                                                             const DaySpan& days) {
  const std::string key = KeyOf(clinic, offering, days);
  auto fetch = std::make_shared<Fetch>();
  {
    const absl::MutexLock lock(&mutex_);
    const auto [entry, is_new] = on_their_way_.try_emplace(key, fetch);
    if (!is_new) return entry->second;
  }
  const auto finish = [this, key, fetch](absl::StatusOr<std::vector<CachedDay>> result) {
    {
      const absl::MutexLock lock(&mutex_);
      on_their_way_.erase(key);
    }
    fetch->Finish(std::move(result));
  };
  const bool queued = pool_.TrySubmit([this, clinic, offering, days, finish] {
    finish(Ask(clinic, offering, days));
  });
  if (!queued) {
    finish(MakeError(DomainError::kBookingSystemUnavailable, "too many fetches are waiting"));
  }
  return fetch;
}

absl::StatusOr<std::vector<CachedDay>> SlotFetcher::Ask(const Clinic& clinic,
                                                        const Offering& offering,
                                                        const DaySpan& days) {
  const absl::Time asked_at = clock_.Now();
  const absl::Time deadline = asked_at + options_.fetch_limit;
  ASSIGN_OR_RETURN(const std::shared_ptr<cliniko::Client> client, clients_.For(clinic.id, deadline));
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
