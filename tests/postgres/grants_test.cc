// Who may do what in the database, looked up in its catalog and held against
// deploy/postgres/grants.txt: whatever is added needs a line there, and so somebody who thought
// about it.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "libs/testing/scratch_database.h"

namespace frontdesk {
namespace {

// "what: who RIGHTS", a line each, of all but the owner.
constexpr char kGrants[] = R"sql(
  WITH ours AS (
    SELECT oid, nspname FROM pg_namespace
    WHERE nspname NOT LIKE 'pg\_%' AND nspname NOT IN ('information_schema', 'public')),
  objects AS (
    SELECT 'schema ' || nspname AS what, nspowner AS owner, nspacl AS acl, '' AS part
    FROM pg_namespace JOIN ours USING (oid, nspname)
    UNION ALL
    SELECT nspname || '.' || relname, relowner, relacl, ''
    FROM pg_class JOIN ours ON ours.oid = relnamespace WHERE relkind NOT IN ('i', 'I', 'S', 'c', 't')
    UNION ALL
    SELECT 'sequence ' || nspname || '.' || relname, relowner, relacl, ''
    FROM pg_class JOIN ours ON ours.oid = relnamespace WHERE relkind = 'S' AND relacl IS NOT NULL
    UNION ALL
    SELECT nspname || '.' || relname, relowner, attacl, '(' || attname || ')'
    FROM pg_class JOIN ours ON ours.oid = relnamespace JOIN pg_attribute ON attrelid = pg_class.oid
    WHERE attacl IS NOT NULL
    UNION ALL
    SELECT nspname || '.' || proname || '()', proowner, coalesce(proacl, acldefault('f', proowner)), ''
    FROM pg_proc JOIN ours ON ours.oid = pronamespace),
  given AS (
    SELECT o.what, CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END AS who,
           a.privilege_type || o.part || CASE WHEN a.is_grantable THEN '*' ELSE '' END AS given
    FROM objects o, aclexplode(o.acl) a WHERE a.grantee <> o.owner)
  SELECT string_agg(line, E'\n' ORDER BY line) || E'\n' FROM (
    SELECT what || ': ' || who || ' ' || string_agg(given, ' ' ORDER BY given) AS line
    FROM given GROUP BY what, who
    UNION ALL
    SELECT DISTINCT what || ': nobody' FROM objects
    WHERE what NOT IN (SELECT what FROM given) AND what NOT LIKE 'sequence %') lines)sql";

std::string Listed() {
  std::ifstream file("deploy/postgres/grants.txt");
  std::string lines;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && !absl::StartsWith(line, "#")) lines += line + "\n";
  }
  return lines;
}

class GrantsTest : public ::testing::Test {
 protected:
  // The names that `sql` finds in our schemas; the table pg_namespace is n.
  std::string Find(const std::string& sql) {
    return database_.Execute(
        "SELECT coalesce(string_agg(name, ', ' ORDER BY name), '') FROM (" + sql +
        " AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname NOT IN ('information_schema', 'public')) "
        "AS found");
  }

  test::ScratchDatabase database_;
};

TEST_F(GrantsTest, AreWhatTheListSays) {
  EXPECT_EQ(database_.Execute(kGrants), Listed())
      << "deploy/postgres/grants.txt tells what is decided";
}

TEST_F(GrantsTest, HideTheRowsOfEveryTableFromWhoeverIsNotOurs) {
  EXPECT_EQ(
      Find("SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = "
           "c.relnamespace "
           "WHERE c.relkind IN ('r', 'p') AND (NOT c.relrowsecurity OR c.relforcerowsecurity)"),
      "")
      << "row-level security is off, or binds the owner, through whom views and references read";
  EXPECT_EQ(
      Find("SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = "
           "c.relnamespace "
           "WHERE c.relkind IN ('r', 'p') AND n.nspname <> 'frontdesk_migrations' AND NOT EXISTS ("
           "  SELECT FROM pg_policies p WHERE p.schemaname = n.nspname AND p.tablename = c.relname "
           "  AND p.roles = "
           "'{frontdesk_booking,frontdesk_operator,frontdesk_schedule_cache,frontdesk_session}' "
           "  AND p.qual = 'true' AND p.with_check = 'true')"),
      "")
      << "without the policy of V018";
  EXPECT_EQ(
      Find("SELECT p.tablename || ' ' || p.policyname AS name FROM pg_policies p "
           "JOIN pg_namespace n ON n.nspname = p.schemaname WHERE p.policyname <> 'frontdesk'"),
      "");
}

TEST_F(GrantsTest, LetNoViewShowWhatItsReaderMayNotSee) {
  EXPECT_EQ(Find("SELECT c.oid::regclass::text AS name FROM pg_class c "
                 "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('v', 'm') "
                 "AND NOT coalesce('security_invoker=true' = ANY (c.reloptions), false)"),
            "");
}

// Whoever calls such a function would else choose what its words mean.
TEST_F(GrantsTest, LetNoFunctionOfTheOwnersLookWhereItsCallerSays) {
  EXPECT_EQ(Find("SELECT p.oid::regprocedure::text AS name FROM pg_proc p JOIN pg_namespace n ON "
                 "n.oid = p.pronamespace "
                 "WHERE p.prosecdef AND NOT coalesce('search_path=pg_catalog, pg_temp' = ANY "
                 "(p.proconfig), false)"),
            "");
}

TEST_F(GrantsTest, MakeTheOneProcessAllThreeServicesAndNoOperator) {
  EXPECT_EQ(database_.Execute("SELECT string_agg(roleid::regrole::text, ' ' ORDER BY "
                              "roleid::regrole::text) FROM pg_auth_members "
                              "WHERE member = 'frontdesk_app'::regrole"),
            "frontdesk_booking frontdesk_schedule_cache frontdesk_session");
  EXPECT_EQ(
      database_.Execute(
          "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'frontdesk\\_%' AND rolname NOT LIKE "
          "'%\\_login' AND (rolcanlogin OR rolsuper OR rolcreaterole OR rolcreatedb OR "
          "rolbypassrls OR rolreplication)"),
      "0");
}

}  // namespace
}  // namespace frontdesk
