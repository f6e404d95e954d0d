// Nobody's name, number or words get into what the processes say about themselves: callers book,
// move, cancel and say odd things, staff change things, Cliniko and the database fail; then
// everything that was logged and measured is searched as somebody would who got hold of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/testing/process.h"
#include "tests/end_to_end/clinic_under_test.h"

namespace frontdesk {
namespace {

using nlohmann::json;
using test::ClinicUnderTest;
using test::Form;
using test::HttpAnswer;
using test::InTemp;
using test::Process;
using ::testing::HasSubstr;
using Headers = std::vector<std::pair<std::string, std::string>>;

// Made up, and like nothing that a program says by itself. Compared in lower case.
constexpr const char* kSaid[] = {
    // callers
    "zebulon", "quartermaine", "wilhelmina", "birtwhistle", "thaddeus", "mcgillicuddy",
    // what they say about themselves
    "dislocated", "knuckle", "wagga",
    // Cliniko's patients, by their last names
    "testperson", "familyname", "movedaway", "nophone", "ignatius", "featherstonehaugh"};

// The last nine digits, which every spelling of a number ends in.
constexpr const char* kNumbers[] = {"491570110", "491570111", "491570112", "491570156",
                                    "491570157", "491570158", "255500102", "491570159",
                                    "491570160", "491570161"};

// `text` as a number in it is found, however it was spelled: without what stands between digits.
std::string Joined(absl::string_view text) {
  std::string joined;
  for (const char c : text) {
    if (c != ' ' && c != '-' && c != '(' && c != ')' && c != '.') joined.push_back(c);
  }
  return joined;
}

// The lines of `text` that tell something of a person, with what they tell.
std::vector<std::string> Leaks(const std::string& text) {
  std::vector<std::string> leaks;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    const std::string lower = absl::AsciiStrToLower(line);
    const std::string joined = Joined(line);
    for (const char* word : kSaid) {
      if (absl::StrContains(lower, word)) leaks.push_back(absl::StrCat(word, " in ", line));
    }
    for (const char* number : kNumbers) {
      if (absl::StrContains(joined, number)) leaks.push_back(absl::StrCat(number, " in ", line));
    }
  }
  return leaks;
}

class PrivacyTest : public ::testing::TestWithParam<Form> {
 protected:
  // For the processes: all that can be said, and staff's changes looked for at once.
  static constexpr std::pair<const char*, const char*> kSettings[] = {
      {"FRONTDESK_LOG_LEVEL", "debug"},
      {"FRONTDESK_STAFF_WATCH_SECONDS", "1"},
      {"FRONTDESK_BUSY_STAFF_WATCH_SECONDS", "1"}};
  static void SetUpTestSuite() {
    for (const auto& [name, value] : kSettings) ASSERT_EQ(::setenv(name, value, 1), 0);
  }
  static void TearDownTestSuite() {
    for (const auto& [name, value] : kSettings) ASSERT_EQ(::unsetenv(name), 0);
  }

  json Ask(const std::string& path, const std::string& phone, json more,
           const std::string& session = "conv_privacy_0001") {
    more["dialedNumber"] = house_.number();
    more["sessionId"] = session;
    if (!phone.empty()) more["callerPhone"] = phone;
    const HttpAnswer answer = house_.Post(path, more);
    EXPECT_EQ(answer.status, 200) << answer.text;
    return answer.body;
  }

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

  json Book(const json& slot, const std::string& name, const std::string& phone) {
    json booking = house_.BookingOf(slot, name, phone);
    booking["callerPhone"] = phone;
    booking["notes"] = "I dislocated a knuckle near Wagga";
    return house_.Post("/appointment-handler", booking).body;
  }

  void Fault(const json& fault) {
    ASSERT_TRUE(house_.cliniko().Control("POST", "/faults", fault.dump()).ok());
  }
  void NoFaults() { ASSERT_TRUE(house_.cliniko().Control("DELETE", "/faults").ok()); }

  // What /metrics of every process shows.
  std::string Metrics() {
    std::string all;
    std::set<std::string> urls;
    for (const absl::string_view line : absl::StrSplit(house_.Logs(), '\n')) {
      const json said = json::parse(line.begin(), line.end(), nullptr, false);
      if (said.is_object() && said.value("event", "") == "started") {
        urls.insert(said.value("operations", ""));
      }
    }
    EXPECT_EQ(urls.size(), GetParam() == Form::kOneProcess ? 1u : 5u);
    for (const std::string& url : urls) {
      httplib::Client client(url);
      const auto answer = client.Get("/metrics");
      EXPECT_TRUE(answer && answer->status == 200) << url;
      if (answer) absl::StrAppend(&all, answer->body);
      if (const auto ready = client.Get("/readyz")) absl::StrAppend(&all, ready->body, "\n");
    }
    return all;
  }

  // What the operator's command prints, and what it complains of.
  std::string Ctl(const std::vector<std::string>& arguments) {
    std::vector<std::string> words = {"tools/frontdeskctl/frontdeskctl", "--database-url-file",
                                      InTemp("database_url")};
    words.insert(words.end(), arguments.begin(), arguments.end());
    Process process(words);
    EXPECT_EQ(process.Wait(), 0) << process.errors();
    return absl::StrCat(process.output(), process.errors());
  }

  void CallersBookMoveAndCancel();
  void ClinikoFails();
  void StaffChangeThings();
  void TheDatabaseFails();
  void SomebodySaysOddThings();

  ClinicUnderTest house_{GetParam(), {.works_daily = true}};
};

INSTANTIATE_TEST_SUITE_P(Forms, PrivacyTest,
                         ::testing::Values(Form::kOneProcess, Form::kFiveProcesses),
                         [](const ::testing::TestParamInfo<Form>& form) {
                           return form.param == Form::kOneProcess ? "OneProcess" : "FiveProcesses";
                         });

void PrivacyTest::CallersBookMoveAndCancel() {
  std::vector<json> slots = FreeSlots();
  ASSERT_GE(slots.size(), 2u) << json(slots);
  // Somebody new, and somebody whom the clinic knows.
  const json booked = Book(slots.front(), "Zebulon Quartermaine", "0491 570 110");
  ASSERT_TRUE(booked.value("success", false)) << booked << house_.Logs();
  const json known = Book(slots.back(), "Jordan Testperson", "+61 491 570 156");
  ASSERT_TRUE(known.value("success", false)) << known << house_.Logs();
  // Contested, and again, and under another name.
  Book(slots.front(), "Thaddeus McGillicuddy", "0491570111");
  Book(slots.front(), "Zebulon Quartermaine", "0491570110");
  Book(slots.front(), "Wilhelmina Birtwhistle", "(0491) 570-110");
  slots = FreeSlots();
  ASSERT_FALSE(slots.empty());
  const std::string id = booked.value("appointmentId", "");
  for (const char* phone : {"0491 570 110", "0491 570 112", "+61491570110"}) {
    Ask("/appointment-handler", phone,
        {{"action", "reschedule"},
         {"appointmentId", id},
         {"newDate", slots.back()["date"]},
         {"newTime", slots.back()["time"]},
         {"patientName", "Zebulon Quartermaine"},
         {"notes", "because of my dislocated knuckle"}});
  }
  Ask("/cancel-appointment", "0491 570 112", {{"appointmentId", id}});
  Ask("/cancel-appointment", "0491 570 110",
      {{"appointmentDetails", "mine, Zebulon's, with my knuckle, 0491 570 110"},
       {"reason", "the knuckle that I dislocated in Wagga"}});
  Ask("/cancel-appointment", "0491 570 110", {{"appointmentId", id}, {"reason", "Wagga"}});
}

void PrivacyTest::ClinikoFails() {
  // Some of them are booked all the same, so each takes what is free then.
  const auto with = [&](const json& fault, const std::string& name, const std::string& phone) {
    const std::vector<json> slots = FreeSlots();
    ASSERT_FALSE(slots.empty());
    Fault(fault);
    Book(slots.front(), name, phone);
    NoFaults();
  };
  with({{"method", "POST"}, {"route", "/patients"}, {"status", 500}, {"times", 3}},
       "Wilhelmina Birtwhistle", "0491 570 111");
  with({{"method", "POST"}, {"route", "/patients"}, {"status", 422}, {"times", 1}},
       "Wilhelmina Birtwhistle", "0491 570 111");
  with({{"method", "POST"}, {"kind", "drop_after_commit"}, {"times", 1}}, "Wilhelmina Birtwhistle",
       "0491 570 111");
  with({{"method", "POST"}, {"kind", "truncated_json"}, {"times", 2}}, "Thaddeus McGillicuddy",
       "0491 570 112");
  with({{"route", "/patients*"}, {"status", 503}, {"html", true}, {"times", 2}},
       "Thaddeus McGillicuddy", "0491 570 112");
  // The patient is there, and the appointment cannot be made, moved or cancelled. Once each,
  // refused and broken: either is told of in other words.
  const std::vector<json> slots = FreeSlots();
  ASSERT_FALSE(slots.empty());
  const json booked = Book(slots.front(), "Thaddeus McGillicuddy", "0491 570 112");
  ASSERT_TRUE(booked.value("success", false)) << booked << house_.Logs();
  const std::vector<json> left = FreeSlots();
  ASSERT_FALSE(left.empty());
  for (const int status : {422, 500}) {
    const auto fault = [&](const char* method) {
      return json{{"method", method}, {"route", "/individual_appointments*"}, {"status", status}};
    };
    Fault(fault("POST"));
    Book(left.back(), "Thaddeus McGillicuddy", "0491 570 112");
    NoFaults();
    Fault(fault("PATCH"));
    Fault(fault("PUT"));
    Ask("/appointment-handler", "0491 570 112",
        {{"action", "reschedule"},
         {"appointmentId", booked.value("appointmentId", "")},
         {"patientName", "Thaddeus McGillicuddy"},
         {"newDate", left.back()["date"]},
         {"newTime", left.back()["time"]}});
    Ask("/cancel-appointment", "0491 570 112",
        {{"appointmentId", booked.value("appointmentId", "")}, {"reason", "my knuckle"}});
    NoFaults();
  }
}

void PrivacyTest::StaffChangeThings() {
  json staff = {{"account", "harbour-health"},
                {"first_name", "Ignatius"},
                {"last_name", "Featherstonehaugh"},
                {"patient_phone_numbers",
                 {{{"phone_type", "Mobile"}, {"number", "0491 570 160"}},
                  {{"phone_type", "Home"}, {"number", "what 0491 570 161 is"}}}}};
  ASSERT_TRUE(house_.cliniko().Control("POST", "/staff/patient", staff.dump()).ok());
  const json live = json::parse(
      house_.cliniko().Control("GET", "/appointments?live=true").value_or(""), nullptr, false);
  bool changed = false;
  for (const json& appointment : live.is_array() ? live : live.value("appointments", json())) {
    if (!appointment.is_object()) continue;
    // Whatever is ours is cancelled; the demo world's own stays refused as the world likes.
    changed |= house_.cliniko()
                   .Control("POST", "/staff/cancel",
                            json{{"appointment_id", appointment.value("id", "")},
                                 {"note", "Zebulon Quartermaine rang from 0491 570 110"}}
                                .dump())
                   .ok();
  }
  EXPECT_TRUE(changed) << live;
  // The services look at once: what changed within half a minute they would leave for later.
  house_.database().Execute(
      "UPDATE booking.bookings SET updated_at = updated_at - interval '1 minute' "
      "WHERE state = 'booked'; "
      "UPDATE booking.patient_syncs SET due_at = now(), due_if_busy_at = now(), full_wanted = "
      "true");
  const absl::Time until = absl::Now() + absl::Seconds(60);
  const auto noticed = [&] {
    return absl::StrContains(house_.Logs(), "cancelled_by_staff") &&
           house_.database().Execute(
               "SELECT count(*) FROM booking.patients "
               "WHERE last_name = 'Featherstonehaugh'") == "1";
  };
  while (!noticed() && absl::Now() < until) absl::SleepFor(absl::Milliseconds(100));
  EXPECT_TRUE(noticed()) << house_.Logs();
}

// A constraint that refuses a row repeats the whole row to whoever asked, and a value that is none
// the value.
void PrivacyTest::TheDatabaseFails() {
  const std::vector<json> slots = FreeSlots();
  ASSERT_FALSE(slots.empty());
  house_.database().Execute(
      "ALTER TABLE booking.bookings ADD CONSTRAINT planted CHECK (patient_name !~ 'Thaddeus') "
      "NOT VALID; "
      "ALTER TABLE session.session_rejected_slots ADD CONSTRAINT planted "
      "CHECK (caller_phone <> '+61491570112') NOT VALID");
  const json refused = Book(slots.front(), "Thaddeus McGillicuddy", "0491 570 112");
  EXPECT_FALSE(refused.value("success", true)) << refused;
  Ask("/find-next-available", "0491 570 112",
      {{"practitioner", "Dr Cameron Example"}, {"service", "Physiotherapy (60 min)"}});
  EXPECT_THAT(house_.Logs(), HasSubstr("planted")) << "the database refused nothing";
  house_.database().Execute(
      "ALTER TABLE booking.bookings DROP CONSTRAINT planted; "
      "ALTER TABLE session.session_rejected_slots DROP CONSTRAINT planted");
}

void PrivacyTest::SomebodySaysOddThings() {
  const std::string name = "Zebulon Quartermaine";
  const std::string number = "+61 491 570 110";
  const std::string both = absl::StrCat(name, " ", number, " knuckle");
  for (const char* path :
       {"/availability-checker", "/appointment-handler", "/find-next-available",
        "/location-resolver", "/confirm-location", "/get-available-practitioners",
        "/get-location-practitioners", "/get-practitioner-services", "/get-practitioner-info",
        "/cancel-appointment"}) {
    SCOPED_TRACE(path);
    json everything;
    for (const char* field : {"practitioner",
                              "service",
                              "appointmentType",
                              "location",
                              "locationQuery",
                              "date",
                              "time",
                              "appointmentDate",
                              "appointmentTime",
                              "newDate",
                              "newTime",
                              "business_id",
                              "appointmentId",
                              "appointmentDetails",
                              "userResponse",
                              "action",
                              "patientName",
                              "patientPhone",
                              "reason",
                              "notes",
                              "options",
                              "query",
                              "timePreference"}) {
      everything[field] = both;
    }
    for (const std::string& session :
         {name, number, std::string("0491570110"), both, std::string("0491.570.110"),
          std::string("0491_570_110"), std::string("0491:570:110"), std::string("tel0491570110"),
          std::string("0491570110x"), std::string("0491570110049157011")}) {
      json said = everything;
      said["sessionId"] = session;
      said["callerPhone"] = both;
      said["dialedNumber"] = house_.number();
      house_.Post(path, said);
      said["dialedNumber"] = number;
      house_.Post(path, said);
      said[both] = {{both, {both}}};
      house_.Post(path, said);
    }
    for (const char* request_id : {"0491570110", "0491_570.110", "tel0491570110"}) {
      house_.PostRaw(path, "{}", {{"X-API-Key", house_.key()}, {"X-Request-Id", request_id}});
    }
    const Headers key = {{"X-API-Key", house_.key()},
                         {"X-Request-Id", "0491570110"},
                         {"traceparent", "00-zebulon-quartermaine-01"},
                         {"User-Agent", both},
                         {"Referer", "https://agent.example/?caller=0491570110"}};
    house_.PostRaw(path, absl::StrCat("{\"patientName\": \"", both, "\", \"x\": "), key);
    house_.PostRaw(path, absl::StrCat("{\"", both, "\": \"\xff\"}"), key);
    house_.PostRaw(path, absl::StrCat("\"", both, "\""), key);
    house_.PostRaw(absl::StrCat(path, "?caller=0491570110&name=Quartermaine"), "{}", key);
    house_.PostRaw(absl::StrCat(path, "/0491570110"), "{}", key);
    house_.PostRaw(path, "{}", {{"X-API-Key", "0491570110"}});
    house_.PostRaw(path, "{}", {{"Authorization", "Bearer Quartermaine"}});
  }
  house_.Get("/patients/Quartermaine/0491570110");
  // A method of one's own.
  httplib::Client client("http://" + house_.gateway_address());
  httplib::Request odd;
  odd.method = "QUARTERMAINE";
  odd.path = "/healthz";
  client.send(odd);
}

TEST_P(PrivacyTest, NothingThatIsLoggedOrMeasuredTellsOfAPerson) {
  CallersBookMoveAndCancel();
  ClinikoFails();
  StaffChangeThings();
  TheDatabaseFails();
  SomebodySaysOddThings();
  // What is under way in the background comes to its end, and says so.
  const std::string metrics = Metrics();
  std::string printed;
  for (const std::vector<std::string>& command : std::vector<std::vector<std::string>>{
           {"clinic", "show", "--clinic", house_.number()},
           {"booking", "list", "--clinic", house_.number()},
           {"booking", "events", "--clinic", house_.number(), "--json"},
           {"cache", "show", "--clinic", house_.number()}}) {
    absl::StrAppend(&printed, Ctl(command));
  }
  const std::vector<std::string> one = {"frontdesk"};
  const std::vector<std::string> five = {"gateway", "availability", "booking", "schedule_cache",
                                         "session"};
  for (const std::string& process : GetParam() == Form::kOneProcess ? one : five) {
    EXPECT_EQ(house_.Stop(process), 0);
  }
  const std::string logs = house_.Logs();

  // It did happen, and was told of.
  EXPECT_EQ(house_.database().Execute("SELECT count(*) > 3 FROM booking.bookings "
                                      "WHERE patient_name ~ 'Zebulon|Wilhelmina|Testperson'"),
            "t");
  for (const char* event : {"\"request\"", "\"rpc\"", "cancelled_by_staff", "patients_synced",
                            "appointment_not_created", "appointment_not_moved",
                            "appointment_not_cancelled", "booking_given_up", "stopped"}) {
    EXPECT_THAT(logs, HasSubstr(event));
  }
  EXPECT_THAT(metrics, HasSubstr("frontdesk_webhook_requests_total"));

  EXPECT_THAT(Leaks(logs), ::testing::IsEmpty());
  EXPECT_THAT(Leaks(metrics), ::testing::IsEmpty());
  EXPECT_THAT(Leaks(printed), ::testing::IsEmpty());
}

TEST(PrivacySearch, FindsANameAndEverySpellingOfANumber) {
  for (const char* leak :
       {"Quartermaine", "zebulon", "0491570110", "0491 570 110", "+61491570110", "+61 491 570 110",
        "61491570110", "491570110", "(0491) 570-110", "+61 (0)491 570 110", "0491.570.110"}) {
    EXPECT_EQ(Leaks(absl::StrCat("{\"event\":\"x\"}\n{\"why\":\"", leak, "\"}\n")).size(), 1u)
        << leak;
  }
  EXPECT_THAT(Leaks("{\"ts\":\"2026-07-13T23:00:00.491570Z\",\"masked\":\"614******10\"}"),
              ::testing::IsEmpty());
}

}  // namespace
}  // namespace frontdesk
