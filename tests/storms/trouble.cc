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
#include "tests/cliniko_sandbox/bookings.h"
#include "tests/cliniko_sandbox/ids.h"

namespace frontdesk::test {
namespace {

using nlohmann::json;

// Long enough that a request notices, short enough that the storm goes on.
constexpr int kHangMilliseconds = 1500;
constexpr absl::Duration kBetween = absl::Milliseconds(150);
constexpr absl::Duration kKept = absl::Seconds(1);
// Of a time that staff took without a race.
constexpr char kTaken[] = "Taken by staff";

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

std::vector<Trouble::StaffClaim> Trouble::ClaimsAmong(const std::string& path) const {
  std::vector<StaffClaim> claims;
  const auto answer = cliniko_.Control("GET", path);
  EXPECT_TRUE(answer.ok()) << answer.status();
  if (!answer.ok()) return claims;
  const std::lock_guard lock(mutex_);
  const json listed = json::parse(*answer).at("appointments");
  for (const json& there : listed) {
    const bool meanwhile = there.at("notes") == sandbox::kTakenMeanwhile;
    if (!meanwhile && there.at("notes") != kTaken) continue;
    const std::string id = there.at("id");
    // An id tells the moment, its stamps only the second.
    StaffClaim claim{.appointment = id,
                     .meanwhile = meanwhile,
                     .made = sandbox::TimeOfId(sandbox::ParseId(id).value_or(0))};
    if (const auto gone = gone_.find(id); gone != gone_.end()) claim.gone = gone->second;
    claims.push_back(claim);
  }
  return claims;
}

void Trouble::Loop() {
  while (!stopping_) {
    absl::SleepFor(kBetween);
    const unsigned what = random_() % 10;
    if (what < 2) TakeTime();
    if (what < 4) GiveBack();
    if (what >= 4 && what < 8) AddFault();
    if (random_() % 3 == 0) Race();
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
      json{{"practitioner_id", time.practitioner}, {"starts_at", time.start}, {"notes", kTaken}}
          .dump());
  ASSERT_TRUE(booked.ok()) << booked.status();
}

// The next create or move finds the time taken, though it was free when Frontdesk looked.
void Trouble::Race() {
  const bool create = random_() % 2 == 0;
  const json race = {
      {"method", create ? "POST" : "PATCH"},
      {"route", create ? "/individual_appointments" : "/individual_appointments/:id"},
      {"staff_race", random_() % 2 == 0 ? "before" : "after"},
      {"times", 1}};
  EXPECT_TRUE(cliniko_.Control("POST", "/faults", race.dump()).ok());
}

// The oldest that stands: a time that staff keep is lost to the storm.
void Trouble::GiveBack() {
  for (const StaffClaim& claim : ClaimsAmong("/appointments?live=true")) {
    if (absl::Now() - claim.made < kKept) return;
    const std::lock_guard lock(mutex_);
    gone_[claim.appointment] = absl::Now();
    EXPECT_TRUE(
        cliniko_
            .Control("POST", "/staff/cancel", json{{"appointment_id", claim.appointment}}.dump())
            .ok());
    return;
  }
}

}  // namespace frontdesk::test
