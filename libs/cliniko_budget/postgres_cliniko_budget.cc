#include "libs/cliniko_budget/postgres_cliniko_budget.h"

#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <pqxx/connection_base>
#include <pqxx/nontransaction>
#include <pqxx/result>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/cliniko/failure.h"
#include "libs/cliniko/retry_policy.h"
#include "libs/concurrency/watchdog.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/pqxx_errors.h"
#include "libs/postgres/values.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/log.h"

namespace frontdesk {
namespace {

// Requests for one key wait for each other's commits, so they do not wait for the disk: a server
// that crashes may forget what it granted in its last half second, as one that fails over does.
constexpr char kTake[] =
    "SELECT wait_ms, remaining, rate, granted FROM set_config('synchronous_commit', 'off', true), "
    "schedule_cache.take_cliniko_requests("
    "$1::bytea, $2::uuid, $3::boolean, $6::integer, $4::integer, $5::integer)";
constexpr char kBlock[] =
    "INSERT INTO schedule_cache.cliniko_budgets AS b (key_sha256, blocked_until) "
    "VALUES ($1::bytea, clock_timestamp() + make_interval(secs => $2::integer / 1000.0)) "
    "ON CONFLICT (key_sha256) DO UPDATE "
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

std::string ToBytea(const std::string& bytes) {
  return absl::StrCat("\\x", absl::BytesToHexString(bytes));
}

// "-" for a clinic that we do not have yet.
std::string ClinicOf(const ClinikoAccess& access) {
  return access.clinic.has_value() ? access.clinic->value() : "-";
}

}  // namespace

// What the database says.
struct PostgresClinikoBudget::Verdict {
  absl::Duration wait;  // zero: something was granted
  int remaining = 0;
  int rate = 0;
  int granted = 0;
};

struct PostgresClinikoBudget::Batch {
  int members = 0;
  std::optional<absl::StatusOr<Verdict>> verdict;  // what it grants goes as it is taken
};

absl::Status PostgresClinikoBudget::Take(const ClinikoAccess& access,
                                         cliniko::CallPriority priority, absl::Time deadline) {
  const auto refuse_until = [&](absl::Time reset) {
    metrics_.Refused(priority, reset - clock_.Now());
    return cliniko::MakeFailure(
        {.failure = cliniko::Failure::kRateLimited, .rate_limit_reset = reset},
        "not sent: the clinic's budget of requests is used up");
  };
  if (const absl::Time blocked = BlockedUntil(access.key_sha256); blocked > clock_.Now()) {
    return refuse_until(blocked);
  }
  if (priority == cliniko::CallPriority::kCaller && TakeAdded(access.key_sha256)) {
    metrics_.Granted(priority);
    return absl::OkStatus();
  }
  const absl::Time until = std::min(deadline, absl::Now() + kPatience);
  const absl::StatusOr<Verdict> verdict = priority == cliniko::CallPriority::kCaller
                                              ? AskInLine(access, until)
                                              : Ask(access, priority, 1, until);
  if (!verdict.ok()) {
    metrics_.Unknown(priority);
    log::Warn("cliniko_budget_unknown",
              {{"clinic", log::Ours(ClinicOf(access))}, {"why", verdict.status()}});
    return cliniko::MakeFailure({.failure = cliniko::Failure::kUnreachable},
                                "not sent: the clinic's budget of requests cannot be looked up");
  }
  if (access.clinic.has_value()) {
    metrics_.Remaining(*access.clinic, verdict->remaining, verdict->rate);
  }
  if (verdict->wait > absl::ZeroDuration()) return refuse_until(clock_.Now() + verdict->wait);
  metrics_.Granted(priority);
  return absl::OkStatus();
}

absl::StatusOr<PostgresClinikoBudget::Verdict> PostgresClinikoBudget::Ask(
    const ClinikoAccess& access, cliniko::CallPriority priority, int most, absl::Time deadline) {
  std::optional<std::string> clinic;
  if (access.clinic.has_value()) clinic = access.clinic->value();
  return InOneStatement(
      pool_, watchdog_, deadline, [&](pqxx::nontransaction& txn) -> absl::StatusOr<Verdict> {
        const pqxx::row row = txn.exec_params1(kTake, ToBytea(access.key_sha256), OrNull(clinic),
                                               priority == cliniko::CallPriority::kBackground,
                                               options_.rate, options_.window_seconds * 1000, most);
        return Verdict{.wait = absl::Milliseconds(row[0].as<std::int64_t>()),
                       .remaining = row[1].as<int>(),
                       .rate = row[2].as<int>(),
                       .granted = row[3].as<int>()};
      });
}

absl::StatusOr<PostgresClinikoBudget::Verdict> PostgresClinikoBudget::AskInLine(
    const ClinikoAccess& access, absl::Time deadline) {
  const auto until =
      std::chrono::steady_clock::now() + absl::ToChronoNanoseconds(deadline - absl::Now());
  const std::pair key(access.key_sha256, ClinicOf(access));
  {
    std::unique_lock lock(mutex_);
    Line& line = lines_[key];
    if (line.next == nullptr) line.next = std::make_shared<Batch>();
    const std::shared_ptr<Batch> own = line.next;
    ++own->members;
    answered_.wait_until(lock, until, [&] { return own->verdict.has_value() || !line.asking; });
    if (!own->verdict.has_value()) {
      if (line.asking) {
        --own->members;
        return MakeError(DomainError::kBookingSystemUnavailable, "the database is slow");
      }
      // The first of those who wait asks for all of them.
      line.next = nullptr;
      line.asking = true;
      const int members = own->members;
      lock.unlock();
      absl::StatusOr<Verdict> verdict =
          Ask(access, cliniko::CallPriority::kCaller, members, deadline);
      lock.lock();
      own->verdict = std::move(verdict);
      line.asking = false;
      if (line.next == nullptr || line.next->members == 0) lines_.erase(key);
      answered_.notify_all();
    }
    absl::StatusOr<Verdict>& verdict = *own->verdict;
    if (!verdict.ok() || verdict->wait > absl::ZeroDuration()) return verdict;
    if (verdict->granted > 0) {
      --verdict->granted;
      return verdict;
    }
  }
  // The last one was somebody else's.
  return Ask(access, cliniko::CallPriority::kCaller, 1, deadline);
}

void PostgresClinikoBudget::Block(const ClinikoAccess& access, absl::Time reset) {
  const absl::Time now = clock_.Now();
  // An interval, since the replicas' clocks may differ from the database's.
  const absl::Duration wait = std::min(reset - now, cliniko::kLongestRateLimit);
  if (wait <= absl::ZeroDuration()) return;
  {
    const std::lock_guard lock(mutex_);
    absl::erase_if(blocked_until_, [now](const auto& entry) { return entry.second <= now; });
    absl::Time& until =
        blocked_until_.try_emplace(access.key_sha256, absl::InfinitePast()).first->second;
    until = std::max(until, now + wait);
    added_.erase(access.key_sha256);
  }
  const absl::Status told =
      InOneStatement(pool_, watchdog_, clock_.Now() + kPatience, [&](pqxx::nontransaction& txn) {
        txn.exec_params0(kBlock, ToBytea(access.key_sha256), CeilMilliseconds(wait));
        return absl::OkStatus();
      });
  log::Warn("cliniko_refused_for_rate", {{"clinic", log::Ours(ClinicOf(access))},
                                         {"wait_ms", CeilMilliseconds(wait)},
                                         {"all_replicas", told.ok()}});
}

void PostgresClinikoBudget::Add(const std::string& key_sha256, int count,
                                std::chrono::steady_clock::time_point began) {
  const auto now = std::chrono::steady_clock::now();
  const auto until = began + std::chrono::milliseconds(options_.window_seconds * 1000 / 40);
  const std::lock_guard lock(mutex_);
  absl::erase_if(added_, [now](const auto& of_key) { return of_key.second.back() <= now; });
  std::vector<std::chrono::steady_clock::time_point>& of_key = added_[key_sha256];
  // In order, so that the last one says when all have gone.
  of_key.insert(std::ranges::upper_bound(of_key, until), static_cast<std::size_t>(count), until);
}

bool PostgresClinikoBudget::TakeAdded(const std::string& key_sha256) {
  const auto now = std::chrono::steady_clock::now();
  const std::lock_guard lock(mutex_);
  const auto found = added_.find(key_sha256);
  if (found == added_.end()) return false;
  std::vector<std::chrono::steady_clock::time_point>& of_key = found->second;
  of_key.erase(of_key.begin(), std::ranges::upper_bound(of_key, now));
  const bool taken = !of_key.empty();
  if (taken) of_key.erase(of_key.begin());
  if (of_key.empty()) added_.erase(found);
  return taken;
}

absl::Time PostgresClinikoBudget::BlockedUntil(const std::string& key_sha256) {
  const std::lock_guard lock(mutex_);
  const auto found = blocked_until_.find(key_sha256);
  return found == blocked_until_.end() ? absl::InfinitePast() : found->second;
}

}  // namespace frontdesk
