#ifndef FRONTDESK_LIBS_CLINIKO_REST_H_
#define FRONTDESK_LIBS_CLINIKO_REST_H_

#include <functional>
#include <memory>
#include <mutex>
#include <random>
#include <stop_token>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/cliniko/answer_failure.h"
#include "libs/cliniko/call_observer.h"
#include "libs/cliniko/circuit_breaker.h"
#include "libs/cliniko/connection.h"
#include "libs/cliniko/json_row.h"
#include "libs/cliniko/retry_policy.h"
#include "libs/cliniko/transport.h"

namespace frontdesk::cliniko {

struct RestOptions {
  RetryOptions retry{};
  CallObserver observer{};  // may be empty
  // As HttpClientOptions say; both may be empty.
  std::function<absl::Status(absl::Time deadline)> admit{};
  std::shared_ptr<CircuitBreaker> breaker{};
  std::stop_token hang_up{};                    // as well
  std::function<void(absl::Duration)> sleep{};  // empty: really sleep
};

// Requests with everything that is the same for all of them: attempts, the rate limit, the budget,
// the circuit breaker, the meaning of an answer, the observer. Thread-safe.
class Rest {
 public:
  // `clock` must outlive the object.
  Rest(Endpoint endpoint, RestOptions options, std::unique_ptr<Transport> transport,
       const Clock& clock);

  // A successful answer. `target` begins after the endpoint's prefix. Once Cliniko has told that
  // the limit is used up, requests before the reset are not sent: they wait for it as
  // DelayBeforeRetry says, or fail with kRateLimited. While the breaker is open, requests fail with
  // kUnreachable at once.
  absl::StatusOr<HttpAnswer> Call(const Route& route, const std::string& target,
                                  const std::string& body, absl::Time deadline);
  // The same, read as JSON. A write that succeeds with an unreadable answer MayHaveTakenEffect.
  absl::StatusOr<Json> CallForJson(const Route& route, const std::string& target,
                                   const std::string& body, absl::Time deadline);

  const Endpoint& endpoint() const { return endpoint_; }
  absl::Time Now() const { return clock_.Now(); }

 private:
  absl::Status CheckLimit(const Route& route);
  // Fails while the breaker is open, unless it is this caller's turn to probe and Cliniko answers.
  absl::Status CheckBreaker(const Route& route, absl::Time deadline);
  bool ClinikoAnswers(CircuitBreaker::Exchange probe, absl::Time deadline);
  // Waits for a connection and for the budget, for both without holding the other.
  absl::StatusOr<Transport::Seat> Admit(const Route& route, absl::Time deadline);
  absl::StatusOr<Transport::Seat> TakeSeat(const Route& route, absl::Time deadline);
  // What the budget says, always as a Failure of ours.
  absl::Status AskBudget(absl::Time deadline);
  absl::StatusOr<HttpAnswer> Attempt(const Transport::Seat& seat, const Route& route,
                                     const HttpRequest& request, int attempt, absl::Time deadline);
  absl::StatusOr<HttpAnswer> Send(const Transport::Seat& seat, const Route& route,
                                  const HttpRequest& request, int attempt, absl::Time deadline);
  void Sleep(absl::Duration duration) const;
  double Jitter();

  const Endpoint endpoint_;
  const RestOptions options_;
  const std::unique_ptr<Transport> transport_;
  const Clock& clock_;

  std::mutex mutex_;
  absl::Time limited_until_ = absl::InfinitePast();
  std::minstd_rand random_{std::random_device{}()};
};

// `status` as that of a write which Cliniko has done.
absl::Status DoneNevertheless(const absl::Status& status);

}  // namespace frontdesk::cliniko

#endif  // FRONTDESK_LIBS_CLINIKO_REST_H_
