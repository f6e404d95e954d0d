#include "tests/cliniko_sandbox/faults.h"

#include <string>

#include "gtest/gtest.h"
#include "tests/cliniko_sandbox/json.h"

namespace frontdesk::sandbox {
namespace {

constexpr FaultTarget kGetPatients = {"GET", "/patients", "Harbour Health", "harbour-health"};

void Add(FaultBook& book, const std::string& json) {
  absl::StatusOr<FaultRule> rule = ParseFaultRule(Json::parse(json));
  ASSERT_TRUE(rule.ok()) << rule.status();
  book.Add(*rule);
}

TEST(FaultRules, HitOnlyWhatTheyName) {
  for (const char* match :
       {R"("route":"/patients")", R"("route":"/v1/patients")", R"("route":"/pat*")",
        R"("method":"GET")", R"("account":"Harbour Health")", R"("account":"harbour-health")"}) {
    FaultBook book;
    Add(book, std::string(R"({"status":503,)") + match + "}");
    EXPECT_EQ(book.Take(kGetPatients).status, 503) << match;
  }
  for (const char* match : {R"("route":"/patients/:id")", R"("route":"/user*")",
                            R"("method":"POST")", R"("account":"Hudson Wellness")"}) {
    FaultBook book;
    Add(book, std::string(R"({"status":503,)") + match + "}");
    EXPECT_EQ(book.Take(kGetPatients).status, 0) << match;
  }
}

TEST(FaultRules, LastForTheirTimes) {
  FaultBook book;
  Add(book, R"({"status":500,"times":2})");
  EXPECT_EQ(book.Take(kGetPatients).status, 500);
  EXPECT_EQ(book.Take(kGetPatients).status, 500);
  EXPECT_EQ(book.Take(kGetPatients).status, 0);
  EXPECT_TRUE(book.List().empty());
}

TEST(FaultRules, QueueUpBehindEachOther) {
  FaultBook book;
  Add(book, R"({"status":500,"times":1})");
  Add(book, R"({"status":502,"times":1})");
  EXPECT_EQ(book.Take(kGetPatients).status, 500);
  EXPECT_EQ(book.Take(kGetPatients).status, 502);
}

TEST(FaultRules, AddTheirDelays) {
  FaultBook book;
  Add(book, R"({"latency_ms":100})");
  Add(book, R"({"kind":"latency_ms","value":50})");
  Add(book, R"({"latency_ms":7,"after":true,"status":500})");
  const FaultPlan plan = book.Take(kGetPatients);
  EXPECT_EQ(plan.delay_before, absl::Milliseconds(150));
  EXPECT_EQ(plan.delay_after, absl::Milliseconds(7));
  EXPECT_EQ(plan.status, 500);
}

TEST(FaultRules, HappenByChanceIfTheySaySo) {
  FaultBook book;
  Add(book, R"({"status":500,"probability":0.5})");
  int hits = 0;
  for (int i = 0; i < 1000; ++i) hits += book.Take(kGetPatients).status == 500 ? 1 : 0;
  EXPECT_GT(hits, 400);
  EXPECT_LT(hits, 600);
}

TEST(FaultRules, DecideWhetherTheRequestIsHandled) {
  const auto commits = [](const std::string& json) {
    FaultBook book;
    Add(book, json);
    return book.Take(kGetPatients).commit;
  };
  EXPECT_TRUE(commits(R"({"drop_after_commit":true})"));
  EXPECT_TRUE(commits(R"({"truncated_json":true})"));
  EXPECT_TRUE(commits(R"({"latency_ms":5})"));
  EXPECT_TRUE(commits(R"({"kind":"hang","after":true})"));
  EXPECT_FALSE(commits(R"({"kind":"hang"})"));
  EXPECT_FALSE(commits(R"({"reset":true})"));
  EXPECT_FALSE(commits(R"({"status":500})"));
}

TEST(FaultRules, LetStaffRaceWhateverBecomesOfTheAnswer) {
  FaultBook book;
  Add(book, R"({"drop_after_commit":true,"times":1})");
  Add(book, R"({"staff_race":"after","times":1})");
  EXPECT_EQ(FaultRuleToJson(book.List().back())["staff_race"], "after");
  const FaultPlan plan = book.Take(kGetPatients);
  EXPECT_EQ(plan.delivery, Delivery::kDrop);
  EXPECT_EQ(plan.staff_race, StaffRace::kAfter);
  EXPECT_TRUE(book.List().empty());
}

TEST(FaultRules, AreRefusedWhenTheyMakeNoSense) {
  for (const char* json :
       {"{}", "[]", R"({"route":"/patients"})", R"({"latency":5})", R"({"status":"500"})",
        R"({"status":42})", R"({"latency_ms":-1})", R"({"kind":"explode"})", R"({"hang":"yes"})",
        R"({"staff_race":"never"})", R"({"staff_race":true})"}) {
    EXPECT_FALSE(ParseFaultRule(Json::parse(json)).ok()) << json;
  }
}

TEST(FaultRules, CanBeListedAndRemoved) {
  FaultBook book;
  Add(book, R"({"stale_reads_seconds":3,"times":5})");
  EXPECT_EQ(book.LongestStaleness(), absl::Seconds(3));
  const Json listed = FaultRuleToJson(book.List().front());
  EXPECT_EQ(listed["stale_reads_seconds"], 3);
  EXPECT_EQ(listed["times"], 5);
  EXPECT_TRUE(book.Remove(listed["id"].get<int>()));
  EXPECT_FALSE(book.Remove(listed["id"].get<int>()));
  EXPECT_EQ(book.LongestStaleness(), absl::ZeroDuration());
}

}  // namespace
}  // namespace frontdesk::sandbox
