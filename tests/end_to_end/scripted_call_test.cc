// A first-time caller, through the gateway alone: names a place vaguely, confirms it, hears who is
// free, turns down three offers in a row, asks about somebody else, and books.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>

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

// Longer than what makes a repeated search a retry; see libs/domain/search.h.
constexpr absl::Duration kAsLongAsACallerTakes = absl::Milliseconds(2200);

class ScriptedCallTest : public ::testing::TestWithParam<Form> {
 protected:
  // What the agent says of every call, with `more`.
  json Ask(const std::string& path, json more) {
    more["dialedNumber"] = clinic_.number();
    more["sessionId"] = "conv_scripted_call_1";
    more["callerPhone"] = "0491 570 110";
    HttpAnswer answer;
    for (int i = 0; i < 10; ++i) {
      answer = clinic_.Post(path, more);
      EXPECT_EQ(answer.status, 200) << path << answer.text;
      EXPECT_TRUE(answer.body.is_object()) << path << answer.text;
      if (answer.body.value("error", "") != "still_checking") break;
    }
    EXPECT_NE(answer.body.value("message", ""), "") << path << answer.text;
    return answer.body;
  }

  ClinicUnderTest clinic_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Forms, ScriptedCallTest,
                         ::testing::Values(Form::kOneProcess, Form::kFiveProcesses),
                         [](const ::testing::TestParamInfo<Form>& form) {
                           return form.param == Form::kOneProcess ? "OneProcess" : "FiveProcesses";
                         });

TEST_P(ScriptedCallTest, LeadsAFirstTimeCallerToABooking) {
  const json vague = Ask("/location-resolver", {{"locationQuery", "the clinic"}});
  ASSERT_TRUE(vague.value("needs_clarification", false)) << vague;
  ASSERT_GE(vague["options"].size(), 2u) << vague;

  const json place =
      Ask("/confirm-location", {{"userResponse", "the city one"}, {"options", vague["options"]}});
  ASSERT_TRUE(place.value("location_confirmed", false)) << place;
  const json business = place["business_id"];
  EXPECT_EQ(place["business_name"], "City Rooms");

  const json staff = Ask("/get-location-practitioners", {{"business_id", business}});
  ASSERT_TRUE(staff.value("success", false)) << staff;
  EXPECT_GE(staff["practitioners"].size(), 2u);

  json free = json::object();
  for (int days = 1; days <= 7 && !free.value("success", false); ++days) {
    free = Ask("/get-available-practitioners",
               {{"business_id", business}, {"date", absl::StrCat("in ", days, " days")}});
  }
  ASSERT_TRUE(free.value("success", false)) << free;
  EXPECT_FALSE(free["practitioners"].empty()) << free;

  const json who = Ask("/get-practitioner-services", {{"practitioner", "Dr Cameron Example"}});
  ASSERT_TRUE(who.value("success", false)) << who;
  const json info = Ask("/get-practitioner-info", {{"practitioner", "Dr Cameron Example"}});
  ASSERT_TRUE(info.value("success", false)) << info;

  const json search = {{"practitioner", "Dr Cameron Example"},
                       {"service", "Physiotherapy (60 min)"},
                       {"business_id", business}};
  std::set<std::string> heard;
  json first;
  json offer;
  for (int turn = 0; turn < 4; ++turn) {
    offer = Ask("/find-next-available", search);
    ASSERT_TRUE(offer.value("found", false)) << offer;
    if (turn == 0) first = offer;
    for (const json& slot : offer["slot_details"]) {
      EXPECT_TRUE(heard.insert(slot["start"].get<std::string>()).second)
          << "offered twice: " << slot;
    }
    absl::SleepFor(kAsLongAsACallerTakes);
  }

  // Somebody else: what was turned down is forgotten, so the first times come again.
  json other = search;
  other["practitioner"] = "Ms Cameron Sample";
  other["service"] = "Massage";
  EXPECT_TRUE(Ask("/find-next-available", other).value("success", false));
  const json again = Ask("/find-next-available", search);
  EXPECT_EQ(again["slot_details"], first["slot_details"]);

  // What /find-next-available answers is what /appointment-handler wants.
  json booking = again["booking"];
  ASSERT_TRUE(booking.is_object()) << again;
  booking["patientName"] = "Casey Caller";
  const json booked = Ask("/appointment-handler", booking);
  ASSERT_TRUE(booked.value("success", false)) << booked << clinic_.Logs();
  EXPECT_EQ(booked["appointmentStart"], again["appointmentStart"]);
}

}  // namespace
}  // namespace frontdesk
