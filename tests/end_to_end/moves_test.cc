// A caller moves and cancels what they booked: through the real gateway, the services, a real
// Postgres and the Cliniko sandbox.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "tests/end_to_end/clinic_under_test.h"

namespace frontdesk {
namespace {

using nlohmann::json;
using test::ClinicUnderTest;
using test::Form;
using test::HttpAnswer;

constexpr char kPhone[] = "0491 570 110";
constexpr char kOtherPhone[] = "0491 570 111";

absl::Time StartOf(const json& slot) {
  absl::Time start;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, slot.value("start", ""), &start, &error)) << slot;
  return start;
}

class MovesTest : public ::testing::Test {
 protected:
  std::vector<json> FreeSlots() {
    const HttpAnswer answer = house_.FreeTimes();
    EXPECT_TRUE(answer.body.value("success", false)) << answer.text << house_.Logs();
    std::vector<json> slots;
    for (json slot : answer.body.value("slot_details", json::array())) {
      slot["location"] = answer.body["location"];
      slots.push_back(std::move(slot));
    }
    return slots;
  }
  json Book(const json& slot, const std::string& name = "Casey Caller",
            const std::string& session = "conv_end_to_end_0001") {
    json request = house_.BookingOf(slot, name, kPhone);
    request["sessionId"] = session;
    const HttpAnswer booked = house_.Post("/appointment-handler", request);
    EXPECT_TRUE(booked.body.value("success", false)) << booked.text << house_.Logs();
    return booked.body;
  }
  json Move(const std::string& id, const json& slot, const std::string& phone = kPhone) {
    return Ask("/appointment-handler", phone,
               {{"action", "reschedule"},
                {"appointmentId", id},
                {"newDate", slot["date"]},
                {"newTime", slot["time"]}});
  }
  json Cancel(json more, const std::string& phone = kPhone) {
    return Ask("/cancel-appointment", phone, std::move(more));
  }
  json Ask(const std::string& path, const std::string& phone, json more) {
    more["dialedNumber"] = house_.number();
    if (!more.contains("sessionId")) more["sessionId"] = "conv_end_to_end_0001";
    more["callerPhone"] = phone;
    const HttpAnswer answer = house_.Post(path, more);
    EXPECT_EQ(answer.status, 200) << answer.text;
    return answer.body;
  }
  bool IsFree(const json& slot) {
    for (const json& free : FreeSlots()) {
      if (free["start"] == slot["start"]) return true;
    }
    return false;
  }
  int LiveAppointments() { return house_.cliniko().LiveAppointments() - live_before_; }

  ClinicUnderTest house_{Form::kFiveProcesses, {.works_daily = true}};
  const int live_before_ = house_.cliniko().LiveAppointments();
};

TEST_F(MovesTest, MovesAndCancelsOnlyWhatIsTheCallersOwn) {
  // Two starts so near to each other that the appointments would overlap, and one that overlaps
  // neither.
  const std::vector<json> slots = FreeSlots();
  std::size_t i = 0;
  while (i + 1 < slots.size() && StartOf(slots[i + 1]) - StartOf(slots[i]) >= absl::Hours(1)) ++i;
  ASSERT_LT(i + 1, slots.size()) << json(slots);
  const json& first = slots[i];
  const json& overlapping = slots[i + 1];
  const json& last = i > 0 ? slots.front() : slots.back();
  ASSERT_GE(absl::AbsDuration(StartOf(last) - StartOf(first)), absl::Hours(1)) << json(slots);
  ASSERT_GE(absl::AbsDuration(StartOf(last) - StartOf(overlapping)), absl::Hours(1)) << json(slots);

  const std::string id = Book(first).value("appointmentId", "");
  ASSERT_NE(id, "");

  // Nobody else moves or cancels it, or learns that it exists.
  EXPECT_EQ(Move(id, last, kOtherPhone).value("error", ""), "appointment_not_found");
  EXPECT_EQ(Cancel({{"appointmentId", id}}, kOtherPhone).value("error", ""),
            "appointment_not_found");
  EXPECT_EQ(LiveAppointments(), 1);

  // Nor does whoever withholds their number and says somebody's.
  EXPECT_EQ(Cancel({{"appointmentId", id}, {"patientPhone", kPhone}, {"sessionId", "1"}}, "")
                .value("error", ""),
            "missing_information");
  EXPECT_EQ(Cancel({{"appointmentId", id},
                    {"patientPhone", kPhone},
                    {"patientName", "Robin Nobody"},
                    {"sessionId", "conv_of_a_stranger_0001"}},
                   "")
                .value("error", ""),
            "appointment_not_found");
  EXPECT_EQ(LiveAppointments(), 1);

  // To another time, where the old one is free again at once; the same request again changes
  // nothing.
  for (int times = 0; times < 2; ++times) {
    const json moved = Move(id, last);
    ASSERT_TRUE(moved.value("success", false)) << moved << house_.Logs();
    EXPECT_TRUE(moved.value("rescheduled", false)) << moved;
    EXPECT_EQ(moved.value("appointmentStart", ""), last["start"]);
    EXPECT_EQ(moved["appointmentDetails"].value("appointmentId", ""), id);
    EXPECT_EQ(moved["appointmentDetails"].value("oldAppointmentId", ""), id);
  }
  EXPECT_TRUE(IsFree(first));
  EXPECT_FALSE(IsFree(last));

  // Back, and then to a time that overlaps its own.
  ASSERT_TRUE(Move(id, first).value("success", false));
  const json overlapped = Move(id, overlapping);
  ASSERT_TRUE(overlapped.value("success", false)) << overlapped << house_.Logs();
  EXPECT_EQ(overlapped.value("appointmentStart", ""), overlapping["start"]);
  EXPECT_EQ(LiveAppointments(), 1);
  EXPECT_EQ(house_.database().Execute(
                "SELECT count(*) FROM booking.bookings WHERE state IN ('pending', 'booked')"),
            "1");

  // A second one on the same day: the agent is told to ask which.
  const std::string second = Book(last).value("appointmentId", "");
  const json which = Cancel({{"appointmentDetails", "my physiotherapy with Cameron"}});
  EXPECT_FALSE(which.value("cancelled", true)) << which;
  EXPECT_TRUE(which.value("needs_clarification", false)) << which;
  EXPECT_EQ(which.value("appointments", json::array()).size(), 2u) << which;
  EXPECT_EQ(LiveAppointments(), 2);

  // By description, once and again.
  const json words = {
      {"appointmentDetails", absl::StrCat("my appointment at ", last["time"].get<std::string>())},
      {"reason", "I am ill"}};
  const json cancelled = Cancel(words);
  ASSERT_TRUE(cancelled.value("success", false)) << cancelled << house_.Logs();
  EXPECT_EQ(cancelled.value("appointmentId", ""), second);
  EXPECT_EQ(LiveAppointments(), 1);
  EXPECT_TRUE(IsFree(last));
  const json again = Cancel({{"appointmentId", second}});
  EXPECT_TRUE(again.value("success", false)) << again;
  EXPECT_TRUE(again.value("alreadyCancelled", false)) << again;

  // By id.
  const json by_id = Cancel({{"appointmentId", id}});
  ASSERT_TRUE(by_id.value("success", false)) << by_id << house_.Logs();
  EXPECT_EQ(LiveAppointments(), 0);
  EXPECT_EQ(house_.database().Execute(
                "SELECT count(*) FROM booking.bookings WHERE state IN ('pending', 'booked')"),
            "0");
}

TEST_F(MovesTest, CancelsNobodyElsesOfAFamilyThatSharesANumber) {
  const std::vector<json> slots = FreeSlots();
  ASSERT_GE(absl::AbsDuration(StartOf(slots.back()) - StartOf(slots.front())), absl::Hours(1));
  Book(slots.front());
  const std::string rileys = Book(slots.back(), "Riley Caller", "1").value("appointmentId", "");
  const std::string caseys_time = slots.front()["time"];
  const std::string rileys_time = slots.back()["time"];

  for (const json& asked :
       {json{{"appointmentDetails", absl::StrCat("Riley's appointment at ", caseys_time)}},
        json{{"appointmentDetails", absl::StrCat("my wife's appointment at ", caseys_time)}},
        json{{"appointmentDetails", absl::StrCat("my appointment at ", rileys_time)},
             {"patientName", "Jamie Familyname"}}}) {
    const json which = Cancel(asked);
    EXPECT_TRUE(which.value("needs_clarification", false)) << which;
    EXPECT_FALSE(which.value("cancelled", true)) << which;
    ASSERT_EQ(which.value("appointments", json::array()).size(), 1u) << which;
    EXPECT_NE(which["appointments"][0].value("patient", ""), "") << which;
  }
  // A session that every call may have opens nothing to whoever withholds their number.
  EXPECT_EQ(Cancel({{"appointmentId", rileys}, {"sessionId", "1"}}, "").value("error", ""),
            "appointment_not_found");
  EXPECT_EQ(LiveAppointments(), 2);

  const json cancelled = Cancel({{"appointmentDetails", "Riley's appointment"}});
  ASSERT_TRUE(cancelled.value("success", false)) << cancelled << house_.Logs();
  EXPECT_EQ(cancelled.value("appointmentId", ""), rileys);
  EXPECT_THAT(cancelled.value("message", ""), ::testing::HasSubstr("Riley Caller's "));
  EXPECT_EQ(LiveAppointments(), 1);
}

}  // namespace
}  // namespace frontdesk
