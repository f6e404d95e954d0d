#ifndef FRONTDESK_LIBS_CLINIKO_CIRCUIT_BREAKER_H_
#define FRONTDESK_LIBS_CLINIKO_CIRCUIT_BREAKER_H_

#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"

namespace frontdesk::cliniko {

struct CircuitBreakerOptions {
  // So many failures in a row open it: requests that could not be delivered, or ended in 5xx.
  int threshold = 5;
  // A request without an answer for this long hangs, whether it still waits or has timed out. It
  // counts twice, having cost so much time. A shorter time-out proves nothing about Cliniko.
  absl::Duration hang_after = absl::Seconds(3);
  // From opening to the first probe; doubles with each probe that fails.
  absl::Duration first_pause = absl::Seconds(1);
  absl::Duration longest_pause = absl::Seconds(10);
  // How long a probe may take.
  absl::Duration probe_patience = absl::Milliseconds(1500);
  // Told when it opens (true) and when it closes, on a caller's thread. Must be quick and must not
  // use the breaker; may be empty.
  std::function<void(bool open)> on_change{};
};

// Knows when an account of Cliniko does not answer, so that nobody waits for it in vain. Closed,
// everything passes. Open, nothing does but one probe at a time, and the first answer of any kind
// (a 4xx or 429 is one) closes it. Thread-safe.
class CircuitBreaker {
 public:
  // A request that is under way.
  class Exchange {
   public:
    Exchange(Exchange&& other) noexcept;
    Exchange& operator=(Exchange&&) = delete;
    // Without End it tells nothing; a probe leaves its turn to the next one.
    ~Exchange();

    // What came of it: OK, or a Failure. Once.
    void End(const absl::Status& status);

   private:
    friend class CircuitBreaker;
    Exchange(CircuitBreaker* breaker, absl::Time started, bool probe)
        : breaker_(breaker), started_(started), probe_(probe) {}

    CircuitBreaker* breaker_;  // null once it has ended
    const absl::Time started_;
    const bool probe_;
  };

  // `clock` must outlive the object.
  explicit CircuitBreaker(const Clock& clock, CircuitBreakerOptions options = {})
      : clock_(clock), options_(std::move(options)) {}

  // Whether requests may be sent.
  bool Closed();

  // Whether a request would be refused at once: it is open, and no probe is due.
  bool Refuses();

  // A request is sent now.
  Exchange Begin();

  // A probe is sent now; empty unless the breaker is open, the pause is over and no other probe is
  // under way.
  std::optional<Exchange> TryProbe();
  absl::Duration probe_patience() const { return options_.probe_patience; }

 private:
  enum class Verdict { kAnswered, kFailed, kHung, kUnknown };
  static constexpr int kWeightOfHang = 2;

  Verdict VerdictOn(const absl::Status& status, absl::Time started, bool probe) const;
  void Finish(absl::Time started, bool probe, Verdict verdict);
  // Under mutex_.
  void OpenIfFailing(absl::Time now);
  // Whether it is open; tells that if it is news. Under telling_.
  bool Tell();

  const Clock& clock_;
  const CircuitBreakerOptions options_;

  std::mutex telling_;  // so that changes are told in their order; taken before mutex_
  bool told_ = false;

  std::mutex mutex_;  // guards what follows
  bool open_ = false;
  int failures_ = 0;  // in a row, while closed
  absl::Time last_answer_ = absl::InfinitePast();
  std::multiset<absl::Time> under_way_;  // when they began; without probes
  absl::Duration pause_;                 // while open
  absl::Time next_probe_;                // while open
  bool probing_ = false;
};

}  // namespace frontdesk::cliniko

#endif  // FRONTDESK_LIBS_CLINIKO_CIRCUIT_BREAKER_H_
