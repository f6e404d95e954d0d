#ifndef FRONTDESK_LIBS_TESTING_SCRATCH_DATABASE_H_
#define FRONTDESK_LIBS_TESTING_SCRATCH_DATABASE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "libs/testing/scratch_cluster.h"

namespace frontdesk::test {

// A database of one test's own, in the process's ScratchCluster, dropped at the end with whoever is
// still connected. Tests that use it need size = "medium" and tags = ["no-sandbox", "postgres"].
class ScratchDatabase {
 public:
  // With the tables of deploy/postgres/migrations, and nothing in them.
  ScratchDatabase();
  // With nothing at all.
  static ScratchDatabase Empty() { return ScratchDatabase("template0"); }

  ~ScratchDatabase();
  ScratchDatabase(const ScratchDatabase&) = delete;
  ScratchDatabase& operator=(const ScratchDatabase&) = delete;

  // For PostgresPool and libpq, as the owner of all.
  const std::string& url() const { return url_; }

  // The same as one who may do what the role of V018 may: UrlAs("frontdesk_booking"). Not for an
  // Empty database.
  std::string UrlAs(absl::string_view role) const;

  // Its name in the cluster.
  const std::string& name() const { return name_; }

  // Runs one or more statements, each committed by itself: to arrange rows, or to look at them.
  // Returns the first column of the first row, or an empty text where there is none or it is NULL.
  // Throws libpqxx's exceptions.
  std::string Execute(const std::string& sql) const;

  // Ends every other connection to this database, as an administrator would.
  void Disconnect() const;

  // The server, to stop, crash and start it.
  ScratchCluster& cluster() const { return ScratchCluster::Shared(); }

 private:
  explicit ScratchDatabase(const std::string& source);

  std::string name_;
  std::string url_;
};

}  // namespace frontdesk::test

#endif  // FRONTDESK_LIBS_TESTING_SCRATCH_DATABASE_H_
