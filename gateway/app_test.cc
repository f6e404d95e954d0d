#include "gateway/app.h"

#include <stdexcept>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gateway/clients/availability_client.h"
#include "gateway/limits/doorkeeper.h"
#include "gateway/server/http_message.h"
#include "gateway/testing/fake_clients.h"
#include "gateway/testing/fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"
#include "libs/telemetry/log_capture.h"
#include "libs/telemetry/metrics.h"
#include "libs/telemetry/traceparent.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway::test {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kAsk[] =
    R"({"sessionId":"call-7","dialedNumber":"0400 000 000","practitioner":"Cameron"})";

class AppTest : public ::testing::Test {
 protected:
  HttpResponse Send(HttpRequest request) { return app_.Handle(request); }
  HttpResponse Post(const std::string& path, const std::string& body,
                    HttpHeaders headers = {{"X-API-Key", kKey}}) {
    return Send({.method = "POST", .path = path, .headers = std::move(headers), .body = body});
  }
  HttpResponse Get(const std::string& path) { return Send({.method = "GET", .path = path}); }

  static json Body(const HttpResponse& response) {
    json body = json::parse(response.body, nullptr, /*allow_exceptions=*/false);
    EXPECT_TRUE(body.is_object()) << response.body;
    return body;
  }
  static std::string HeaderOf(const HttpResponse& response, const std::string& name) {
    return HttpRequest{.headers = response.headers}.Header(name);
  }

  // Every webhook's every body has these. Source: contract/webhooks.md, section 1.5.
  static void ExpectFailure(const HttpResponse& response, int status, const std::string& error) {
    const json body = Body(response);
    EXPECT_EQ(response.status, status);
    EXPECT_EQ(body.value("error", ""), error);
    EXPECT_EQ(body.value("success", true), false);
    EXPECT_EQ(body.value("resolved", true), false);
    EXPECT_TRUE(body.contains("sessionId"));
    EXPECT_FALSE(body.value("message", "").empty());
    EXPECT_FALSE(body.value("next", "").empty());
    EXPECT_EQ(body.value("needs_clarification", true), body.value("needsClarification", false));
  }

  frontdesk::test::LogCapture log_;
  FakeClock clock_{absl::FromUnixSeconds(1'783'900'800)};
  FakeAvailabilityClient availability_;
  FakeBookingClient booking_;
  FakeKeyClient keys_;
  FakeHealthClient health_;
  FakeCallClient calls_;
  FakeCacheClient cache_;
  App app_{{availability_, booking_, keys_, health_, calls_, cache_}, clock_, Deadlines(), {"*"}};
};

TEST_F(AppTest, AnswersAWebhook) {
  const HttpResponse response = Post("/availability-checker", kAsk);

  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(Body(response)["success"], true);
  EXPECT_EQ(Body(response)["sessionId"], "call-7");
}

// "Tuesday, July 14" is no help to a caller who is in another year.
TEST_F(AppTest, SpeaksTheYearOfADayInAnother) {
  const std::string this_year = Body(Post("/availability-checker", kAsk))["message"];
  clock_.Advance(absl::Hours(24 * 365));
  const std::string last_year = Body(Post("/availability-checker", kAsk))["message"];
  availability_.answer = [](const AvailabilityQuery&) {
    return WithFacts(MakeError(DomainError::kNoAvailability, ""), {{"date", "2026-07-14"}});
  };
  const std::string refusal = Body(Post("/availability-checker", kAsk))["message"];

  EXPECT_FALSE(absl::StrContains(this_year, "2026")) << this_year;
  EXPECT_TRUE(absl::StrContains(last_year, "Tuesday, July 14, 2026")) << last_year;
  EXPECT_TRUE(absl::StrContains(refusal, "Tuesday, July 14, 2026")) << refusal;
}

TEST_F(AppTest, AcceptsATrailingSlash) {
  EXPECT_EQ(Body(Post("/availability-checker/", kAsk))["success"], true);
}

// Source: contract/webhooks.md, section 1.1.
constexpr const char* kWebhooks[] = {"/location-resolver",
                                     "/confirm-location",
                                     "/get-location-practitioners",
                                     "/get-location-practitioners-parallel",
                                     "/availability-checker",
                                     "/get-available-practitioners",
                                     "/get-available-practitioners-parallel",
                                     "/enhanced/get-available-practitioners",
                                     "/find-next-available",
                                     "/find-next-available-parallel",
                                     "/enhanced/find-next-available",
                                     "/appointment-handler",
                                     "/reschedule-appointment",
                                     "/cancel-appointment",
                                     "/get-practitioner-services",
                                     "/get-practitioner-info"};

TEST_F(AppTest, AnswersEveryWebhookWithAndWithoutATrailingSlash) {
  booking_.moved = RescheduleResult{.appointment = CaseysMassage()};
  booking_.cancelled = CancelResult{.appointment = CaseysMassage()};
  const char* ask = R"({"sessionId":"call-7","dialedNumber":"0400000000","practitioner":"Cameron",
      "callerPhone":"0400000001","newDate":"friday","userResponse":"city"})";
  for (const std::string path : kWebhooks) {
    const HttpResponse response = Post(path, ask);
    EXPECT_EQ(response.status, 200) << path;
    EXPECT_EQ(Body(response)["success"], true) << path << response.body;
    EXPECT_EQ(Body(response)["sessionId"], "call-7") << path;
    EXPECT_FALSE(Body(response).value("next", "").empty()) << path;
    EXPECT_EQ(Body(Post(path + "/", ask)), Body(response)) << path;
  }
}

// No client of ours understands HTTP 422. Source: contract/webhooks.md, 0.1 (D13).
TEST_F(AppTest, RefusesFieldsThatCannotBeReadInWordsTheAgentCanSay) {
  const char* ask = R"({"sessionId":"call-7","dialedNumber":"0400000000","callerPhone":"0400000001",
      "practitioner":["A","B"],"location":["A","B"],"locationQuery":["A","B"],
      "userResponse":["A","B"],"appointmentId":{"x":1},"newDate":["A","B"]})";
  for (const char* path : kWebhooks) {
    const HttpResponse response = Post(path, ask);
    ExpectFailure(response, 200, "invalid_request");
    EXPECT_FALSE(Body(response)["missingFields"].empty()) << path;
    EXPECT_FALSE(Body(response)["missing_fields"].empty()) << path;
  }
}

TEST_F(AppTest, MovesWhatIsSentToTheAliasForMoving) {
  booking_.moved = RescheduleResult{.appointment = CaseysMassage()};
  for (const char* action : {"", R"("action":"book",)", R"("action":"reschedule",)"}) {
    const json body =
        Body(Post("/reschedule-appointment",
                  absl::StrCat("{", action, R"("dialedNumber":"0400000000","newDate":"friday"})")));
    EXPECT_EQ(body["rescheduled"], true) << action;
  }
  EXPECT_EQ(booking_.moves.size(), 3u);
  EXPECT_TRUE(booking_.bookings.empty());
}

TEST_F(AppTest, FailsBeforeAWebhookWithTheFieldsOfItsFailures) {
  const auto failed = [&](const std::string& path) {
    const HttpResponse response = Post(path, R"({"test":"data"})");
    ExpectFailure(response, 200, "clinic_not_found");
    return Body(response);
  };
  for (const char* path : kWebhooks) failed(path);
  for (const char* path : {"/availability-checker", "/find-next-available",
                           "/enhanced/find-next-available", "/get-available-practitioners"}) {
    for (const char* times : {"slots", "available_times", "availableTimes"}) {
      EXPECT_EQ(failed(path)[times], json::array()) << path;
    }
  }
  EXPECT_EQ(failed("/find-next-available")["found"], false);
  EXPECT_EQ(failed("/enhanced/find-next-available")["all_slots"], json::array());
  EXPECT_EQ(failed("/location-resolver")["confidence"], 0.0);
  EXPECT_EQ(failed("/location-resolver")["selected_location"], nullptr);
  EXPECT_EQ(failed("/confirm-location")["location_confirmed"], false);
  EXPECT_EQ(failed("/get-location-practitioners")["practitioners"], json::array());
  EXPECT_EQ(failed("/enhanced/get-available-practitioners")["available_practitioners"],
            json::array());
  EXPECT_EQ(failed("/cancel-appointment")["cancelled"], false);
}

TEST_F(AppTest, AcceptsTheKeyAsABearerTokenToo) {
  EXPECT_EQ(Post("/availability-checker", kAsk, {{"x-api-key", kKey}}).status, 200);
  EXPECT_EQ(Post("/availability-checker", kAsk, {{"Authorization", absl::StrCat("bearer ", kKey)}})
                .status,
            200);
}

TEST_F(AppTest, AcceptsTheKeyInTheConfiguredHeaderToo) {
  App app({availability_, booking_, keys_, health_, calls_, cache_}, clock_, Deadlines(), {"*"},
          "X-Clinic-Key");
  const auto status = [&](const HttpHeaders& headers) {
    return app
        .Handle(
            {.method = "POST", .path = "/availability-checker", .headers = headers, .body = kAsk})
        .status;
  };
  EXPECT_EQ(status({{"x-clinic-key", kKey}}), 200);
  EXPECT_EQ(status({{"X-API-Key", kKey}}), 200);
  EXPECT_EQ(status({{"Authorization", absl::StrCat("Bearer ", kKey)}}), 200);
  EXPECT_EQ(status({{"X-Clinic-Key", "another"}}), 401);
  EXPECT_EQ(Post("/availability-checker", kAsk, {{"X-Clinic-Key", kKey}}).status, 401);
}

TEST_F(AppTest, AsksForAKey) {
  const HttpResponse response = Post("/availability-checker", kAsk, {});

  ExpectFailure(response, 401, "unauthorized");
  EXPECT_EQ(Body(response)["detail"], "API key required");
  EXPECT_EQ(Body(response)["sessionId"], "");
  EXPECT_EQ(keys_.asked, 0);
}

TEST_F(AppTest, RefusesAWrongKey) {
  for (const HttpHeaders& headers :
       {HttpHeaders{{"X-API-Key", "another"}}, HttpHeaders{{"Authorization", "Bearer another"}},
        HttpHeaders{{"X-API-Key", std::string(5000, 'k')}}}) {
    const HttpResponse response = Post("/appointment-handler", kAsk, headers);
    ExpectFailure(response, 401, "unauthorized");
    EXPECT_EQ(Body(response)["detail"], "Invalid API key");
  }
  EXPECT_TRUE(booking_.bookings.empty());
}

TEST_F(AppTest, AsksForAKeyBeforeItReadsTheBody) {
  EXPECT_EQ(Post("/availability-checker", "not json", {}).status, 401);
}

TEST_F(AppTest, RemembersAGoodKeyForLessThanASecond) {
  Post("/availability-checker", kAsk);
  clock_.Advance(absl::Milliseconds(300));
  Post("/availability-checker", kAsk);
  EXPECT_EQ(keys_.asked, 1);

  clock_.Advance(absl::Milliseconds(500));
  keys_.failure = MakeError(DomainError::kUnauthorized, "revoked");
  EXPECT_EQ(Post("/availability-checker", kAsk).status, 401);
}

TEST_F(AppTest, SaysThatTheSystemIsAwayWhenKeysCannotBeChecked) {
  keys_.failure = absl::UnavailableError("away");
  const HttpResponse response = Post("/availability-checker", kAsk);

  ExpectFailure(response, 200, "booking_system_unavailable");
  EXPECT_EQ(Body(response)["sessionId"], "call-7");
  EXPECT_EQ(Body(response)["retryable"], true);
}

TEST_F(AppTest, RefusesABodyThatIsNoJsonObject) {
  for (const char* body : {"", "not json", "[]", "null", "{\"a\":\"\xff\"}", "{\"a\":1e999}"}) {
    const HttpResponse response = Post("/appointment-handler", body);
    ExpectFailure(response, 400, "invalid_request");
    EXPECT_FALSE(Body(response).value("detail", "").empty()) << body;
    EXPECT_FALSE(Body(response).value("sessionId", "").empty()) << body;
  }
  EXPECT_TRUE(booking_.bookings.empty());
}

TEST_F(AppTest, KnowsTheClinicsNumberInEveryForm) {
  for (const char* number : {"0400000000", "0400 000 000", "+61400000000", "+61 400 000 000",
                             "61400000000", "400000000"}) {
    const std::string body = absl::StrCat(R"({"dialedNumber":")", number, R"("})");
    EXPECT_EQ(Body(Post("/availability-checker", body))["success"], true) << number;
  }
  EXPECT_EQ(Body(Post("/availability-checker", R"({"dialedNumber":61400000000})"))["success"],
            true);
}

TEST_F(AppTest, KnowsNoOtherNumber) {
  for (const char* body :
       {"{}", R"({"test":"data"})", R"({"dialedNumber":"0400000009"})",
        R"({"dialedNumber":["0400000000","0400000001"]})", R"({"dialedNumber":{}})",
        R"({"dialedNumber":"1400000000"})", R"({"callerPhone":"0400000000"})",
        R"({"dialedNumber":null,"called_number":"0400000009"})"}) {
    ExpectFailure(Post("/availability-checker", body), 200, "clinic_not_found");
  }
  EXPECT_TRUE(availability_.queries.empty());
}

// What a platform writes for a variable that has no value. Source: contract/elevenlabs.md,
// sections 2.1 and 3.
constexpr const char* kNothing[] = {
    "null",      R"("")",          R"(" ")",       R"("null")",
    R"("None")", R"("undefined")", R"("unknown")", R"("{{system__called_number}}")",
    R"("NULL")", R"("N/A")",       R"("{{ x }}")", R"("system__called_number")"};

// As on a web page, where nobody dials: the key belongs to one clinic.
TEST_F(AppTest, KnowsTheClinicByItsKeyWhereNobodyDialled) {
  for (const char* nothing : kNothing) {
    const HttpResponse response =
        Post("/availability-checker", absl::StrCat(R"({"dialedNumber":)", nothing, "}"));
    EXPECT_EQ(Body(response)["success"], true) << nothing << response.body;
  }
  // A telephone's words for no number, and its own address, say no more.
  for (const char* word : {"anonymous", "Restricted", "unavailable", "sip:line@pbx.example"}) {
    const HttpResponse response =
        Post("/availability-checker", absl::StrCat(R"({"dialedNumber":")", word, R"("})"));
    EXPECT_EQ(Body(response)["success"], true) << word << response.body;
  }
}

TEST_F(AppTest, TakesSystemVariablesWithoutAValueAsAbsent) {
  for (const char* nothing : kNothing) {
    availability_.queries.clear();
    const HttpResponse response =
        Post("/availability-checker", absl::StrCat(R"({"dialedNumber":"0400000000","sessionId":)",
                                                   nothing, R"(,"callerPhone":)", nothing, "}"));
    EXPECT_EQ(Body(response)["success"], true) << nothing;
    EXPECT_EQ(Body(response)["sessionId"], "session_1783900800000") << nothing;
    ASSERT_EQ(availability_.queries.size(), 1u);
    EXPECT_EQ(availability_.queries.front().caller.phone, "") << nothing;
  }
}

// A platform follows a redirect as a GET without a body and without our key, or not at all. Source:
// contract/elevenlabs.md, section 1.1.
TEST_F(AppTest, NeverRedirects) {
  for (const char* method : {"GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS"}) {
    for (const char* path : {"/availability-checker/", "//availability-checker", "/x/", "", "/.",
                             "/AVAILABILITY-CHECKER", "/health/", "/openapi.json/"}) {
      const HttpResponse response = Send({.method = method, .path = path, .body = kAsk});
      EXPECT_TRUE(response.status < 300 || response.status > 399) << method << path;
      EXPECT_EQ(HeaderOf(response, "Location"), "") << method << path;
    }
  }
}

TEST_F(AppTest, TakesTheDialledCustomerForTheCallerOfAnOutboundCall) {
  Post("/availability-checker", R"({"dialedNumber":"0400000001","callerPhone":"0400000000"})");

  ASSERT_EQ(availability_.queries.size(), 1u);
  EXPECT_EQ(availability_.queries.front().caller.phone, "0400000001");
}

TEST_F(AppTest, MakesASessionIdWhereThereIsNone) {
  const HttpResponse response = Post("/availability-checker", R"({"dialedNumber":"0400000000"})");

  EXPECT_EQ(Body(response)["sessionId"], "session_1783900800000");
}

// A search that had waited for its turn used to have all its time still before it.
TEST_F(AppTest, CountsTheTimeThatARequestHasWaitedForItsTurn) {
  const auto after = [&](absl::Duration waited) {
    Send({.method = "POST",
          .path = "/availability-checker",
          .headers = {{"X-API-Key", kKey}},
          .body = kAsk,
          .waited = waited});
  };
  after(absl::Milliseconds(200));
  after(absl::Seconds(3));

  ASSERT_EQ(availability_.calls.size(), 2u);
  EXPECT_EQ(availability_.calls[0].deadline - clock_.Now(), absl::Milliseconds(1300));
  EXPECT_EQ(availability_.calls[0].answer_by - clock_.Now(), absl::Milliseconds(250));
  // What is known can still be said.
  EXPECT_EQ(availability_.calls[1].deadline - clock_.Now(), absl::Milliseconds(500));
  EXPECT_EQ(availability_.calls[1].answer_by - clock_.Now(), absl::Milliseconds(150));
  EXPECT_THAT(log_.Lines().back(), HasSubstr(R"("took_ms":3000,"waited_ms":3000)"));
}

TEST_F(AppTest, KnowsWhereEachPathWaits) {
  for (const char* brief : {"/location-resolver", "/confirm-location/",
                            "/get-location-practitioners", "/get-location-practitioners-parallel",
                            "/get-practitioner-services", "/get-practitioner-info",
                            "/conversation-initiation"}) {
    EXPECT_EQ(app_.LaneOf(brief), Lane::kBrief) << brief;
  }
  for (const char* other :
       {"/availability-checker", "/find-next-available", "/get-available-practitioners",
        "/appointment-handler", "/nowhere", ""}) {
    EXPECT_EQ(app_.LaneOf(other), Lane::kSearch) << other;
  }
  EXPECT_EQ(app_.LaneOf("/post-call-webhook"), Lane::kReport);
}

TEST_F(AppTest, GivesReadsAndWritesTheirOwnTime) {
  Post("/availability-checker", kAsk);
  Post("/appointment-handler", kAsk);
  Post("/appointment-handler", R"({"dialedNumber":"0400000000","action":"check"})");

  ASSERT_EQ(availability_.calls.size(), 2u);
  ASSERT_EQ(booking_.calls.size(), 1u);
  EXPECT_EQ(availability_.calls[0].deadline - clock_.Now(), absl::Milliseconds(1500));
  EXPECT_EQ(availability_.calls[1].deadline - clock_.Now(), absl::Milliseconds(1500));
  EXPECT_EQ(availability_.calls[0].answer_by - clock_.Now(), absl::Milliseconds(450));
  EXPECT_EQ(booking_.calls[0].deadline - clock_.Now(), absl::Seconds(8));
  EXPECT_EQ(booking_.calls[0].answer_by, absl::InfiniteFuture());
}

TEST_F(AppTest, NamesTheAttemptByTheIdempotencyKey) {
  Post("/appointment-handler", kAsk, {{"X-API-Key", kKey}, {"Idempotency-Key", "attempt-1"}});

  ASSERT_EQ(booking_.bookings.size(), 1u);
  EXPECT_EQ(booking_.bookings.front().request_id, "attempt-1");
}

TEST_F(AppTest, PassesOnTheRequestIdAndTheTrace) {
  const std::string trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const HttpResponse response =
      Post("/availability-checker", kAsk,
           {{"X-API-Key", kKey}, {"X-Request-Id", "req-1.a_B"}, {"Traceparent", trace}});

  EXPECT_EQ(HeaderOf(response, "X-Request-Id"), "req-1.a_B");
  EXPECT_EQ(availability_.calls.front().request_id, "req-1.a_B");
  EXPECT_EQ(TraceIdOf(availability_.calls.front().traceparent), "0af7651916cd43dd8448eb211c80319c");
}

TEST_F(AppTest, BeginsATraceWhereNoneCame) {
  Post("/availability-checker", kAsk, {{"X-API-Key", kKey}, {"Traceparent", "00-0-0-00"}});

  EXPECT_NE(TraceIdOf(availability_.calls.front().traceparent), "");
}

TEST_F(AppTest, MakesARequestIdInPlaceOfAnUnusableOne) {
  for (const std::string& id :
       {std::string("two words"), std::string(65, 'a'), std::string("a\nb")}) {
    const HttpResponse response =
        Post("/availability-checker", kAsk, {{"X-API-Key", kKey}, {"X-Request-Id", id}});
    EXPECT_EQ(HeaderOf(response, "X-Request-Id").size(), 16u);
  }
}

TEST_F(AppTest, TurnsAnExceptionIntoAnAnswer) {
  availability_.answer = [](const AvailabilityQuery&) -> absl::StatusOr<Availability> {
    throw std::runtime_error("the caller is Casey");
  };
  const HttpResponse response = Post("/availability-checker", kAsk);

  ExpectFailure(response, 200, "internal_error");
  EXPECT_EQ(Body(response)["sessionId"], "call-7");
  for (const std::string& line : log_.Lines()) EXPECT_FALSE(absl::StrContains(line, "Casey"));
}

TEST_F(AppTest, AnswersUnknownPathsAndMethodsAsTheContractSays) {
  EXPECT_EQ(Get("/nowhere").status, 404);
  EXPECT_EQ(Body(Get("/nowhere"))["detail"], "Not Found");
  EXPECT_EQ(Post("/nowhere", kAsk).status, 404);
  for (const char* method : {"GET", "PUT", "DELETE", "PATCH"}) {
    const HttpResponse response = Send({.method = method, .path = "/availability-checker"});
    EXPECT_EQ(response.status, 405) << method;
    EXPECT_EQ(Body(response)["detail"], "Method Not Allowed");
    EXPECT_EQ(HeaderOf(response, "Allow"), "POST, OPTIONS");
  }
  EXPECT_EQ(Post("/healthz", "").status, 405);
}

TEST_F(AppTest, TellsThatItLivesWhateverElseIsAway) {
  for (auto& [name, serves] : health_.serving) serves = Serving::kAway;
  EXPECT_EQ(Get("/healthz").status, 200);
}

TEST_F(AppTest, IsReadyOnlyWithAllServices) {
  EXPECT_EQ(Get("/readyz").status, 200);
  EXPECT_EQ(Get("/health").status, 200);
  EXPECT_EQ(Body(Get("/health"))["status"], "healthy");

  health_.serving["booking"] = Serving::kAway;
  EXPECT_EQ(Get("/readyz").status, 503);
  EXPECT_EQ(Body(Get("/readyz"))["away"], json({"booking"}));
  EXPECT_EQ(Get("/api/v1/health").status, 503);
  EXPECT_EQ(Body(Get("/api/v1/health"))["status"], "unhealthy");
  EXPECT_EQ(Body(Get("/api/v1/health"))["database"], "connected");
}

// Callers are served from what is known, so nobody is sent away; but somebody has to act.
TEST_F(AppTest, IsDegradedWhereAServiceCannotOpenClinicsKeys) {
  health_.serving["schedule_cache"] = Serving::kDegraded;

  EXPECT_EQ(Get("/health").status, 200);
  EXPECT_EQ(Body(Get("/health"))["status"], "degraded");
  EXPECT_EQ(Body(Get("/health"))["services"]["schedule_cache"], "degraded");
  EXPECT_EQ(Get("/readyz").status, 200);
}

TEST_F(AppTest, IsUnhealthyWhereAServiceHasLostItsDatabase) {
  health_.serving["booking"] = Serving::kNotServing;

  const HttpResponse response = Get("/health");

  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(Body(response)["status"], "unhealthy");
  EXPECT_EQ(Body(response)["database"], "disconnected");
  EXPECT_EQ(Body(response)["services"]["booking"], "not_serving");
  EXPECT_FALSE(Body(response).contains("pool_stats"));
  EXPECT_EQ(Body(Get("/readyz"))["away"], json({"booking"}));
}

TEST_F(AppTest, CountsWebhooksByRouteAndOutcomeAndNothingElse) {
  Post("/availability-checker", kAsk);
  Post("/availability-checker/", kAsk, {{"X-API-Key", "wrong"}});
  Post("/wp-login.php", kAsk);
  Get("/healthz");

  const std::string text = metrics::Text();
  EXPECT_THAT(text, HasSubstr("frontdesk_webhook_requests_total{"
                              "outcome=\"unauthorized\",route=\"/availability-checker\"}"));
  EXPECT_THAT(text, HasSubstr("frontdesk_webhook_duration_seconds_count{"
                              "route=\"/availability-checker\"}"));
  EXPECT_THAT(text, Not(HasSubstr("wp-login")));
  EXPECT_THAT(text, Not(HasSubstr("healthz")));
}

TEST_F(AppTest, TellsHowTheDatabaseIsUsed) {
  EXPECT_EQ(Body(Get("/health"))["pool_stats"], json({{"min_size", 0},
                                                      {"max_size", 36},
                                                      {"size", 12},
                                                      {"free_size", 3},
                                                      {"used_connections", 9},
                                                      {"utilization_percent", 25.0}}));
}

TEST_F(AppTest, TellsWhatItIs) {
  const json body = Body(Get("/"));
  EXPECT_EQ(body["service"], "Frontdesk");
  EXPECT_FALSE(body["version"].get<std::string>().empty());
  EXPECT_FALSE(body["endpoints"].empty());
}

TEST_F(AppTest, LetsEveryOriginReadButWithoutCredentials) {
  const HttpResponse preflight =
      Send({.method = "OPTIONS",
            .path = "/availability-checker",
            .headers = {{"Origin", "https://example.org"},
                        {"Access-Control-Request-Headers", "x-api-key"}}});
  EXPECT_EQ(preflight.status, 200);
  EXPECT_EQ(HeaderOf(preflight, "Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(HeaderOf(preflight, "Access-Control-Allow-Headers"), "x-api-key");
  EXPECT_EQ(HeaderOf(preflight, "Access-Control-Allow-Credentials"), "");
  EXPECT_EQ(HeaderOf(Post("/availability-checker", kAsk), "Access-Control-Allow-Origin"), "*");
}

TEST_F(AppTest, LetsOnlyConfiguredOriginsReadIfThereAreAny) {
  App app({availability_, booking_, keys_, health_, calls_, cache_}, clock_, Deadlines(),
          {"https://example.org"});
  const auto allowed = [&](const char* origin) {
    return app.Handle({.method = "GET", .path = "/", .headers = {{"Origin", origin}}});
  };
  EXPECT_EQ(HeaderOf(allowed("https://example.org"), "Access-Control-Allow-Origin"),
            "https://example.org");
  EXPECT_EQ(HeaderOf(allowed("https://example.org"), "Access-Control-Allow-Credentials"), "true");
  EXPECT_EQ(HeaderOf(allowed("https://example.com"), "Access-Control-Allow-Origin"), "");
}

TEST_F(AppTest, LogsOneLineARequestAndNothingPersonal) {
  Post("/appointment-handler",
       R"({"sessionId":"0400 000 001","dialedNumber":"0400000000","patientName":"Casey Caller",
           "patientPhone":"0400000001","notes":"sore back"})");

  const std::vector<std::string> lines = log_.Lines();
  ASSERT_EQ(lines.size(), 1u);
  const json line = json::parse(lines.front());
  EXPECT_EQ(line["event"], "request");
  EXPECT_EQ(line["route"], "/appointment-handler");
  EXPECT_EQ(line["status"], 200);
  EXPECT_EQ(line["success"], true);
  EXPECT_EQ(line["clinic"], CityClinic().id.value());
  for (const char* personal : {"Casey", "400000001", "400 000 001", "sore", kKey}) {
    EXPECT_FALSE(absl::StrContains(lines.front(), personal)) << personal;
  }
}

}  // namespace
}  // namespace frontdesk::gateway::test
