// `frontdeskctl schedule probe`, as an operator runs it, against the Cliniko sandbox.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/testing/process.h"
#include "libs/testing/status_matchers.h"
#include "tests/cliniko_sandbox/sandbox.h"
#include "tools/frontdeskctl/sandboxed_ctl.h"

namespace frontdesk {
namespace {

using ::frontdesk::test::IsOk;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

constexpr char kHeader[] =
    "practitioner_id,practitioner_name,business_id,business_name,day_of_week,date_checked,"
    "earliest_time,latest_time";
constexpr char kRows[] =
    "SELECT string_agg(concat_ws(' ', practitioner_id, business_id, day_of_week, start_time, "
    "end_time, effective_from, effective_until, source), E'\\n' ORDER BY practitioner_id, "
    "business_id, day_of_week, source) FROM schedule_cache.practitioner_schedules";

class ScheduleProbeCommandTest : public test::SandboxedCtl {
 protected:
  ScheduleProbeCommandTest() {
    const Result added = Add("--json");
    EXPECT_EQ(added.code, 0) << added.err;
    clinic_id_ = nlohmann::json::parse(added.out, nullptr, false).value("clinic_id", "");
  }

  std::string Probe(const std::string& more) const {
    return absl::StrCat("schedule probe --clinic +61255500100 --csv ", Path("found.csv"), " ",
                        more);
  }
  std::vector<std::string> CsvLines() const {
    return absl::StrSplit(ReadFile(Path("found.csv")), '\n', absl::SkipEmpty());
  }
  // How many requests were for free times.
  int Asked() const {
    return server_->sandbox().log().CountOf(
        "GET",
        "/businesses/:business_id/practitioners/:practitioner_id/appointment_types/"
        ":appointment_type_id/available_times");
  }

  std::string clinic_id_;
};

TEST_F(ScheduleProbeCommandTest, WritesEveryDayOfEveryWorkplaceAndStoresTheHours) {
  const std::string weekly = database_.Execute(kRows);
  const Result result = Ctl(Probe("--days 14"));

  ASSERT_EQ(result.code, 0) << result.err;
  const std::vector<std::string> lines = CsvLines();
  ASSERT_GT(lines.size(), 14u);
  EXPECT_EQ(lines.front(), kHeader);
  std::map<std::pair<std::string, std::string>, std::set<std::string>> days;
  int with_times = 0;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    EXPECT_THAT(lines[i], MatchesRegex("[0-9]+,[^,]+,[0-9]+,[^,]+,[0-6],20[0-9-]+,"
                                       "([0-9][0-9]:[0-9][0-9])?,([0-9][0-9]:[0-9][0-9])?"));
    const std::vector<std::string> fields = absl::StrSplit(lines[i], ',');
    ASSERT_EQ(fields.size(), 8u);
    EXPECT_TRUE(days[std::make_pair(fields[0], fields[2])].insert(fields[5]).second);
    with_times += fields[6].empty() ? 0 : 1;
  }
  const std::string places = database_.Execute(
      "SELECT count(*) FROM (SELECT DISTINCT practitioner_id, business_id "
      "FROM schedule_cache.offerings) AS places");
  EXPECT_EQ(absl::StrCat(days.size()), places);
  for (const auto& [place, dates] : days) EXPECT_EQ(dates.size(), 14u);
  EXPECT_GT(with_times, 0);

  const std::string rows = database_.Execute(kRows);
  EXPECT_NE(rows, weekly);
  EXPECT_NE(database_.Execute("SELECT count(*) FROM schedule_cache.practitioner_schedules "
                              "WHERE source = 'probe'"),
            "0");
  // What was found agrees with what the clinic says of its week.
  EXPECT_EQ(database_.Execute(
                "SELECT count(*) FROM schedule_cache.practitioner_schedules p WHERE source = "
                "'probe' AND NOT EXISTS (SELECT FROM schedule_cache.practitioner_schedules w "
                "WHERE w.source IN ('weekly', 'block') AND w.practitioner_id = p.practitioner_id "
                "AND w.business_id = p.business_id AND w.day_of_week = p.day_of_week)"),
            "0");
  EXPECT_THAT(result.out, HasSubstr("PRACTITIONER"));
  EXPECT_THAT(result.err, AllOf(HasSubstr("100%"), Not(HasSubstr("\r"))));

  // The next sync leaves it alone.
  ASSERT_EQ(Ctl("clinic sync --clinic +61255500100").code, 0);
  EXPECT_EQ(database_.Execute(kRows), rows);
}

TEST_F(ScheduleProbeCommandTest, ChecksOnlyWorkedDaysWhereTheScanIsNotForcedToBeFull) {
  ASSERT_EQ(Ctl(Probe("--days 7")).code, 0);
  const std::size_t full = CsvLines().size();
  const Result result = Ctl(Probe("--days 7 --force-full-scan=false --json"));

  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_LT(CsvLines().size(), full);
  EXPECT_GT(CsvLines().size(), 1u);
  const nlohmann::json json = nlohmann::json::parse(result.out, nullptr, false);
  EXPECT_EQ(json["full_scan"], false);
  EXPECT_EQ(json["days_checked"], CsvLines().size() - 1);
}

TEST_F(ScheduleProbeCommandTest, NamesTheCsvAfterTheClinicAndLooksWhereItIsTold) {
  const Result result = Ctl(
      absl::StrCat("schedule probe --clinic ", clinic_id_,
                   " --practitioner 'dr cameron example' --business 'City Rooms' --days 1 --json"));

  ASSERT_EQ(result.code, 0) << result.err;
  const nlohmann::json json = nlohmann::json::parse(result.out, nullptr, false);
  EXPECT_EQ(json["csv"], absl::StrCat("schedule_", clinic_id_, ".csv"));
  ASSERT_EQ(json["places"].size(), 1u);
  EXPECT_EQ(json["places"][0]["practitioner_name"], "Dr Cameron Example");
  EXPECT_THAT(ReadFile(absl::StrCat("schedule_", clinic_id_, ".csv")), HasSubstr(kHeader));
}

TEST_F(ScheduleProbeCommandTest, GoesOnWhereItWasKilled) {
  ASSERT_THAT(server_->Control("POST", "/faults", R"({"route":"/businesses/*","latency_ms":60})"),
              IsOk());
  {
    test::Process probe({"/bin/sh", "-c", absl::StrCat("exec ", CommandLine(Probe("--days 180")))});
    const absl::Time deadline = absl::Now() + absl::Seconds(30);
    while (absl::Now() < deadline &&
           database_.Execute("SELECT count(*) > 100 FROM schedule_cache.probe_days") != "t") {
      absl::SleepFor(absl::Milliseconds(20));
    }
    probe.Signal(SIGKILL);
    probe.Wait();
  }
  const int stored = std::stoi(database_.Execute("SELECT count(*) FROM schedule_cache.probe_days"));
  ASSERT_GT(stored, 100);
  ASSERT_THAT(server_->Control("DELETE", "/faults"), IsOk());
  ASSERT_THAT(server_->Control("POST", "/reset-counts", "{}"), IsOk());
  ASSERT_THAT(server_->Control("POST", "/settings", R"({"rate_limit":100000})"), IsOk());

  const Result other = Ctl(Probe("--days 30"));
  EXPECT_EQ(other.code, 1);
  EXPECT_THAT(other.err, HasSubstr("--resume"));

  const Result result = Ctl(Probe("--days 180 --json"));
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("Going on"));
  const nlohmann::json json = nlohmann::json::parse(result.out, nullptr, false);
  const int places = static_cast<int>(json["places"].size());
  EXPECT_EQ(CsvLines().size(), static_cast<std::size_t>(1 + 180 * places));
  // A week of a workplace takes one request: none of those that were stored was made again.
  EXPECT_EQ(Asked(), places * 26 - stored / 7);
}

TEST_F(ScheduleProbeCommandTest, StopsCleanlyWhenItIsInterrupted) {
  ASSERT_THAT(server_->Control("POST", "/faults", R"({"route":"/businesses/*","latency_ms":60})"),
              IsOk());
  test::Process probe({"/bin/sh", "-c", absl::StrCat("exec ", CommandLine(Probe("--days 365")))});
  const absl::Time deadline = absl::Now() + absl::Seconds(30);
  while (absl::Now() < deadline &&
         database_.Execute("SELECT count(*) > 0 FROM schedule_cache.probe_days") != "t") {
    absl::SleepFor(absl::Milliseconds(20));
  }
  probe.Signal(SIGINT);

  EXPECT_EQ(probe.Wait(), 130);
  EXPECT_THAT(probe.errors(), HasSubstr("the same command goes on from here"));
  EXPECT_EQ(ReadFile(Path("found.csv")), "");
}

TEST_F(ScheduleProbeCommandTest, WaitsOutTheRateLimit) {
  ASSERT_THAT(server_->Control("POST", "/settings", R"({"rate_limit":6,"rate_window_seconds":1})"),
              IsOk());
  const Result result = Ctl(Probe("--days 14 --practitioner 'Dr Cameron Example'"));

  EXPECT_EQ(result.code, 0) << result.err;
}

TEST_F(ScheduleProbeCommandTest, KeepsToTheBudgetThatItSharesWithTheServices) {
  ASSERT_THAT(server_->Control("POST", "/settings", R"({"rate_limit":20,"rate_window_seconds":1})"),
              IsOk());
  ASSERT_THAT(server_->Control("POST", "/reset-counts", "{}"), IsOk());
  rate_ = 20;
  window_seconds_ = 1;
  const Result result = Ctl(Probe("--days 35 --parallel 8"));

  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_GT(Asked(), 20);
  const auto log = server_->Control("GET", "/log?limit=1000");
  ASSERT_THAT(log, IsOk());
  EXPECT_THAT(*log, AllOf(HasSubstr("\"status\":200"), Not(HasSubstr("\"status\":429"))));
}

TEST_F(ScheduleProbeCommandTest, DrawsABarOnAScreen) {
  const std::string command = absl::StrCat("script -qec \"", CommandLine(Probe("--days 7")), "\" ",
                                           Path("screen"), " </dev/null >/dev/null");
  ASSERT_EQ(std::system(command.c_str()), 0) << ReadFile(Path("screen"));

  EXPECT_THAT(ReadFile(Path("screen")),
              AllOf(HasSubstr("\r\x1b[K["), HasSubstr("] 100%"), HasSubstr("took")));
}

TEST_F(ScheduleProbeCommandTest, TellsWhatIsWrongBeforeItAsksCliniko) {
  ASSERT_THAT(server_->Control("POST", "/reset-counts", "{}"), IsOk());
  const struct {
    std::string arguments;
    int code;
    std::string message;
  } kCases[] = {
      {Probe("--resume"), 2, "--resume"},
      {Probe("--resume --restart"), 2, "either"},
      {Probe("--practitioner Nobody"), 2, "Dr Cameron Example"},
      {Probe("--business Nowhere"), 2, "City Rooms"},
      {"schedule probe --clinic +61255500100 --csv /does/not/exist/x.csv", 2, "--csv"},
      {"schedule probe --clinic +61299999999", 1, "+61299999999"},
      {"schedule probe", 2, "--clinic"},
  };
  for (const auto& each : kCases) {
    SCOPED_TRACE(each.arguments);
    const Result result = Ctl(each.arguments);
    EXPECT_EQ(result.code, each.code) << result.err;
    EXPECT_THAT(result.err, HasSubstr(each.message));
  }
  EXPECT_EQ(Asked(), 0);
}

}  // namespace
}  // namespace frontdesk
