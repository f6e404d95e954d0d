#include "tests/bench/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tests/bench/goals.h"
#include "tests/bench/results.h"
#include "tests/bench/results_json.h"

namespace frontdesk::bench {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

WarmRow AWarmRow(Layout layout, double of_floor, double p99_ratio = 1) {
  return {.layout = layout,
          .webhook = "/get-practitioner-info",
          .asks = "by first name",
          .connections = 8,
          .rpcs = 1.01,
          .floor_rpcs = 1,
          .bare_http = layout == Layout::kOneProcess ? 2000.0 : 0,
          .ours = {.per_second = 1000 * of_floor, .p99_ms = 2 * p99_ratio, .cpu_per_1000 = 0.3},
          .floor = {.per_second = 1000, .p99_ms = 2, .cpu_per_1000 = 0.1}};
}

Results SomeResults() {
  Results results;
  results.setting = {.date = "2026-03-02 10:00 UTC",
                     .commit = "abc123",
                     .processor = "A Processor",
                     .processors = 2,
                     .versions = {{"gRPC", "1.51.1"}}};
  results.warm = {AWarmRow(Layout::kOneProcess, 0.8), AWarmRow(Layout::kFiveProcesses, 0.59)};
  results.cold = {{.webhook = "/availability-checker", .cliniko_ms = 150, .median_ms = 158.25}};
  results.bookings = {{.conflicts = 0.5, .booked_per_second = 77, .cliniko = 2.5}};
  results.round_trips = {.bookings = 20, .per_booking = 5, .statements = {{"INSERT INTO b", 1}}};
  results.growth = {{.of = "clinics", .count = 1, .cpu_per_1000 = 1, .memory_mib = 10},
                    {.of = "clinics", .count = 1025, .cpu_per_1000 = 1.3, .memory_mib = 12}};
  results.starts = {{.ready_ms = 234}};
  results.memory = {{.mib = {{"frontdesk", 61}}}};
  results.selects = {{.connections = 8, .per_second = 9000}};
  return results;
}

TEST(Goals, AreMetOrNotByWhatWasMeasured) {
  EXPECT_THAT(GoalsOf(SomeResults()),
              ElementsAre(Field(&Goal::met, false),   // 59 % in five processes
                          Field(&Goal::met, true),    // 80 % in one
                          Field(&Goal::met, true),    // p99
                          Field(&Goal::met, true),    // p99
                          Field(&Goal::met, true),    // 8.25 ms beyond Cliniko
                          Field(&Goal::met, false),   // 30 % more at a thousand clinics
                          Field(&Goal::met, true)));  // round trips
}

TEST(Goals, AreAsGoodAsTheWorstWebhook) {
  Results results;
  results.warm = {AWarmRow(Layout::kFiveProcesses, 0.9),
                  AWarmRow(Layout::kFiveProcesses, 0.5, /*p99_ratio=*/3)};
  results.warm[1].webhook = "/slow";
  const auto goals = GoalsOf(results);
  ASSERT_EQ(goals.size(), 2u);
  EXPECT_EQ(goals[0].measured, "1 of 2; least 50 % (/slow, 8 at a time)");
  EXPECT_EQ(goals[1].measured, "1 of 2; most 3.0 times (/slow)");
  EXPECT_FALSE(goals[0].met || goals[1].met);
}

TEST(Goals, LeaveOutWhatWritesWhereTheyAreAboutReads) {
  Results results;
  results.warm = {AWarmRow(Layout::kOneProcess, 0.1)};
  results.warm[0].reads = false;
  EXPECT_THAT(GoalsOf(results), IsEmpty());
}

TEST(BytesOfOneMore, AreByTheFirstAndTheLast) {
  const BytesEach each = BytesOfOneMore(SomeResults().growth);
  EXPECT_DOUBLE_EQ(each.memory, 2048);
}

TEST(Markdown, HasEveryPart) {
  const std::string text = MarkdownOf(SomeResults());
  EXPECT_THAT(text, HasSubstr("commit abc123, 2 x A Processor"));
  EXPECT_THAT(text, HasSubstr("gRPC 1.51.1"));
  EXPECT_THAT(text, HasSubstr("### one process\n"));
  EXPECT_THAT(text, HasSubstr("### five processes\n"));
  EXPECT_THAT(text, HasSubstr("|     80 % |"));
  EXPECT_THAT(text, HasSubstr("|         40 % |"));  // of bare HTTP
  EXPECT_THAT(text, HasSubstr("| /availability-checker |"));
  EXPECT_THAT(text, HasSubstr("`INSERT INTO b`"));
  EXPECT_THAT(text, HasSubstr("| clinics |      1025 |"));
  EXPECT_THAT(text, HasSubstr("SELECTs/s"));
  EXPECT_THAT(text, HasSubstr("not met"));
}

TEST(FloorWithSelects, AddsTheTimesOfBoth) {
  WarmRow row = AWarmRow(Layout::kOneProcess, 0.1);  // beside 1000 a second
  row.selects = 1.9;
  EXPECT_DOUBLE_EQ(FloorWithSelects(row, {{.connections = 8, .per_second = 4000}}), 1000 / 1.5);
  row.selects = 0.01;  // somebody else's
  EXPECT_DOUBLE_EQ(FloorWithSelects(row, {{.connections = 8, .per_second = 4000}}), 1000);
  EXPECT_EQ(FloorWithSelects(row, {{.connections = 32, .per_second = 4000}}), 0);
}

TEST(Markdown, LeavesOutWhatWasNotMeasured) {
  Results results;
  results.warm = {AWarmRow(Layout::kOneProcess, 0.8)};
  const std::string text = MarkdownOf(results);
  EXPECT_THAT(text, Not(HasSubstr("five processes\n")));
  EXPECT_THAT(text, Not(HasSubstr("## Cold")));
  EXPECT_THAT(text, Not(HasSubstr("## Bookings")));
  EXPECT_THAT(text, Not(HasSubstr("## Growth")));
}

TEST(Json, HasEveryFigureAndItsRatio) {
  const auto all = nlohmann::json::parse(JsonOf(SomeResults()));
  EXPECT_EQ(all.at("setting").at("commit"), "abc123");
  EXPECT_DOUBLE_EQ(all.at("warm").at(1).at("rate_of_floor").get<double>(), 0.59);
  EXPECT_DOUBLE_EQ(all.at("warm").at(0).at("rate_of_bare_http").get<double>(), 0.4);
  EXPECT_EQ(all.at("warm").at(0).at("frontdesk").at("requests_per_second"), 800);
  EXPECT_DOUBLE_EQ(all.at("cold").at(0).at("beyond_cliniko_ms").get<double>(), 8.25);
  EXPECT_EQ(all.at("bookings").at(0).at("booked_per_second"), 77);
  EXPECT_EQ(all.at("round_trips").at("per_booking"), 5);
  EXPECT_EQ(all.at("growth").size(), 2u);
  EXPECT_EQ(all.at("memory").at(0).at("resident_mib").at("frontdesk"), 61);
  EXPECT_EQ(all.at("starts").at(0).at("ready_ms"), 234);
  EXPECT_EQ(all.at("selects").at(0).at("selects_per_second"), 9000);
}

}  // namespace
}  // namespace frontdesk::bench
