#include "gateway/openapi/openapi.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "gateway/app.h"
#include "gateway/clients/availability_client.h"
#include "gateway/clients/booking_client.h"
#include "gateway/clients/names.h"
#include "gateway/json/parse.h"
#include "gateway/server/http_message.h"
#include "gateway/testing/fake_clients.h"
#include "gateway/testing/fixture.h"
#include "gateway/webhooks/request.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway::test {
namespace {

using nlohmann::json;

const json& Document() {
  static const json document = json::parse(OpenApiText(), nullptr, /*allow_exceptions=*/false);
  return document;
}

const json& Resolved(const json& schema) {
  if (!schema.contains("$ref")) return schema;
  const std::string name = schema["$ref"].get<std::string>().substr(1);
  return Document().at(json::json_pointer(name));
}

bool HasType(const json& value, const std::string& type) {
  if (type == "integer") return value.is_number_integer();
  return type == value.type_name();
}

// What of `value` is not as `schema` says, empty if all is: the part of JSON Schema that the
// document uses. A member that no schema mentions is an error, as the document is to be complete.
std::string Mismatch(const json& value, const json& reference, const std::string& where) {
  const json& schema = Resolved(reference);
  if (schema.contains("oneOf")) {
    const auto& some = schema["oneOf"];
    const auto fits = [&](const json& one) { return Mismatch(value, one, where).empty(); };
    return std::count_if(some.begin(), some.end(), fits) == 1 ? "" : where + " is none of several";
  }
  if (schema.contains("type")) {
    const json types = schema["type"].is_array() ? schema["type"] : json::array({schema["type"]});
    const auto fits = [&](const json& type) { return HasType(value, type); };
    if (std::none_of(types.begin(), types.end(), fits)) {
      return absl::StrCat(where, " is a ", value.type_name());
    }
  }
  if (schema.contains("enum") &&
      std::find(schema["enum"].begin(), schema["enum"].end(), value) == schema["enum"].end()) {
    return absl::StrCat(where, " may not be ", value.dump());
  }
  if (value.is_array() && schema.contains("items")) {
    for (const json& item : value) {
      if (std::string bad = Mismatch(item, schema["items"], where + "[]"); !bad.empty()) return bad;
    }
  }
  if (!value.is_object() || !schema.contains("properties")) return "";
  for (const json& name : schema.value("required", json::array())) {
    if (!value.contains(name.get<std::string>()))
      return absl::StrCat(where, " lacks ", name.dump());
  }
  for (const auto& [name, member] : value.items()) {
    const std::string path = absl::StrCat(where, ".", name);
    if (schema["properties"].contains(name)) {
      std::string bad = Mismatch(member, schema["properties"][name], path);
      if (!bad.empty()) return bad;
    } else if (!schema.contains("additionalProperties")) {
      return path + " is not described";
    }
  }
  return "";
}

const json& SchemaOf(const json& content) {
  return content.at("content").at("application/json").at("schema");
}

// The webhook whose exchange testdata/<name>.json is.
std::string RouteOf(const std::string& name) {
  static constexpr std::pair<const char*, const char*> kRoutes[] = {
      {"resolver_", "/location-resolver"},
      {"confirm_", "/confirm-location"},
      {"next_enhanced", "/enhanced/find-next-available"},
      {"next_", "/find-next-available"},
      {"free_enhanced", "/enhanced/get-available-practitioners"},
      {"free_", "/get-available-practitioners"},
      {"staff", "/get-location-practitioners"},
      {"services", "/get-practitioner-services"},
      {"info", "/get-practitioner-info"},
      {"availability_", "/availability-checker"},
      {"cancel_route", "/cancel-appointment"},
  };
  for (const auto& [prefix, route] : kRoutes) {
    if (absl::StartsWith(name, prefix)) return route;
  }
  return "/appointment-handler";
}

// The agent's tools; what the voice platform itself calls has other rules, and tests of its own.
bool IsTool(const json& methods) {
  return methods.contains("post") && !methods["post"].contains("tags");
}

class OpenApiTest : public ::testing::Test {
 protected:
  HttpResponse Send(const std::string& method, const std::string& path,
                    const HttpHeaders& headers = {}) {
    return app_.Handle({.method = method, .path = path, .headers = headers, .body = "{}"});
  }

  void FailWith(const absl::Status& status) {
    availability_.answer = [status](const AvailabilityQuery&) { return status; };
    availability_.confirm = [status](const LocationAnswer&) { return status; };
    availability_.next = status;
    availability_.free = status;
    availability_.place = status;
    availability_.staff = status;
    availability_.profile = status;
    booking_.booked = status;
    booking_.moved = status;
    booking_.cancelled = status;
  }

  // What the webhook answers to a caller of the clinic.
  json Asked(const std::string& path, json body) {
    body["dialedNumber"] = "0400000000";
    body["callerPhone"] = "0400000001";
    return json::parse(app_.Handle({.method = "POST",
                                    .path = path,
                                    .headers = {{"X-API-Key", kKey}},
                                    .body = body.dump()})
                           .body);
  }

  FakeClock clock_{absl::FromUnixSeconds(1'783'900'800)};
  FakeAvailabilityClient availability_;
  FakeBookingClient booking_;
  FakeKeyClient keys_;
  FakeHealthClient health_;
  FakeCallClient calls_;
  FakeCacheClient cache_;
  App app_{{availability_, booking_, keys_, health_, calls_, cache_}, clock_, Deadlines(), {"*"}};
};

TEST_F(OpenApiTest, IsServed) {
  EXPECT_EQ(json::parse(Send("GET", "/openapi.json").body), Document());
  EXPECT_EQ(Document()["openapi"], "3.1.0");
}

TEST_F(OpenApiTest, DescribesOnlyRoutesThatThereAre) {
  for (const auto& [path, methods] : Document()["paths"].items()) {
    SCOPED_TRACE(path);
    const bool webhook = methods.contains("post");
    EXPECT_EQ(Send("POST", path).status, webhook ? 401 : 405);
    const bool needs_key = !webhook && !methods["get"]["security"].empty();
    EXPECT_EQ(Send("GET", path).status, webhook ? 405 : needs_key ? 401 : 200);
    EXPECT_EQ(Send("GET", path + "/").status, webhook ? 405 : needs_key ? 401 : 200);
  }
}

TEST_F(OpenApiTest, DescribesEveryRoute) {
  const json endpoints = json::parse(Send("GET", "/").body)["endpoints"];
  EXPECT_EQ(endpoints.size(), Document()["paths"].size());
  for (const json& path : endpoints) {
    EXPECT_TRUE(Document()["paths"].contains(path.get<std::string>())) << path;
  }
}

TEST_F(OpenApiTest, DescribesEveryPageAndRefusal) {
  for (const Serving serving : {Serving::kServing, Serving::kNotServing}) {
    health_.serving["booking"] = serving;
    for (const auto& [path, methods] : Document()["paths"].items()) {
      const bool webhook = methods.contains("post");
      const HttpResponse response = Send(webhook ? "POST" : "GET", path);
      const json& responses = methods[webhook ? "post" : "get"]["responses"];
      const std::string status = std::to_string(response.status);
      ASSERT_TRUE(responses.contains(status)) << path << status;
      EXPECT_EQ(Mismatch(json::parse(response.body), SchemaOf(responses[status]), path), "");
    }
  }
}

TEST_F(OpenApiTest, DescribesWhatEveryWebhookSaysToAnUnknownNumber) {
  for (const auto& [path, methods] : Document()["paths"].items()) {
    if (!IsTool(methods)) continue;
    const HttpResponse response = Send("POST", path, {{"X-API-Key", kKey}});
    const json& schema = SchemaOf(methods["post"]["responses"]["200"]);
    EXPECT_EQ(Mismatch(json::parse(response.body), schema, path), "");
  }
}

// `error` with every detail that it may carry; other times are offered only while booking.
absl::Status Detailed(DomainError error, ChoiceKind kind, bool booking) {
  const std::vector<std::string> missing = {"practitioner", "date"};
  absl::Status status = WithFacts(MakeError(error, ""), {{"practitioner", "Cameron Example"},
                                                         {"location", "City Rooms"},
                                                         {"date", "2026-07-14"},
                                                         {"time", "09:00"},
                                                         {"reason", "not_working"},
                                                         {"confidence", "0.70"},
                                                         {"any_location", "true"},
                                                         {"problem", "nothing_offered"}});
  status = WithMissing(status, missing);
  status = WithClarification(status, {kind, {{"100000000000000101", "City Rooms"}}});
  return booking ? WithAlternatives(status, {Openings(kTuesday, {{9, 0}})}) : status;
}

TEST_F(OpenApiTest, DescribesEveryErrorOfEveryWebhook) {
  for (const auto& [path, methods] : Document()["paths"].items()) {
    if (!IsTool(methods)) continue;
    const bool booking = path == "/appointment-handler" || path == "/reschedule-appointment";
    for (int code = 0; code <= static_cast<int>(DomainError::kInternalError); ++code) {
      const auto error = static_cast<DomainError>(code);
      if (!booking && (error == DomainError::kTimeNotAvailable || error == DomainError::kSlotTaken))
        continue;
      for (const ChoiceKind kind : {ChoiceKind::kLocation, ChoiceKind::kPractitioner,
                                    ChoiceKind::kService, ChoiceKind::kAppointment}) {
        const bool changes = booking || path == "/cancel-appointment";
        if (kind == ChoiceKind::kAppointment && !changes) continue;
        FailWith(Detailed(error, kind, booking));
        // A day leads some webhooks to others.
        for (const char* date : {"", "friday", "next available"}) {
          if (*date != 0 && kind != ChoiceKind::kLocation) continue;
          const json& schema = SchemaOf(methods["post"]["responses"]["200"]);
          EXPECT_EQ(Mismatch(Asked(path, {{"newDate", "friday"}, {"date", date}}), schema, path),
                    "")
              << code << date;
        }
      }
    }
  }
}

TEST_F(OpenApiTest, DescribesWhatBecameOfWhatWasLeftOpen) {
  booking_.outcomes = std::vector<LateOutcome>{
      {.asked_for = AskedFor::kMove, .done = true, .appointment = CaseysMassage()},
      {.asked_for = AskedFor::kCancellation, .done = false, .appointment = CaseysMassage()}};
  int told = 0;
  int tools = 0;
  for (const auto& [path, methods] : Document()["paths"].items()) {
    if (!IsTool(methods)) continue;
    const json answer = Asked(path, {{"appointmentId", "400000000000000499"}, {"date", "friday"}});
    ++tools;
    told += answer.contains("lateOutcomes") ? 1 : 0;
    const json& schema = SchemaOf(methods["post"]["responses"]["200"]);
    EXPECT_EQ(Mismatch(answer, schema, path), "");
  }
  EXPECT_EQ(told, tools);
}

TEST_F(OpenApiTest, DescribesWhatIsToldToOthersThanTheAgent) {
  const json& paths = Document()["paths"];
  const HttpResponse begun = Send("POST", "/conversation-initiation", {{"X-API-Key", kKey}});
  EXPECT_EQ(Mismatch(json::parse(begun.body),
                     SchemaOf(paths["/conversation-initiation"]["post"]["responses"]["200"]), ""),
            "");
  const HttpResponse cached = Send("GET", "/cache-stats", {{"X-API-Key", kKey}});
  EXPECT_EQ(cached.status, 200);
  EXPECT_EQ(Mismatch(json::parse(cached.body),
                     SchemaOf(paths["/cache-stats"]["get"]["responses"]["200"]), ""),
            "");
  EXPECT_EQ(Mismatch(json::parse(R"({"status":"success"})"),
                     SchemaOf(paths["/post-call-webhook"]["post"]["responses"]["200"]), ""),
            "");
}

// Everything that an answer may tell beside the times.
TEST_F(OpenApiTest, DescribesEveryMemberOfAnAnswerThatTellsAll) {
  availability_.answer = [](const AvailabilityQuery&) {
    Availability found = TuesdayMorning();
    found.reason = NothingFree::kFullyBooked;
    found.next_available = found.next_at_requested = Openings(kTuesday + 1, {{9, 0}});
    found.other_businesses = {HarbourRooms()};
    found.part_of_day = PartOfDay::kEvening;
    found.other_part_of_day = found.year_repaired = found.stale = found.partial = true;
    return found;
  };
  NextTimes next = TwoMassages();
  next.elsewhere = next.openings;
  next.reason = NothingFree::kNotWorking;
  next.requested_day = kTuesday - 1;
  next.exhausted = next.year_repaired = next.stale = next.partial = true;
  availability_.next = next;
  FreeStaff free = CameronIsFree();
  free.reason = NothingFree::kFullyBooked;
  free.year_repaired = free.stale = free.partial = true;
  availability_.free = free;
  booking_.booked =
      BookingResult{.appointment = CaseysMassage(), .already_booked = true, .year_repaired = true};

  for (const auto& [path, methods] : Document()["paths"].items()) {
    if (!IsTool(methods)) continue;
    for (const char* date : {"", "friday", "next available"}) {
      for (const char* action : {"book", "check"}) {
        const json& schema = SchemaOf(methods["post"]["responses"]["200"]);
        EXPECT_EQ(Mismatch(Asked(path, {{"date", date}, {"action", action}}), schema, path), "")
            << date << action;
      }
    }
  }
}

// A reference as text.
template <typename Ref>
std::string Text(const Ref& ref) {
  return absl::StrCat(ref.id.value(), "/", ref.spoken_name);
}

std::string Text(const WebhookRequest& r) {
  std::string options;
  for (const Choice& choice : r.options) absl::StrAppend(&options, choice.id, "/", choice.label);
  return absl::StrJoin(
      {r.session_id,
       r.dialed_number,
       r.caller_phone,
       r.patient_phone,
       r.patient_name,
       Text(r.business),
       Text(r.practitioner),
       Text(r.service),
       r.slot_id,
       r.date,
       r.time,
       absl::StrCat(static_cast<int>(r.part_of_day), "/", r.max_days, "/",
                    static_cast<int>(r.booking_for), "/", static_cast<int>(r.action)),
       r.notes,
       r.request_id,
       r.location_query,
       r.user_response,
       options,
       r.appointment_id,
       r.confirmation_number,
       r.appointment_details,
       r.reason,
       r.new_date,
       r.new_time,
       Text(r.new_practitioner),
       Text(r.new_service),
       Text(r.new_business)},
      "|");
}

std::string Understood(const std::string& name, const json& value) {
  const auto body = ParseJsonObject(json{{name, value}}.dump());
  EXPECT_TRUE(body.ok()) << name;
  return Text(ReadWebhookRequest(*body));
}

// Something that the field may hold and that is not what it is taken for when it is absent.
json SampleOf(const std::string& field) {
  if (field == "action") return "cancel";
  if (field == "bookingFor") return "other";
  if (field == "time_preference") return "evening";
  if (field == "maxDays") return 7;
  if (field == "options") return {"City Rooms"};
  return "0400 000 001";
}

TEST_F(OpenApiTest, NamesNoFieldAndNoAliasThatIsNotRead) {
  const std::string nothing = Text(ReadWebhookRequest(*ParseJsonObject("{}")));
  int aliases = 0;
  for (const auto& [path, methods] : Document()["paths"].items()) {
    if (!IsTool(methods)) continue;
    for (const auto& [field, schema] :
         Resolved(SchemaOf(methods["post"]["requestBody"]))["properties"].items()) {
      const std::string understood = Understood(field, SampleOf(field));
      EXPECT_NE(understood, nothing) << path << field;
      for (const json& alias : schema.value("x-aliases", json::array())) {
        EXPECT_EQ(Understood(alias, SampleOf(field)), understood) << path << field << alias;
        ++aliases;
      }
    }
  }
  EXPECT_GT(aliases, 200);
}

TEST_F(OpenApiTest, DescribesEveryGoldenExchange) {
  int seen = 0;
  for (const auto& file : std::filesystem::directory_iterator("gateway/webhooks/testdata")) {
    SCOPED_TRACE(file.path().filename());
    std::ifstream text(file.path());
    const json golden = json::parse(text);
    const json& post = Document()["paths"][RouteOf(file.path().stem())]["post"];
    EXPECT_EQ(Mismatch(golden["answer"], SchemaOf(post["responses"]["200"]), "answer"), "");

    if (golden["answer"].value("error", "") == "invalid_request") continue;
    const json& fields = Resolved(SchemaOf(post["requestBody"]))["properties"];
    for (const auto& [name, value] : golden["request"].items()) {
      const auto field = std::find_if(fields.items().begin(), fields.items().end(), [&](auto& f) {
        const json aliases = f.value().value("x-aliases", json::array());
        return f.key() == name || std::find(aliases.begin(), aliases.end(), name) != aliases.end();
      });
      ASSERT_NE(field, fields.items().end()) << name;
      EXPECT_EQ(Mismatch(value, {{"type", field.value()["type"]}}, name), "");
    }
    ++seen;
  }
  EXPECT_GT(seen, 80);
}

}  // namespace
}  // namespace frontdesk::gateway::test
