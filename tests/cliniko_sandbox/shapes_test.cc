// Contract checklist 12 to 17: ids, JSON, time.

#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cliniko_sandbox/test_sandbox.h"
#include "tests/cliniko_sandbox/time_text.h"

namespace frontdesk::test {
namespace {

using sandbox::Json;

class Shapes : public SandboxTest {
 protected:
  std::string Origin() const { return absl::StrCat("http://127.0.0.1:", server_->port()); }
};

TEST_F(Shapes, IdsAreStringsThatTellTheirMoment) {
  const Json appointment = Post("/individual_appointments", Booking("2026-03-03T00:00:00Z")).json;
  ASSERT_TRUE(appointment["id"].is_string());
  const auto id = sandbox::ParseId(appointment["id"].get<std::string>());
  ASSERT_TRUE(id.has_value());
  EXPECT_EQ(sandbox::TimeOfId(*id), clock_.Now());
  EXPECT_EQ(appointment["created_at"], "2026-03-01T22:00:00Z");
}

TEST_F(Shapes, SeedsHaveAShortIdToo) {
  EXPECT_EQ(Get("/patients/75335355").json["id"], "75335355");
}

TEST_F(Shapes, IdsAreIntegersWhenAskedTo) {
  Set("integer_ids", true);
  EXPECT_TRUE(Get("/patients/401").json["id"].is_number_integer());
  EXPECT_EQ(Get("/patients/401").json["id"], 401);
}

TEST_F(Shapes, BodiesTakeIdsAsStringsAndAsIntegers) {
  Json body = Booking("2026-03-03T00:00:00Z");
  body["patient_id"] = 401;
  body["appointment_type_id"] = 201;
  EXPECT_EQ(Post("/individual_appointments", body).status, 201);
}

TEST_F(Shapes, IdsRoundedByADoubleNameNothing) {
  const Json type = Post("/appointment_types", {{"name", "New"}, {"duration_in_minutes", 30}}).json;
  const auto id = sandbox::ParseId(type["id"].get<std::string>());
  Json body = Booking("2026-03-03T00:00:00Z");
  body["appointment_type_id"] = *id;
  EXPECT_EQ(Post("/individual_appointments", body).status, 201);
  // The counter in the low bits is what a double loses.
  body["appointment_type_id"] = static_cast<int64_t>(static_cast<double>(*id));
  const Answer refused = Post("/individual_appointments", body);
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(refused.json["errors"], Json({{"max_attendees", "is not a number"}}));
}

TEST_F(Shapes, RelationsAreLinksToTheRequestsHost) {
  const std::string path = absl::StrCat("/individual_appointments/", Book("2026-03-03T00:00:00Z"));
  const Json appointment = Get(path).json;
  EXPECT_EQ(appointment["practitioner"],
            Json({{"links", {{"self", absl::StrCat(Origin(), "/v1/practitioners/301")}}}}));
  EXPECT_EQ(appointment["links"]["self"], absl::StrCat(Origin(), "/v1", path));
  const Headers sharded = {.others = {{"Host", "api.au1.cliniko.com"}}};
  EXPECT_EQ(Get(path, sharded).json["patient"]["links"]["self"],
            "http://api.au1.cliniko.com/v1/patients/401");
}

TEST_F(Shapes, AbsentRelationsAreOmitted) {
  const Json appointment = Post("/individual_appointments", Booking("2026-03-03T00:00:00Z")).json;
  EXPECT_FALSE(appointment.contains("repeated_from"));
  EXPECT_FALSE(appointment.contains("patient_case"));
  EXPECT_FALSE(Get("/patients/401").json.contains("merged_with_patient"));
}

TEST_F(Shapes, AnAppointmentHasAllItsFields) {
  const Json appointment = Post("/individual_appointments", Booking("2026-03-03T00:00:00Z")).json;
  const std::set<std::string> expected = {"id",
                                          "created_at",
                                          "updated_at",
                                          "starts_at",
                                          "ends_at",
                                          "patient_name",
                                          "notes",
                                          "has_patient_appointment_notes",
                                          "patient_arrived",
                                          "did_not_arrive",
                                          "cancelled_at",
                                          "cancellation_reason",
                                          "cancellation_reason_description",
                                          "cancellation_note",
                                          "archived_at",
                                          "deleted_at",
                                          "booking_ip_address",
                                          "online_booking_policy_accepted",
                                          "email_reminder_sent",
                                          "sms_reminder_sent",
                                          "invoice_status",
                                          "treatment_note_status",
                                          "repeat_rule",
                                          "repeats",
                                          "telehealth_url",
                                          "appointment_type",
                                          "business",
                                          "practitioner",
                                          "patient",
                                          "attendees",
                                          "conflicts",
                                          "links"};
  std::set<std::string> names;
  for (const auto& [name, value] : appointment.items()) names.insert(name);
  EXPECT_EQ(names, expected);
  EXPECT_EQ(appointment["patient_name"], "Anna Testperson");
  EXPECT_EQ(appointment["repeat_rule"], Json::object());
  EXPECT_EQ(appointment["repeats"], nullptr);
  EXPECT_EQ(appointment["cancellation_reason_description"], "");
  EXPECT_TRUE(absl::StartsWith(appointment["telehealth_url"].get<std::string>(),
                               "https://yarra.au1.cliniko.com/appointments/"));
}

TEST_F(Shapes, TimesAreUtcInWholeSecondsWhateverWasSent) {
  for (const char* sent :
       {"2026-03-03T11:00:00+11:00", "2026-03-03T00:00:00.750Z", "2026-03-03T00:00:00"}) {
    EXPECT_EQ(Post("/individual_appointments", Booking(sent)).json["starts_at"],
              "2026-03-03T00:00:00Z")
        << sent;
  }
}

TEST_F(Shapes, ChangesMoveUpdatedAtAndNeverCreatedAt) {
  const std::string id = Book("2026-03-03T00:00:00Z");
  const std::string path = absl::StrCat("/individual_appointments/", id);
  const std::string all = absl::StrCat(path, "?q[]=cancelled_at:*&q[]=archived_at:*");
  const auto expect_stamp = [&](const char* updated_at) {
    EXPECT_EQ(Get(all).json["created_at"], "2026-03-01T22:00:00Z");
    EXPECT_EQ(Get(all).json["updated_at"], updated_at);
  };
  clock_.Advance(absl::Seconds(10));
  Patch(path, {{"notes", "hello"}});
  expect_stamp("2026-03-01T22:00:10Z");
  clock_.Advance(absl::Seconds(10));
  Patch(absl::StrCat(path, "/cancel"), {{"cancellation_reason", 50}});
  expect_stamp("2026-03-01T22:00:20Z");
  clock_.Advance(absl::Seconds(10));
  Post(absl::StrCat(path, "/archive"), Json::object());
  expect_stamp("2026-03-01T22:00:30Z");
}

TEST_F(Shapes, ArchivingAndUnarchivingAPatientMoveUpdatedAt) {
  clock_.Advance(absl::Seconds(10));
  EXPECT_EQ(Send("POST", "/patients/401/archive", "").status, 204);
  EXPECT_EQ(Get("/patients/401?q[]=archived_at:*").json["updated_at"], "2026-03-01T22:00:10Z");
  clock_.Advance(absl::Seconds(10));
  const Answer back = Send("POST", "/patients/401/unarchive", "");
  EXPECT_EQ(back.status, 200);
  EXPECT_EQ(back.json["updated_at"], "2026-03-01T22:00:20Z");
  EXPECT_EQ(back.json["archived_at"], nullptr);
}

TEST_F(Shapes, LocationLacksTheVersion) {
  const Answer created = Post("/individual_appointments", Booking("2026-03-03T00:00:00Z"));
  const std::string id = created.json["id"].get<std::string>();
  EXPECT_EQ(created.headers.at("location"),
            absl::StrCat(Origin(), "/individual_appointments/", id));
  EXPECT_EQ(created.json, Get(absl::StrCat("/individual_appointments/", id)).json);
}

}  // namespace
}  // namespace frontdesk::test
