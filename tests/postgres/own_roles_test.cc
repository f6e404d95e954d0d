// Five processes, each with its own role of the database, through a PgBouncer in transaction mode:
// a call, and all that an operator does about it. Nothing that any of them asks of the database may
// be denied.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
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
using test::InTemp;
using test::Process;
using ::testing::HasSubstr;

constexpr char kSession[] = "conv_own_roles_1";

class OwnRolesTest : public ::testing::TestWithParam<Form> {
 protected:
  // What the operator's command prints, as the operator's role.
  std::string Ctl(const std::vector<std::string>& arguments) {
    std::vector<std::string> words = {"tools/frontdeskctl/frontdeskctl",
                                      "--database-url-file",
                                      InTemp("database_url"),
                                      "--keyring-file",
                                      InTemp("keyring"),
                                      "--cliniko-url",
                                      house_.cliniko().url()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    Process process(words);
    EXPECT_EQ(process.Wait(), 0) << absl::StrCat(arguments[0], " ", arguments[1], ": ")
                                 << process.errors();
    return process.output() + process.errors();
  }

  std::string Count(const std::string& rows) {
    return house_.database().Execute("SELECT count(*) FROM " + rows);
  }

  std::string ServerLog() {
    return test::TextOf(house_.database().cluster().folder() + "/server.log");
  }
  // What the server refused somebody in this test.
  std::string Refused() {
    std::string refused;
    for (const absl::string_view line : absl::StrSplit(ServerLog().substr(before_.size()), '\n')) {
      if (absl::StrContains(line, "permission denied") ||
          absl::StrContains(line, "row-level security")) {
        absl::StrAppend(&refused, line, "\n");
      }
    }
    return refused;
  }

  void Call();
  void Operate();

  ClinicUnderTest house_{GetParam(), {.works_daily = true, .pooler = true}};
  const std::string before_ = ServerLog();
};

INSTANTIATE_TEST_SUITE_P(Forms, OwnRolesTest,
                         ::testing::Values(Form::kOneProcess, Form::kFiveProcesses),
                         [](const ::testing::TestParamInfo<Form>& form) {
                           return form.param == Form::kOneProcess ? "OneProcess" : "FiveProcesses";
                         });

void OwnRolesTest::Call() {
  const AgentCall call(house_, house_.clinic(0), kSession, "0491 570 110");
  const json search = {{"practitioner", "Dr Cameron Example"},
                       {"service", "Physiotherapy (60 min)"},
                       {"location", "City Rooms"}};
  call.Ask("/find-next-available", search);
  absl::SleepFor(test::kAsLongAsACallerTakes);
  const json offer = call.Ask("/find-next-available", search);
  ASSERT_TRUE(offer.value("found", false)) << offer;
  const json booked =
      call.Ask("/appointment-handler", {{"patientName", "Casey Caller"},
                                        {"patientPhone", "0491 570 110"},
                                        {"slotId", offer["slot_details"][0]["slotId"]}});
  ASSERT_TRUE(booked.value("success", false)) << booked << house_.Logs();
  const json later = call.Ask("/find-next-available", search);
  const json moved =
      call.Ask("/appointment-handler", {{"action", "reschedule"},
                                        {"appointmentId", booked["appointmentId"]},
                                        {"newDate", later["slot_details"][0]["date"]},
                                        {"newTime", later["slot_details"][0]["time"]}});
  EXPECT_TRUE(moved.value("success", false)) << moved;
  const json cancelled =
      call.Ask("/cancel-appointment", {{"appointmentId", booked["appointmentId"]}});
  EXPECT_TRUE(cancelled.value("success", false)) << cancelled;
}

void OwnRolesTest::Operate() {
  const std::string clinic = house_.number();
  // Each process hands on what it did in the background.
  for (const absl::Time deadline = absl::Now() + absl::Seconds(30);
       absl::Now() < deadline &&
       std::stoi(Count("session.call_events WHERE session_id <> ''")) < 5;) {
    absl::SleepFor(absl::Milliseconds(200));
  }
  EXPECT_THAT(Ctl({"call", "show", kSession}), HasSubstr("booked"));
  EXPECT_THAT(Ctl({"booking", "list", "--clinic", clinic}), HasSubstr("cancelled"));
  Ctl({"booking", "events", "--clinic", clinic});
  Ctl({"clinic", "list"});
  Ctl({"clinic", "show", "--clinic", clinic});
  Ctl({"clinic", "set", "--clinic", clinic, "--retention-days", "180"});
  Ctl({"clinic", "sync", "--clinic", clinic});
  Ctl({"schedule", "probe", "--clinic", clinic, "--days", "14"});
  Ctl({"cache", "show", "--clinic", clinic});
  Ctl({"cache", "clear", "--clinic", clinic});
  Ctl({"key", "mint", "--clinic", clinic});
  Ctl({"keyring", "add", "--file", InTemp("keyring"), "--id", "k2"});
  Ctl({"key", "rotate", "--yes"});
  Ctl({"clinic", "disable", "--clinic", clinic});
  Ctl({"clinic", "enable", "--clinic", clinic});

  house_.database().Execute(
      "UPDATE session.call_events SET happened_at = now() - interval '300 days' "
      "WHERE session_id = ''");
  Ctl({"purge"});
  EXPECT_EQ(Count("session.call_events WHERE session_id = ''"), "0");
  std::remove(InTemp("casey.json").c_str());
  Ctl({"patient", "export", "--clinic", clinic, "--phone", "0491 570 110", "--out",
       InTemp("casey.json")});
  Ctl({"patient", "erase", "--clinic", clinic, "--phone", "0491 570 110", "--yes"});
  EXPECT_EQ(Count("booking.bookings WHERE patient_phone <> ''"), "0");
  EXPECT_EQ(Count("booking.booking_events WHERE session_id <> '' OR masked_phone <> ''"), "0");
  Ctl({"patient", "erasures", "--clinic", clinic});
  Ctl({"clinic", "remove", "--clinic", clinic, "--yes", "--force"});
  EXPECT_EQ(Count("booking.booking_events"), "0");
}

TEST_P(OwnRolesTest, AreEnoughForACallAndForItsOperator) {
  Call();
  if (!HasFatalFailure()) Operate();

  EXPECT_EQ(Refused(), "");
  // That the server's log would tell.
  EXPECT_ANY_THROW(
      house_.database().Execute("SET ROLE frontdesk_session; SELECT * FROM booking.bookings"));
  EXPECT_THAT(Refused(), HasSubstr("permission denied for table bookings"));
}

}  // namespace
}  // namespace frontdesk
