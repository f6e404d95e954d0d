#include "libs/testing/scratch_database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <pqxx/connection>
#include <pqxx/except>
#include <stdexcept>
#include <string>

#include "libs/testing/scratch_cluster.h"

namespace frontdesk::test {
namespace {

TEST(ScratchDatabase, StartsWithEveryMigrationApplied) {
  const ScratchDatabase database;
  int files = 0;
  for (const auto& file : std::filesystem::directory_iterator("deploy/postgres/migrations")) {
    if (file.path().extension() == ".sql") ++files;
  }

  EXPECT_EQ(database.Execute("SELECT count(*) FROM frontdesk_migrations.applied"),
            std::to_string(files));
}

TEST(ScratchDatabase, SharesNothingWithTheNext) {
  const ScratchDatabase one;
  const ScratchDatabase other;
  one.Execute("CREATE TABLE public.mine (id int)");

  EXPECT_EQ(one.Execute("SELECT to_regclass('public.mine')"), "mine");
  EXPECT_EQ(other.Execute("SELECT to_regclass('public.mine')"), "");
}

TEST(ScratchDatabase, CanStartEmpty) {
  const ScratchDatabase database = ScratchDatabase::Empty();

  EXPECT_EQ(database.Execute("SELECT to_regclass('frontdesk_migrations.applied')"), "");
}

TEST(ScratchDatabase, KeepsItsRowsThroughAStopAndACrash) {
  const ScratchDatabase database = ScratchDatabase::Empty();
  database.Execute("CREATE TABLE public.kept AS SELECT 7 AS value");

  database.cluster().Stop();
  EXPECT_THROW(pqxx::connection(database.url()), pqxx::broken_connection);
  database.cluster().Start();
  EXPECT_EQ(database.Execute("SELECT value FROM public.kept"), "7");

  database.cluster().Crash();
  database.cluster().Start();
  EXPECT_EQ(database.Execute("SELECT value FROM public.kept"), "7");
}

TEST(ScratchCluster, LeavesNothingBehindWhenItsProcessIsKilled) {
  std::array<int, 2> pipe_ends;
  ASSERT_EQ(::pipe(pipe_ends.data()), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    try {
      const ScratchCluster cluster;
      const std::string url = cluster.Url("postgres");
      if (::write(pipe_ends[1], url.data(), url.size()) > 0) ::pause();
    } catch (const std::runtime_error&) {
      // The parent reads the end of the pipe in place of a URL.
    }
    ::_exit(1);
  }
  ::close(pipe_ends[1]);
  std::array<char, 256> buffer;
  const ssize_t size = ::read(pipe_ends[0], buffer.data(), buffer.size());
  ASSERT_GT(size, 0);
  const std::string url(buffer.data(), static_cast<std::size_t>(size));
  const std::string folder = url.substr(url.find("/tmp/"), url.find('&') - url.find("/tmp/"));
  ASSERT_TRUE(std::filesystem::exists(folder)) << folder;

  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);

  // The supervisor is not our child, so there is nothing to wait on but the folder's end.
  for (int i = 0; i < 1000 && std::filesystem::exists(folder); ++i) ::usleep(20'000);
  EXPECT_FALSE(std::filesystem::exists(folder)) << folder;
  EXPECT_THROW(pqxx::connection{url}, pqxx::broken_connection);
}

}  // namespace
}  // namespace frontdesk::test
