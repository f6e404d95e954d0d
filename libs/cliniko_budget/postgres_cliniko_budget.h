#ifndef FRONTDESK_LIBS_CLINIKO_BUDGET_POSTGRES_CLINIKO_BUDGET_H_
#define FRONTDESK_LIBS_CLINIKO_BUDGET_POSTGRES_CLINIKO_BUDGET_H_

#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/cliniko_budget/budget_metrics.h"
#include "libs/cliniko_budget/cliniko_budget.h"
#include "libs/concurrency/watchdog.h"
#include "libs/telemetry/metrics.h"

namespace frontdesk {

class PostgresPool;

// A budget in the database, which all replicas and services share; its rule, and how background
// work gives way to callers, is in the function take_cliniko_requests. One statement a request at
// most, no session state, and no connection or lock is held between two of them. Time is the
// database's, whatever the replicas' clocks say.
//
// While the database cannot be reached, nothing is granted: a budget that each replica kept by
// itself meanwhile could be exceeded by all of them together. What is cached still answers.
class PostgresClinikoBudget : public ClinikoBudget {
 public:
  // `pool` and `clock`, the system's, must outlive the object. `service` asks, in the metrics.
  PostgresClinikoBudget(PostgresPool& pool, const Clock& clock,
                        const ClinikoBudgetOptions& options = {}, metrics::Name service = "other")
      : pool_(pool),
        clock_(clock),
        options_(options),
        metrics_(clock, absl::Seconds(options.window_seconds), service) {}

  const ClinikoBudgetOptions& options() const { return options_; }

  // `count` requests of a caller's were taken out of a key's budget by somebody else's statement,
  // which was sent at `began`, together with what they are for. Take() gives them to callers for a
  // fortieth of the window from then on, half of the time for which a request may be under way
  // according to take_cliniko_requests; what is left then is lost.
  void Add(const std::string& key_sha256, int count, std::chrono::steady_clock::time_point began);

  absl::Status Take(const ClinikoAccess& access, cliniko::CallPriority priority,
                    absl::Time deadline) override;
  // Takes effect on this replica even if the database cannot be told.
  void Block(const ClinikoAccess& access, absl::Time reset) override;

 private:
  struct Verdict;
  // Callers who wait for one answer.
  struct Batch;
  // Those of a key and clinic. One statement at a time asks, for all who came while the one before
  // was under way: they would wait for each other's commits.
  struct Line {
    bool asking = false;
    std::shared_ptr<Batch> next;  // null: nobody waits
  };

  // Asks the database for up to `most` requests.
  absl::StatusOr<Verdict> Ask(const ClinikoAccess& access, cliniko::CallPriority priority, int most,
                              absl::Time deadline);
  // For one of a caller's, together with others.
  absl::StatusOr<Verdict> AskInLine(const ClinikoAccess& access, absl::Time deadline);

  // When the key may be used again as far as this replica knows.
  absl::Time BlockedUntil(const std::string& key_sha256);
  // One of those that were added.
  bool TakeAdded(const std::string& key_sha256);

  PostgresPool& pool_;
  const Clock& clock_;
  const ClinikoBudgetOptions options_;
  Watchdog watchdog_;  // ends statements that nobody answers
  std::mutex mutex_;
  absl::flat_hash_map<std::string, absl::Time> blocked_until_;  // by key; those not past
  // Until when each may be sent, by key; none of them empty.
  absl::flat_hash_map<std::string, std::vector<std::chrono::steady_clock::time_point>> added_;
  std::condition_variable answered_;
  std::map<std::pair<std::string, std::string>, Line> lines_;  // by key and clinic; none idle
  BudgetMetrics metrics_;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CLINIKO_BUDGET_POSTGRES_CLINIKO_BUDGET_H_
