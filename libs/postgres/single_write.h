#ifndef FRONTDESK_LIBS_POSTGRES_SINGLE_WRITE_H_
#define FRONTDESK_LIBS_POSTGRES_SINGLE_WRITE_H_

#include <pqxx/nontransaction>
#include <type_traits>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/pqxx_errors.h"
#include "libs/postgres/single_read.h"
#include "libs/postgres/transaction.h"
#include "libs/status/domain_error.h"

namespace frontdesk {

// Runs `body(pqxx::nontransaction&)`, which sends one statement, the call of a function for what
// needs several, and returns an absl::Status or an absl::StatusOr<T>. The server makes it a
// transaction of its own, so it is one exchange where InTransaction makes four (BEGIN, the bounds,
// the statement, COMMIT). In return the server does not know the deadline: a statement that may
// wait for a lock bounds that itself (`SET lock_timeout` of its function).
//
// CommitInDoubt() where the answer got lost or came too late: the statement may have happened or
// may happen yet. Run again, as InTransaction does it, only where it lost against a concurrent
// transaction.
template <typename Body>
std::invoke_result_t<Body&, pqxx::nontransaction&> SingleWrite(PostgresPool& pool,
                                                               absl::Time deadline, Body&& body) {
  using Result = std::invoke_result_t<Body&, pqxx::nontransaction&>;
  for (int attempt = 1;; ++attempt) {
    absl::StatusOr<PostgresPool::Lease> lease = pool.Acquire(deadline + kSingleReadGrace);
    if (!lease.ok()) return lease.status();
    if (absl::Now() >= deadline) {
      return MakeError(DomainError::kBookingSystemUnavailable, "no connection became free in time");
    }
    Result result = CatchingPqxxInDoubt([&]() -> Result {
      pqxx::nontransaction write(**lease);
      return body(write);
    });
    if (result.ok() || !WaitForAnotherAttempt(StatusOfResult(result), attempt, deadline)) {
      return result;
    }
  }
}

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_POSTGRES_SINGLE_WRITE_H_
