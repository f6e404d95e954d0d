#include "gateway/webhooks/request.h"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "gateway/clients/names.h"
#include "gateway/json/parse.h"
#include "gateway/json/value.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace frontdesk::gateway::test {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;

WebhookRequest Read(absl::string_view body) {
  const absl::StatusOr<JsonValue> value = ParseJsonObject(body);
  EXPECT_TRUE(value.ok()) << value.status() << body;
  return value.ok() ? ReadWebhookRequest(*value) : WebhookRequest();
}

WebhookRequest With(absl::string_view key, absl::string_view json) {
  return Read(absl::StrCat("{\"", key, "\":", json, "}"));
}

// A field, the names that clients know it by (the first that says something wins) and what is read.
struct Row {
  std::vector<std::string> names;
  std::function<std::string(const WebhookRequest&)> read;
  const char* one = "one";
  const char* other = "other";
};

// Source: contract/webhooks.md, section 1.5, "Field aliases".
std::vector<Row> AllFields() {
  using R = const WebhookRequest&;
  const char* id = "100000000000000101";
  const char* other_id = "900719925474099312345";  // no double holds it
  return {
      {{"sessionId", "session_id", "conversationId", "conversation_id", "system__conversation_id"},
       [](R r) { return r.session_id; }},
      {{"dialedNumber", "dialed_number", "calledNumber", "called_number", "system__called_number"},
       [](R r) { return r.dialed_number; }},
      {{"callerPhone", "systemCallerID", "systemCallerId", "caller_phone", "callerNumber",
        "caller_id", "system__caller_id"},
       [](R r) { return r.caller_phone; }},
      {{"patientPhone", "patient_phone", "phone", "phoneNumber", "callerPhone", "systemCallerID"},
       [](R r) { return r.patient_phone; }},
      {{"patientName", "patient_name", "name"}, [](R r) { return r.patient_name; }},
      {{"business_id", "locationId", "location_id", "businessId", "businessName", "location"},
       [](R r) { return r.business.id.value(); },
       id,
       other_id},
      {{"businessName", "locationName", "business_name", "location_name", "location"},
       [](R r) { return r.business.spoken_name; }},
      {{"practitioner", "practitionerName", "practitioner_name"},
       [](R r) { return r.practitioner.spoken_name; }},
      {{"practitioner_id", "practitionerId", "practitioner"},
       [](R r) { return r.practitioner.id.value(); },
       id,
       other_id},
      {{"service", "appointmentType", "appointment_type", "serviceName", "service_name",
        "treatment"},
       [](R r) { return r.service.spoken_name; }},
      {{"appointment_type_id", "appointmentTypeId", "service", "appointmentType"},
       [](R r) { return r.service.id.value(); },
       id,
       other_id},
      {{"date", "appointmentDate", "appointment_date"}, [](R r) { return r.date; }},
      {{"appointmentTime", "appointment_time", "time"}, [](R r) { return r.time; }},
      {{"newDate", "new_date", "date", "appointmentDate"}, [](R r) { return r.new_date; }},
      {{"newTime", "new_time", "appointmentTime", "time"}, [](R r) { return r.new_time; }},
      {{"newPractitioner", "new_practitioner", "practitioner"},
       [](R r) { return r.new_practitioner.spoken_name; }},
      {{"newAppointmentType", "new_appointment_type", "service", "appointmentType"},
       [](R r) { return r.new_service.spoken_name; }},
      {{"newBusinessId", "new_business_id", "newLocation", "new_location"},
       [](R r) { return r.new_business.id.value(); },
       id,
       other_id},
      {{"newLocation", "new_location"}, [](R r) { return r.new_business.spoken_name; }},
      {{"maxDays", "max_days"}, [](R r) { return absl::StrCat(r.max_days); }, "7", "21"},
      {{"locationQuery", "location_query", "query", "businessName", "locationName", "business_name",
        "location_name", "location"},
       [](R r) { return r.location_query; }},
      {{"userResponse", "user_response", "response"}, [](R r) { return r.user_response; }},
      {{"appointmentId", "appointment_id", "bookingId"}, [](R r) { return r.appointment_id; }},
      {{"confirmationNumber", "confirmation_number", "appointmentId", "bookingId"},
       [](R r) { return r.confirmation_number; },
       "APT-000401",
       "APT-000402"},
      {{"appointmentDetails", "currentAppointmentDetails", "details", "notes"},
       [](R r) { return r.appointment_details; }},
      {{"notes"}, [](R r) { return r.notes; }},
      {{"reason"}, [](R r) { return r.reason; }},
      {{"requestId", "request_id", "idempotencyKey"}, [](R r) { return r.request_id; }},
  };
}

TEST(WebhookRequest, ReadsEachFieldUnderEveryNameThatClientsUse) {
  for (const Row& row : AllFields()) {
    for (const std::string& name : row.names) {
      EXPECT_EQ(row.read(With(name, absl::StrCat("\"", row.one, "\""))), row.one) << name;
    }
  }
}

TEST(WebhookRequest, ReadsTheFirstOfSeveralNames) {
  for (const Row& row : AllFields()) {
    for (std::size_t i = 1; i < row.names.size(); ++i) {
      // In the other order, since a client's members come in any.
      const std::string body = absl::StrFormat(R"({"%s":"%s","%s":"%s"})", row.names[i], row.other,
                                               row.names[i - 1], row.one);
      EXPECT_EQ(row.read(Read(body)), row.one) << body;
    }
  }
}

TEST(WebhookRequest, PassesOverNamesThatSayNothing) {
  for (const Row& row : AllFields()) {
    for (std::size_t i = 1; i < row.names.size(); ++i) {
      for (const char* nothing : {"null", R"("")", R"("  ")", R"("{{variable}}")", "[]"}) {
        const std::string body = absl::StrFormat(R"({"%s":%s,"%s":"%s"})", row.names[i - 1],
                                                 nothing, row.names[i], row.one);
        EXPECT_EQ(row.read(Read(body)), row.one) << body;
      }
    }
  }
}

TEST(WebhookRequest, KeepsEveryDigitOfANumber) {
  for (const char* number : {"9007199254740993", "100000000000000101", "900719925474099312345"}) {
    EXPECT_EQ(With("business_id", number).business.id.value(), number);
    EXPECT_EQ(With("location", number).business.id.value(), number);
    EXPECT_EQ(With("practitioner_id", number).practitioner.id.value(), number);
    EXPECT_EQ(With("practitioner", number).practitioner.id.value(), number);
    EXPECT_EQ(With("appointment_type_id", number).service.id.value(), number);
    EXPECT_EQ(With("appointmentId", number).appointment_id, number);
    EXPECT_EQ(With("sessionId", number).session_id, number);
    EXPECT_EQ(With("callerPhone", number).caller_phone, number);
  }
}

TEST(WebhookRequest, TakesTheFirstNameThatSaysSomething) {
  EXPECT_EQ(
      Read(R"({"service":"","appointmentType":null,"treatment":"Massage"})").service.spoken_name,
      "Massage");
  EXPECT_EQ(Read(R"({"treatment":"Cupping","service":"Massage"})").service.spoken_name, "Massage");
}

TEST(WebhookRequest, TakesWhatMeansNothingAsAbsent) {
  for (const char* nothing :
       {R"("")", R"("  ")", "null", R"("null")", R"("None")", R"("undefined")", R"("N/A")",
        R"("unknown")", R"("{{system__caller_id}}")", R"("system__caller_id")", "\"\xc2\xa0\"",
        "[]", "{}"}) {
    EXPECT_EQ(With("patientName", nothing).patient_name, "") << nothing;
    EXPECT_THAT(With("patientName", nothing).mistyped, IsEmpty()) << nothing;
  }
}

TEST(WebhookRequest, TakesNumbersAndBooleansAsTheyWereWritten) {
  EXPECT_EQ(With("business_id", "100000000000000101").business.id.value(), "100000000000000101");
  EXPECT_EQ(With("patientPhone", "400000001").patient_phone, "400000001");
  EXPECT_EQ(With("patientName", "true").patient_name, "true");
  EXPECT_EQ(With("date", "20260714").date, "20260714");
}

TEST(WebhookRequest, TakesTheOneElementOfAListForAText) {
  EXPECT_EQ(With("practitioner", R"(["Cameron"])").practitioner.spoken_name, "Cameron");
}

TEST(WebhookRequest, TellsWhichFieldsCannotBeRead) {
  EXPECT_THAT(With("practitioner", R"(["Cameron","Jordan"])").mistyped, Contains("practitioner"));
  EXPECT_THAT(With("date", R"({"day":14})").mistyped, Contains("date"));
  EXPECT_THAT(With("transcript", R"([{"role":"user"}])").mistyped, IsEmpty());
  EXPECT_THAT(Read(R"({"date":{"day":14},"appointmentDate":"tomorrow"})").mistyped, IsEmpty());
}

TEST(WebhookRequest, ReadsObjectsThatCarryIdAndName) {
  const WebhookRequest request = Read(R"({
    "practitioner":{"id":"200000000000000201","name":"Cameron Example"},
    "appointmentType":{"appointment_type_id":300000000000000302,"service_name":"Massage"},
    "location":{"business_id":"100000000000000101","name":"City Rooms"}})");

  EXPECT_EQ(request.practitioner.id.value(), "200000000000000201");
  EXPECT_EQ(request.practitioner.spoken_name, "Cameron Example");
  EXPECT_EQ(request.service.id.value(), "300000000000000302");
  EXPECT_EQ(request.service.spoken_name, "Massage");
  EXPECT_EQ(request.business.id.value(), "100000000000000101");
  EXPECT_EQ(request.business.spoken_name, "City Rooms");
}

TEST(WebhookRequest, ReadsAnObjectUnderAnyNameOfAThing) {
  for (const char* key : {"business_id", "locationId", "businessName", "location"}) {
    const WebhookRequest request = With(key, R"({"id":100000000000000101,"name":"City Rooms"})");
    EXPECT_EQ(request.business.id.value(), "100000000000000101") << key;
    EXPECT_EQ(request.business.spoken_name, "City Rooms") << key;
    EXPECT_THAT(request.mistyped, IsEmpty()) << key;
  }
  for (const char* key : {"service", "appointmentType", "appointment_type_id", "treatment"}) {
    const WebhookRequest request =
        With(key, R"({"id":"300000000000000302","name":"Massage","duration":60})");
    EXPECT_EQ(request.service.id.value(), "300000000000000302") << key;
    EXPECT_EQ(request.service.spoken_name, "Massage") << key;
  }
  EXPECT_EQ(With("practitioner", R"({"firstName":"Cameron"})").practitioner.spoken_name, "Cameron");
  EXPECT_TRUE(With("practitioner", R"({"name":"anyone"})").practitioner.empty());
}

TEST(WebhookRequest, ReadsAnObjectThatIsEncodedAsAText) {
  const WebhookRequest request =
      With("appointmentType", R"("{\"id\":300000000000000302,\"name\":\"Massage\"}")");
  EXPECT_EQ(request.service.id.value(), "300000000000000302");
  EXPECT_EQ(request.service.spoken_name, "Massage");
  EXPECT_EQ(With("practitioner", R"("{Cameron")").practitioner.spoken_name, "{Cameron");
}

TEST(WebhookRequest, TellsTheDetailsOfAnAppointmentAsText) {
  for (const char* key : {"appointmentDetails", "currentAppointmentDetails", "details"}) {
    const auto said = [&](const char* json) { return With(key, json).appointment_details; };
    EXPECT_EQ(said(R"("my massage tomorrow")"), "my massage tomorrow");
    EXPECT_EQ(said(R"({"practitioner":"Cameron Example","service":{"id":"300000000000000302",
                       "name":"Massage","duration":60},"date":"2026-07-14","time":"09:00"})"),
              "Cameron Example, Massage, 2026-07-14, at 09:00");
    EXPECT_EQ(said(R"("{\"service\":\"Massage\",\"appointmentTime\":\"9am\"}")"),
              "Massage, at 9am");
    EXPECT_EQ(said(R"(["Massage","tomorrow"])"), "Massage, tomorrow");
    EXPECT_EQ(said(R"("{'name': 'Massage'}")"), "{'name': 'Massage'}");
    EXPECT_EQ(said(R"({"appointmentId":"400000000000000401"})"), "");
    EXPECT_EQ(said("{}"), "");
  }
}

TEST(WebhookRequest, FindsTheIdAmongTheDetailsThatABookingHad) {
  const char* details = R"({"appointmentId":400000000000000401,"confirmationNumber":"APT-000401",
      "practitioner":"Cameron Example","duration":"60 minutes","date":"Tuesday, July 14, 2026",
      "time":"9:00 AM","patient":"Casey Caller"})";
  const WebhookRequest request = With("appointmentDetails", details);
  EXPECT_EQ(request.appointment_id, "400000000000000401");
  EXPECT_EQ(request.confirmation_number, "APT-000401");
  EXPECT_EQ(request.appointment_details, "Cameron Example, Tuesday, July 14, 2026, at 9:00 AM");
  EXPECT_THAT(request.mistyped, IsEmpty());

  EXPECT_EQ(
      Read(absl::StrCat(R"({"bookingId":"7","appointmentDetails":)", details, "}")).appointment_id,
      "7");
}

TEST(WebhookRequest, PutsIdsAndNamesWhereTheyBelong) {
  EXPECT_EQ(With("location", "\"100000000000000101\"").business.id.value(), "100000000000000101");
  EXPECT_EQ(With("business_id", "\"City Rooms\"").business.spoken_name, "City Rooms");
  EXPECT_TRUE(With("business_id", "\"City Rooms\"").business.id.empty());
  EXPECT_EQ(With("practitioner", "\"200000000000000201\"").practitioner.id.value(),
            "200000000000000201");
  EXPECT_EQ(Read(R"({"practitionerId":"200000000000000201","practitioner":"Jordan"})")
                .practitioner.id.value(),
            "200000000000000201");
}

TEST(WebhookRequest, TakesAnyoneAsNoPractitioner) {
  for (const char* anyone : {"\"any\"", "\"Anyone\"", "\"no preference\"", "\"first available\""}) {
    EXPECT_TRUE(With("practitioner", anyone).practitioner.empty()) << anyone;
  }
}

TEST(WebhookRequest, TakesAHiddenCallerAsNoPhone) {
  for (const char* hidden :
       {"\"anonymous\"", "\"Restricted\"", "\"unavailable\"", "\"sip:someone@example.org\""}) {
    EXPECT_EQ(With("callerPhone", hidden).caller_phone, "") << hidden;
  }
}

TEST(WebhookRequest, TakesTheCallersPhoneForAPatientWithout) {
  EXPECT_EQ(Read(R"({"callerPhone":"0400000001"})").patient_phone, "0400000001");
  EXPECT_EQ(Read(R"({"callerPhone":"0400000001","patientPhone":"0400000002"})").patient_phone,
            "0400000002");
}

TEST(WebhookRequest, TakesNoneForSpeechWhereItIsSpeech) {
  EXPECT_EQ(With("userResponse", "\"None\"").user_response, "None");
  EXPECT_EQ(With("locationQuery", "\" null \"").location_query, "null");
  EXPECT_EQ(With("userResponse", "2").user_response, "2");
  EXPECT_EQ(With("userResponse", "null").user_response, "");
  EXPECT_EQ(With("locationName", "\"none\"").location_query, "");
}

// What comes along with live and scripted calls. Source: contract/webhooks.md, sections 1.5 and 3.
TEST(WebhookRequest, IgnoresWhatItDoesNotUse) {
  const WebhookRequest request = Read(R"({"transcript":[{"role":"user","message":"hi"}],
      "timestamp":"2026-07-13 12:00:00.123456","additionalContext":{"a":[1]},"bookingFor":"self",
      "time_preference":"morning","test":"data","service":null,"practitioner":"Cameron"})");
  EXPECT_THAT(request.mistyped, IsEmpty());
  EXPECT_EQ(request.practitioner.spoken_name, "Cameron");
  EXPECT_TRUE(request.service.empty());
  EXPECT_EQ(request.time, "");
  EXPECT_EQ(request.date, "");
  EXPECT_EQ(request.part_of_day, PartOfDay::kMorning);
}

TEST(WebhookRequest, ReadsTheActionInAnyCase) {
  EXPECT_EQ(Read("{}").action, Action::kBook);
  EXPECT_EQ(With("action", "null").action, Action::kBook);
  EXPECT_EQ(With("action", "\"BOOK\"").action, Action::kBook);
  EXPECT_EQ(With("action", "\"Check\"").action, Action::kCheck);
  EXPECT_EQ(With("action", "\"cancel\"").action, Action::kCancel);
  EXPECT_EQ(With("action", "\"reschedule\"").action, Action::kReschedule);
  EXPECT_EQ(With("action", "\"modify\"").action, Action::kModify);
  EXPECT_EQ(With("action", "\"dance\"").action, Action::kUnknown);
  EXPECT_EQ(With("action", R"(["cancel"])").action, Action::kCancel);
}

// Used to book.
TEST(ReadWebhookRequest, NeverTakesAnActionOfAWrongTypeForBooking) {
  for (const char* wrong :
       {"{}", "[]", R"({"name":"cancel"})", R"(["cancel","book"])", "7", "true"}) {
    EXPECT_EQ(With("action", wrong).action, Action::kUnknown) << wrong;
  }
}

TEST(WebhookRequest, UnwrapsTheEnvelopeThatOneDocumentDescribes) {
  const WebhookRequest request = Read(R"({"tool_call_id":"t1","tool_name":"availability_checker",
      "conversation_id":"conv_1","parameters":{"practitioner":"Cameron","date":"tomorrow"}})");

  EXPECT_EQ(request.practitioner.spoken_name, "Cameron");
  EXPECT_EQ(request.date, "tomorrow");
  EXPECT_EQ(request.session_id, "conv_1");
}

TEST(WebhookRequest, LooksForWhatChangesUnderTheNewNamesFirst) {
  const WebhookRequest request = Read(R"({"action":"reschedule","newDate":"friday",
      "date":"tuesday","appointmentTime":"4:00 PM","practitioner":"Cameron"})");

  EXPECT_EQ(request.new_date, "friday");
  EXPECT_EQ(request.new_time, "4:00 PM");
  EXPECT_EQ(request.new_practitioner.spoken_name, "Cameron");
}

TEST(WebhookRequest, TellsAConfirmationNumberFromAnId) {
  const WebhookRequest request = With("appointmentId", "\"APT-000401\"");

  EXPECT_EQ(request.confirmation_number, "APT-000401");
  EXPECT_EQ(request.appointment_id, "");
}

TEST(WebhookRequest, CutsWhatIsTooLongBetweenCharacters) {
  std::string name = "a";
  while (name.size() < 1000) name += "é";

  const std::string read = With("patientName", absl::StrCat("\"", name, "\"")).patient_name;

  EXPECT_EQ(read, name.substr(0, 299));  // 300 would be half of an é
}

}  // namespace
}  // namespace frontdesk::gateway::test
