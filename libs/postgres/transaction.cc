#include "libs/postgres/transaction.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <pqxx/transaction>
#include <string>
#include <utility>

#include "absl/random/random.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/pqxx_errors.h"
#include "libs/status/status_macros.h"

namespace frontdesk {
namespace {

constexpr int kAttempts = 3;

// LOCAL: a session behind PgBouncer belongs to someone else after this transaction. A process that
// stops in the middle of one must not hold its locks for ever either.
std::string BoundsUntil(absl::Time deadline) {
  const auto left_ms =
      std::clamp<std::int64_t>(absl::ToInt64Milliseconds(deadline - absl::Now()), 1, 60'000);
  return absl::StrCat("SET LOCAL statement_timeout = ", left_ms,
                      "; SET LOCAL idle_in_transaction_session_timeout = 60000");
}

}  // namespace

Transaction::Transaction(PostgresPool::Lease lease, std::unique_ptr<pqxx::work> work)
    : lease_(std::move(lease)), work_(std::move(work)) {}

absl::StatusOr<Transaction> Transaction::Begin(PostgresPool& pool, absl::Time deadline) {
  for (bool first = true;; first = false) {
    ASSIGN_OR_RETURN(PostgresPool::Lease lease, pool.Acquire(deadline));
    absl::StatusOr<Transaction> begun = CatchingPqxx([&]() -> absl::StatusOr<Transaction> {
      auto work = std::make_unique<pqxx::work>(*lease);
      work->exec(BoundsUntil(deadline));
      return Transaction(std::move(lease), std::move(work));
    });
    // The server may have gone without a farewell since the connection was last used. Nothing has
    // happened yet, so a second connection costs nothing but time.
    if (begun.ok() || !first) return begun;
    lease.Discard();
  }
}

absl::Status Transaction::Commit() {
  return CatchingPqxx([&]() -> absl::Status {
    work_->commit();
    return absl::OkStatus();
  });
}

bool WaitForAnotherAttempt(const absl::Status& failure, int attempt, absl::Time deadline) {
  if (!IsConflict(failure) || attempt >= kAttempts) return false;
  thread_local absl::BitGen random;
  const absl::Duration pause = absl::Milliseconds(absl::Uniform(random, 2, 10 << attempt));
  if (absl::Now() + pause >= deadline) return false;
  absl::SleepFor(pause);
  return true;
}

}  // namespace frontdesk
