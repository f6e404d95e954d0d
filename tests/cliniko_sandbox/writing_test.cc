// Contract checklist 47 to 56: creating, changing and cancelling.

#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cliniko_sandbox/test_sandbox.h"

namespace frontdesk::test {
namespace {

using sandbox::Json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kBlank[] = "can’t be blank";

class Writing : public SandboxTest {
 protected:
  static std::string Path(const std::string& id) {
    return absl::StrCat("/individual_appointments/", id);
  }
  Json Errors(const Answer& answer) const {
    EXPECT_EQ(answer.status, 422) << answer.body;
    EXPECT_EQ(answer.json.value("message", ""), "Validation Failed");
    return answer.json.value("errors", Json());
  }
  Json BookingWith(const std::string& field, const Json& value) const {
    Json body = Booking("2026-03-03T00:00:00Z");
    body[field] = value;
    return body;
  }
};

TEST_F(Writing, AnAppointmentEndsAfterItsTypesDuration) {
  const Answer created =
      Post("/individual_appointments", BookingWith("appointment_type_id", kLong));
  EXPECT_EQ(created.status, 201);
  EXPECT_EQ(created.json["starts_at"], "2026-03-03T00:00:00Z");
  EXPECT_EQ(created.json["ends_at"], "2026-03-03T00:45:00Z");
  const Answer longer =
      Post("/individual_appointments", BookingWith("ends_at", "2026-03-03T02:00:00Z"));
  EXPECT_EQ(longer.json["ends_at"], "2026-03-03T02:00:00Z");
}

TEST_F(Writing, MovingTheStartAloneLeavesTheEnd) {
  const std::string path = Path(Book("2026-03-03T00:00:00Z"));
  EXPECT_EQ(Patch(path, {{"starts_at", "2026-03-03T00:10:00Z"}}).json["ends_at"],
            "2026-03-03T00:30:00Z");
  EXPECT_EQ(Errors(Patch(path, {{"starts_at", "2026-03-03T05:00:00Z"}})).size(), 1);
  const Answer moved = Patch(path, {{"starts_at", "2026-03-03T05:00:00Z"}, {"ends_at", nullptr}});
  EXPECT_EQ(moved.status, 200);
  EXPECT_EQ(moved.json["ends_at"], "2026-03-03T05:30:00Z");
}

TEST_F(Writing, NamesEveryMissingField) {
  EXPECT_EQ(Errors(Post("/individual_appointments", Json::object())),
            Json({{"starts_at", kBlank},
                  {"patient_id", kBlank},
                  {"practitioner_id", kBlank},
                  {"appointment_type_id", kBlank},
                  {"business_id", kBlank}}));
  EXPECT_EQ(Errors(Post("/individual_appointments", BookingWith("starts_at", nullptr))),
            Json({{"starts_at", kBlank}}));
  EXPECT_EQ(Errors(Post("/patients", {{"last_name", "Only"}})), Json({{"first_name", kBlank}}));
}

TEST_F(Writing, NamesReferencesThatDoNotExist) {
  struct Case {
    const char* field;
    Json value;
    Json errors;
  };
  for (const Case& c : {
           Case{"appointment_type_id", "999", {{"max_attendees", "is not a number"}}},
           Case{"appointment_type_id", "nine", {{"max_attendees", "is not a number"}}},
           Case{"patient_id", "999", {{"patient_id", kBlank}}},
           Case{"practitioner_id", "999", {{"practitioner_id", kBlank}}},
           Case{"business_id", "111", {{"business_id", kBlank}}},  // another clinic's
           Case{"patient_id", kArchivedPatient, {{"base", "Patient has been archived."}}},
           Case{"appointment_type_id",
                kArchivedType,
                {{"base", "Appointment type has been archived."}}},
       }) {
    EXPECT_EQ(Errors(Post("/individual_appointments", BookingWith(c.field, c.value))), c.errors)
        << c.field << " " << c.value;
  }
  EXPECT_EQ(Post("/individual_appointments", BookingWith("appointment_type_id", kGroup)).status,
            422);
  EXPECT_EQ(Post("/individual_appointments", BookingWith("starts_at", "soon")).status, 422);
  EXPECT_EQ(Post("/individual_appointments", BookingWith("ends_at", "2026-03-03T00:00:00Z")).status,
            422);
  EXPECT_EQ(server_->LiveAppointments(), 0);
  Set("unknown_patient_500", true);
  EXPECT_EQ(Post("/individual_appointments", BookingWith("patient_id", "999")).status, 500);
}

TEST_F(Writing, AllowsOverlapsAndTellsOfThem) {
  const std::string first = Book("2026-03-03T00:00:00Z");
  EXPECT_FALSE(HasConflict(first));
  const std::string second = Book("2026-03-03T00:15:00Z");
  EXPECT_TRUE(HasConflict(first));
  EXPECT_TRUE(HasConflict(second));
  Patch(Path(second), {{"starts_at", "2026-03-03T00:30:00Z"}, {"ends_at", nullptr}});
  EXPECT_FALSE(HasConflict(first));  // they only touch now
  Patch(Path(second), {{"starts_at", "2026-03-03T00:00:00Z"}, {"ends_at", nullptr}});
  EXPECT_TRUE(HasConflict(first));
  Patch(absl::StrCat(Path(second), "/cancel"), {{"cancellation_reason", 50}});
  EXPECT_FALSE(HasConflict(first));
  const std::string third = Book("2026-03-03T00:00:00Z");
  EXPECT_TRUE(HasConflict(first));
  Send("POST", absl::StrCat(Path(third), "/archive"), "");
  EXPECT_FALSE(HasConflict(first));
}

TEST_F(Writing, ConflictsCountWhatThePractitionerHasAnywhere) {
  const std::string id = Book("2026-03-03T00:00:00Z");
  Post("/individual_appointments", BookingWith("practitioner_id", kBen));
  EXPECT_FALSE(HasConflict(id));  // the same patient, another practitioner
  Post("/individual_appointments", BookingWith("business_id", kSide));
  EXPECT_TRUE(HasConflict(id));
  const std::string beside_group = Book("2026-03-06T06:30:00Z");
  EXPECT_TRUE(HasConflict(beside_group));
  EXPECT_EQ(Get("/group_appointments/601/conflicts").json["conflicts"]["exist"], true);
}

TEST_F(Writing, OverlapsAreFoundByTimeAndPractitioner) {
  const std::string first = Book("2026-03-03T00:00:00Z");
  Book("2026-03-03T00:30:00Z");
  EXPECT_THAT(Ids(Get("/bookings?q[]=practitioner_id:=301&q[]=starts_at:<2026-03-03T00:30:00Z"
                      "&q[]=ends_at:>2026-03-03T00:00:00Z"),
                  "bookings"),
              ElementsAre(first));
}

TEST_F(Writing, RefusesOverlapsOnlyWhenAskedTo) {
  const std::string first = Book("2026-03-03T00:00:00Z");
  Set("reject_overlap", true);
  EXPECT_TRUE(
      Errors(Post("/individual_appointments", Booking("2026-03-03T00:15:00Z"))).contains("base"));
  const std::string later = Book("2026-03-03T00:30:00Z");
  EXPECT_TRUE(Errors(Patch(Path(later), {{"starts_at", "2026-03-03T00:00:00Z"}})).contains("base"));
  EXPECT_EQ(Patch(Path(first), {{"notes", "itself is no overlap"}}).status, 200);
}

TEST_F(Writing, DoesNotEnforceWhatTheWebFormDoes) {
  for (const char* starts_at : {"2026-03-02T14:00:00Z",     // at night
                                "2026-03-07T00:00:00Z",     // on a Saturday
                                "2026-03-01T22:00:00Z",     // now
                                "2020-03-03T00:00:00Z",     // long ago
                                "2029-03-03T00:00:00Z"}) {  // too far ahead
    EXPECT_EQ(Post("/individual_appointments", Booking(starts_at)).status, 201) << starts_at;
  }
  EXPECT_EQ(
      Post("/individual_appointments", BookingWith("appointment_type_id", kHiddenType)).status,
      201);
  EXPECT_EQ(Post("/individual_appointments", BookingWith("practitioner_id", kGone)).status, 201);
  EXPECT_EQ(Post("/individual_appointments", BookingWith("business_id", kHiddenPlace)).status, 201);
  Json mismatch = BookingWith("practitioner_id", kBen);
  mismatch["appointment_type_id"] = kEarly;
  EXPECT_EQ(Post("/individual_appointments", mismatch).status, 201);
}

TEST_F(Writing, PutAndPatchBothChangeOnlyWhatTheyName) {
  const std::string path = Path(Book("2026-03-03T00:00:00Z"));
  EXPECT_EQ(Send("PUT", path, R"({"notes":"Bring a towel","colour":"blue"})").status, 200);
  const Answer patched = Patch(path, {{"practitioner_id", kBen}});
  EXPECT_EQ(patched.json["notes"], "Bring a towel");
  EXPECT_EQ(patched.json["starts_at"], "2026-03-03T00:00:00Z");
  EXPECT_EQ(patched.json["practitioner"]["links"]["self"],
            absl::StrCat(server_->url(), "/practitioners/304"));
  EXPECT_FALSE(patched.json.contains("colour"));
  EXPECT_EQ(Errors(Patch(path, {{"patient_id", "999"}})), Json({{"patient_id", kBlank}}));
  EXPECT_EQ(Patch("/individual_appointments/999", {{"notes", "x"}}).status, 404);
}

TEST_F(Writing, ChangingThePatientChangesTheAttendee) {
  const std::string path = Path(Book("2026-03-03T00:00:00Z"));
  Patch(path, {{"patient_id", kBert}});
  const Answer attendees = Get(absl::StrCat(path, "/attendees"));
  ASSERT_EQ(attendees.json["total_entries"], 1);
  EXPECT_EQ(attendees.json["attendees"][0]["patient"]["links"]["self"],
            absl::StrCat(server_->url(), "/patients/402"));
}

TEST_F(Writing, CancellingNeedsOneOfTheReasons) {
  struct Reason {
    int code;
    const char* text;
  };
  for (const Reason& reason : {Reason{10, "Feeling Better"}, Reason{20, "Condition Worse"},
                               Reason{30, "Sick"}, Reason{31, "COVID-19 related"},
                               Reason{40, "Away"}, Reason{50, "Other"}, Reason{60, "Work"}}) {
    const std::string path = Path(Book("2026-03-03T00:00:00Z"));
    clock_.Advance(absl::Seconds(1));
    const Answer cancelled =
        Patch(absl::StrCat(path, "/cancel"),
              {{"cancellation_reason", reason.code}, {"cancellation_note", "Called in"}});
    EXPECT_EQ(cancelled.status, 204) << cancelled.body;
    const Json shown = Get(absl::StrCat(path, "?q[]=cancelled_at:*")).json;
    EXPECT_EQ(shown["cancellation_reason"], reason.code);
    EXPECT_EQ(shown["cancellation_reason_description"], reason.text);
    EXPECT_EQ(shown["cancellation_note"], "Called in");
    EXPECT_EQ(shown["cancelled_at"], shown["updated_at"]);
    EXPECT_NE(shown["cancelled_at"], shown["created_at"]);
  }
  const std::string path = absl::StrCat(Path(Book("2026-03-03T00:00:00Z")), "/cancel");
  EXPECT_EQ(Errors(Patch(path, Json::object())), Json({{"cancellation_reason", kBlank}}));
  for (const Json& wrong : {Json(0), Json(11), Json(70), Json("other"), Json(true)}) {
    EXPECT_TRUE(
        Errors(Patch(path, {{"cancellation_reason", wrong}})).contains("cancellation_reason"));
  }
}

TEST_F(Writing, CancelsOnlyOnce) {
  const std::string path = absl::StrCat(Path(Book("2026-03-03T00:00:00Z")), "/cancel");
  EXPECT_EQ(Patch(path, {{"cancellation_reason", 50}}).status, 204);
  EXPECT_EQ(Patch(path, {{"cancellation_reason", 50}}).status, 404);
  Set("second_cancel_204", true);
  EXPECT_EQ(Patch(path, {{"cancellation_reason", 50}}).status, 204);
}

TEST_F(Writing, ArchivesOnceByEitherRoute) {
  const std::string first = Path(Book("2026-03-03T00:00:00Z"));
  EXPECT_EQ(Send("DELETE", first, "").status, 204);
  EXPECT_EQ(Send("DELETE", first, "").status, 404);
  const std::string second = Path(Book("2026-03-03T00:00:00Z"));
  EXPECT_EQ(Send("POST", absl::StrCat(second, "/archive"), "").status, 204);
  EXPECT_EQ(Send("POST", absl::StrCat(second, "/archive"), "").status, 404);
  EXPECT_EQ(Patch(absl::StrCat(second, "/cancel"), {{"cancellation_reason", 50}}).status, 404);
  const Json shown = Get(absl::StrCat(second, "?q[]=archived_at:*")).json;
  EXPECT_EQ(shown["archived_at"], "2026-03-01T22:00:00Z");
  EXPECT_EQ(shown["deleted_at"], "2026-03-01T22:00:00Z");
}

TEST_F(Writing, RepeatedAppointmentsCanBeCancelledTogether) {
  const Answer first =
      Post("/individual_appointments",
           BookingWith("repeat_rule", {{"repeat_type", "Weekly"}, {"number_of_repeats", 3}}));
  ASSERT_EQ(first.status, 201) << first.body;
  EXPECT_EQ(server_->LiveAppointments(), 4);
  Patch(absl::StrCat(Path(first.json["id"].get<std::string>()), "/cancel"),
        {{"cancellation_reason", 50}, {"apply_to_repeats", true}});
  EXPECT_EQ(server_->LiveAppointments(), 0);
}

TEST_F(Writing, APatientNeedsOnlyNames) {
  const Answer created = Post("/patients", {{"first_name", "Nova"}, {"last_name", "Newcomer"}});
  EXPECT_EQ(created.status, 201);
  EXPECT_EQ(created.json["patient_phone_numbers"], Json::array());
  EXPECT_EQ(created.json["email"], nullptr);
  const Answer twin = Post("/patients", {{"first_name", "Nova"}, {"last_name", "Newcomer"}});
  EXPECT_EQ(twin.status, 201);
  EXPECT_NE(twin.json["id"], created.json["id"]);
}

TEST_F(Writing, APatientsPhonesAreNestedNormalizedAndReplaced) {
  const Json two = {{{"phone_type", "Mobile"}, {"number", "0491 570 110"}},
                    {{"phone_type", "Home"}, {"number", "+61 2 5550 0103"}}};
  const Answer created =
      Post("/patients",
           {{"first_name", "Nova"}, {"last_name", "Newcomer"}, {"patient_phone_numbers", two}});
  ASSERT_EQ(created.status, 201) << created.body;
  const Json phones = created.json["patient_phone_numbers"];
  EXPECT_EQ(phones[0], Json({{"phone_type", "Mobile"},
                             {"number", "0491 570 110"},
                             {"normalized_number", "61491570110"}}));
  EXPECT_EQ(phones[1]["normalized_number"], "61255500103");
  const std::string path = absl::StrCat("/patients/", created.json["id"].get<std::string>());
  const Answer patched = Patch(path, {{"patient_phone_numbers", Json::array({two[1]})}});
  EXPECT_EQ(patched.json["patient_phone_numbers"].size(), 1);
  EXPECT_EQ(Patch(path, {{"notes", "x"}}).json["patient_phone_numbers"].size(), 1);
  EXPECT_EQ(
      Patch(path, {{"patient_phone_numbers", {{{"phone_type", "Pager"}, {"number", "1"}}}}}).status,
      422);
}

TEST_F(Writing, APatientKeepsWhatWasWritten) {
  const Answer created = Post("/patients", {{"first_name", "Nova"},
                                            {"last_name", "Newcomer"},
                                            {"date_of_birth", "1999-12-31"},
                                            {"email", "nova@patients.example"},
                                            {"reminder_type", "SMS"},
                                            {"accepted_privacy_policy", true},
                                            {"receives_confirmation_emails", false}});
  const Json shown = Get(absl::StrCat("/patients/", created.json["id"].get<std::string>())).json;
  EXPECT_EQ(shown["date_of_birth"], "1999-12-31");
  EXPECT_EQ(shown["email"], "nova@patients.example");
  EXPECT_EQ(shown["reminder_type"], "SMS");
  EXPECT_EQ(shown["accepted_privacy_policy"], true);
  EXPECT_EQ(shown["receives_confirmation_emails"], false);
  EXPECT_EQ(Patch("/patients/401", {{"email", "no at sign"}}).status, 422);
  EXPECT_EQ(Patch("/patients/401", {{"first_name", ""}}).status, 422);
}

TEST_F(Writing, PatientsAreArchivedAndBroughtBack) {
  EXPECT_EQ(Send("POST", "/patients/401/archive", "").status, 204);
  EXPECT_EQ(Send("POST", "/patients/401/archive", "").status, 404);
  EXPECT_EQ(Get("/patients/401").status, 404);
  const Answer back = Send("POST", "/patients/401/unarchive", "");
  EXPECT_EQ(back.status, 200);
  EXPECT_EQ(back.json["first_name"], "Anna");
  EXPECT_EQ(Send("DELETE", "/patients/401", "").status, 204);
}

TEST_F(Writing, FormFieldsWorkOnlyWhileTheyAreFlat) {
  const Headers form = {.content_type = "application/x-www-form-urlencoded"};
  const Answer flat = Send("POST", "/patients", "first_name=Nova&last_name=New+Comer", form);
  EXPECT_EQ(flat.status, 201);
  EXPECT_EQ(flat.json["last_name"], "New Comer");
  EXPECT_EQ(Send("POST", "/patients",
                 "first_name=N&last_name=C&patient_phone_numbers[][number]=0491570110", form)
                .status,
            500);
}

TEST_F(Writing, GroupsAreJoinedAndLeft) {
  const Answer joined = Post("/attendees", {{"booking_id", kGroupTime}, {"patient_id", kAnna}});
  ASSERT_EQ(joined.status, 201) << joined.body;
  EXPECT_EQ(Get("/group_appointments/601").json["patient_ids"], Json({kBert, kAnna}));
  EXPECT_TRUE(
      Errors(Post("/attendees", {{"booking_id", kGroupTime}, {"patient_id", kShortIdPatient}}))
          .contains("base"));
  const std::string path = absl::StrCat("/attendees/", joined.json["id"].get<std::string>());
  EXPECT_EQ(Patch(absl::StrCat(path, "/cancel"), Json::object()).status, 422);
  EXPECT_EQ(Patch(absl::StrCat(path, "/cancel"), {{"cancellation_reason", 40}}).status, 204);
  EXPECT_EQ(Get("/group_appointments/601").json["patient_ids"],
            Json(std::vector<std::string>{kBert}));
  EXPECT_EQ(Get(path).status, 404);
  EXPECT_EQ(Errors(Post("/attendees", Json::object())),
            Json({{"booking_id", kBlank}, {"patient_id", kBlank}}));
}

TEST_F(Writing, TwoAtOnceBothGetTheTime) {
  constexpr int kRacers = 8;
  std::vector<Answer> answers(kRacers);
  {
    std::vector<std::jthread> racers;
    for (int i = 0; i < kRacers; ++i) {
      racers.emplace_back([&, i] {
        answers[i] = Post("/individual_appointments", Booking("2026-03-03T00:00:00Z"));
      });
    }
  }
  std::set<std::string> ids;
  for (const Answer& answer : answers) {
    ASSERT_EQ(answer.status, 201);
    ids.insert(answer.json["id"].get<std::string>());
    EXPECT_TRUE(HasConflict(answer.json["id"].get<std::string>()));
  }
  EXPECT_EQ(ids.size(), kRacers);
}

// Nothing is locked while a request waits, so another one overtakes it.
TEST_F(Writing, ADelayedRequestHoldsNobodyUp) {
  Fault({{"kind", "hang"}, {"method", "POST"}, {"times", 1}});
  std::jthread stuck([&] { Post("/individual_appointments", Booking("2026-03-03T00:00:00Z")); });
  while (server_->sandbox().log().CountOf("POST", "/individual_appointments") == 0) {
    std::this_thread::yield();
  }
  EXPECT_EQ(Post("/individual_appointments", Booking("2026-03-03T00:00:00Z")).status, 201);
  Control("DELETE", "/faults");
}

}  // namespace
}  // namespace frontdesk::test
