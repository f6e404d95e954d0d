// `frontdeskctl call show` after a call: what happened in it, in order and with times, whichever
// processes it went through, and nobody's name or number.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/testing/process.h"
#include "tests/end_to_end/agent_call.h"
#include "tests/end_to_end/clinic_under_test.h"

namespace frontdesk {
namespace {

using nlohmann::json;
using test::AgentCall;
using test::ClinicUnderTest;
using test::Form;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

class CallShowTest : public ::testing::TestWithParam<Form> {
 protected:
  CallShowTest() {
    std::ofstream(url_file_) << house_.database().UrlAs("frontdesk_operator");
    EXPECT_EQ(::chmod(url_file_.c_str(), 0600), 0);
  }

  // What `call show` says, its complaints included.
  std::string Show(const std::vector<std::string>& more, int code = 0) {
    std::vector<std::string> words = {"tools/frontdeskctl/frontdeskctl", "--database-url-file",
                                      url_file_, "call", "show"};
    words.insert(words.end(), more.begin(), more.end());
    test::Process process(words);
    EXPECT_EQ(process.Wait(), code) << process.errors();
    return process.output() + process.errors();
  }

  // The call's events once all of `wanted` are among them: each process writes its own in the
  // background, at a time of its own.
  json AwaitEvents(const std::string& session, const std::vector<std::string>& wanted) {
    json events;
    for (const absl::Time deadline = absl::Now() + absl::Seconds(60); absl::Now() < deadline;
         absl::SleepFor(absl::Milliseconds(200))) {
      const json shown = json::parse(Show({session, "--clinic", house_.clinic_id(), "--json"}),
                                     nullptr, /*allow_exceptions=*/false);
      if (!shown.is_object()) continue;
      events = shown["events"];
      std::vector<std::string> missing = wanted;
      for (const json& event : events) {
        const auto found = std::ranges::find(missing, NameOf(event));
        if (found != missing.end()) missing.erase(found);
      }
      if (missing.empty()) return events;
    }
    ADD_FAILURE() << "not all is in " << events.dump(1);
    return json::array();
  }

  // "cliniko GET /patients"
  static std::string NameOf(const json& event) {
    return absl::StrCat(event["kind"].get<std::string>(), " ", event["what"].get<std::string>());
  }

  // What the webhook at `i` led to.
  static std::vector<std::string> LedTo(const json& events, std::size_t i) {
    std::vector<std::string> led_to;
    for (++i; i < events.size() && events[i]["within_webhook"] == true; ++i) {
      led_to.push_back(NameOf(events[i]));
    }
    return led_to;
  }

  ClinicUnderTest house_{GetParam(),
                         {.clinics = {test::Sydney(), test::NewYork()}, .works_daily = true}};
  const std::string url_file_ = test::InTemp("url_for_call_show");
};

INSTANTIATE_TEST_SUITE_P(Forms, CallShowTest,
                         ::testing::Values(Form::kOneProcess, Form::kFiveProcesses),
                         [](const ::testing::TestParamInfo<Form>& form) {
                           return form.param == Form::kOneProcess ? "OneProcess" : "FiveProcesses";
                         });

TEST_P(CallShowTest, TellsWhatHappenedInOrder) {
  const std::string session = "conv_shown_0001";
  const AgentCall call(house_, house_.clinic(0), session, "0491 570 110");
  const json search = {{"practitioner", "Dr Cameron Example"},
                       {"service", "Physiotherapy (60 min)"},
                       {"location", "City Rooms"}};
  const json first = call.Ask("/find-next-available", search);
  absl::SleepFor(test::kAsLongAsACallerTakes);
  const json offer = call.Ask("/find-next-available", search);
  const json& slot = offer["slot_details"][0];
  const json booked = call.Ask("/appointment-handler", {{"patientName", "Casey Caller"},
                                                        {"patientPhone", "0491 570 110"},
                                                        {"slotId", slot["slotId"]}});
  ASSERT_EQ(booked["success"], true) << booked;

  const json events = AwaitEvents(
      session, {"webhook /find-next-available", "decision search_begun", "decision offered",
                "webhook /find-next-available", "decision search_begun", "decision offered",
                "webhook /appointment-handler", "cliniko POST /individual_appointments",
                "booking requested", "booking booked", "decision refusals_cleared"});

  std::vector<std::string> webhooks;
  std::vector<std::size_t> at;
  std::string before;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (events[i]["kind"] != "webhook") continue;
    EXPECT_LE(before, events[i]["at"].get<std::string>());
    before = events[i]["at"];
    EXPECT_TRUE(events[i]["took_ms"].is_number_integer()) << events[i];
    webhooks.push_back(events[i]["what"]);
    at.push_back(i);
  }
  ASSERT_GE(webhooks.size(), 3u) << events.dump(1);
  EXPECT_EQ(webhooks.back(), "/appointment-handler");
  EXPECT_EQ(webhooks.front(), "/find-next-available");
  const std::vector<std::string> searched = LedTo(events, at[webhooks.size() - 2]);
  EXPECT_THAT(searched, AllOf(Contains("decision search_begun"), Contains("decision offered")));
  const std::vector<std::string> led_to = LedTo(events, at.back());
  EXPECT_THAT(led_to, AllOf(Contains("cliniko POST /individual_appointments"),
                            Contains("booking requested"), Contains("booking booked")))
      << events.dump(1);
  for (const json& event : events) {
    if (event["kind"] == "cliniko") {
      EXPECT_TRUE(event["took_ms"].is_number_integer()) << event;
      EXPECT_TRUE(event["details"].contains("status")) << event;
    }
  }
  // What was offered first was refused by the second search.
  const std::size_t times = first["slot_details"].size();
  EXPECT_THAT(events.dump(), HasSubstr(absl::StrCat(R"("refused":")", times, "\"")));

  const std::string text = Show({session});
  EXPECT_THAT(text, AllOf(HasSubstr("/appointment-handler"), HasSubstr("614******10"),
                          HasSubstr("POST /individual_appointments")));
  for (const std::string personal : {"Casey", "91570110", "91 570 110"}) {
    EXPECT_THAT(text, Not(HasSubstr(personal)));
    EXPECT_THAT(events.dump(), Not(HasSubstr(personal)));
  }
}

TEST_P(CallShowTest, AsksWhichClinicAndSaysWhatItDoesNotKnow) {
  for (const int clinic : {0, 1}) {
    const AgentCall call(house_, house_.clinic(clinic), "1", "");
    call.Ask("/location-resolver", {{"locationQuery", "the clinic"}});
  }
  for (const absl::Time deadline = absl::Now() + absl::Seconds(30);
       house_.database().Execute(
           "SELECT count(DISTINCT clinic_id) FROM session.call_events WHERE session_id = '1'") !=
           "2" &&
       absl::Now() < deadline;) {
    absl::SleepFor(absl::Milliseconds(100));
  }

  EXPECT_THAT(Show({"1"}, 2), AllOf(HasSubstr("--clinic"), HasSubstr(house_.clinic(0).id),
                                    HasSubstr(house_.clinic(1).id)));
  EXPECT_THAT(Show({"1", "--clinic", house_.clinic(1).number}), HasSubstr("/location-resolver"));
  EXPECT_THAT(Show({"conv_unknown"}, 1), HasSubstr("nothing is kept"));
  EXPECT_THAT(Show({"'; DROP TABLE session.call_events; --"}, 1), HasSubstr("nothing is kept"));
  EXPECT_THAT(Show({""}, 2), HasSubstr("1 to 200"));
  EXPECT_THAT(Show({"1", "--clinic", ""}, 2), HasSubstr("--clinic is empty"));
}

}  // namespace
}  // namespace frontdesk
