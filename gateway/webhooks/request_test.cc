#include "gateway/webhooks/request.h"

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
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

TEST(WebhookRequest, ReadsEachFieldUnderEveryNameThatClientsUse) {
  for (const char* key : {"sessionId", "session_id", "conversationId", "conversation_id",
                          "system__conversation_id"}) {
    EXPECT_EQ(With(key, "\"conv_1\"").session_id, "conv_1") << key;
  }
  for (const char* key : {"dialedNumber", "dialed_number", "calledNumber", "called_number",
                          "system__called_number"}) {
    EXPECT_EQ(With(key, "\"0400000000\"").dialed_number, "0400000000") << key;
  }
  for (const char* key : {"callerPhone", "systemCallerID", "systemCallerId", "caller_phone",
                          "callerNumber", "caller_id", "system__caller_id"}) {
    EXPECT_EQ(With(key, "\"0400000001\"").caller_phone, "0400000001") << key;
  }
  for (const char* key : {"patientPhone", "patient_phone", "phone", "phoneNumber"}) {
    EXPECT_EQ(With(key, "\"0400000001\"").patient_phone, "0400000001") << key;
  }
  for (const char* key : {"patientName", "patient_name", "name"}) {
    EXPECT_EQ(With(key, "\"Casey Caller\"").patient_name, "Casey Caller") << key;
  }
  for (const char* key : {"business_id", "locationId", "location_id", "businessId"}) {
    EXPECT_EQ(With(key, "\"100000000000000101\"").business.id.value(), "100000000000000101") << key;
  }
  for (const char* key :
       {"businessName", "locationName", "business_name", "location_name", "location"}) {
    EXPECT_EQ(With(key, "\"City Rooms\"").business.spoken_name, "City Rooms") << key;
  }
  for (const char* key : {"practitioner", "practitionerName", "practitioner_name"}) {
    EXPECT_EQ(With(key, "\"Cameron\"").practitioner.spoken_name, "Cameron") << key;
  }
  for (const char* key : {"service", "appointmentType", "appointment_type", "serviceName",
                          "service_name", "treatment"}) {
    EXPECT_EQ(With(key, "\"Massage\"").service.spoken_name, "Massage") << key;
  }
  for (const char* key : {"date", "appointmentDate", "appointment_date"}) {
    EXPECT_EQ(With(key, "\"tomorrow\"").date, "tomorrow") << key;
  }
  for (const char* key : {"appointmentTime", "appointment_time", "time"}) {
    EXPECT_EQ(With(key, "\"9am\"").time, "9am") << key;
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

TEST(WebhookRequest, ReadsTheActionInAnyCase) {
  EXPECT_EQ(Read("{}").action, Action::kBook);
  EXPECT_EQ(With("action", "null").action, Action::kBook);
  EXPECT_EQ(With("action", "\"BOOK\"").action, Action::kBook);
  EXPECT_EQ(With("action", "\"Check\"").action, Action::kCheck);
  EXPECT_EQ(With("action", "\"cancel\"").action, Action::kCancel);
  EXPECT_EQ(With("action", "\"reschedule\"").action, Action::kReschedule);
  EXPECT_EQ(With("action", "\"modify\"").action, Action::kModify);
  EXPECT_EQ(With("action", "\"dance\"").action, Action::kUnknown);
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
