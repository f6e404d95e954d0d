#include "libs/cliniko_budget/postgres_cliniko_budget.h"

#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <pqxx/connection_base>
#include <pqxx/nontransaction>
#include <pqxx/result>
#include <type_traits>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/cliniko/failure.h"
#include "libs/cliniko/retry_policy.h"
#include "libs/concurrency/watchdog.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/pqxx_errors.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/log.h"

namespace frontdesk {
namespace {

constexpr char kTake[] =
    "SELECT schedule_cache.take_cliniko_request($1::uuid, $2::boolean, $3::integer, $4::integer)";
constexpr char kBlock[] =
    "INSERT INTO schedule_cache.cliniko_budgets AS b (clinic_id, blocked_until) "
    "VALUES ($1::uuid, clock_timestamp() + make_interval(secs => $2::integer / 1000.0)) "
    "ON CONFLICT (clinic_id) DO UPDATE "
    "SET blocked_until = greatest(b.blocked_until, excluded.blocked_until)";

// Someone is on the telephone, and a connection to Cliniko is held meanwhile.
constexpr absl::Duration kPatience = absl::Seconds(1);

// Runs one statement as a transaction of its own, in one round trip; Transaction takes four. It is
// repeated once on another connection if the first turns out to be dead: at worst, a request is
// taken twice and sent once.
//
// It ends by `deadline` even where nobody answers: a pooler whose server is away lets its clients
// wait for minutes, and no bound that the server knows of helps then.
template <typename Run>
auto InOneStatement(PostgresPool& pool, Watchdog& watchdog, absl::Time deadline, Run run)
    -> std::invoke_result_t<Run, pqxx::nontransaction&> {
  const auto hang_up =
      std::chrono::steady_clock::now() + absl::ToChronoNanoseconds(deadline - absl::Now());
  using Result = std::invoke_result_t<Run, pqxx::nontransaction&>;
  for (bool first = true;; first = false) {
    ASSIGN_OR_RETURN(PostgresPool::Lease lease, pool.Acquire(deadline));
    bool broken = false;
    Result result = CatchingPqxx([&]() -> Result {
      try {
        const Watchdog::Watch watch =
            watchdog.At(hang_up, [socket = (*lease).sock()] { ::shutdown(socket, SHUT_RDWR); });
        pqxx::nontransaction txn(*lease);
        return run(txn);
      } catch (const pqxx::broken_connection&) {
        broken = true;
        throw;
      }
    });
    if (!broken) return result;
    lease.Discard();
    if (!first) return result;
  }
}

// Whole milliseconds, rounded up so that a wait is never too short.
std::int64_t CeilMilliseconds(absl::Duration duration) {
  return absl::ToInt64Milliseconds(absl::Ceil(duration, absl::Milliseconds(1)));
}

}  // namespace

absl::Status PostgresClinikoBudget::Take(const ClinicId& clinic, cliniko::CallPriority priority,
                                         absl::Time deadline) {
  const auto wait_until = [](absl::Time reset) {
    return cliniko::MakeFailure(
        {.failure = cliniko::Failure::kRateLimited, .rate_limit_reset = reset},
        "not sent: the clinic's budget of requests is used up");
  };
  if (const absl::Time blocked = BlockedUntil(clinic); blocked > clock_.Now()) {
    return wait_until(blocked);
  }
  const absl::StatusOr<std::int64_t> wait_ms = InOneStatement(
      pool_, watchdog_, std::min(deadline, clock_.Now() + kPatience),
      [&](pqxx::nontransaction& txn) -> absl::StatusOr<std::int64_t> {
        return txn
            .exec_params1(kTake, clinic.value(), priority == cliniko::CallPriority::kBackground,
                          options_.rate, options_.window_seconds * 1000)[0]
            .as<std::int64_t>();
      });
  if (!wait_ms.ok()) {
    log::Warn("cliniko_budget_unknown", {{"clinic", clinic}, {"why", wait_ms.status().message()}});
    return cliniko::MakeFailure({.failure = cliniko::Failure::kUnreachable},
                                "not sent: the clinic's budget of requests cannot be looked up");
  }
  if (*wait_ms == 0) return absl::OkStatus();
  return wait_until(clock_.Now() + absl::Milliseconds(*wait_ms));
}

void PostgresClinikoBudget::Block(const ClinicId& clinic, absl::Time reset) {
  const absl::Time now = clock_.Now();
  // An interval, since the replicas' clocks may differ from the database's.
  const absl::Duration wait = std::min(reset - now, cliniko::kLongestRateLimit);
  if (wait <= absl::ZeroDuration()) return;
  {
    const std::lock_guard lock(mutex_);
    absl::erase_if(blocked_until_, [now](const auto& entry) { return entry.second <= now; });
    absl::Time& until = blocked_until_.try_emplace(clinic, absl::InfinitePast()).first->second;
    until = std::max(until, now + wait);
  }
  const absl::Status told =
      InOneStatement(pool_, watchdog_, clock_.Now() + kPatience, [&](pqxx::nontransaction& txn) {
        txn.exec_params0(kBlock, clinic.value(), CeilMilliseconds(wait));
        return absl::OkStatus();
      });
  log::Warn("cliniko_refused_for_rate",
            {{"clinic", clinic}, {"wait_ms", CeilMilliseconds(wait)}, {"all_replicas", told.ok()}});
}

absl::Time PostgresClinikoBudget::BlockedUntil(const ClinicId& clinic) {
  const std::lock_guard lock(mutex_);
  const auto found = blocked_until_.find(clinic);
  return found == blocked_until_.end() ? absl::InfinitePast() : found->second;
}

}  // namespace frontdesk
