// Databases of others: where the owner of the tables is no superuser, may not create roles, or
// where a REST layer's roles get everything that is made, as on Supabase.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <pqxx/connection>
#include <pqxx/except>
#include <pqxx/nontransaction>
#include <pqxx/result>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "libs/postgres/migrator.h"
#include "libs/testing/scratch_cluster.h"
#include "libs/testing/status_matchers.h"

namespace frontdesk {
namespace {

using test::IsOk;
using test::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr char kMigrations[] = "deploy/postgres/migrations";

std::string Contents(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

auto Denied() { return HasSubstr("permission denied"); }

class HostedTest : public ::testing::Test {
 protected:
  std::string Execute(const std::string& user, const std::string& database,
                      const std::string& sql) {
    pqxx::connection connection(cluster_.Url(database, user));
    pqxx::nontransaction work(connection);
    const pqxx::result rows = work.exec(sql);
    if (rows.empty() || rows.columns() == 0 || rows[0][0].is_null()) return "";
    return rows[0][0].as<std::string>();
  }

  // What the database says to `sql`; empty if it does it.
  std::string Try(const std::string& user, const std::string& database, const std::string& sql) {
    try {
      Execute(user, database, sql);
      return "";
    } catch (const pqxx::sql_error& e) {
      return e.what();  // libpqxx 6.4 has no SQLSTATE for this one
    }
  }

  auto MigrateAs(const std::string& user, const std::string& database) {
    return Migrate(cluster_.Url(database, user), kMigrations);
  }

  // Of this test alone: roles are a whole cluster's.
  test::ScratchCluster cluster_;
};

TEST_F(HostedTest, AnOwnerWhoMayNotCreateRolesIsToldWhatToDo) {
  Execute("postgres", "postgres", "CREATE ROLE owner LOGIN");
  Execute("postgres", "postgres", "CREATE DATABASE frontdesk OWNER owner");

  EXPECT_THAT(
      MigrateAs("owner", "frontdesk"),
      StatusIs(
          absl::StatusCode::kInternal,
          AllOf(HasSubstr("V018"), HasSubstr("owner may not create roles"),
                HasSubstr("run deploy/postgres/roles.sql as one who may, then migrate again"))));
  Execute("postgres", "postgres", Contents("deploy/postgres/roles.sql"));
  EXPECT_THAT(MigrateAs("owner", "frontdesk"), IsOk());

  // Another database of the cluster, and the same again.
  Execute("postgres", "postgres", Contents("deploy/postgres/roles.sql"));
  Execute("postgres", "postgres", "CREATE DATABASE staging OWNER owner");
  EXPECT_THAT(MigrateAs("owner", "staging"), IsOk());
}

TEST_F(HostedTest, DatabasesOfOneClusterAreMigratedAtOnce) {
  constexpr int kDatabases = 4;
  for (int i = 0; i < kDatabases; ++i) {
    Execute("postgres", "postgres", absl::StrCat("CREATE DATABASE frontdesk_", i));
  }
  std::vector<std::thread> threads;
  for (int i = 0; i < 2 * kDatabases; ++i) {
    threads.emplace_back([this, i] {
      EXPECT_THAT(MigrateAs("postgres", absl::StrCat("frontdesk_", i % kDatabases)), IsOk());
    });
  }
  for (std::thread& thread : threads) thread.join();

  for (int i = 0; i < kDatabases; ++i) {
    EXPECT_EQ(Execute("postgres", absl::StrCat("frontdesk_", i),
                      "SELECT has_table_privilege('frontdesk_app', 'booking.bookings', 'INSERT')"),
              "t");
  }
}

// The file and the migration must make the same roles.
TEST_F(HostedTest, AnOwnerWhoMayCreateRolesNeedsNobody) {
  Execute("postgres", "postgres", "CREATE ROLE owner LOGIN CREATEROLE");
  Execute("postgres", "postgres", "CREATE DATABASE frontdesk OWNER owner");
  ASSERT_THAT(MigrateAs("owner", "frontdesk"), IsOk());

  const std::string roles =
      "SELECT string_agg(format('%s %s %s', r.rolname, r.rolcanlogin, ARRAY(SELECT "
      "roleid::regrole::text "
      "FROM pg_auth_members WHERE member = r.oid ORDER BY 1)), ', ' ORDER BY r.rolname) "
      "FROM pg_roles r WHERE r.rolname LIKE 'frontdesk%'";
  const std::string by_migration = Execute("postgres", "postgres", roles);
  EXPECT_THAT(by_migration, HasSubstr("frontdesk_app f"));
  test::ScratchCluster other;
  pqxx::connection connection(other.Url("postgres"));
  pqxx::nontransaction work(connection);
  work.exec(Contents("deploy/postgres/roles.sql"));
  EXPECT_EQ(work.exec1(roles)[0].as<std::string>(), by_migration);

  // What the docs do then.
  Execute("owner", "frontdesk", "CREATE ROLE frontdesk_session_1 LOGIN IN ROLE frontdesk_session");
  EXPECT_EQ(Try("frontdesk_session_1", "frontdesk", "SELECT * FROM session.preferred_locations"),
            "");
}

// Supabase's roles as they are in a new project. Source: its documentation, "Postgres Roles" and
// "Using Custom Schemas"; service_role passes row-level security.
TEST_F(HostedTest, SupabasesRestLayerSeesNothing) {
  Execute("postgres", "postgres", R"sql(
    CREATE ROLE anon NOLOGIN; CREATE ROLE authenticated NOLOGIN; CREATE ROLE service_role NOLOGIN BYPASSRLS;
    CREATE ROLE authenticator LOGIN NOINHERIT IN ROLE anon, authenticated, service_role;
    CREATE ROLE project LOGIN CREATEROLE CREATEDB BYPASSRLS)sql");
  Execute("postgres", "postgres", "CREATE DATABASE supabase OWNER project");
  // Here even for every schema: on Supabase it is for public alone.
  Execute("project", "supabase", R"sql(
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO anon, authenticated, service_role;
    ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO anon, authenticated, service_role;
    ALTER DEFAULT PRIVILEGES GRANT ALL ON ROUTINES TO anon, authenticated, service_role;
    ALTER DEFAULT PRIVILEGES GRANT ALL ON SEQUENCES TO anon, authenticated, service_role)sql");

  ASSERT_THAT(MigrateAs("project", "supabase"), IsOk());

  Execute("project", "supabase", R"sql(
    INSERT INTO schedule_cache.clinics (clinic_name, country, time_zone, contact_email,
                                        cliniko_key_sealed, cliniko_key_kek, cliniko_shard)
    VALUES ('Harbour Health', 'AU', 'Australia/Sydney', 'desk@clinic.example', 'sealed', 'k1', 'au1');
    INSERT INTO schedule_cache.clinic_numbers SELECT '+61290000001', clinic_id FROM schedule_cache.clinics;
    INSERT INTO booking.bookings
      (clinic_id, state, idempotency_key, request_fingerprint, practitioner_id, business_id,
       appointment_type_id, starts_at, ends_at, patient_name, patient_phone)
    SELECT clinic_id, 'cancelled', 'a', 'a', '201', '101', '301', now(), now() + interval '1 hour',
           'Casey Caller', '+61491570110'
    FROM schedule_cache.clinics)sql");
  const auto as = [&](const std::string& role, const std::string& sql) {
    return Try("authenticator", "supabase", "SET ROLE " + role + "; " + sql);
  };
  for (const char* role : {"anon", "authenticated", "service_role"}) {
    SCOPED_TRACE(role);
    EXPECT_EQ(
        Execute(
            "project", "supabase",
            std::string(
                "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace, "
                "aclexplode(relacl) a WHERE nspname IN ('schedule_cache', 'booking', 'session', "
                "'frontdesk_migrations') AND a.grantee = '") +
                role + "'::regrole"),
        "0");
    for (const char* sql :
         {"SELECT * FROM schedule_cache.clinics", "SELECT * FROM schedule_cache.number_owners",
          "SELECT * FROM booking.occupied_times", "SELECT * FROM session.call_bookings",
          "SELECT * FROM frontdesk_migrations.applied",
          "INSERT INTO booking.erasures DEFAULT VALUES",
          "SELECT schedule_cache.take_cliniko_request('', NULL, false, 1, 1)"}) {
      EXPECT_THAT(as(role, sql), Denied()) << sql;
    }
  }

  // Even where somebody exposes the schemas.
  Execute("project", "supabase",
          "GRANT USAGE ON SCHEMA schedule_cache, booking TO anon; "
          "GRANT SELECT ON ALL TABLES IN SCHEMA schedule_cache, booking TO anon");
  pqxx::connection connection(cluster_.Url("supabase", "authenticator"));
  pqxx::nontransaction work(connection);
  work.exec("SET ROLE anon");
  for (const char* hidden :
       {"schedule_cache.clinics", "schedule_cache.number_owners", "booking.booking_changes"}) {
    EXPECT_EQ(work.exec1(std::string("SELECT count(*) FROM ") + hidden)[0].as<int>(), 0) << hidden;
  }
}

}  // namespace
}  // namespace frontdesk
