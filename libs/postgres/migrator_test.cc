#include "libs/postgres/migrator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "libs/postgres/pqxx_errors.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/status_matchers.h"

namespace frontdesk {
namespace {

using test::IsOk;
using test::IsOkAndHolds;
using test::ScratchDatabase;
using test::StatusIs;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

auto Version(int version) { return Field(&Migration::version, version); }

class MigratorTest : public ::testing::Test {
 protected:
  MigratorTest() {
    static int count = 0;
    folder_ = absl::StrCat(std::getenv("TEST_TMPDIR"), "/migrations_", ++count);
    std::filesystem::create_directories(folder_);
  }

  void Write(const std::string& name, const std::string& sql) {
    std::ofstream(folder_ + "/" + name) << sql;
  }
  absl::StatusOr<std::vector<Migration>> Run() { return Migrate(database_.url(), folder_); }
  std::string Applied() {
    return database_.Execute(
        "SELECT string_agg(version || ' ' || name, ', ' ORDER BY version) FROM "
        "frontdesk_migrations.applied");
  }

  ScratchDatabase database_ = ScratchDatabase::Empty();
  std::string folder_;
};

TEST_F(MigratorTest, AppliesEachFileOnceInTheOrderOfTheNumbers) {
  Write("V002__fill.sql", "INSERT INTO public.t VALUES (1); INSERT INTO public.t VALUES (2);");
  Write("V001__create.sql", "CREATE TABLE public.t (n int);");
  Write("README.md", "not SQL");

  EXPECT_THAT(Run(), IsOkAndHolds(ElementsAre(Version(1), Version(2))));
  EXPECT_THAT(Run(), IsOkAndHolds(IsEmpty()));
  EXPECT_EQ(Applied(), "1 create, 2 fill");
  EXPECT_EQ(database_.Execute("SELECT sum(n) FROM public.t"), "3");

  Write("V003__more.sql", "INSERT INTO public.t VALUES (10)");
  EXPECT_THAT(Run(), IsOkAndHolds(ElementsAre(Version(3))));
  EXPECT_EQ(database_.Execute("SELECT sum(n) FROM public.t"), "13");
}

TEST_F(MigratorTest, RemembersAChecksum) {
  Write("V001__nothing.sql", "SELECT 1");
  ASSERT_THAT(Run(), IsOk());

  // printf 'SELECT 1' | sha256sum
  EXPECT_EQ(database_.Execute("SELECT checksum FROM frontdesk_migrations.applied"),
            "e004ebd5b5532a4b85984a62f8ad48a81aa3460c1ca07701f386135d72cdecf5");
}

TEST_F(MigratorTest, RefusesAFileThatChangedSinceItWasApplied) {
  Write("V001__create.sql", "CREATE TABLE public.t (n int)");
  ASSERT_THAT(Run(), IsOk());
  Write("V001__create.sql", "CREATE TABLE public.t (n bigint)");
  Write("V002__fill.sql", "INSERT INTO public.t VALUES (1)");

  EXPECT_THAT(Run(), StatusIs(absl::StatusCode::kFailedPrecondition,
                              HasSubstr("V001__create.sql was applied as create and has changed")));
  EXPECT_EQ(Applied(), "1 create");
}

TEST_F(MigratorTest, RefusesADatabaseThatIsNewerThanTheFolder) {
  Write("V001__one.sql", "SELECT 1");
  Write("V002__two.sql", "SELECT 2");
  ASSERT_THAT(Run(), IsOk());
  std::filesystem::remove(folder_ + "/V002__two.sql");

  EXPECT_THAT(Run(),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("migration 2 (two)")));
}

TEST_F(MigratorTest, RefusesAGapADuplicateAndAnotherKindOfName) {
  Write("V001__one.sql", "SELECT 1");
  Write("V003__three.sql", "SELECT 3");
  EXPECT_THAT(Run(), StatusIs(absl::StatusCode::kInvalidArgument,
                              HasSubstr("the number 2 is missing before V003__three.sql")));

  Write("V002__two.sql", "SELECT 2");
  Write("V002__zwei.sql", "SELECT 2");
  EXPECT_THAT(Run(), StatusIs(absl::StatusCode::kInvalidArgument,
                              HasSubstr("V002__two.sql, V002__zwei.sql")));

  std::filesystem::remove(folder_ + "/V002__zwei.sql");
  for (const char* name : {"4_four.sql", "V004_four.sql", "V4__four.sql", "V004__.sql",
                           "V00x__four.sql", "V004__Four.sql", "V004__four more.sql"}) {
    SCOPED_TRACE(name);
    Write(name, "SELECT 4");
    EXPECT_THAT(Run(), StatusIs(absl::StatusCode::kInvalidArgument,
                                HasSubstr(absl::StrCat(name, " is not named"))));
    std::filesystem::remove(folder_ + "/" + name);
  }

  EXPECT_EQ(database_.Execute("SELECT to_regclass('frontdesk_migrations.applied')"), "");
}

TEST_F(MigratorTest, RefusesAFolderThatIsNotThere) {
  EXPECT_THAT(Migrate(database_.url(), folder_ + "/nowhere"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("cannot read")));
}

TEST_F(MigratorTest, LeavesNothingOfAFileThatFails) {
  Write("V001__create.sql", "CREATE TABLE public.t (n int)");
  Write("V002__half.sql", "INSERT INTO public.t VALUES (1); INSERT INTO public.nowhere VALUES (1)");

  const absl::StatusOr<std::vector<Migration>> failed = Run();
  EXPECT_THAT(failed, StatusIs(absl::StatusCode::kInternal, HasSubstr("V002__half.sql: ")));
  EXPECT_EQ(SqlStateOf(failed.status()), "42P01");
  EXPECT_EQ(Applied(), "1 create");
  EXPECT_EQ(database_.Execute("SELECT count(*) FROM public.t"), "0");

  Write("V002__half.sql", "INSERT INTO public.t VALUES (1)");
  EXPECT_THAT(Run(), IsOkAndHolds(ElementsAre(Version(2))));
}

TEST_F(MigratorTest, RefusesAFileThatEndsItsTransaction) {
  Write("V001__sly.sql", "CREATE TABLE public.t (n int); COMMIT; SELECT 1");

  EXPECT_THAT(Run(), StatusIs(absl::StatusCode::kFailedPrecondition,
                              HasSubstr("V001__sly.sql: it ends the transaction")));
}

TEST_F(MigratorTest, LetsManyRunAtOnceAndAppliesEachFileOnce) {
  Write("V001__create.sql", "CREATE TABLE public.t (n int)");
  for (int i = 2; i <= 6; ++i) {
    Write(absl::StrCat("V00", i, "__fill.sql"), "INSERT INTO public.t VALUES (1)");
  }
  std::vector<absl::StatusOr<std::vector<Migration>>> results(4);
  std::vector<std::thread> threads;
  for (auto& result : results) {
    threads.emplace_back([&] { result = Run(); });
  }
  for (std::thread& thread : threads) thread.join();

  std::size_t applied = 0;
  for (const auto& result : results) {
    ASSERT_THAT(result, IsOk());
    applied += result->size();
  }
  EXPECT_EQ(applied, 6u);
  EXPECT_EQ(database_.Execute("SELECT sum(n) FROM public.t"), "5");
}

}  // namespace
}  // namespace frontdesk
