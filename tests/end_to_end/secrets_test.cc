// Neither the database nor anything that is logged or printed holds a key: a clinic is onboarded,
// called, booked at and looked after, and then everything that could leak is read as somebody would
// who got hold of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "libs/testing/process.h"
#include "tests/end_to_end/clinic_under_test.h"

namespace frontdesk {
namespace {

using nlohmann::json;
using test::ClinicUnderTest;
using test::Form;
using test::HttpAnswer;
using test::InTemp;
using test::Process;
using ::testing::HasSubstr;

constexpr char kClinikoKey[] = "demo-harbour-key-au1";

// The ways in which a key may lie about.
std::vector<std::string> ShapesOf(absl::string_view key) {
  return {std::string(key), absl::BytesToHexString(key), absl::Base64Escape(key),
          absl::WebSafeBase64Escape(key), absl::Base64Escape(absl::StrCat(key, ":"))};
}

class SecretsTest : public ::testing::TestWithParam<Form> {
 protected:
  // What the operator's command prints, both ways.
  std::pair<std::string, std::string> Ctl(const std::vector<std::string>& arguments) {
    std::vector<std::string> words = {"tools/frontdeskctl/frontdeskctl",
                                      "--database-url-file",
                                      InTemp("database_url"),
                                      "--keyring-file",
                                      InTemp("keyring"),
                                      "--cliniko-url",
                                      clinic_.cliniko().url()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    Process process(words);
    EXPECT_EQ(process.Wait(), 0) << process.errors();
    return {process.output(), process.errors()};
  }

  std::string Dump() {
    Process dump({"/usr/bin/pg_dump", "--dbname", clinic_.database().url()});
    EXPECT_EQ(dump.Wait(), 0) << dump.errors();
    return dump.output();
  }

  ClinicUnderTest clinic_{GetParam(), {.works_daily = true}};
};

INSTANTIATE_TEST_SUITE_P(Forms, SecretsTest,
                         ::testing::Values(Form::kOneProcess, Form::kFiveProcesses),
                         [](const ::testing::TestParamInfo<Form>& form) {
                           return form.param == Form::kOneProcess ? "OneProcess" : "FiveProcesses";
                         });

TEST_P(SecretsTest, NoKeyIsInADumpOfTheDatabaseOrInWhatIsLoggedOrPrinted) {
  // A whole call, and calls that are refused.
  const HttpAnswer times = clinic_.FreeTimes();
  ASSERT_TRUE(times.body.value("success", false)) << times.text << clinic_.Logs();
  json slot = times.body["slot_details"][0];
  slot["location"] = times.body["location"];
  const HttpAnswer booked =
      clinic_.Post("/appointment-handler", clinic_.BookingOf(slot, "Casey Caller", "0491 570 110"));
  ASSERT_TRUE(booked.body.value("success", false)) << booked.text << clinic_.Logs();
  const std::string unknown_key = absl::StrCat("fdk_", std::string(43, 'Z'));
  clinic_.PostRaw("/availability-checker", clinic_.AskForTimes("tomorrow").dump(),
                  {{"X-API-Key", unknown_key}});
  ASSERT_TRUE(clinic_.cliniko().Control("POST", "/faults", R"({"status":500,"times":2})").ok());
  clinic_.Post("/availability-checker", clinic_.AskForTimes("in two weeks"));
  ASSERT_TRUE(clinic_.cliniko().Control("DELETE", "/faults").ok());

  // What an operator does.
  const std::string& number = clinic_.number();
  const json minted =
      json::parse(Ctl({"key", "mint", "--clinic", number, "--json"}).first, nullptr, false);
  std::string printed;
  for (const std::vector<std::string>& command : std::vector<std::vector<std::string>>{
           {"clinic", "list", "--json"},
           {"clinic", "show", "--clinic", number},
           {"clinic", "sync", "--clinic", number},
           {"clinic", "set", "--clinic", number, "--cliniko-rate", "190"},
           {"schedule", "probe", "--clinic", number, "--days", "7", "--csv", InTemp("found.csv")},
           {"cache", "show", "--clinic", number},
           {"keyring", "add", "--file", InTemp("keyring"), "--id", "k2"},
           {"key", "rotate", "--yes"}}) {
    const auto [out, err] = Ctl(command);
    absl::StrAppend(&printed, out, err);
  }

  const std::string dump = Dump();
  // The dump is of this database, and reads as one would search it.
  ASSERT_THAT(dump, HasSubstr("Harbour Health"));
  ASSERT_THAT(dump, HasSubstr("cliniko_key_sealed"));
  ASSERT_THAT(dump, HasSubstr("Casey Caller"));
  // Those of our processes and of the database server.
  const std::string logs = absl::StrCat(
      clinic_.Logs(), test::TextOf(clinic_.database().cluster().folder() + "/server.log"));
  ASSERT_NE(logs, "");
  for (const std::string& key :
       {std::string(kClinikoKey), clinic_.key(), minted.value("gateway_key", ""), unknown_key}) {
    ASSERT_GT(key.size(), 10u);
    for (const std::string& shape : ShapesOf(key)) {
      // Not as matchers, whose messages would repeat everything.
      EXPECT_EQ(dump.find(shape), std::string::npos);
      EXPECT_EQ(logs.find(shape), std::string::npos);
      EXPECT_EQ(printed.find(shape), std::string::npos);
      EXPECT_EQ(test::TextOf(InTemp("found.csv")).find(shape), std::string::npos);
    }
  }

  // The search finds what is there.
  clinic_.database().Execute(
      absl::StrCat("UPDATE schedule_cache.clinics SET cliniko_key_sealed = '", kClinikoKey, "'"));
  EXPECT_NE(Dump().find(absl::BytesToHexString(kClinikoKey)), std::string::npos);
}

}  // namespace
}  // namespace frontdesk
