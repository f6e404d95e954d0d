// Staff cancel and move in Cliniko what callers booked: two replicas, a real Postgres and the
// Cliniko sandbox.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/end_to_end/clinic_under_test.h"

namespace frontdesk {
namespace {

using nlohmann::json;
using test::ClinicUnderTest;
using test::Form;
using test::HttpAnswer;

constexpr char kPhone[] = "0491 570 110";
const std::vector<std::string> kReplicas = {"frontdesk", "frontdesk-2"};
// How often replicas look, and for how long a booking that we changed ourselves is left alone.
constexpr int kWatchSeconds = 5;
constexpr absl::Duration kInMotion = absl::Seconds(30);
const absl::Duration kPromised = kInMotion + absl::Seconds(2 * kWatchSeconds) + absl::Seconds(10);

absl::Time StartOf(const json& slot) {
  absl::Time start;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, slot.value("start", ""), &start, &error)) << slot;
  return start;
}

class StaffChangesTest : public ::testing::Test {
 protected:
  StaffChangesTest() {
    ::setenv("FRONTDESK_BUSY_STAFF_WATCH_SECONDS", absl::StrCat(kWatchSeconds).c_str(), 1);
    house_.emplace(Form::kOneProcess, test::House{.works_daily = true});
    house_->Start("frontdesk-2");
  }

  std::vector<json> FreeSlots(const std::string& replica) {
    house_->CallThrough(replica);
    const HttpAnswer answer = house_->FreeTimes();
    EXPECT_TRUE(answer.body.value("success", false)) << answer.text << house_->Logs();
    std::vector<json> slots;
    for (json slot : answer.body.value("slot_details", json::array())) {
      slot["location"] = answer.body["location"];
      slots.push_back(slot);
    }
    return slots;
  }
  bool Offers(const std::string& replica, const json& wanted) {
    for (const json& slot : FreeSlots(replica)) {
      if (slot["start"] == wanted["start"]) return true;
    }
    return false;
  }
  // Three starts of tomorrow whose hours do not overlap.
  std::vector<json> ThreeApart() {
    std::vector<json> apart;
    for (const json& slot : FreeSlots("frontdesk")) {
      if (apart.empty() || StartOf(slot) - StartOf(apart.back()) >= absl::Hours(1)) {
        apart.push_back(slot);
      }
    }
    EXPECT_GE(apart.size(), 3u);
    apart.resize(3);
    return apart;
  }
  json Book(const json& slot, const std::string& name) {
    json request = house_->BookingOf(slot, name, kPhone);
    request["callerPhone"] = kPhone;
    const HttpAnswer booked = house_->Post("/appointment-handler", request);
    EXPECT_TRUE(booked.body.value("success", false)) << booked.text << house_->Logs();
    return booked.body;
  }
  void Staff(const std::string& what, const json& request) {
    const auto done = house_->cliniko().Control("POST", "/staff/" + what, request.dump());
    EXPECT_TRUE(done.ok()) << done.status();
  }
  // "state event reason" of the booking with the appointment, as it is now.
  std::string RowOf(const json& booked) {
    return house_->database().Execute(
        absl::StrCat("SELECT b.state || ' ' || e.event || ' ' || e.reason FROM booking.bookings b "
                     "JOIN booking.booking_events e USING (booking_id) WHERE b.appointment_id = '",
                     booked.value("appointmentId", ""), "' ORDER BY e.event_id DESC LIMIT 1"));
  }
  template <typename Condition>
  bool Comes(absl::Time by, Condition condition) {
    while (!condition()) {
      if (absl::Now() > by) return false;
      absl::SleepFor(absl::Milliseconds(250));
    }
    return true;
  }

  std::optional<ClinicUnderTest> house_;
};

TEST_F(StaffChangesTest, AreFollowedAndTheirTimesOfferedAgainOnEveryReplica) {
  const std::vector<json> slots = ThreeApart();
  const json cancelled = Book(slots[0], "Casey Caller");
  const json moved = Book(slots[1], "Robin Caller");
  for (const std::string& replica : kReplicas) {
    EXPECT_FALSE(Offers(replica, slots[0])) << replica;
    EXPECT_FALSE(Offers(replica, slots[1])) << replica;
    EXPECT_TRUE(Offers(replica, slots[2])) << replica;
  }

  Staff("cancel", {{"appointment_id", cancelled.at("appointmentId")}});
  Staff("move",
        {{"appointment_id", moved.at("appointmentId")}, {"starts_at", slots[2].at("start")}});
  const absl::Time by = absl::Now() + kPromised;

  for (const std::string& replica : kReplicas) {
    SCOPED_TRACE(replica);
    EXPECT_TRUE(Comes(by, [&] { return Offers(replica, slots[0]); })) << house_->Logs();
    EXPECT_TRUE(Comes(by, [&] { return Offers(replica, slots[1]); })) << house_->Logs();
    EXPECT_TRUE(Comes(by, [&] { return !Offers(replica, slots[2]); })) << house_->Logs();
  }
  EXPECT_EQ(RowOf(cancelled), "cancelled cancelled by_staff");
  EXPECT_EQ(RowOf(moved), "booked moved by_staff");

  // The patient can go on from where staff put it.
  const HttpAnswer back =
      house_->Post("/appointment-handler", {{"dialedNumber", house_->number()},
                                            {"sessionId", "conv_end_to_end_0002"},
                                            {"callerPhone", kPhone},
                                            {"action", "reschedule"},
                                            {"appointmentId", moved.at("appointmentId")},
                                            {"newDate", slots[1]["date"]},
                                            {"newTime", slots[1]["time"]}});
  EXPECT_TRUE(back.body.value("success", false)) << back.text << house_->Logs();
  EXPECT_EQ(back.body.value("appointmentStart", ""), slots[1]["start"]);
}

// The promise of the watch does not hold up whoever asks about their booking: what is found then is
// offered again at once.
TEST_F(StaffChangesTest, AreFollowedAtOnceWhereTheCallerCancelsWhatStaffCancelled) {
  const std::vector<json> slots = ThreeApart();
  const json booked = Book(slots[0], "Casey Caller");
  for (const std::string& replica : kReplicas) EXPECT_FALSE(Offers(replica, slots[0])) << replica;
  Staff("cancel", {{"appointment_id", booked.at("appointmentId")}});

  const HttpAnswer answer =
      house_->Post("/cancel-appointment", {{"dialedNumber", house_->number()},
                                           {"sessionId", "conv_end_to_end_0003"},
                                           {"callerPhone", kPhone},
                                           {"appointmentId", booked.at("appointmentId")}});
  EXPECT_TRUE(answer.body.value("alreadyCancelled", false)) << answer.text;
  const absl::Time by = absl::Now() + absl::Seconds(5);
  for (const std::string& replica : kReplicas) {
    EXPECT_TRUE(Comes(by, [&] { return Offers(replica, slots[0]); })) << replica << house_->Logs();
  }
}

}  // namespace
}  // namespace frontdesk
