// What a caller turned down, through the gateway alone: it outlives the processes, all of them know
// it, and whoever else calls with the same session id hears and learns nothing of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "tests/end_to_end/agent_call.h"
#include "tests/end_to_end/clinic_under_test.h"

namespace frontdesk {
namespace {

using nlohmann::json;
using test::AgentCall;
using test::ClinicUnderTest;
using test::Form;
using ::testing::HasSubstr;
using ::testing::Not;

const json kSearch = {{"practitioner", "Dr Cameron Example"},
                      {"service", "Physiotherapy (60 min)"},
                      {"location", "City Rooms"}};

// The start times that an answer offers.
std::set<std::string> Offered(const json& answer) {
  EXPECT_TRUE(answer.value("found", false)) << answer;
  std::set<std::string> starts;
  for (const json& slot : answer.value("slot_details", json::array())) {
    starts.insert(slot.value("start", ""));
  }
  EXPECT_FALSE(starts.empty()) << answer;
  return starts;
}

// Searches, and turns down what it hears.
std::set<std::string> HearAndTurnDown(const AgentCall& call) {
  const std::set<std::string> offered = Offered(call.Ask("/find-next-available", kSearch));
  absl::SleepFor(test::kAsLongAsACallerTakes);
  return offered;
}

void ExpectNoneTwice(const std::vector<std::set<std::string>>& offers) {
  std::set<std::string> heard;
  for (const std::set<std::string>& offer : offers) {
    for (const std::string& start : offer) {
      EXPECT_TRUE(heard.insert(start).second) << "offered twice: " << start;
    }
  }
}

TEST(Refusals, SurviveTheDeathOfEveryProcess) {
  ClinicUnderTest house(Form::kFiveProcesses);
  const AgentCall call(house, house.clinic(0), "conv_refusals_0001", "0491 570 110");
  std::vector<std::set<std::string>> offers = {HearAndTurnDown(call), HearAndTurnDown(call)};

  const std::vector<std::string> all = {"session", "schedule_cache", "booking", "availability",
                                        "gateway"};
  for (const std::string& name : all) house.Kill(name);
  for (const std::string& name : all) house.Start(name);
  ASSERT_TRUE(house.AwaitReady()) << house.Logs();

  offers.push_back(Offered(call.Ask("/find-next-available", kSearch)));
  ExpectNoneTwice(offers);
}

TEST(Refusals, AreKnownToEveryReplica) {
  ClinicUnderTest house(Form::kOneProcess);
  house.Start("frontdesk-2");
  const AgentCall call(house, house.clinic(0), "conv_refusals_0002", "0491 570 110");
  std::vector<std::set<std::string>> offers;
  for (const char* replica : {"frontdesk", "frontdesk-2", "frontdesk", "frontdesk-2"}) {
    house.CallThrough(replica);
    ASSERT_TRUE(house.AwaitReady()) << house.Logs();
    offers.push_back(HearAndTurnDown(call));
  }
  ExpectNoneTwice(offers);

  // A booking that one replica makes is a new beginning at the other.
  house.CallThrough("frontdesk");
  json booking = call.Ask("/find-next-available", kSearch)["booking"];
  booking["patientName"] = "Casey Caller";
  ASSERT_TRUE(call.Ask("/appointment-handler", booking).value("success", false)) << house.Logs();
  house.CallThrough("frontdesk-2");
  EXPECT_EQ(Offered(call.Ask("/find-next-available", kSearch)), offers.front());
}

// Live agents send the literal "1" in every call. Source: contract/webhooks.md, section 3.2.
class SharedSessionIdTest : public ::testing::Test {
 protected:
  AgentCall CallFrom(const std::string& phone, std::size_t clinic = 0) {
    return AgentCall(house_, house_.clinic(clinic), "1", phone);
  }
  // Says where they want to go.
  static void ConfirmBalmain(const AgentCall& call) {
    const json place = call.Ask("/confirm-location",
                                {{"userResponse", "balmain"},
                                 {"options", {"City Rooms", "Harbour Rooms", "Balmain Rooms"}}});
    ASSERT_TRUE(place.value("location_confirmed", false)) << place;
    ASSERT_EQ(place["business_name"], "Balmain Rooms");
  }
  static json AskForUsualPlace(const AgentCall& call) {
    return call.Ask("/location-resolver", {{"locationQuery", "same place as last time"}});
  }

  ClinicUnderTest house_{Form::kOneProcess, {.clinics = {test::Sydney(), test::NewYork()}}};
};

TEST_F(SharedSessionIdTest, KeepsRefusalsToTheCaller) {
  const AgentCall one = CallFrom("0491 570 110");
  const AgentCall other = CallFrom("0491 570 111");
  const std::set<std::string> first = HearAndTurnDown(one);
  const std::set<std::string> second = HearAndTurnDown(one);
  ExpectNoneTwice({first, second});

  EXPECT_EQ(HearAndTurnDown(other), first);
  EXPECT_EQ(Offered(other.Ask("/find-next-available", kSearch)), second);
  ExpectNoneTwice({first, second, Offered(one.Ask("/find-next-available", kSearch))});
}

TEST_F(SharedSessionIdTest, KeepsALocationToTheCallerAndTheClinic) {
  const AgentCall one = CallFrom("0491 570 110");
  ConfirmBalmain(one);
  EXPECT_EQ(AskForUsualPlace(one).value("business_name", ""), "Balmain Rooms");

  EXPECT_NE(AskForUsualPlace(CallFrom("0491 570 111")).value("business_name", ""), "Balmain Rooms");
  // The same phone at another clinic.
  const json elsewhere = AskForUsualPlace(CallFrom("+61 491 570 110", 1));
  EXPECT_THAT(elsewhere.dump(), Not(HasSubstr("Balmain")));
  EXPECT_THAT(elsewhere.dump(), HasSubstr("Studio"));

  // Two callers of whom nothing is known.
  const AgentCall withheld = CallFrom("");
  ConfirmBalmain(withheld);
  EXPECT_NE(AskForUsualPlace(withheld).value("business_name", ""), "Balmain Rooms");
}

TEST_F(SharedSessionIdTest, KeepsABookingToTheCaller) {
  const AgentCall one = CallFrom("0491 570 110");
  const AgentCall other = CallFrom("0491 570 111");
  json booking = one.Ask("/find-next-available", kSearch)["booking"];
  booking["patientName"] = "Casey Caller";
  const json booked = one.Ask("/appointment-handler", booking);
  ASSERT_TRUE(booked.value("success", false)) << booked;

  booking["patientName"] = "Robin Other";
  const json refused = other.Ask("/appointment-handler", booking);
  EXPECT_FALSE(refused.value("success", true)) << refused;
  EXPECT_THAT(refused.dump(), Not(HasSubstr("Casey")));
  EXPECT_THAT(refused.dump(), Not(HasSubstr(booked.value("bookingId", "?"))));
}

TEST_F(SharedSessionIdTest, GivesAClinicsKeyNothingOfAnotherClinic) {
  const json search = {
      {"dialedNumber", house_.clinic(1).number}, {"sessionId", "1"}, {"service", "Massage"}};
  const json refused = house_.Post(house_.clinic(0), "/find-next-available", search).body;
  EXPECT_EQ(refused.value("error", ""), "clinic_not_found") << refused;
  const json answered = house_.Post(house_.clinic(1), "/find-next-available", search).body;
  EXPECT_TRUE(answered.value("found", false)) << answered;
}

}  // namespace
}  // namespace frontdesk
