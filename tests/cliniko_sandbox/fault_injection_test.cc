// Contract checklist 57 to 60: faults, the clock, and people at the clinic, over real HTTP.

#include <chrono>
#include <string>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "httplib.h"
#include "tests/cliniko_sandbox/sandbox.h"
#include "tests/cliniko_sandbox/test_sandbox.h"

namespace frontdesk::test {
namespace {

using sandbox::Json;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;

class FaultInjection : public SandboxTest {
 protected:
  // How a GET of /v1/user fails in the HTTP library; kSuccess if it does not.
  httplib::Error ErrorOfGet(int timeout_ms = 10000) const {
    httplib::Client client("127.0.0.1", server_->port());
    client.set_read_timeout(std::chrono::milliseconds(timeout_ms));
    client.set_basic_auth("yarra-key-au1", "");
    return client.Get("/v1/user", {{"User-Agent", "Frontdesk (dev@frontdesk.example)"}}).error();
  }
  static absl::Duration Took(absl::Time since) { return absl::Now() - since; }
};

TEST_F(FaultInjection, DelaysOneRoute) {
  Fault({{"route", "/user"}, {"latency_ms", 80}});
  const absl::Time start = absl::Now();
  EXPECT_EQ(Get("/user").status, 200);
  EXPECT_GE(Took(start), absl::Milliseconds(80));
  EXPECT_EQ(Control("GET", "/faults")["faults"].size(), 1);
}

TEST_F(FaultInjection, DropsAnAnswerAfterTheCommit) {
  Fault({{"kind", "drop_after_commit"}, {"method", "POST"}, {"times", 1}});
  EXPECT_EQ(Post("/individual_appointments", Booking("2026-03-03T00:00:00Z")).status, 0);
  EXPECT_EQ(server_->LiveAppointments(), 1);
  EXPECT_EQ(Get("/individual_appointments?q[]=patient_id:=401&q[]=starts_at:>=2026-03-03T00:00:00Z"
                "&q[]=starts_at:<=2026-03-03T00:00:00Z")
                .json["total_entries"],
            1);
  EXPECT_EQ(Control("GET", "/log")["log"][0]["status"], 0);
  EXPECT_EQ(Post("/individual_appointments", Booking("2026-03-03T00:00:00Z")).status, 201);
}

TEST_F(FaultInjection, InjectsStatusesThatCommitNothing) {
  for (const int status : {429, 500, 502, 503}) {
    Fault({{"status", status}, {"times", 1}});
    const Answer answer = Post("/individual_appointments", Booking("2026-03-03T00:00:00Z"));
    EXPECT_EQ(answer.status, status);
    EXPECT_TRUE(answer.json.contains("message"));
    EXPECT_EQ(answer.headers.contains("x-ratelimit-reset"), status == 429);
  }
  EXPECT_EQ(server_->LiveAppointments(), 0);
}

TEST_F(FaultInjection, SetsTheResetOfAnInjected429) {
  Fault({{"status", 429}, {"reset_in_seconds", 7}, {"times", 1}});
  EXPECT_EQ(Get("/user").headers.at("x-ratelimit-reset"),
            absl::StrCat(absl::ToUnixSeconds(clock_.Now()) + 7));
  Fault({{"status", 429}, {"reset_in_seconds", nullptr}, {"times", 1}});
  EXPECT_FALSE(Get("/user").headers.contains("x-ratelimit-reset"));
}

TEST_F(FaultInjection, AnswersInHtmlAsProxiesDo) {
  Fault({{"status", 502}, {"html", true}, {"times", 1}});
  const Answer answer = Get("/user");
  EXPECT_EQ(answer.status, 502);
  EXPECT_EQ(answer.headers.at("content-type"), "text/html");
  EXPECT_TRUE(absl::StartsWith(answer.body, "<html>"));
}

TEST_F(FaultInjection, ResetsTheConnectionWithoutACommit) {
  Fault({{"kind", "reset"}, {"times", 2}});
  EXPECT_EQ(ErrorOfGet(), httplib::Error::Read);
  EXPECT_EQ(Post("/individual_appointments", Booking("2026-03-03T00:00:00Z")).status, 0);
  EXPECT_EQ(server_->LiveAppointments(), 0);
  Fault({{"kind", "reset"}, {"after", true}, {"times", 1}});
  EXPECT_EQ(Post("/individual_appointments", Booking("2026-03-03T00:00:00Z")).status, 0);
  EXPECT_EQ(server_->LiveAppointments(), 1);
}

TEST_F(FaultInjection, TruncatesABody) {
  Fault({{"kind", "truncated_json"}, {"times", 1}});
  EXPECT_EQ(ErrorOfGet(), httplib::Error::Read);
  EXPECT_EQ(ErrorOfGet(), httplib::Error::Success);
}

TEST_F(FaultInjection, SendsABodySlowly) {
  Fault({{"kind", "slow_body"}, {"duration_ms", 100}, {"times", 1}});
  const absl::Time start = absl::Now();
  const Answer answer = Get("/user");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.json["email"], "front@yarra.example");
  EXPECT_GE(Took(start), absl::Milliseconds(100));
}

TEST_F(FaultInjection, HangsUntilTheFaultsAreCleared) {
  Fault({{"kind", "hang"}, {"times", 2}});
  EXPECT_EQ(ErrorOfGet(/*timeout_ms=*/50), httplib::Error::Read);
  httplib::Error error = httplib::Error::Success;
  {
    std::jthread caller([&] { error = ErrorOfGet(); });
    while (server_->sandbox().log().CountOf("GET", "/user") < 2) std::this_thread::yield();
    Control("DELETE", "/faults");
  }
  EXPECT_EQ(error, httplib::Error::Read);
  EXPECT_EQ(ErrorOfGet(), httplib::Error::Success);
}

TEST_F(FaultInjection, EndsAHangWhenTheServerStops) {
  Fault({{"kind", "hang"}});
  httplib::Error error = httplib::Error::Success;
  std::jthread caller([&] { error = ErrorOfGet(); });
  while (server_->sandbox().log().CountOf("GET", "/user") == 0) std::this_thread::yield();
  const absl::Time start = absl::Now();
  server_.reset();
  caller.join();
  EXPECT_LT(Took(start), absl::Seconds(5));
  EXPECT_NE(error, httplib::Error::Success);
}

TEST_F(FaultInjection, StopsAtOnceWhileConnectionsAreIdle) {
  httplib::Client client("127.0.0.1", server_->port());
  client.set_keep_alive(true);
  client.Get("/v1/user");
  const absl::Time start = absl::Now();
  server_.reset();
  EXPECT_LT(Took(start), absl::Seconds(5));
}

TEST_F(FaultInjection, ReadsLagBehindWrites) {
  Fault({{"method", "GET"}, {"stale_reads_seconds", 3}});
  const std::string path = absl::StrCat("/individual_appointments/", Book("2026-03-03T00:00:00Z"));
  clock_.Advance(absl::Seconds(2));
  EXPECT_EQ(Get(path).status, 404);
  EXPECT_EQ(Get("/individual_appointments").json["total_entries"], 0);
  EXPECT_THAT(AdasTimes("2026-03-03"), Contains("11:00"));
  EXPECT_EQ(Patch(path, {{"notes", "writes see it"}}).status, 200);
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(Get(path).json["notes"], nullptr);  // the create, not yet the change
  clock_.Advance(absl::Seconds(2));
  EXPECT_EQ(Get(path).json["notes"], "writes see it");
  EXPECT_THAT(AdasTimes("2026-03-03"), Not(Contains("11:00")));
}

TEST_F(FaultInjection, HitsOneClinicOnly) {
  Fault({{"status", 503}, {"account", "Yarra Clinic"}});
  EXPECT_EQ(Get("/user").status, 503);
  EXPECT_EQ(Get("/user", {.key = "pacific-key-us1"}).status, 200);
}

TEST_F(FaultInjection, CanBeTakenBackOneByOne) {
  const Json id = Control("POST", "/faults", {{"status", 500}})["id"];
  EXPECT_EQ(Get("/user").status, 500);
  Control("DELETE", absl::StrCat("/faults/", id.get<int>()));
  EXPECT_EQ(Get("/user").status, 200);
  EXPECT_FALSE(server_->Control("POST", "/faults", R"({"kind":"nonsense"})").ok());
}

TEST_F(FaultInjection, IsNeverOnAPathOfTheApi) {
  EXPECT_EQ(Get("/_sandbox/faults").status, 404);
  EXPECT_EQ(Get("/faults").status, 404);
}

TEST_F(FaultInjection, ControlWorksOverHttpWithoutAKey) {
  httplib::Client client("127.0.0.1", server_->port());
  const auto added = client.Post("/_sandbox/faults", R"({"status":500})", "application/json");
  EXPECT_EQ(added->status, 201);
  EXPECT_EQ(Get("/user").status, 500);
  EXPECT_EQ(client.Delete("/_sandbox/faults")->status, 200);
  EXPECT_EQ(Get("/user").status, 200);
  EXPECT_EQ(client.Get("/_sandbox/nothing")->status, 404);
  EXPECT_EQ(client.Post("/_sandbox/settings", R"({"nothing":1})", "application/json")->status, 400);
  EXPECT_EQ(client.Post("/_sandbox/settings", R"({"rate_limit":"1"})", "application/json")->status,
            400);
  EXPECT_EQ(client.Post("/_sandbox/staff/book", "[]", "application/json")->status, 400);
}

TEST_F(FaultInjection, ClockStandsRunsAndJumps) {
  Control("POST", "/clock", {{"fixed", "2026-03-10T00:00:00Z"}});
  EXPECT_EQ(Control("GET", "/clock"), Json({{"now", "2026-03-10T00:00:00Z"}, {"fixed", true}}));
  Control("POST", "/clock", {{"advance_seconds", 90}});
  EXPECT_EQ(Get("/user").headers.at("date"), "Tue, 10 Mar 2026 00:01:30 GMT");
  Control("POST", "/clock", {{"run_from", "2026-03-11T00:00:00Z"}});
  clock_.Advance(absl::Seconds(5));
  EXPECT_EQ(Control("GET", "/clock")["now"], "2026-03-11T00:00:05Z");
  Control("POST", "/clock", {{"offset_seconds", 3600}});
  EXPECT_EQ(Control("GET", "/clock")["now"], "2026-03-01T23:00:05Z");
}

TEST_F(FaultInjection, StaffBookMoveAndCancelBehindTheClientsBack) {
  const std::string id = Control("POST", "/staff/book",
                                 {{"practitioner_id", kAda},
                                  {"patient_id", kBert},
                                  {"starts_at", "2026-03-03T00:00:00Z"}})["id"]
                             .get<std::string>();
  const std::string path = absl::StrCat("/individual_appointments/", id);
  EXPECT_EQ(Get(path).json["patient_name"], "Bert Fictional");
  EXPECT_EQ(Get(path).json["ends_at"], "2026-03-03T00:30:00Z");
  clock_.Advance(absl::Seconds(5));
  Control("POST", "/staff/move", {{"appointment_id", id}, {"starts_at", "2026-03-04T00:00:00Z"}});
  EXPECT_EQ(Get(path).json["ends_at"], "2026-03-04T00:30:00Z");
  EXPECT_EQ(Get(path).json["updated_at"], "2026-03-01T22:00:05Z");
  clock_.Advance(absl::Seconds(5));
  Control("POST", "/staff/cancel", {{"appointment_id", id}, {"reason", 30}});
  EXPECT_EQ(Get(path).status, 404);
  EXPECT_EQ(Get(absl::StrCat(path, "?q[]=cancelled_at:?")).json["updated_at"],
            "2026-03-01T22:00:10Z");
  EXPECT_FALSE(server_->Control("POST", "/staff/cancel", R"({"appointment_id":"999"})").ok());
  EXPECT_FALSE(server_->Control("POST", "/staff/dance", "{}").ok());
}

TEST_F(FaultInjection, StaffTakeTheTimeThatACreateOrAnUpdateAsksFor) {
  const auto live = [&] { return Control("GET", "/appointments?live=true")["appointments"]; };
  for (const char* when : {"before", "after"}) {
    SCOPED_TRACE(when);
    Control("POST", "/reset");
    Fault({{"method", "POST"}, {"staff_race", when}, {"times", 1}});
    const std::string id = Book("2026-03-03T00:00:00Z");
    EXPECT_TRUE(HasConflict(id));
    Json there = live();
    ASSERT_EQ(there.size(), 2);
    const Json& staffs = there[there[0]["id"] == id ? 1 : 0];
    EXPECT_EQ(staffs["notes"], "Taken meanwhile");
    EXPECT_EQ(staffs["starts_at"], "2026-03-03T00:00:00Z");
    EXPECT_EQ(staffs["ends_at"], "2026-03-03T00:30:00Z");
    EXPECT_EQ(staffs["id"].get<std::string>() < id, std::string(when) == "before");

    Fault({{"method", "PATCH"}, {"staff_race", when}, {"times", 1}});
    EXPECT_EQ(Patch(absl::StrCat("/individual_appointments/", id),
                    {{"starts_at", "2026-03-04T00:00:00Z"}, {"ends_at", nullptr}})
                  .status,
              200);
    EXPECT_TRUE(HasConflict(id));
    there = live();
    ASSERT_EQ(there.size(), 3);
    EXPECT_EQ(there[2]["starts_at"], "2026-03-04T00:00:00Z");
  }
}

TEST_F(FaultInjection, StaffTakeNothingWhereNoTimeIsAskedForOrNothingWasDone) {
  const std::string id = Book("2026-03-03T00:00:00Z");
  Fault({{"staff_race", "before"}});
  Get("/individual_appointments");
  Patch(absl::StrCat("/individual_appointments/", id), {{"notes", "Bring a towel"}});
  EXPECT_EQ(server_->LiveAppointments(), 1);
  server_->sandbox().ClearFaults();
  Fault({{"staff_race", "after"}});
  EXPECT_EQ(Post("/individual_appointments", {{"starts_at", "2026-03-05T00:00:00Z"}}).status, 422);
  EXPECT_EQ(server_->LiveAppointments(), 1);
}

TEST_F(FaultInjection, StaffBlockTimeAndOpenIt) {
  const std::string block = Control("POST", "/staff/block",
                                    {{"practitioner_id", kAda},
                                     {"starts_at", "2026-03-02T13:00:00Z"},
                                     {"ends_at", "2026-03-03T13:00:00Z"},
                                     {"notes", "Day off"}})["id"]
                                .get<std::string>();
  EXPECT_THAT(AdasTimes("2026-03-03"), IsEmpty());
  EXPECT_EQ(Get(absl::StrCat("/unavailable_blocks/", block)).json["notes"], "Day off");
  Control("POST", "/staff/block", {{"remove", block}});
  EXPECT_THAT(AdasTimes("2026-03-03"), Not(IsEmpty()));
  Control("POST", "/staff/block",
          {{"practitioner_id", kAda},
           {"starts_at", "2026-03-07T00:00:00Z"},
           {"ends_at", "2026-03-07T01:00:00Z"},
           {"available", true}});
  EXPECT_THAT(AdasTimes("2026-03-07"), Contains("11:00"));
}

TEST_F(FaultInjection, StaffEditPatients) {
  const std::string id =
      Control("POST", "/staff/patient",
              {{"account", "yarra"}, {"first_name", "Nova"}, {"last_name", "Newcomer"}})["id"]
          .get<std::string>();
  const std::string path = absl::StrCat("/patients/", id);
  clock_.Advance(absl::Seconds(5));
  Control("POST", "/staff/patient", {{"patient_id", id}, {"first_name", "Stella"}});
  EXPECT_EQ(Get(path).json["first_name"], "Stella");
  EXPECT_EQ(Get(path).json["updated_at"], "2026-03-01T22:00:05Z");
  Control("POST", "/staff/patient", {{"patient_id", id}, {"merge_into", kAnna}});
  EXPECT_EQ(Get(path).status, 404);
  const Json merged = Get(absl::StrCat(path, "?q[]=archived_at:*")).json;
  EXPECT_EQ(merged["merged_at"], "2026-03-01T22:00:05Z");
  EXPECT_EQ(merged["merged_with_patient"]["links"]["self"],
            absl::StrCat(server_->url(), "/patients/401"));
}

TEST_F(FaultInjection, StaffChangeAPractitionersHours) {
  Control("POST", "/staff/practitioner",
          {{"practitioner_id", kAda},
           {"hours",
            {{"business_id", kMain},
             {"day_of_week", 2},
             {"availabilities", {{{"starts_at", "10:00"}, {"ends_at", "11:00"}}}}}}});
  EXPECT_EQ(AdasTimes("2026-03-03"), (std::vector<std::string>{"10:00", "10:30"}));
  Control("POST", "/staff/practitioner",
          {{"practitioner_id", kAda}, {"hours", {{"business_id", kMain}, {"day_of_week", 2}}}});
  EXPECT_THAT(AdasTimes("2026-03-03"), IsEmpty());
  Control("POST", "/staff/practitioner", {{"practitioner_id", kAda}, {"active", false}});
  EXPECT_EQ(Get(TimesPath(kMain, kAda, kShort, "2026-03-03", "2026-03-03")).status, 404);
}

TEST_F(FaultInjection, ControlListsAppointmentsAndPatients) {
  const std::string live = Book("2026-03-03T00:00:00Z");
  const std::string cancelled = Book("2026-03-03T01:00:00Z");
  Patch(absl::StrCat("/individual_appointments/", cancelled, "/cancel"),
        {{"cancellation_reason", 30}});
  EXPECT_EQ(Control("GET", "/appointments")["appointments"].size(), 2);
  const Json rows = Control("GET", "/appointments?live=true")["appointments"];
  ASSERT_EQ(rows.size(), 1);
  EXPECT_EQ(rows[0]["id"], live);
  EXPECT_EQ(rows[0]["account"], "Yarra Clinic");
  EXPECT_EQ(rows[0]["practitioner_id"], kAda);
  EXPECT_EQ(rows[0]["starts_at"], "2026-03-03T00:00:00Z");
  EXPECT_EQ(Control("GET", "/patients")["patients"].size(), 4);
}

TEST_F(FaultInjection, ResetBringsTheLoadedWorldBack) {
  Book("2026-03-03T00:00:00Z");
  Post("/patients", {{"first_name", "Nova"}, {"last_name", "Newcomer"}});
  Fault({{"status", 500}});
  Control("POST", "/reset");
  EXPECT_EQ(server_->LiveAppointments(), 0);
  EXPECT_EQ(Control("GET", "/requests")["total"], 0);
  EXPECT_EQ(Get("/patients").json["total_entries"], 3);
}

}  // namespace
}  // namespace frontdesk::test
