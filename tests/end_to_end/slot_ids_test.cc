// A time that was offered is booked by its slotId, and by nothing that only looks like one.
#include "libs/slot_ids/slot_ids.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"
#include "libs/seal/keyring.h"
#include "libs/testing/process.h"
#include "tests/cliniko_sandbox/request_log.h"
#include "tests/cliniko_sandbox/sandbox.h"
#include "tests/end_to_end/agent_call.h"
#include "tests/end_to_end/clinic_under_test.h"

namespace frontdesk {
namespace {

using nlohmann::json;
using test::AgentCall;
using test::ClinicUnderTest;
using test::Form;
using test::Process;

constexpr char kCaller[] = "+61491570156";

std::string Kind(const ::testing::TestParamInfo<Form>& info) {
  return info.param == Form::kOneProcess ? "OneProcess" : "FiveProcesses";
}

class SlotIdsTest : public ::testing::TestWithParam<Form> {
 protected:
  SlotIdsTest() {
    std::remove(keyring_file_.c_str());
    Process made({"tools/frontdeskctl/frontdeskctl", "keyring", "new", "--file", keyring_file_});
    EXPECT_EQ(made.Wait(), 0) << made.errors();
    ::setenv("FRONTDESK_SLOT_ID_KEYRING_FILE", keyring_file_.c_str(), 1);
    house_.emplace(GetParam(), test::House{.clinics = {test::Sydney(), test::NewYork()}});
    call_.emplace(*house_, house_->clinic(0), "conv_slot_ids_0001", kCaller);
  }

  // The first clinic's free times, the next ones there are.
  json Offers() {
    const json answer = call_->Ask("/availability-checker", house_->AskForTimes("tomorrow"));
    EXPECT_GE(answer["slot_details"].size(), 2u) << answer;
    return answer["slot_details"];
  }

  json Book(const std::string& slot_id, json more = json::object()) {
    more.update({{"action", "book"},
                 {"slotId", slot_id},
                 {"patientName", "Casey Example"},
                 {"patientPhone", kCaller}});
    return call_->Ask("/appointment-handler", more);
  }

  void ExpectRefused(const json& answer) {
    EXPECT_EQ(answer["success"], false) << answer;
    EXPECT_EQ(answer["error"], "time_not_available") << answer;
    EXPECT_EQ(house_->cliniko().sandbox().log().CountOf("POST", "/individual_appointments"), 0);
  }

  const std::string keyring_file_ = test::InTemp("slot_id_keyring");
  std::optional<ClinicUnderTest> house_;
  std::optional<AgentCall> call_;
};

TEST_P(SlotIdsTest, BookAndMove) {
  const json offers = Offers();
  // What a model says beside it is wrong, and counts for nothing.
  const json booked = Book(offers[0]["slotId"], {{"appointmentDate", "2020-01-01"},
                                                 {"appointmentTime", "03:00"},
                                                 {"practitioner", "Nobody Invented"}});
  ASSERT_EQ(booked["success"], true) << booked;
  EXPECT_EQ(booked["appointmentStart"], offers[0]["start"]);
  EXPECT_EQ(booked["practitioner"]["name"], offers[0]["practitioner"]);
  EXPECT_EQ(booked["service"]["name"], offers[0]["service"]);
  EXPECT_EQ(booked["location"]["name"], offers[0]["location"]);

  // Sent again it is the same booking.
  const json again = Book(offers[0]["slotId"]);
  EXPECT_EQ(again["appointmentId"], booked["appointmentId"]) << again;

  const json moved = call_->Ask("/appointment-handler", {{"action", "reschedule"},
                                                         {"appointmentId", booked["appointmentId"]},
                                                         {"slotId", offers[1]["slotId"]}});
  ASSERT_EQ(moved["success"], true) << moved;
  EXPECT_EQ(moved["appointmentStart"], offers[1]["start"]);
}

TEST_P(SlotIdsTest, OfTimesThatAreTakenOfferOthersWithIdsOfTheirOwn) {
  const json offers = Offers();
  ASSERT_EQ(Book(offers[0]["slotId"])["success"], true);

  const AgentCall other(*house_, house_->clinic(0), "conv_slot_ids_0002", "+61491570157");
  const json refused = other.Ask("/appointment-handler", {{"slotId", offers[0]["slotId"]},
                                                          {"patientName", "Robin Example"},
                                                          {"patientPhone", "+61491570157"}});
  EXPECT_EQ(refused["success"], false) << refused;
  ASSERT_FALSE(refused["slot_details"].empty()) << refused;

  const json instead =
      other.Ask("/appointment-handler", {{"slotId", refused["slot_details"][0]["slotId"]},
                                         {"patientName", "Robin Example"},
                                         {"patientPhone", "+61491570157"}});
  EXPECT_EQ(instead["success"], true) << instead;
  EXPECT_EQ(instead["appointmentStart"], refused["slot_details"][0]["start"]);
}

TEST_P(SlotIdsTest, ThatAreForgedForeignOrOutdatedBookNothing) {
  const json offers = Offers();
  const std::string good = offers[0]["slotId"];
  std::string forged = good;
  forged[40] = forged[40] == 'A' ? 'B' : 'A';
  const json words = {{"practitioner", offers[0]["practitioner"]},
                      {"appointmentType", offers[0]["service"]},
                      {"location", offers[0]["location"]},
                      {"appointmentDate", offers[0]["date"]}};

  const json made_up = Book(forged, words);
  ExpectRefused(made_up);
  EXPECT_FALSE(made_up["slot_details"].empty()) << made_up;

  // Nothing else is said: it still shows what the caller meant.
  const json copied_badly = Book(good.substr(0, 59) + (good[59] == 'A' ? 'B' : 'A'));
  ExpectRefused(copied_badly);
  ASSERT_FALSE(copied_badly["slot_details"].empty()) << copied_badly;

  // What the gateway itself would have made, for the other clinic and an hour ago.
  const auto keyring = Keyring::Load(keyring_file_);
  ASSERT_TRUE(keyring.ok()) << keyring.status();
  const SlotIds ids(keyring->KeysFor("frontdesk slot ids 1"));
  const absl::Time now = absl::Now();
  const std::optional<OpenedSlot> slot = ids.Open(ClinicId(house_->clinic(0).id), good, now);
  ASSERT_TRUE(slot.has_value());

  json foreign = Book(ids.Make(ClinicId(house_->clinic(1).id), slot->slot, now), words);
  ExpectRefused(foreign);
  EXPECT_EQ(foreign["message"], made_up["message"]);
  EXPECT_EQ(foreign["availableTimes"], made_up["availableTimes"]);

  // The other clinic's practitioners are nobody here.
  foreign = Book(ids.Make(ClinicId(house_->clinic(1).id),
                          {.practitioner = PractitionerId("1"),
                           .business = BusinessId("2"),
                           .appointment_type = AppointmentTypeId("3"),
                           .start = slot->slot.start},
                          now));
  ExpectRefused(foreign);
  EXPECT_EQ(foreign["slot_details"], json::array());
  EXPECT_EQ(foreign["message"], Book("slot_1")["message"]);

  const json outdated =
      Book(ids.Make(ClinicId(house_->clinic(0).id), slot->slot, now - absl::Hours(1)));
  ExpectRefused(outdated);
  ASSERT_FALSE(outdated["slot_details"].empty()) << outdated;
  // The time is still free, so it can be booked by the fresh id.
  EXPECT_EQ(outdated["slot_details"][0]["start"], offers[0]["start"]);
  EXPECT_EQ(Book(outdated["slot_details"][0]["slotId"])["success"], true);
}

INSTANTIATE_TEST_SUITE_P(Forms, SlotIdsTest,
                         ::testing::Values(Form::kOneProcess, Form::kFiveProcesses), Kind);

}  // namespace
}  // namespace frontdesk
