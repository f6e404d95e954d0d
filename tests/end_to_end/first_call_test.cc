// A caller asks for a time and books it: through the real gateway, the four real services, a real Postgres and
// the Cliniko sandbox, in both forms of the process layout.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/end_to_end/clinic_under_test.h"

namespace frontdesk {
namespace {

using nlohmann::json;
using test::ClinicUnderTest;
using test::Form;
using test::HttpAnswer;
using ::testing::HasSubstr;
using ::testing::Not;

class FirstCallTest : public ::testing::TestWithParam<Form> {
 protected:
  // The first free time that the agent is told of.
  json FreeSlot() {
    const HttpAnswer answer = clinic_.FreeTimes();
    EXPECT_EQ(answer.status, 200) << answer.text;
    EXPECT_TRUE(answer.body.value("success", false)) << answer.text << clinic_.Logs();
    const json slots = answer.body.value("slot_details", json::array());
    EXPECT_FALSE(slots.empty()) << answer.text;
    if (slots.empty()) return json();
    json slot = slots[0];
    slot["location"] = answer.body["location"];
    return slot;
  }
  HttpAnswer Book(const json& slot, const std::string& name, const std::string& phone) {
    return clinic_.Post("/appointment-handler", clinic_.BookingOf(slot, name, phone));
  }
  int LiveAppointments() { return clinic_.cliniko().LiveAppointments() - live_before_; }

  ClinicUnderTest clinic_{GetParam()};
  const int live_before_ = clinic_.cliniko().LiveAppointments();
};

INSTANTIATE_TEST_SUITE_P(Forms, FirstCallTest,
                         ::testing::Values(Form::kOneProcess, Form::kFiveProcesses),
                         [](const ::testing::TestParamInfo<Form>& form) {
                           return form.param == Form::kOneProcess ? "OneProcess" : "FiveProcesses";
                         });

TEST_P(FirstCallTest, AsksForATimeAndBooksIt) {
  const json slot = FreeSlot();
  ASSERT_TRUE(slot.is_object());

  const HttpAnswer booked = Book(slot, "Casey Caller", "0491 570 110");

  ASSERT_EQ(booked.status, 200) << booked.text;
  ASSERT_TRUE(booked.body.value("success", false)) << booked.text << clinic_.Logs();
  EXPECT_NE(booked.body.value("bookingId", ""), "");
  EXPECT_EQ(booked.body["appointmentStart"], slot["start"]);
  EXPECT_EQ(LiveAppointments(), 1);
  const auto in_cliniko = clinic_.cliniko().Control("GET", "/appointments?live=true");
  ASSERT_TRUE(in_cliniko.ok()) << in_cliniko.status();
  EXPECT_THAT(*in_cliniko, HasSubstr(booked.body["bookingId"].get<std::string>()));
  EXPECT_EQ(clinic_.database().Execute("SELECT state FROM booking.bookings"), "booked");

  // The time is not offered again, and another patient who asks for it hears what is free instead.
  const HttpAnswer refused = Book(slot, "Robin Other", "0491 570 111");
  EXPECT_EQ(refused.status, 200);
  EXPECT_FALSE(refused.body.value("success", true)) << refused.text;
  EXPECT_NE(refused.body.value("error", ""), "");
  EXPECT_FALSE(refused.body["availableTimes"].empty()) << refused.text;
  EXPECT_EQ(LiveAppointments(), 1);
  for (const json& still_free : clinic_.FreeTimes().body["slot_details"]) {
    EXPECT_NE(still_free["start"], slot["start"]);
  }

  // The same request again is the same booking.
  const HttpAnswer again = Book(slot, "Casey Caller", "0491 570 110");
  EXPECT_TRUE(again.body.value("success", false)) << again.text;
  EXPECT_EQ(again.body["bookingId"], booked.body["bookingId"]);
  EXPECT_EQ(LiveAppointments(), 1);

  // Who called is in the database and in answers, and nowhere else.
  EXPECT_THAT(clinic_.Logs(), Not(HasSubstr("Casey")));
  EXPECT_THAT(clinic_.Logs(), Not(HasSubstr("Caller")));
  EXPECT_THAT(clinic_.Logs(), Not(HasSubstr("491570110")));
  EXPECT_THAT(clinic_.Logs(), Not(HasSubstr("491 570 110")));
  EXPECT_THAT(clinic_.Logs(), Not(HasSubstr("demo-harbour-key")));
  EXPECT_THAT(clinic_.Logs(), Not(HasSubstr(clinic_.key())));
}

TEST_P(FirstCallTest, GivesAContestedTimeToOneOfManyCallers) {
  const json slot = FreeSlot();
  ASSERT_TRUE(slot.is_object());
  std::vector<HttpAnswer> answers(20);
  std::vector<std::thread> callers;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    callers.emplace_back([&, i] {
      answers[i] = Book(slot, absl::StrCat("Person", std::string(1, 'A' + static_cast<char>(i)), " Test"),
                        absl::StrCat("0491 570 1", 20 + i));
    });
  }
  for (std::thread& caller : callers) caller.join();

  int won = 0;
  for (const HttpAnswer& answer : answers) {
    ASSERT_EQ(answer.status, 200) << answer.text;
    if (answer.body.value("success", false)) {
      ++won;
    } else {
      EXPECT_THAT(answer.body.value("error", ""),
                  ::testing::AnyOf("slot_taken", "time_not_available"))
          << answer.text;
    }
  }
  EXPECT_EQ(won, 1);
  EXPECT_EQ(LiveAppointments(), 1);
}

TEST_P(FirstCallTest, WithdrawsWhenStaffTakeTheTimeMeanwhile) {
  const json slot = FreeSlot();
  ASSERT_TRUE(slot.is_object());
  // The create is slow; staff book the same time while it is on its way.
  ASSERT_TRUE(clinic_.cliniko()
                  .Control("POST", "/faults",
                           R"({"route":"/individual_appointments","method":"POST",)"
                           R"("latency_ms":1500,"times":1})")
                  .ok());
  HttpAnswer answer;
  std::thread caller([&] { answer = Book(slot, "Casey Caller", "0491 570 110"); });
  while (clinic_.database().Execute("SELECT count(*) FROM booking.bookings WHERE patient_id <> ''") ==
         "0") {
    std::this_thread::yield();
  }
  const json details = clinic_.FreeTimes().body;
  const auto staff = clinic_.cliniko().Control(
      "POST", "/staff/block",
      json{{"practitioner_id", details["practitionerDetails"]["id"]},
           {"business_id", details["location_id"]},
           {"starts_at", slot["start"]},
           {"ends_at", slot["start"].get<std::string>().replace(14, 2, "59")}}
          .dump());
  EXPECT_TRUE(staff.ok()) << staff.status();
  caller.join();

  EXPECT_FALSE(answer.body.value("success", true)) << answer.text << clinic_.Logs();
  EXPECT_EQ(answer.body.value("error", ""), "slot_taken") << answer.text;
  EXPECT_EQ(LiveAppointments(), 0);
  EXPECT_EQ(clinic_.database().Execute("SELECT state FROM booking.bookings"), "failed");
}

}  // namespace
}  // namespace frontdesk
