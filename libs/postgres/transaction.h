#ifndef FRONTDESK_LIBS_POSTGRES_TRANSACTION_H_
#define FRONTDESK_LIBS_POSTGRES_TRANSACTION_H_

#include <memory>
#include <pqxx/transaction>
#include <type_traits>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/pqxx_errors.h"

namespace frontdesk {

// A transaction on a pooled connection. Rolled back at its end unless it was committed.
class Transaction {
 public:
  // Opens one whose statements the server cancels when `deadline` is over (at latest after a
  // minute). Fails with kBookingSystemUnavailable.
  static absl::StatusOr<Transaction> Begin(PostgresPool& pool, absl::Time deadline);

  // What queries run on; throws libpqxx's exceptions, so use it inside CatchingPqxx.
  pqxx::work& work() { return *work_; }

  // Not OK and CommitInDoubt() if the answer got lost. After a statement failed there is nothing to
  // commit any more, and the server rolls back silently: return that statement's error instead.
  absl::Status Commit();

 private:
  Transaction(PostgresPool::Lease lease, std::unique_ptr<pqxx::work> work);

  PostgresPool::Lease lease_;
  std::unique_ptr<pqxx::work> work_;  // ends before its lease
};

// Runs `body(pqxx::work&)`, which returns an absl::Status or an absl::StatusOr<T>, in a transaction
// and commits it if that is OK. What it throws becomes a status as CatchingPqxx says. A body that
// lost against a concurrent transaction is run again, at most three times in all and not after
// `deadline`, so it must have no effects but those in the database.
//
//   return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::StatusOr<int> {
//     return txn.exec_params1(kCountBookings, clinic.value())[0].as<int>();
//   });
template <typename Body>
std::invoke_result_t<Body&, pqxx::work&> InTransaction(PostgresPool& pool, absl::Time deadline,
                                                       Body&& body);

// Whether InTransaction should run its body again after `failure` of its `attempt` (1 is the
// first).
bool WaitForAnotherAttempt(const absl::Status& failure, int attempt, absl::Time deadline);

inline absl::Status StatusOfResult(const absl::Status& status) { return status; }
template <typename T>
absl::Status StatusOfResult(const absl::StatusOr<T>& result) {
  return result.status();
}

template <typename Body>
std::invoke_result_t<Body&, pqxx::work&> InTransaction(PostgresPool& pool, absl::Time deadline,
                                                       Body&& body) {
  using Result = std::invoke_result_t<Body&, pqxx::work&>;
  for (int attempt = 1;; ++attempt) {
    Result result = CatchingPqxx([&]() -> Result {
      absl::StatusOr<Transaction> transaction = Transaction::Begin(pool, deadline);
      if (!transaction.ok()) return transaction.status();
      Result outcome = body(transaction->work());
      if (!outcome.ok()) return outcome;
      if (const absl::Status committed = transaction->Commit(); !committed.ok()) return committed;
      return outcome;
    });
    if (result.ok() || !WaitForAnotherAttempt(StatusOfResult(result), attempt, deadline)) {
      return result;
    }
  }
}

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_POSTGRES_TRANSACTION_H_
