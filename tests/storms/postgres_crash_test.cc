// Postgres dies in the middle of a storm of bookings through three replicas, twice.
#include <gtest/gtest.h>

#include <atomic>
#include <cstddef>
#include <mutex>
#include <nlohmann/json.hpp>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/storms/storm.h"

namespace frontdesk {
namespace {

using nlohmann::json;
using test::HttpAnswer;
using test::Storm;

constexpr int kCallers = 24;
constexpr char kLong[] = "Physiotherapy (60 min)";
constexpr char kShort[] = "Physiotherapy (30 min)";
// Source: the promise that no booking stays open longer.
constexpr absl::Duration kSettledWithin = absl::Seconds(60);

// A request, by which replica, and what it was told.
struct Told {
  std::size_t replica;
  json request;
  json answer;
};

TEST(PostgresCrashTest, LeavesPostgresAndClinikoInAgreement) {
  Storm storm;
  std::vector<json> wishes;
  int patient = 0;
  for (const char* day : {"tomorrow", "in 2 days", "in 3 days", "in 6 days", "in 7 days"}) {
    for (const char* service : {kLong, kShort}) {
      for (const std::string& time : storm.FreeTimes(service, day)) {
        // Two callers for each time.
        wishes.push_back(storm.Booking(patient++, service, day, time));
        wishes.push_back(storm.Booking(patient++, service, day, time));
      }
    }
  }
  ASSERT_GT(wishes.size(), 100U);

  std::atomic<bool> stopping = false;
  std::mutex mutex;
  std::vector<Told> told;
  std::vector<std::thread> callers;
  for (int caller = 0; caller < kCallers; ++caller) {
    callers.emplace_back([&, caller] {
      std::mt19937 random(static_cast<unsigned>(caller));
      while (!stopping) {
        const std::size_t replica = random() % 3;
        const json& request = wishes[random() % wishes.size()];
        const HttpAnswer answer = storm.AskReplica(replica, request);
        EXPECT_EQ(answer.status, 200) << answer.text;
        EXPECT_TRUE(answer.body.is_object()) << answer.text;
        const std::lock_guard lock(mutex);
        told.push_back({replica, request, answer.body});
      }
    });
  }
  test::ScratchCluster& postgres = storm.clinic().database().cluster();
  for (int i = 0; i < 2; ++i) {
    absl::SleepFor(absl::Milliseconds(1500));
    postgres.Crash();
    absl::SleepFor(absl::Seconds(1));
    postgres.Start();
  }
  absl::SleepFor(absl::Seconds(2));
  stopping = true;
  for (std::thread& caller : callers) caller.join();

  EXPECT_TRUE(storm.AwaitSettled(kSettledWithin));
  storm.ExpectAgreement();
  static const std::set<std::string> kClean = {
      "",           "booking_system_unavailable", "still_checking",  "time_not_available",
      "slot_taken", "duplicate_booking",          "no_availability", "booking_failed"};
  int booked = 0;
  for (const Told& one : told) {
    EXPECT_TRUE(kClean.contains(one.answer.value("error", ""))) << one.answer;
    storm.ExpectTrue(one.answer);
    booked += one.answer.value("success", false) ? 1 : 0;
  }
  EXPECT_GT(booked, 20);
  // Who was told that it is being confirmed hears the outcome now.
  for (const Told& one : told) {
    if (one.answer.value("error", "") != "still_checking") continue;
    const json outcome = storm.Ask(one.replica, one.request);
    EXPECT_NE(outcome.value("error", ""), "still_checking") << outcome;
    storm.ExpectTrue(outcome);
  }
  storm.ExpectAgreement();
}

}  // namespace
}  // namespace frontdesk
