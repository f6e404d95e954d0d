#include "libs/cliniko/rest.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "libs/cliniko/failure.h"
#include "libs/status/status_macros.h"
#include "nlohmann/json.hpp"

namespace frontdesk::cliniko {
namespace {

using SteadyClock = std::chrono::steady_clock;

// Nobody waits longer for one answer, whatever deadline they name.
constexpr absl::Duration kLongestExchange = absl::Minutes(10);

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
    absl::StatusOr<HttpAnswer> answer = Attempt(route, request, attempt, deadline);
    if (answer.ok()) return answer;
    const std::optional<absl::Duration> delay =
        DelayBeforeRetry(options_.retry, route.is_read(), attempt, answer.status(), clock_.Now(),
                         deadline, Jitter());
    if (!delay.has_value()) return answer;
    if (options_.sleep) {
      options_.sleep(*delay);
    } else {
      absl::SleepFor(*delay);
    }
  }
}

absl::StatusOr<Json> Rest::CallForJson(const Route& route, const std::string& target,
                                       const std::string& body, absl::Time deadline) {
  ASSIGN_OR_RETURN(const HttpAnswer answer, Call(route, target, body, deadline));
  absl::StatusOr<Json> json = ParseJson(answer.body);
  if (!json.ok() && !route.is_read()) return DoneNevertheless(json.status());
  return json;
}

absl::StatusOr<HttpAnswer> Rest::Attempt(const Route& route, const HttpRequest& request,
                                         int attempt, absl::Time deadline) {
  RETURN_IF_ERROR(CheckLimit(route));
  if (options_.admit) {
    if (const absl::Status status = options_.admit(deadline); !status.ok()) {
      // As a failure of ours, so that a caller knows that nothing was sent.
      return FailureOf(status).has_value()
                 ? status
                 : MakeFailure({.failure = Failure::kRateLimited}, status.message());
    }
  }
  const absl::Duration left = deadline - clock_.Now();
  if (left <= absl::ZeroDuration()) {
    return MakeFailure({.failure = Failure::kTimeout}, "the deadline has passed");
  }

  const SteadyClock::time_point start = SteadyClock::now();
  absl::StatusOr<HttpAnswer> answer = transport_->Exchange(
      request, start + absl::ToChronoNanoseconds(std::min(left, kLongestExchange)));
  absl::Status status =
      answer.ok() ? StatusOfAnswer(route, *answer, clock_.Now()) : answer.status();
  if (!status.ok() && route.is_read() && MayHaveTakenEffect(status)) {
    status = MakeFailure({.failure = *FailureOf(status)}, status.message());
  }
  if (const std::optional<absl::Time> reset = RateLimitResetOf(status); reset.has_value()) {
    const std::lock_guard lock(mutex_);
    limited_until_ = std::max(limited_until_, *reset);
  }
  if (options_.observer) {
    options_.observer({.method = route.method,
                       .route = route.path,
                       .http_status = answer.ok() ? answer->status : 0,
                       .failure = FailureOf(status),
                       .attempt = attempt,
                       .took = absl::FromChrono(SteadyClock::now() - start)});
  }
  RETURN_IF_ERROR(status);
  return answer;
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

double Rest::Jitter() {
  const std::lock_guard lock(mutex_);
  return std::uniform_real_distribution<double>(0.0, 1.0)(random_);
}

}  // namespace frontdesk::cliniko
