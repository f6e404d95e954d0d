// The binary, as an operator runs it, against the Cliniko sandbox.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <sched.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "libs/clinics/postgres_clinic_registry.h"
#include "libs/domain/key_owner.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/seal/gateway_key.h"
#include "libs/seal/keyring.h"
#include "libs/testing/status_matchers.h"
#include "services/schedule_cache/directory/postgres_directory_store.h"
#include "tools/frontdeskctl/sandboxed_ctl.h"

namespace frontdesk {
namespace {

using ::frontdesk::test::IsOk;
using ::frontdesk::test::IsOkAndHolds;
using ::testing::AllOf;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::Not;

using FrontdeskctlSandboxTest = test::SandboxedCtl;

TEST_F(FrontdeskctlSandboxTest, AddsAClinicAndPrintsOneJsonObject) {
  const Result result = Add("--country AU --time-zone Australia/Sydney --json");

  ASSERT_EQ(result.code, 0) << result.err;
  const nlohmann::json json = nlohmann::json::parse(result.out, nullptr, false);
  ASSERT_TRUE(json.is_object()) << result.out;
  EXPECT_EQ(json["clinic_name"], "Harbour Health");
  EXPECT_EQ(json["clinic_number"], "+61255500100");
  EXPECT_EQ(json["time_zone"], "Australia/Sydney");
  EXPECT_EQ(json["businesses"], 3);
  EXPECT_EQ(json["practitioners"], 5);  // seven less one inactive and one hidden
  EXPECT_GT(json["appointment_types"], 0);
  EXPECT_GT(json["offerings"], 0);
  EXPECT_GT(json["working_hours"], 0);
  EXPECT_EQ(json["counts"]["offerings"], json["offerings"]);

  PostgresPool pool({.url = database_.url(), .size = 2});
  const absl::StatusOr<Keyring> keyring = Keyring::Load(Path("keyring"));
  ASSERT_THAT(keyring, IsOk());
  PostgresClinicRegistry registry(pool, *keyring);
  const std::string key = json["gateway_key"];
  EXPECT_THAT(
      registry.Authenticate(HashGatewayKey(key), Soon()),
      IsOkAndHolds(Field(&KeyOwner::clinic, Field(&Clinic::id, ClinicId(json["clinic_id"])))));
  EXPECT_EQ(json["gateway_key_id"], GatewayKeyId(key));
  const absl::StatusOr<StoredDirectory> stored =
      PostgresDirectoryStore(pool).Load(ClinicId(json["clinic_id"]), Soon());
  ASSERT_THAT(stored, IsOk());
  EXPECT_EQ(stored->directory.businesses.front().name, "City Rooms");
  EXPECT_TRUE(stored->directory.businesses.front().primary);
  EXPECT_EQ(stored->directory.offerings.size(), json["offerings"]);
}

TEST_F(FrontdeskctlSandboxTest, ReadsTheKeyFromStandardInputAndTheTimeZoneFromCliniko) {
  Write("key", "demo-hudson-key-us1\n");
  const Result result = Ctl(
      absl::StrCat("clinic add --name Hudson --phone '(212) 555-0100' --country us --contact-email "
                   "ops@clinic.example --json --cliniko-key-file - <",
                   Path("key")));

  ASSERT_EQ(result.code, 0) << result.err;
  const nlohmann::json json = nlohmann::json::parse(result.out, nullptr, false);
  EXPECT_EQ(json["time_zone"], "America/New_York");
  EXPECT_EQ(json["clinic_number"], "+12125550100");
}

// Cliniko's documents do not agree on how it counts weekdays; whichever way it does, the hours are
// the same.
TEST_F(FrontdeskctlSandboxTest, LearnsHowTheAccountCountsWeekdays) {
  constexpr char kHours[] =
      "SELECT string_agg(concat_ws(' ', practitioner_id, business_id, day_of_week, start_time, "
      "end_time), ', ' ORDER BY practitioner_id, business_id, day_of_week, start_time) "
      "FROM schedule_cache.practitioner_schedules WHERE source = 'weekly'";
  ASSERT_EQ(Add().code, 0);
  const std::string iso = database_.Execute(kHours);
  ASSERT_NE(iso, "");

  for (const std::string setting : {"zero_monday", "zero_sunday"}) {
    SCOPED_TRACE(setting);
    ASSERT_THAT(server_->Control("POST", "/settings",
                                 absl::StrCat(R"({"zero_monday":false,"zero_sunday":false,")",
                                              setting, R"(":true})")),
                IsOk());
    const Result synced = Ctl("clinic sync --clinic +61255500100");
    EXPECT_EQ(synced.code, 0) << synced.err;
    EXPECT_EQ(database_.Execute(kHours), iso) << synced.err;
  }
}

TEST_F(FrontdeskctlSandboxTest, PrintsASummaryAndItsProgressForPeople) {
  const Result result = Add();

  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("Practitioners      5\n"), HasSubstr("fdk_"),
                                HasSubstr("this once only")));
  EXPECT_THAT(result.err, AllOf(HasSubstr("[1/4]"), HasSubstr("[4/4]"),
                                HasSubstr("3 locations, 5 practitioners")));
}

TEST_F(FrontdeskctlSandboxTest, DoesTheSameAgainWithoutAnotherClinicOrGatewayKey) {
  const nlohmann::json first = nlohmann::json::parse(Add("--json").out, nullptr, false);
  const Result again = Add("--json");

  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_THAT(again.err, HasSubstr("there already"));
  const nlohmann::json json = nlohmann::json::parse(again.out, nullptr, false);
  EXPECT_EQ(json["clinic_id"], first["clinic_id"]);
  EXPECT_EQ(json["gateway_key"], nullptr);
  EXPECT_EQ(json["added"], false);
  EXPECT_EQ(json["counts"], first["counts"]);
  EXPECT_EQ(database_.Execute("SELECT count(*) FROM schedule_cache.clinics"), "1");
  EXPECT_EQ(database_.Execute("SELECT count(*) FROM schedule_cache.gateway_keys"), "1");
}

TEST_F(FrontdeskctlSandboxTest, RefusesAnotherClinicWithTheSameNumberAndNamesTheOneThatHasIt) {
  ASSERT_EQ(Add().code, 0);
  const std::string more = "--contact-email ops@clinic.example --cliniko-key-file " + Path("key");
  const Result named = Ctl("clinic add --name Another --phone +61255500100 --json " + more);
  EXPECT_EQ(named.code, 1);
  EXPECT_EQ(named.out, "");
  EXPECT_THAT(named.err, HasSubstr("Harbour Health"));

  Write("key", "demo-hudson-key-us1\n");
  const Result keyed = Add("--json");
  EXPECT_EQ(keyed.code, 1);
  EXPECT_THAT(keyed.err, HasSubstr("clinic set"));
  EXPECT_EQ(database_.Execute("SELECT count(*) FROM schedule_cache.clinics"), "1");
}

TEST_F(FrontdeskctlSandboxTest, TriesAClinicOutWithoutStoringIt) {
  const Result result = Add("--dry-run --json");

  ASSERT_EQ(result.code, 0) << result.err;
  const nlohmann::json json = nlohmann::json::parse(result.out, nullptr, false);
  EXPECT_EQ(json["dry_run"], true);
  EXPECT_EQ(json["practitioners"], 5);
  EXPECT_EQ(json["gateway_key"], nullptr);
  EXPECT_THAT(Add("--dry-run").out, HasSubstr("nothing was stored"));
  EXPECT_EQ(database_.Execute("SELECT count(*) FROM schedule_cache.clinics"), "0");
}

TEST_F(FrontdeskctlSandboxTest, NamesWhatCallersCannotBook) {
  const Result result = Add("--json");
  ASSERT_EQ(result.code, 0) << result.err;
  const nlohmann::json hidden = nlohmann::json::parse(result.out, nullptr, false)["hidden"];

  EXPECT_THAT(hidden.dump(), AllOf(HasSubstr("practitioner "), HasSubstr("hidden in Cliniko")));
}

TEST_F(FrontdeskctlSandboxTest, ReplacesAClinikoKeyByOneThatWorksForTheSameAccount) {
  ASSERT_EQ(Add().code, 0);
  const std::string set = "clinic set --clinic +61255500100 --cliniko-key-file " + Path("key");
  const std::string sealed = "SELECT cliniko_key_sealed::text FROM schedule_cache.clinics";
  const std::string before = database_.Execute(sealed);

  Write("key", "no-such-key-au1\n");
  EXPECT_THAT(Ctl(set).err, HasSubstr("does not accept the key"));
  Write("key", "demo-hudson-key-us1\n");
  EXPECT_THAT(Ctl(set).err, HasSubstr("another Cliniko account"));
  EXPECT_EQ(database_.Execute(sealed), before);

  Write("key", absl::StrCat(test::kHarbourKey, "\n"));
  const Result replaced = Ctl(set);
  EXPECT_EQ(replaced.code, 0) << replaced.err;
  EXPECT_NE(database_.Execute(sealed), before);
  EXPECT_EQ(Ctl("clinic sync --clinic +61255500100").code, 0);
}

// What a person sees: a prompt, and nothing of what they type.
TEST_F(FrontdeskctlSandboxTest, AsksForTheKeyAtATerminalWithoutShowingIt) {
  const std::string command = CommandLine(
      "clinic add --name 'Harbour Health' --phone '02 5550 0100' "
      "--contact-email ops@clinic.example");
  int terminal = -1;
  const pid_t child = ::forkpty(&terminal, nullptr, nullptr, nullptr);
  ASSERT_GE(child, 0);
  if (child == 0) {
    ::execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
    ::_exit(127);
  }
  std::string screen;
  bool typed = false;
  char part[4096];
  // Ends with an error when the other side is closed.
  for (ssize_t got; (got = ::read(terminal, part, sizeof part)) > 0;) {
    screen.append(part, static_cast<std::size_t>(got));
    if (!typed && screen.find("Cliniko API key: ") != std::string::npos) {
      typed = true;
      // The terminal is silent by now or soon: typing waits until it is.
      for (termios mode; ::tcgetattr(terminal, &mode) == 0 && (mode.c_lflag & ECHO) != 0;) {
        ::sched_yield();
      }
      const std::string line = absl::StrCat(test::kHarbourKey, "\n");
      ASSERT_EQ(::write(terminal, line.data(), line.size()), static_cast<ssize_t>(line.size()));
    }
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ::close(terminal);

  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << screen;
  EXPECT_THAT(screen, AllOf(HasSubstr("fdk_"), Not(HasSubstr(test::kHarbourKey))));
}

TEST_F(FrontdeskctlSandboxTest, SaysWhatIsWrongWithAKeyAndStoresNothing) {
  Write("key", "no-such-key-au1");
  EXPECT_THAT(Add().err, HasSubstr("does not accept the key"));

  Write("key", absl::StrCat(test::kHarbourKey, "\n"));
  ASSERT_THAT(server_->Control("POST", "/faults", R"({"route":"/user","status":403})"), IsOk());
  EXPECT_THAT(Add().err, HasSubstr("its user may not"));

  cliniko_url_ = "http://127.0.0.1:1/v1";
  const Result unreachable = Add();
  EXPECT_EQ(unreachable.code, 1);
  EXPECT_THAT(unreachable.err, HasSubstr("cannot be reached"));
  EXPECT_EQ(database_.Execute("SELECT count(*) FROM schedule_cache.clinics"), "0");
}

TEST_F(FrontdeskctlSandboxTest, LeavesNoHalfMadeClinicWhenTheDirectoryCannotBeRead) {
  ASSERT_THAT(server_->Control("POST", "/faults", R"({"route":"/services","status":422})"), IsOk());
  const Result failed = Add("--json");
  EXPECT_EQ(failed.code, 1);
  EXPECT_EQ(failed.out, "");
  EXPECT_EQ(database_.Execute("SELECT count(*) FROM schedule_cache.clinic_numbers"), "0");

  ASSERT_THAT(server_->Control("DELETE", "/faults"), IsOk());
  EXPECT_EQ(Add("--json").code, 0);
}

TEST_F(FrontdeskctlSandboxTest, SyncsAgainAndSaysWhetherAnythingChanged) {
  const auto counts_for = [this](const std::string& whom) {
    return database_.Execute(
        absl::StrCat("SELECT granted_to_", whom, " <> '{}' FROM schedule_cache.cliniko_budgets"));
  };
  ASSERT_EQ(Add().code, 0);
  EXPECT_EQ(counts_for("callers"), "t") << "what it asks counts like anybody else's";
  const Result result = Ctl("clinic sync --clinic +61255500100 --json");

  ASSERT_EQ(result.code, 0) << result.err;
  const nlohmann::json json = nlohmann::json::parse(result.out, nullptr, false);
  EXPECT_EQ(json["changed"], false);
  EXPECT_EQ(json["practitioners"], 5);
  EXPECT_EQ(counts_for("background"), "t");
}

TEST_F(FrontdeskctlSandboxTest, ShowsTheClinikoKeyNowhere) {
  const Result added = Add();
  const Result synced = Ctl("clinic sync --all");
  const Result shown = Ctl("clinic show --clinic +61255500100");
  ASSERT_EQ(shown.code, 0) << shown.err;

  for (const Result& result : {added, synced, shown}) {
    EXPECT_THAT(absl::StrCat(result.out, result.err), Not(HasSubstr(test::kHarbourKey)));
  }
  EXPECT_EQ(database_.Execute("SELECT count(*) FROM schedule_cache.clinics c "
                              "WHERE position('demo-harbour'::bytea IN cliniko_key_sealed) > 0"),
            "0");
}

}  // namespace
}  // namespace frontdesk
