#include "tools/frontdeskctl/frontdeskctl.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/clinics/clinic_writes.h"
#include "libs/clinics/registered_clinic.h"
#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/seal/keyring.h"
#include "libs/testing/scratch_database.h"
#include "tools/frontdeskctl/terminal.h"

namespace frontdesk::ctl {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string InTempDir(const std::string& name) {
  return absl::StrCat(std::getenv("TEST_TMPDIR"), "/",
                      ::testing::UnitTest::GetInstance()->current_test_info()->name(), "-", name);
}

void WriteFile(const std::string& path, const std::string& text) {
  std::ofstream(path) << text;
  ASSERT_EQ(::chmod(path.c_str(), 0600), 0);
}

struct Result {
  int code = 0;
  std::string out;
  std::string err;
};

// Runs the tool as if it had been typed.
Result Type(std::vector<std::string> arguments, const std::string& input = "",
            bool interactive = false) {
  arguments.insert(arguments.begin(), "frontdeskctl");
  std::vector<const char*> argv;
  for (const std::string& argument : arguments) argv.push_back(argument.c_str());
  std::istringstream in(input);
  std::ostringstream out;
  std::ostringstream err;
  Terminal terminal = {.in = in, .out = out, .err = err, .interactive = interactive};
  const SystemClock clock;
  const int code = Frontdeskctl(static_cast<int>(argv.size()), argv.data(), terminal, clock);
  return {.code = code, .out = out.str(), .err = err.str()};
}

TEST(Frontdeskctl, HelpsAtEveryCommandWithAnExample) {
  for (const std::vector<std::string>& command :
       std::vector<std::vector<std::string>>{{},
                                             {"migrate"},
                                             {"keyring", "new"},
                                             {"clinic", "add"},
                                             {"clinic", "list"},
                                             {"clinic", "show"},
                                             {"clinic", "sync"},
                                             {"clinic", "enable"},
                                             {"clinic", "disable"},
                                             {"clinic", "set"},
                                             {"clinic", "remove"},
                                             {"keyring", "add"},
                                             {"elevenlabs", "export"},
                                             {"elevenlabs", "link"},
                                             {"key", "mint"},
                                             {"key", "revoke"},
                                             {"key", "rotate"},
                                             {"schedule", "probe"},
                                             {"cache", "show"},
                                             {"cache", "clear"},
                                             {"booking", "show"},
                                             {"booking", "list"},
                                             {"booking", "events"},
                                             {"location", "alias", "add"},
                                             {"location", "alias", "list"},
                                             {"location", "alias", "remove"}}) {
    SCOPED_TRACE(command.empty() ? "frontdeskctl" : command.back());
    std::vector<std::string> arguments = command;
    arguments.push_back("--help");
    const Result result = Type(arguments);
    EXPECT_EQ(result.code, kSuccess);
    EXPECT_THAT(result.out, HasSubstr("\n  frontdeskctl "));
  }
}

TEST(Frontdeskctl, CallsAWrongCommandLineAUsageError) {
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {},
           {"nonsense"},
           {"clinic"},
           {"clinic", "list", "--nonsense"},
           {"clinic", "show"},
           {"location", "alias", "add", "--clinic", "x"},
           {"clinic", "list"},  // no --database-url-file
           {"clinic", "list", "--database-url-file", "/does/not/exist"}}) {
    SCOPED_TRACE(::testing::PrintToString(arguments));
    const Result result = Type(arguments);
    EXPECT_EQ(result.code, kUsageError);
    EXPECT_EQ(result.out, "");
    EXPECT_NE(result.err, "");
  }
}

TEST(Frontdeskctl, SaysWhatThereIsInPlaceOfACommandThatThereIsNot) {
  const Result frob = Type({"clinic", "frob"});
  EXPECT_EQ(frob.code, kUsageError);
  EXPECT_THAT(frob.err, AllOf(HasSubstr("no command \"frontdeskctl clinic frob\""),
                              HasSubstr("add, list, show"), HasSubstr("--help")));
  EXPECT_THAT(Type({"nonsense"}).err,
              AllOf(HasSubstr("\"frontdeskctl nonsense\""), HasSubstr("migrate, keyring, clinic")));
  EXPECT_THAT(Type({"location", "alias"}).err,
              AllOf(HasSubstr("\"frontdeskctl location alias\" needs"), HasSubstr("add, list")));
}

TEST(Frontdeskctl, MakesAKeyringThatOnlyItsOwnerMayRead) {
  const std::string path = InTempDir("keyring");
  ASSERT_EQ(Type({"keyring", "new", "--file", path}).code, kSuccess);

  struct stat facts = {};
  ASSERT_EQ(::stat(path.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600u);
  EXPECT_TRUE(Keyring::Load(path).ok());
}

TEST(Frontdeskctl, NeverOverwritesAKeyring) {
  const std::string path = InTempDir("keyring");
  WriteFile(path, "precious");
  const Result result = Type({"keyring", "new", "--file", path});

  EXPECT_EQ(result.code, kFailure);
  EXPECT_THAT(result.err, HasSubstr("not overwritten"));
  std::ifstream file(path);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), "precious");
}

class FrontdeskctlWithDatabase : public ::testing::Test {
 protected:
  FrontdeskctlWithDatabase() {
    WriteFile(url_file_, database_.url());
    WriteFile(keyring_file_, "k1 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n");
    test::Register(pool_, clinic_, test::TestKeyring());
    database_.Execute(absl::StrCat(
        "INSERT INTO schedule_cache.businesses (clinic_id, business_id, business_name) VALUES ('",
        clinic_.id.value(), "', '11', 'City')"));
  }

  Result Ctl(std::vector<std::string> arguments, const std::string& input = "",
             bool interactive = false) {
    arguments.insert(arguments.end(),
                     {"--database-url-file", url_file_, "--keyring-file", keyring_file_});
    return Type(std::move(arguments), input, interactive);
  }

  nlohmann::json Json(std::vector<std::string> arguments) {
    arguments.push_back("--json");
    const Result result = Ctl(std::move(arguments));
    EXPECT_EQ(result.code, kSuccess) << result.err;
    return nlohmann::json::parse(result.out, nullptr, /*allow_exceptions=*/false);
  }

  const std::string url_file_ = InTempDir("url");
  const std::string keyring_file_ = InTempDir("keyring");
  test::ScratchDatabase database_;
  PostgresPool pool_{{.url = database_.url(), .size = 2}};
  const NewClinic clinic_ = test::ANewClinic();
};

TEST_F(FrontdeskctlWithDatabase, TakesGlobalFlagsBeforeTheCommandToo) {
  const Result result = Type({"--database-url-file", url_file_, "clinic", "list"});

  EXPECT_EQ(result.code, kSuccess) << result.err;
  EXPECT_THAT(result.out, HasSubstr("Harbour Health"));
}

TEST_F(FrontdeskctlWithDatabase, TakesGlobalFlagsFromTheEnvironment) {
  ASSERT_EQ(::setenv("FRONTDESK_DATABASE_URL_FILE", url_file_.c_str(), 1), 0);
  const Result result = Type({"clinic", "list"});
  ::unsetenv("FRONTDESK_DATABASE_URL_FILE");

  EXPECT_EQ(result.code, kSuccess) << result.err;
}

TEST_F(FrontdeskctlWithDatabase, MigratesAnEmptyDatabaseOnce) {
  const test::ScratchDatabase empty = test::ScratchDatabase::Empty();
  WriteFile(url_file_, empty.url());
  const Result before = Ctl({"clinic", "list"});
  EXPECT_EQ(before.code, kFailure);
  EXPECT_THAT(before.err, HasSubstr("frontdeskctl migrate"));

  const Result first = Ctl({"migrate"});
  EXPECT_EQ(first.code, kSuccess) << first.err;
  EXPECT_THAT(first.out, HasSubstr("applied V001 create_schedule_cache"));
  EXPECT_EQ(Ctl({"migrate"}).out, "the database is up to date\n");
  EXPECT_EQ(Ctl({"clinic", "list"}).code, kSuccess);
}

TEST_F(FrontdeskctlWithDatabase, ListsAndShowsClinics) {
  EXPECT_EQ(Json({"clinic", "list"})["clinics"][0]["clinic_id"], clinic_.id.value());

  const nlohmann::json shown = Json({"clinic", "show", "--clinic", "02 9000 0001"});
  EXPECT_EQ(shown["clinic_number"], "+61290000001");
  EXPECT_EQ(shown["synced_at"], nullptr);
  EXPECT_EQ(shown["counts"]["businesses"], 1);
}

TEST_F(FrontdeskctlWithDatabase, FindsAClinicByItsIdInAnyCase) {
  std::string id = clinic_.id.value();
  EXPECT_EQ(Ctl({"clinic", "show", "--clinic", id}).code, kSuccess);
  EXPECT_EQ(Ctl({"clinic", "show", "--clinic", "00000000-0000-4000-8000-00000000000F"}).code,
            kFailure);
}

TEST_F(FrontdeskctlWithDatabase, SaysWhichClinicItCannotFind) {
  const Result result = Ctl({"clinic", "show", "--clinic", "+61299999999"});

  EXPECT_EQ(result.code, kFailure);
  EXPECT_THAT(result.err, HasSubstr("+61299999999"));
}

TEST_F(FrontdeskctlWithDatabase, MintsAndRevokesKeys) {
  const nlohmann::json minted = Json({"key", "mint", "--clinic", "+61290000001"});
  const std::string key = minted["gateway_key"];
  const std::string key_id = minted["gateway_key_id"];
  EXPECT_THAT(key, HasSubstr("fdk_"));

  const Result revoked = Ctl({"key", "revoke", "--clinic", "+61290000001", "--key-id", key_id});
  EXPECT_EQ(revoked.code, kSuccess) << revoked.err;
  EXPECT_EQ(database_.Execute("SELECT count(*) FROM schedule_cache.gateway_keys "
                              "WHERE revoked_at IS NOT NULL"),
            "1");
  const Result shown = Ctl({"clinic", "show", "--clinic", "+61290000001"});
  EXPECT_THAT(shown.out, AllOf(HasSubstr(key_id), HasSubstr("revoked"), Not(HasSubstr(key))));
  EXPECT_EQ(Ctl({"key", "revoke", "--clinic", "+61290000001", "--key-id", "none"}).code, kFailure);
}

TEST_F(FrontdeskctlWithDatabase, AddsListsAndRemovesAliases) {
  const std::vector<std::string> where = {"--clinic", "+61290000001", "--business",
                                          "11",       "--alias",      "The Tall One"};
  std::vector<std::string> add = {"location", "alias", "add"};
  add.insert(add.end(), where.begin(), where.end());
  EXPECT_EQ(Json(add)["alias"], "the tall one");
  const nlohmann::json listed = Json({"location", "alias", "list", "--clinic", "+61290000001"});
  EXPECT_EQ(listed["aliases"][0]["alias"], "the tall one");
  EXPECT_EQ(listed["aliases"][0]["generated"], false);

  std::vector<std::string> remove = {"location", "alias", "remove"};
  remove.insert(remove.end(), where.begin(), where.end());
  EXPECT_EQ(Ctl(remove).code, kSuccess);
  EXPECT_EQ(Ctl(remove).code, kFailure);
}

TEST_F(FrontdeskctlWithDatabase, DisablesAndEnablesAClinic) {
  EXPECT_EQ(Ctl({"clinic", "disable", "--clinic", "+61290000001"}).code, kSuccess);
  EXPECT_EQ(Json({"clinic", "show", "--clinic", "+61290000001"})["active"], false);
  EXPECT_THAT(Ctl({"clinic", "sync", "--clinic", "+61290000001"}).err, HasSubstr("disabled"));
  EXPECT_EQ(Ctl({"clinic", "enable", "--clinic", "+61290000001"}).code, kSuccess);
  EXPECT_EQ(Json({"clinic", "show", "--clinic", "+61290000001"})["active"], true);
}

TEST(Frontdeskctl, PutsANewKeyFirstIntoAKeyring) {
  const std::string path = InTempDir("keyring");
  ASSERT_EQ(Type({"keyring", "new", "--file", path}).code, kSuccess);
  const Sealed sealed = Keyring::Load(path)->Seal("made-up", "row");
  ASSERT_EQ(Type({"keyring", "add", "--file", path, "--id", "k2"}).code, kSuccess);

  const absl::StatusOr<Keyring> keyring = Keyring::Load(path);
  ASSERT_TRUE(keyring.ok()) << keyring.status();
  EXPECT_EQ(keyring->current_key_id(), "k2");
  EXPECT_TRUE(keyring->Open(sealed, "row").ok());
  for (const char* wrong : {"k2", "k1", "no spaces"}) {
    EXPECT_EQ(Type({"keyring", "add", "--file", path, "--id", wrong}).code, kUsageError);
  }
}

TEST_F(FrontdeskctlWithDatabase, ChangesWhatIsSaidOfAClinic) {
  const std::vector<std::string> set = {"clinic", "set", "--clinic", "+61290000001"};
  const auto with = [&set](std::vector<std::string> more) {
    more.insert(more.begin(), set.begin(), set.end());
    return more;
  };
  const nlohmann::json changed = Json(with({"--name", " Harbour West ", "--cliniko-rate", "150",
                                            "--contact-email", "west@clinic.example"}));
  EXPECT_EQ(changed["clinic_name"], "Harbour West");
  EXPECT_EQ(changed["cliniko_rate"], 150);
  EXPECT_EQ(changed["contact_email"], "west@clinic.example");
  EXPECT_EQ(Json(with({"--cliniko-rate", "default"}))["cliniko_rate"], nullptr);
  EXPECT_EQ(Json(with({"--retention-days", "180"}))["retention_days"], 180);
  EXPECT_EQ(Json(with({"--retention-days", "default"}))["retention_days"], nullptr);
  const Result zone = Ctl(with({"--time-zone", "Australia/Perth"}));
  EXPECT_EQ(zone.code, kSuccess) << zone.err;
  EXPECT_THAT(zone.err, HasSubstr("clinic sync"));

  for (const std::vector<std::string>& wrong :
       std::vector<std::vector<std::string>>{{},
                                             {"--cliniko-rate", "0"},
                                             {"--cliniko-rate", "many"},
                                             {"--cliniko-rate", "5000"},
                                             {"--retention-days", "0"},
                                             {"--retention-days", "forever"},
                                             {"--time-zone", "Mars/Base"},
                                             {"--contact-email", "x"},
                                             {"--name", " "}}) {
    EXPECT_EQ(Ctl(with(wrong)).code, kUsageError) << ::testing::PrintToString(wrong);
  }
}

TEST_F(FrontdeskctlWithDatabase, TellsWhichRateHoldsForClinicsThatShareAKey) {
  NewClinic other = test::ANewClinic();
  other.id = ClinicId("00000000-0000-4000-8000-000000000002");
  other.name = "Harbour West";
  other.phone_number = "+61290000002";
  test::Register(pool_, other, test::TestKeyring());
  ASSERT_EQ(Ctl({"clinic", "set", "--clinic", "+61290000002", "--cliniko-rate", "90"}).code,
            kSuccess);
  const Result result = Ctl({"clinic", "set", "--clinic", "+61290000001", "--cliniko-rate", "150"});

  EXPECT_EQ(result.code, kSuccess) << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("150"), HasSubstr("the same Cliniko key"),
                                HasSubstr("Harbour West (90)"),
                                HasSubstr("smallest of their numbers, 90 requests")));
}

// 999 days used to become 365 without anybody's leave, while a rate of 5000 was refused.
TEST_F(FrontdeskctlWithDatabase, RefusesNumbersOutOfTheirRangeAndNamesIt) {
  const std::vector<std::string> set = {"clinic", "set", "--clinic", "+61290000001"};
  const std::vector<std::string> probe = {"schedule", "probe", "--clinic", "+61290000001"};
  struct Case {
    std::vector<std::string> command;
    std::string flag;
    std::string value;
    std::string range;
  };
  for (const Case& wrong : std::vector<Case>{{set, "--cliniko-rate", "5000", "1 to 1000"},
                                             {set, "--cliniko-rate", "0", "1 to 1000"},
                                             {probe, "--days", "999", "1 to 365"},
                                             {probe, "--days", "0", "1 to 365"},
                                             {probe, "--parallel", "9", "1 to 8"}}) {
    SCOPED_TRACE(wrong.flag + " " + wrong.value);
    std::vector<std::string> command = wrong.command;
    command.insert(command.end(), {wrong.flag, wrong.value});
    const Result result = Ctl(command);
    EXPECT_EQ(result.code, kUsageError);
    EXPECT_THAT(result.err, AllOf(HasSubstr(wrong.flag), HasSubstr(wrong.range),
                                  HasSubstr("not " + wrong.value)));
    EXPECT_EQ(result.out, "");
  }
}

TEST_F(FrontdeskctlWithDatabase, RemovesAClinicOnlyWhereSomebodyMeansIt) {
  const std::vector<std::string> remove = {"clinic", "remove", "--clinic", "+61290000001"};
  const Result unasked = Ctl(remove);
  EXPECT_EQ(unasked.code, kUsageError);
  EXPECT_THAT(unasked.err, AllOf(HasSubstr("for good"), HasSubstr("--yes")));
  const Result mistyped = Ctl(remove, "Harbor Health\n", /*interactive=*/true);
  EXPECT_EQ(mistyped.code, kInterrupted);
  EXPECT_EQ(Ctl({"clinic", "show", "--clinic", "+61290000001"}).code, kSuccess);

  EXPECT_EQ(Ctl(remove, "Harbour Health\n", /*interactive=*/true).code, kSuccess);
  EXPECT_EQ(Ctl({"clinic", "show", "--clinic", "+61290000001"}).code, kFailure);
}

TEST_F(FrontdeskctlWithDatabase, RefusesToRemoveAClinicThatSomebodyIsBookedAt) {
  database_.Execute(absl::StrCat(
      "INSERT INTO booking.bookings (clinic_id, state, idempotency_key, request_fingerprint, "
      "practitioner_id, business_id, appointment_type_id, starts_at, ends_at, patient_name, "
      "patient_phone) VALUES ('",
      clinic_.id.value(),
      "', 'pending', 'a', '', '21', '11', '31', now() + interval '1 day', "
      "now() + interval '25 hours', 'Casey Caller', '+61491570110')"));
  std::vector<std::string> remove = {"clinic", "remove", "--clinic", "+61290000001", "--yes"};
  const Result refused = Ctl(remove);
  EXPECT_EQ(refused.code, kFailure);
  EXPECT_THAT(refused.err, HasSubstr("--force"));

  remove.push_back("--force");
  EXPECT_EQ(Json(remove)["removed"], true);
  EXPECT_EQ(Json({"clinic", "list"})["clinics"].size(), 0u);
}

TEST_F(FrontdeskctlWithDatabase, RotatesTheKeysThatSealClinikoKeys) {
  EXPECT_EQ(Json({"key", "rotate"})["already_current"], 1);
  ASSERT_EQ(Type({"keyring", "add", "--file", keyring_file_, "--id", "k2"}).code, kSuccess);
  const nlohmann::json rotated = Json({"key", "rotate", "--yes"});
  EXPECT_EQ(rotated["key_id"], "k2");
  EXPECT_EQ(rotated["resealed"], 1);
  EXPECT_EQ(Json({"key", "rotate"})["resealed"], 0);

  const std::string other = InTempDir("other-keyring");
  ASSERT_EQ(Type({"keyring", "new", "--file", other}).code, kSuccess);
  const Result lost =
      Type({"key", "rotate", "--yes", "--database-url-file", url_file_, "--keyring-file", other});
  EXPECT_EQ(lost.code, kFailure);
  EXPECT_THAT(lost.err, AllOf(HasSubstr("Harbour Health"), HasSubstr("k2")));
}

// Services that did not have the new key used to lose every clinic without a word of warning.
TEST_F(FrontdeskctlWithDatabase, AsksWhetherEveryServiceHasTheNewKeyBeforeItRotates) {
  ASSERT_EQ(Type({"keyring", "add", "--file", keyring_file_, "--id", "k2"}).code, kSuccess);
  const Result unasked = Ctl({"key", "rotate"});
  EXPECT_EQ(unasked.code, kUsageError);
  EXPECT_THAT(unasked.err, AllOf(HasSubstr("restarted"), HasSubstr("--yes")));
  EXPECT_EQ(Ctl({"key", "rotate"}, "yes\n", /*interactive=*/true).code, kInterrupted);
  EXPECT_EQ(database_.Execute("SELECT cliniko_key_kek FROM schedule_cache.clinics"), "k1");

  EXPECT_EQ(Ctl({"key", "rotate"}, "k2\n", /*interactive=*/true).code, kSuccess);
  EXPECT_EQ(database_.Execute("SELECT cliniko_key_kek FROM schedule_cache.clinics"), "k2");
}

TEST_F(FrontdeskctlWithDatabase, ShowsAndClearsWhatIsCached) {
  for (const std::string row :
       {"'21', '11', '31', '2027-03-01', '{2027-03-01T00:00:00Z}'",
        "'21', '11', '31', '2027-03-02', '{}'", "'22', '11', '31', '2027-03-02', '{}'"}) {
    database_.Execute(absl::StrCat("INSERT INTO schedule_cache.slot_cache VALUES ('",
                                   clinic_.id.value(), "', ", row, ", true, now())"));
  }
  const nlohmann::json shown = Json({"cache", "show", "--clinic", "+61290000001"});
  ASSERT_EQ(shown["places"].size(), 2u);
  EXPECT_EQ(shown["places"][0]["days"], 2);
  EXPECT_EQ(shown["places"][0]["fresh_days"], 2);
  EXPECT_EQ(shown["places"][0]["free_starts"], 1);
  EXPECT_EQ(shown["places"][0]["business_name"], "City");
  EXPECT_THAT(Ctl({"cache", "show", "--clinic", "+61290000001"}).out, HasSubstr("FREE STARTS"));

  const nlohmann::json one =
      Json({"cache", "clear", "--clinic", "+61290000001", "--practitioner", "21"});
  EXPECT_EQ(one["dropped"], 2);
  EXPECT_EQ(Json({"cache", "clear", "--clinic", "+61290000001"})["dropped"], 1);
  EXPECT_THAT(Ctl({"cache", "show", "--clinic", "+61290000001"}).out, HasSubstr("nothing is"));
  // What replicas follow.
  EXPECT_EQ(database_.Execute("SELECT string_agg(practitioner_id, ',' ORDER BY drop_id) "
                              "FROM schedule_cache.slot_drops"),
            "21,");
}

class ClinicAdd : public FrontdeskctlWithDatabase {
 protected:
  // With `changes` in place of the flags of the same name.
  Result Add(const std::vector<std::pair<std::string, std::string>>& changes,
             const std::string& input) {
    std::map<std::string, std::string> flags = {{"--name", "Another"},
                                                {"--phone", "02 9000 0002"},
                                                {"--country", "AU"},
                                                {"--contact-email", "ops@clinic.example"},
                                                {"--cliniko-key-file", "-"}};
    for (const auto& [flag, value] : changes) flags[flag] = value;
    std::vector<std::string> arguments = {"clinic", "add"};
    for (const auto& [flag, value] : flags) {
      if (!value.empty()) arguments.insert(arguments.end(), {flag, value});
    }
    return Ctl(std::move(arguments), input);
  }
};

TEST_F(ClinicAdd, RefusesFlagsThatCannotBeRightBeforeItReadsTheKey) {
  const std::pair<std::string, std::string> wrong[] = {
      {"--name", " "},          {"--phone", "12"},
      {"--country", "Oz!"},     {"--time-zone", "Australia/Atlantis"},
      {"--contact-email", "x"}, {"--contact-email", ""},
  };
  for (const auto& change : wrong) {
    SCOPED_TRACE(change.first);
    const Result result = Add({change}, "made-up-au1\n");
    EXPECT_EQ(result.code, kUsageError);
    EXPECT_THAT(result.err, HasSubstr(change.first));
  }
}

TEST_F(ClinicAdd, SaysWhichClinicHasTheNumberAlready) {
  const Result result = Add({{"--phone", "(02) 9000 0001"}}, "made-up-au1\n");

  EXPECT_EQ(result.code, kFailure);
  EXPECT_THAT(result.err, AllOf(HasSubstr("Harbour Health"), HasSubstr(clinic_.id.value())));
}

TEST_F(ClinicAdd, AsksNobodyWhereNobodyIs) {
  const Result result = Add({{"--cliniko-key-file", ""}}, "made-up-au1\n");

  EXPECT_EQ(result.code, kUsageError);
  EXPECT_THAT(result.err, HasSubstr("--cliniko-key-file"));
}

TEST_F(ClinicAdd, RefusesAMalformedKeyWithoutRepeatingIt) {
  const Result result = Add({}, "made-up-elsewhere\n");

  EXPECT_EQ(result.code, kFailure);
  EXPECT_THAT(result.err, Not(HasSubstr("made-up")));
}

TEST_F(ClinicAdd, TakesNoKeyOnTheCommandLineOrFromTheEnvironment) {
  for (const std::string flag : {"--cliniko-key", "--api-key"}) {
    EXPECT_EQ(Add({{flag, "made-up-au1"}}, "").code, kUsageError);
  }
  ASSERT_EQ(::setenv("FRONTDESK_CLINIKO_KEY", "made-up-au1", 1), 0);
  ASSERT_EQ(::setenv("FRONTDESK_CLINIKO_KEY_FILE", "-", 1), 0);
  const Result result = Add({{"--cliniko-key-file", ""}}, "made-up-au1\n");
  ::unsetenv("FRONTDESK_CLINIKO_KEY");
  ::unsetenv("FRONTDESK_CLINIKO_KEY_FILE");
  EXPECT_EQ(result.code, kUsageError);
}

}  // namespace
}  // namespace frontdesk::ctl
