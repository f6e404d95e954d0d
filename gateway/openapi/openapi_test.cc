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
#include "absl/time/time.h"
#include "gateway/app.h"
#include "gateway/clients/availability_client.h"
#include "gateway/server/http_message.h"
#include "gateway/testing/fake_clients.h"
#include "gateway/testing/fixture.h"
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

  FakeClock clock_{absl::FromUnixSeconds(1'783'900'800)};
  FakeAvailabilityClient availability_;
  FakeBookingClient booking_;
  FakeKeyClient keys_;
  FakeHealthClient health_;
  App app_{{availability_, booking_, keys_, health_}, clock_, Deadlines(), {"*"}};
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
    EXPECT_EQ(Send("GET", path).status, webhook ? 405 : 200);
    EXPECT_EQ(Send("GET", path + "/").status, webhook ? 405 : 200);
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
    if (!methods.contains("post")) continue;
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
    if (!methods.contains("post")) continue;
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
        const HttpResponse response =
            app_.Handle({.method = "POST",
                         .path = path,
                         .headers = {{"X-API-Key", kKey}},
                         .body = R"({"dialedNumber":"0400000000","callerPhone":"0400000001",
                                 "newDate":"friday"})"});
        const json& schema = SchemaOf(methods["post"]["responses"]["200"]);
        EXPECT_EQ(Mismatch(json::parse(response.body), schema, path), "") << code;
      }
    }
  }
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
