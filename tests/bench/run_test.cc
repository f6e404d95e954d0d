// The whole bench, with counts so small that they say nothing about speed: that all of it works.
#include "tests/bench/run.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/testing/process.h"
#include "libs/testing/scratch_database.h"
#include "tests/bench/report.h"
#include "tests/bench/results_json.h"

namespace frontdesk::bench {
namespace {

Plan TinyPlan() {
  Plan plan;
  plan.clinics = 2;
  plan.starts = 1;
  plan.warm = {.connections = {2},
               .rounds = 1,
               .closed = absl::Milliseconds(20),
               .open = absl::Milliseconds(20),
               .counted = 40};
  plan.cold.cliniko = {absl::Milliseconds(20)};
  plan.bookings = {.times = 4, .connections = 2, .counted = 3, .idle = absl::Milliseconds(200)};
  plan.select_connections = {2};
  plan.selects = absl::Milliseconds(20);
  plan.growth = {.clinics = {1, 3},
                 .sessions = {2, 5},
                 .connections = 2,
                 .idle = absl::Milliseconds(20),
                 .measured = absl::Milliseconds(50)};
  return plan;
}

TEST(Bench, MeasuresEverythingOnceOfAWholeFrontdesk) {
  const test::ScratchDatabase database;
  const std::string folder = test::InTemp("bench");
  std::filesystem::create_directories(folder);

  const auto results = bench::Run({.programs = {.path = std::filesystem::current_path()},
                                   .migrations = "deploy/postgres/migrations",
                                   .database_url = database.url(),
                                   .folder = folder},
                                  TinyPlan(), [](absl::string_view) {});

  ASSERT_TRUE(results.ok()) << results.status();
  EXPECT_EQ(results->warm.size(), 20u);  // ten webhooks, two layouts
  for (const WarmRow& row : results->warm) {
    SCOPED_TRACE(row.webhook);
    EXPECT_GT(row.ours.per_second, 0);
    EXPECT_GT(row.floor.per_second, 0);
    EXPECT_EQ(row.ours.not_successes, 0u);
    EXPECT_EQ(row.floor.not_successes, 0u);
    EXPECT_GE(row.rpcs, 1);
    if (row.reads) {
      EXPECT_LT(row.cliniko, 0.5);  // warm; a sync may fall in here
    }
  }
  EXPECT_EQ(results->starts.size(), 2u);
  EXPECT_EQ(results->memory.size(), 2u);
  EXPECT_EQ(results->cold.size(), 6u);  // three webhooks, two layouts
  for (const ColdRow& row : results->cold) {
    SCOPED_TRACE(row.webhook);
    EXPECT_GE(row.cliniko, 1);
    EXPECT_GE(row.median_ms, row.cliniko_ms);
  }
  ASSERT_EQ(results->bookings.size(), 4u);  // without conflicts and with, two layouts
  for (const BookingRow& row : results->bookings) {
    EXPECT_EQ(row.booked, 4u);
    EXPECT_EQ(row.taken, row.conflicts > 0 ? 4u : 0u);
    EXPECT_EQ(row.other, 0u);
  }
  EXPECT_EQ(results->round_trips.bookings, 3u);
  EXPECT_GT(results->round_trips.per_booking, 1);
  EXPECT_EQ(results->growth.size(), 5u);
  EXPECT_EQ(results->selects.size(), 1u);
  EXPECT_NE(MarkdownOf(*results), "");
  EXPECT_NE(JsonOf(*results), "");
}

}  // namespace
}  // namespace frontdesk::bench
