#ifndef FRONTDESK_LIBS_POSTGRES_POSTGRES_POOL_H_
#define FRONTDESK_LIBS_POSTGRES_POSTGRES_POOL_H_

#include <array>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/concurrency/watchdog.h"
#include "libs/telemetry/metrics.h"

namespace pqxx {
class connection_base;
}

namespace frontdesk {

struct PostgresPoolOptions {
  // "postgresql://user:password@host:port/name?sslmode=..." or libpq's "key=value" words. What it
  // does not set itself (keepalives, encoding) gets our defaults.
  std::string url;
  // Connections at most; at least 1.
  int size = 10;
  // How long one attempt to connect may last, within the deadline of Acquire.
  absl::Duration connect_timeout = absl::Seconds(3);
  // Whose it is, in the metrics.
  metrics::Name owner = "other";
};

// A bounded set of connections to one database. Connects only when asked, so it can be built while
// the database is down. A connection that broke, or whose server went away while it was idle, is
// replaced before anyone gets it, so callers recover by themselves when the server comes back.
//
// No use of a connection outlasts the deadline it was lent for by more than a moment, even if the
// server stays connected and says nothing: the connection is cut off, whatever waits for it fails
// with pqxx::broken_connection, and it is not lent again.
//
// Works through PgBouncer in transaction mode: nothing here leaves state behind in a session, and
// users must not either (no named prepared statements, no SET outside a transaction, no session
// advisory locks, no LISTEN). Thread-safe.
class PostgresPool {
 public:
  // A connection lent to one thread; goes back when the lease ends. Transactions on it end first.
  class Lease {
   public:
    Lease(Lease&& other) noexcept;
    Lease& operator=(Lease&& other) noexcept;
    ~Lease();

    // pqxx::work and its kind are built on this: `pqxx::work txn(*lease);`.
    pqxx::connection_base& operator*() const;

    // Closes the connection at the end of the lease, for one whose state is not to be trusted.
    void Discard() { discard_ = true; }

   private:
    friend class PostgresPool;
    class Connection;
    Lease(PostgresPool* pool, std::unique_ptr<Connection> connection, absl::Time deadline);
    void GiveBack();

    PostgresPool* pool_;  // null once moved from
    std::unique_ptr<Connection> connection_;
    std::unique_ptr<Watchdog::Watch> limit_;  // ends before its connection
    bool discard_ = false;
  };

  struct Stats {
    int size;    // the bound
    int in_use;  // lent, or being opened for someone
    int idle;    // open and waiting for use
  };

  explicit PostgresPool(PostgresPoolOptions options);
  // Every lease has ended by then.
  ~PostgresPool();
  PostgresPool(const PostgresPool&) = delete;
  PostgresPool& operator=(const PostgresPool&) = delete;

  // Lends a connection until `deadline` (at most for ten minutes), waiting for a free one. Fails
  // with kBookingSystemUnavailable where the database cannot be reached or all connections are in
  // use for that long, and with InvalidArgument for a malformed URL.
  absl::StatusOr<Lease> Acquire(absl::Time deadline);

  Stats stats() const;

 private:
  using Connection = Lease::Connection;

  absl::StatusOr<Lease> Lend(absl::Time deadline);
  absl::StatusOr<std::unique_ptr<Connection>> Connect(absl::Time deadline) const;
  void TakeBack(std::unique_ptr<Connection> connection);

  const PostgresPoolOptions options_;
  const absl::StatusOr<std::string> connection_words_;
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable given_back_;
  int in_use_ = 0;
  std::vector<std::unique_ptr<Connection>> idle_;  // last used at the back
  Watchdog watchdog_;
  const std::array<metrics::Reading, 3> readings_;  // last: they read the others
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_POSTGRES_POSTGRES_POOL_H_
