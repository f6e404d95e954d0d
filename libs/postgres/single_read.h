#ifndef FRONTDESK_LIBS_POSTGRES_SINGLE_READ_H_
#define FRONTDESK_LIBS_POSTGRES_SINGLE_READ_H_

#include <pqxx/nontransaction>
#include <type_traits>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/pqxx_errors.h"
#include "libs/status/domain_error.h"

namespace frontdesk {

// By so much a query of SingleRead may miss its deadline before its connection is cut off: a new
// connection costs the server more than an answer that nobody waits for any more.
inline constexpr absl::Duration kSingleReadGrace = absl::Milliseconds(250);

// Runs `body(pqxx::nontransaction&)`, which sends one query that changes nothing and returns an
// absl::StatusOr<T>. It is one exchange with the server where InTransaction makes four (BEGIN, the
// bounds, the query, COMMIT), for what somebody waits milliseconds for. In return the server does
// not know the deadline, so `body` must not lock anything. Runs it again where the connection
// turned out to be dead.
template <typename Body>
std::invoke_result_t<Body&, pqxx::nontransaction&> SingleRead(PostgresPool& pool,
                                                              absl::Time deadline, Body&& body) {
  using Result = std::invoke_result_t<Body&, pqxx::nontransaction&>;
  for (bool first = true;; first = false) {
    absl::StatusOr<PostgresPool::Lease> lease = pool.Acquire(deadline + kSingleReadGrace);
    if (!lease.ok()) return lease.status();
    if (absl::Now() >= deadline) {
      return MakeError(DomainError::kBookingSystemUnavailable, "no connection became free in time");
    }
    Result result = CatchingPqxx([&]() -> Result {
      pqxx::nontransaction read(**lease);
      return body(read);
    });
    const bool lost = !result.ok() &&
                      IsError(result.status(), DomainError::kBookingSystemUnavailable) &&
                      absl::Now() < deadline;
    if (!lost || !first) return result;
    lease->Discard();
  }
}

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_POSTGRES_SINGLE_READ_H_
