#ifndef FRONTDESK_LIBS_TESTING_SCRATCH_PGBOUNCER_H_
#define FRONTDESK_LIBS_TESTING_SCRATCH_PGBOUNCER_H_

#include <sys/types.h>

#include <string>

#include "absl/strings/string_view.h"

namespace frontdesk::test {

// A PgBouncer in transaction mode before the process's ScratchCluster, with so many connections to
// each database for each user. Where there is a single one, whatever one client leaves behind in
// its session the next one meets. Ends with the object, at the latest with the process. Throws
// std::runtime_error where it cannot be started.
class ScratchPgBouncer {
 public:
  explicit ScratchPgBouncer(int connections = 1);
  ~ScratchPgBouncer();
  ScratchPgBouncer(const ScratchPgBouncer&) = delete;
  ScratchPgBouncer& operator=(const ScratchPgBouncer&) = delete;

  // For PostgresPool and libpq; `database` as ScratchDatabase::name gives it.
  // `user` is postgres or one of kServiceLogins.
  std::string Url(absl::string_view database, absl::string_view user = "postgres") const;

 private:
  pid_t pid_ = -1;
};

}  // namespace frontdesk::test

#endif  // FRONTDESK_LIBS_TESTING_SCRATCH_PGBOUNCER_H_
