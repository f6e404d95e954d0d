#include "libs/cliniko/rest.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/cliniko/failure.h"
#include "libs/concurrency/pause.h"
#include "libs/status/status_macros.h"
#include "nlohmann/json.hpp"

namespace frontdesk::cliniko {
namespace {

using SteadyClock = std::chrono::steady_clock;

// Nobody waits longer for one answer, whatever deadline they name.
constexpr absl::Duration kLongestExchange = absl::Minutes(10);

// Who waits for a connection looks so often whether it is still worth it.
constexpr absl::Duration kLookAtBreakerEvery = absl::Milliseconds(100);

// Since waits are told in whole milliseconds.
constexpr absl::Duration kShortestWaitForBudget = absl::Milliseconds(1);

// What every key may ask, and costs Cliniko next to nothing.
constexpr Route kProbe{.method = "GET", .path = "/user"};
// A caller with less time than this is no good at probing.
constexpr absl::Duration kLeastTimeForProbe = absl::Milliseconds(300);

SteadyClock::time_point SteadyTimeIn(absl::Duration duration) {
  return SteadyClock::now() + absl::ToChronoNanoseconds(std::min(duration, kLongestExchange));
}

absl::Status DeadlineHasPassed() {
  return MakeFailure({.failure = Failure::kTimeout}, "the deadline has passed");
}

absl::Status HungUp() {
  return MakeFailure({.failure = Failure::kTimeout}, "not sent: the process ends");
}

}  // namespace

absl::Status DoneNevertheless(const absl::Status& status) {
  if (status.ok() || MayHaveTakenEffect(status)) return status;
  const std::optional<Failure> failure = FailureOf(status);
  return MakeFailure({.failure = *failure, .may_have_taken_effect = true},
                     "done, but the answer to it is not understood");
}

Rest::Rest(Endpoint endpoint, RestOptions options, std::unique_ptr<Transport> transport,
           const Clock& clock)
    : endpoint_(std::move(endpoint)),
      options_(std::move(options)),
      transport_(std::move(transport)),
      clock_(clock) {}

absl::StatusOr<HttpAnswer> Rest::Call(const Route& route, const std::string& target,
                                      const std::string& body, absl::Time deadline) {
  const HttpRequest request{.method = std::string(route.method),
                            .target = absl::StrCat(endpoint_.prefix, target),
                            .body = body};
  for (int attempt = 1;; ++attempt) {
    if (options_.hang_up.stop_requested()) return HungUp();
    absl::Status status = CheckLimit(route);
    if (status.ok()) {
      ASSIGN_OR_RETURN(const Transport::Seat seat, Admit(route, deadline));
      absl::StatusOr<HttpAnswer> answer = Attempt(seat, route, request, attempt, deadline);
      if (answer.ok()) return answer;
      status = answer.status();
      if (options_.breaker != nullptr && !options_.breaker->Closed()) return status;
    }
    const std::optional<absl::Duration> delay = DelayBeforeRetry(
        options_.retry, route.is_read(), attempt, status, clock_.Now(), deadline, Jitter());
    if (!delay.has_value()) return status;
    Sleep(*delay);
  }
}

absl::StatusOr<Json> Rest::CallForJson(const Route& route, const std::string& target,
                                       const std::string& body, absl::Time deadline) {
  ASSIGN_OR_RETURN(const HttpAnswer answer, Call(route, target, body, deadline));
  absl::StatusOr<Json> json = ParseJson(answer.body);
  if (!json.ok() && !route.is_read()) return DoneNevertheless(json.status());
  return json;
}

absl::StatusOr<HttpAnswer> Rest::Attempt(const Transport::Seat& seat, const Route& route,
                                         const HttpRequest& request, int attempt,
                                         absl::Time deadline) {
  if (clock_.Now() >= deadline) return DeadlineHasPassed();
  if (options_.breaker == nullptr) return Send(seat, route, request, attempt, deadline);
  CircuitBreaker::Exchange exchange = options_.breaker->Begin();
  absl::StatusOr<HttpAnswer> answer = Send(seat, route, request, attempt, deadline);
  exchange.End(answer.status());
  return answer;
}

absl::StatusOr<HttpAnswer> Rest::Send(const Transport::Seat& seat, const Route& route,
                                      const HttpRequest& request, int attempt,
                                      absl::Time deadline) {
  const SteadyClock::time_point start = SteadyClock::now();
  absl::StatusOr<HttpAnswer> answer =
      transport_->Exchange(seat, request, SteadyTimeIn(deadline - clock_.Now()));
  absl::Status status =
      answer.ok() ? StatusOfAnswer(route, *answer, clock_.Now()) : answer.status();
  if (!status.ok() && route.is_read() && MayHaveTakenEffect(status)) {
    status = MakeFailure({.failure = *FailureOf(status)}, status.message());
  }
  const std::optional<absl::Time> reset = RateLimitResetOf(status);
  if (reset.has_value()) {
    const std::lock_guard lock(mutex_);
    limited_until_ = std::max(limited_until_, *reset);
  }
  if (options_.observer) {
    options_.observer({.method = route.method,
                       .route = route.path,
                       .http_status = answer.ok() ? answer->status : 0,
                       .failure = FailureOf(status),
                       .rate_limit_reset = reset,
                       .attempt = attempt,
                       .took = absl::FromChrono(SteadyClock::now() - start)});
  }
  RETURN_IF_ERROR(status);
  return answer;
}

absl::StatusOr<Transport::Seat> Rest::Admit(const Route& route, absl::Time deadline) {
  const absl::Time now = clock_.Now();
  const absl::Time patience =
      route.is_read() ? deadline : std::min(deadline, now + kLongestWaitOfWrite);
  while (true) {
    absl::Status refusal;
    {
      // First the seat: what the budget grants must be sent at once, or it would be counted when it
      // was granted and reach Cliniko at some later time.
      ASSIGN_OR_RETURN(Transport::Seat seat, TakeSeat(route, deadline));
      refusal = AskBudget(deadline);
      if (refusal.ok()) return seat;
    }
    const std::optional<absl::Time> reset = RateLimitResetOf(refusal);
    if (!reset.has_value() || *reset >= patience) return refusal;
    Sleep(std::max(*reset - clock_.Now(), kShortestWaitForBudget));
  }
}

absl::StatusOr<Transport::Seat> Rest::TakeSeat(const Route& route, absl::Time deadline) {
  while (true) {
    const absl::Duration left = deadline - clock_.Now();
    if (left <= absl::ZeroDuration()) return DeadlineHasPassed();
    if (options_.hang_up.stop_requested()) return HungUp();
    RETURN_IF_ERROR(CheckBreaker(route, deadline));
    const absl::Duration wait =
        options_.breaker == nullptr ? left : std::min(left, kLookAtBreakerEvery);
    std::optional<Transport::Seat> seat = transport_->Reserve(SteadyTimeIn(wait));
    if (seat.has_value()) return *std::move(seat);
    if (wait == left) {
      return MakeFailure({.failure = Failure::kTimeout}, "all connections were in use");
    }
  }
}

absl::Status Rest::AskBudget(absl::Time deadline) {
  if (!options_.admit) return absl::OkStatus();
  const absl::Status status = options_.admit(deadline);
  if (status.ok() || FailureOf(status).has_value()) return status;
  return MakeFailure({.failure = Failure::kRateLimited}, status.message());
}

absl::Status Rest::CheckBreaker(const Route& route, absl::Time deadline) {
  if (options_.breaker == nullptr || options_.breaker->Closed()) return absl::OkStatus();
  if (deadline - clock_.Now() >= kLeastTimeForProbe) {
    std::optional<CircuitBreaker::Exchange> probe = options_.breaker->TryProbe();
    if (probe.has_value() && ClinikoAnswers(*std::move(probe), deadline)) return absl::OkStatus();
  }
  return MakeFailure(
      {.failure = Failure::kUnreachable},
      absl::StrCat(route.method, " ", route.path, " was not sent: Cliniko has not been answering"));
}

bool Rest::ClinikoAnswers(CircuitBreaker::Exchange probe, absl::Time deadline) {
  // A small read in place of the caller's own request: that may be a write, which must not be sent
  // where it will probably hang, and may take long even when all is well.
  const Transport::Seat seat = transport_->ReserveExtra();
  if (!AskBudget(deadline).ok()) return false;
  const HttpRequest request{.method = std::string(kProbe.method),
                            .target = absl::StrCat(endpoint_.prefix, kProbe.path)};
  const absl::Time patience = std::min(deadline, clock_.Now() + options_.breaker->probe_patience());
  probe.End(Send(seat, kProbe, request, /*attempt=*/1, patience).status());
  return options_.breaker->Closed();
}

absl::Status Rest::CheckLimit(const Route& route) {
  const absl::Time now = clock_.Now();
  const std::lock_guard lock(mutex_);
  if (limited_until_ <= now) return absl::OkStatus();
  return MakeFailure(
      {.failure = Failure::kRateLimited,
       .rate_limit_reset = std::min(limited_until_, now + kLongestRateLimit)},
      absl::StrCat(route.method, " ", route.path, " was not sent: the limit is used up"));
}

void Rest::Sleep(absl::Duration duration) const {
  if (options_.sleep) {
    options_.sleep(duration);
  } else {
    Pause(duration, options_.hang_up);
  }
}

double Rest::Jitter() {
  const std::lock_guard lock(mutex_);
  return std::uniform_real_distribution<double>(0.0, 1.0)(random_);
}

}  // namespace frontdesk::cliniko
