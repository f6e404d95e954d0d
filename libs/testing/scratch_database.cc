#include "libs/testing/scratch_database.h"

#include <atomic>
#include <cstdlib>
#include <pqxx/connection>
#include <pqxx/except>
#include <pqxx/nontransaction>
#include <pqxx/result>
#include <stdexcept>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "libs/postgres/migrator.h"
#include "libs/testing/scratch_cluster.h"

#ifdef __SANITIZE_ADDRESS__
// libpqxx 6.4 forgets a result of libpq's when it finds the connection broken: make_result() asks
// for the encoding, which throws, before it takes the result over. Two kilobytes each time, and not
// ours to mend.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {  // NOLINT: the sanitizer's name
  return "leak:PQmakeEmptyPGresult\n";
}
#endif

namespace frontdesk::test {
namespace {

constexpr char kTemplate[] = "frontdesk_template";

std::string Execute(const std::string& url, const std::string& sql) {
  pqxx::connection connection(url);
  pqxx::nontransaction work(connection);
  const pqxx::result rows = work.exec(sql);
  if (rows.empty() || rows.columns() == 0 || rows[0][0].is_null()) return "";
  return rows[0][0].as<std::string>();
}

std::string MigrationsFolder() {
  const char* const runfiles = std::getenv("TEST_SRCDIR");
  const char* const workspace = std::getenv("TEST_WORKSPACE");
  if (runfiles == nullptr || workspace == nullptr) {
    throw std::runtime_error("a ScratchDatabase is for tests that Bazel runs");
  }
  return absl::StrCat(runfiles, "/", workspace, "/deploy/postgres/migrations");
}

// Migrating takes longer than copying what was migrated, so each process does it once.
const std::string& MigratedTemplate() {
  static const std::string* const name = [] {
    ScratchCluster& cluster = ScratchCluster::Shared();
    Execute(cluster.Url("postgres"), absl::StrCat("CREATE DATABASE ", kTemplate));
    const auto applied = Migrate(cluster.Url(kTemplate), MigrationsFolder());
    if (!applied.ok()) throw std::runtime_error(applied.status().ToString());
    for (const absl::string_view login : kServiceLogins) {
      Execute(cluster.Url("postgres"), absl::StrCat("CREATE ROLE ", login, " LOGIN IN ROLE ",
                                                    absl::StripSuffix(login, "_login")));
    }
    return new std::string(kTemplate);
  }();
  return *name;
}

}  // namespace

ScratchDatabase::ScratchDatabase() : ScratchDatabase(MigratedTemplate()) {}

ScratchDatabase::ScratchDatabase(const std::string& source) {
  static std::atomic<int> count = 0;
  name_ = absl::StrCat("scratch_", ++count);
  url_ = cluster().Url(name_);
  test::Execute(cluster().Url("postgres"),
                absl::StrCat("CREATE DATABASE ", name_, " TEMPLATE ", source));
}

ScratchDatabase::~ScratchDatabase() {
  try {
    test::Execute(cluster().Url("postgres"),
                  absl::StrCat("DROP DATABASE ", name_, " WITH (FORCE)"));
  } catch (const pqxx::failure&) {
    // The test left the server stopped; the files go when the process does.
  }
}

std::string ScratchDatabase::UrlAs(absl::string_view role) const {
  return cluster().Url(name_, absl::StrCat(role, "_login"));
}

std::string ScratchDatabase::Execute(const std::string& sql) const {
  return test::Execute(url_, sql);
}

void ScratchDatabase::Disconnect() const {
  test::Execute(cluster().Url("postgres"),
                absl::StrCat("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE "
                             "datname = '",
                             name_, "'"));
}

}  // namespace frontdesk::test
