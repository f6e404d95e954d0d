#include "tests/storms/trouble.h"

#include <gtest/gtest.h>

#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace frontdesk::test {
namespace {

using nlohmann::json;

// Long enough that a request notices, short enough that the storm goes on.
constexpr int kHangMilliseconds = 1500;
constexpr absl::Duration kBetween = absl::Milliseconds(150);

const json& Faults() {
  static const json faults = {
      {{"kind", "drop_after_commit"}, {"times", 1}},
      {{"method", "POST"},
       {"route", "/individual_appointments"},
       {"kind", "drop_after_commit"},
       {"times", 1}},
      {{"method", "POST"}, {"route", "/patients"}, {"kind", "drop_after_commit"}, {"times", 1}},
      {{"method", "PATCH"}, {"kind", "drop_after_commit"}, {"times", 2}},
      {{"method", "POST"}, {"kind", "reset"}, {"after", true}, {"times", 1}},
      {{"kind", "reset"}, {"times", 1}},
      {{"status", 500}, {"times", 2}},
      {{"status", 503}, {"html", true}, {"times", 2}},
      {{"method", "PATCH"}, {"status", 500}, {"times", 1}},
      {{"method", "PATCH"}, {"status", 422}, {"times", 1}},
      {{"method", "POST"}, {"status", 422}, {"times", 1}},
      {{"status", 429}, {"reset_in_seconds", 1}, {"times", 1}},
      {{"method", "POST"}, {"hang", true}, {"duration_ms", kHangMilliseconds}, {"times", 1}},
      {{"method", "PATCH"},
       {"hang", true},
       {"after", true},
       {"duration_ms", kHangMilliseconds},
       {"times", 1}},
      {{"hang", true}, {"duration_ms", kHangMilliseconds}, {"times", 1}},
      {{"kind", "truncated_json"}, {"times", 2}},
      {{"slow_body", true}, {"duration_ms", 800}, {"times", 2}},
      {{"latency_ms", 300}, {"times", 8}},
      {{"method", "POST"}, {"latency_ms", 700}, {"after", true}, {"times", 2}},
      {{"method", "PATCH"}, {"latency_ms", 700}, {"times", 2}},
  };
  return faults;
}

}  // namespace

Trouble::Trouble(sandbox::SandboxServer& cliniko, std::vector<StaffTime> times, std::uint32_t seed)
    : cliniko_(cliniko), times_(std::move(times)), random_(seed), thread_([this] { Loop(); }) {}

void Trouble::Stop() {
  if (stopping_.exchange(true)) return;
  thread_.join();
  EXPECT_TRUE(cliniko_.Control("DELETE", "/faults").ok());
}

std::vector<Trouble::StaffClaim> Trouble::staff_claims() const {
  const std::lock_guard lock(mutex_);
  return claims_;
}

void Trouble::Loop() {
  while (!stopping_) {
    absl::SleepFor(kBetween);
    const unsigned what = random_() % 10;
    if (what < 2) TakeTime();
    if (what < 4) GiveBack();
    if (what >= 4 && what < 8) AddFault();
  }
}

void Trouble::AddFault() {
  const json& faults = Faults();
  const json& fault = faults[random_() % faults.size()];
  EXPECT_TRUE(cliniko_.Control("POST", "/faults", fault.dump()).ok()) << fault;
  ++faults_;
}

void Trouble::TakeTime() {
  const StaffTime& time = times_[random_() % times_.size()];
  const auto booked = cliniko_.Control(
      "POST", "/staff/book",
      json{{"practitioner_id", time.practitioner}, {"starts_at", time.start}}.dump());
  ASSERT_TRUE(booked.ok()) << booked.status();
  const std::lock_guard lock(mutex_);
  claims_.push_back({.appointment = json::parse(*booked).at("id"), .made = absl::Now()});
}

// The oldest that stands: a time that staff keep is lost to the storm.
void Trouble::GiveBack() {
  const std::lock_guard lock(mutex_);
  for (StaffClaim& claim : claims_) {
    if (claim.gone != absl::InfiniteFuture()) continue;
    if (absl::Now() - claim.made < absl::Seconds(1)) return;
    EXPECT_TRUE(
        cliniko_
            .Control("POST", "/staff/cancel", json{{"appointment_id", claim.appointment}}.dump())
            .ok());
    claim.gone = absl::Now();
    return;
  }
}

}  // namespace frontdesk::test
