#ifndef FRONTDESK_LIBS_POSTGRES_MIGRATOR_H_
#define FRONTDESK_LIBS_POSTGRES_MIGRATOR_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace frontdesk {

// One numbered SQL file, V001__create_clinics.sql.
struct Migration {
  int version;           // 1, 2, 3, ... without gaps
  std::string name;      // "create_clinics"
  std::string sql;       // the file's text
  std::string checksum;  // SHA-256 of the file, in lower-case hex
};

// The migrations of `folder` in their order. Files that do not end in ".sql" are ignored. Fails
// with InvalidArgument where a name has another form, a number is missing or there twice, or the
// folder or a file cannot be read.
absl::StatusOr<std::vector<Migration>> ReadMigrations(const std::string& folder);

// Brings the database at `url` up to date with `folder` and returns what it applied, which is
// nothing the second time. Each file runs in a transaction of its own, so a failing one leaves
// those before it applied and the next run goes on from there. Any number of callers may do this at
// once, also through PgBouncer in transaction mode: each step is taken under a lock that ends with
// its transaction.
//
// What was applied is remembered in frontdesk_migrations.applied. Fails with FailedPrecondition,
// and changes nothing, where a file that was applied has changed since or is gone; with the errors
// of ReadMigrations; and with those of CatchingPqxx, naming the file.
//
// The files name every schema, contain no BEGIN or COMMIT of their own, and leave nothing set in
// the session.
absl::StatusOr<std::vector<Migration>> Migrate(const std::string& url, const std::string& folder);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_POSTGRES_MIGRATOR_H_
