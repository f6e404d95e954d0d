// Contract checklist 1 to 8 and 61: transport, authentication, headers.

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <iterator>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cliniko_sandbox/test_sandbox.h"

namespace frontdesk::test {
namespace {

using sandbox::Json;

class Transport : public SandboxTest {};

TEST_F(Transport, KnowsAKeyWithAndWithoutItsSuffix) {
  for (const char* key : {"yarra-key-au1", "yarra-key"}) {
    const Answer answer = Get("/user", {.key = key});
    EXPECT_EQ(answer.status, 200) << key;
    EXPECT_EQ(answer.json["email"], "front@yarra.example");
    EXPECT_EQ(answer.json["time_zone"], "Melbourne");
    EXPECT_EQ(answer.json["time_zone_identifier"], "Australia/Melbourne");
  }
}

TEST_F(Transport, TellsTheClinicsApartByTheirKeys) {
  EXPECT_EQ(Get("/businesses", {.key = "pacific-key-us1"}).json["total_entries"], 1);
  EXPECT_EQ(Get("/businesses/111").status, 404);
  EXPECT_EQ(Get("/businesses/111", {.key = "pacific-key-us1"}).status, 200);
}

TEST_F(Transport, DeniesUnknownKeysInPlainText) {
  for (const char* key : {"nobody-au1", "yarra-key-us1", "yarra-key-au2", "yarra", ""}) {
    const Answer answer = Get("/user", {.key = key});
    EXPECT_EQ(answer.status, 401) << key;
    EXPECT_EQ(answer.body, "HTTP Basic: Access denied");
    EXPECT_EQ(answer.headers.at("content-type"), "text/plain");
    EXPECT_TRUE(absl::StartsWith(answer.headers.at("www-authenticate"), "Basic"));
  }
  const Headers bearer = {.key = "", .others = {{"Authorization", "Bearer yarra-key-au1"}}};
  EXPECT_EQ(Get("/user", bearer).status, 401);
}

TEST_F(Transport, DeniesKeysOfAnotherShard) {
  const Headers pacific = {.key = "pacific-key-us1", .others = {{"Host", "api.au1.cliniko.com"}}};
  EXPECT_EQ(Get("/user", pacific).status, 401);
  const Headers yarra = {.others = {{"Host", "api.au1.cliniko.com"}}};
  EXPECT_EQ(Get("/user", yarra).status, 200);
  Set("shard", "us1");
  EXPECT_EQ(Get("/user").status, 401);
  EXPECT_EQ(Get("/user", {.key = "pacific-key-us1"}).status, 200);
}

TEST_F(Transport, IgnoresThePassword) {
  const std::string credentials = absl::Base64Escape("yarra-key-au1:secret");
  const Headers headers = {.key = "",
                           .others = {{"Authorization", absl::StrCat("Basic ", credentials)}}};
  EXPECT_EQ(Get("/user", headers).status, 200);
}

TEST_F(Transport, WantsAUserAgentWithANameAndAnEmail) {
  for (const char* agent : {"", "curl/8.0", "(dev@frontdesk.example)", "Frontdesk (nobody)"}) {
    const Answer answer = Get("/user", {.user_agent = agent});
    EXPECT_EQ(answer.status, 403) << agent;
    EXPECT_TRUE(answer.json.contains("message"));
  }
  Set("require_user_agent", false);
  EXPECT_EQ(Get("/user", {.user_agent = "curl/8.0"}).status, 200);
  EXPECT_EQ(Control("GET", "/log")["log"].back()["user_agent_ok"], false);
}

TEST_F(Transport, OnlyNotesAMissingAccept) {
  const Headers any = {.others = {{"Accept", "*/*"}}};
  EXPECT_EQ(Get("/user", any).status, 200);
  EXPECT_EQ(Control("GET", "/log")["log"].back()["accept_ok"], false);
}

TEST_F(Transport, AnswersUnknownPathsAndIdsAlike) {
  const Json not_found = {{"status", "404"}, {"error", "Not Found"}};
  for (const char* path : {"/nothing", "/", "", "/businesses/999", "/businesses/abc",
                           "/appointments", "/patients/401/appointments", "/businesses/101/x"}) {
    const Answer answer = Get(path);
    EXPECT_EQ(answer.status, 404) << path;
    EXPECT_EQ(answer.json, not_found) << path;
  }
  Set("empty_404", true);
  const Answer empty = Get("/businesses/999");
  EXPECT_EQ(empty.status, 404);
  EXPECT_EQ(empty.body, "");
}

TEST_F(Transport, BarsRolesFromWhatTheyMayNotSee) {
  const Headers scheduler = {.key = "yarra-scheduler-au1"};
  EXPECT_EQ(Get("/settings", scheduler).status, 403);
  EXPECT_EQ(Get("/patients", scheduler).status, 403);
  EXPECT_EQ(Get("/settings/public", scheduler).status, 200);
  EXPECT_EQ(Get("/businesses", scheduler).status, 200);
  EXPECT_EQ(Get("/settings").status, 200);
}

TEST_F(Transport, TellsTheSettingsOfTheAccount) {
  const Json settings = Get("/settings/public").json;
  EXPECT_EQ(settings["account"]["time_zone"], "Melbourne");
  EXPECT_EQ(settings["account"]["subdomain"], "yarra");
  EXPECT_EQ(settings["online_bookings"]["enabled"], true);
  EXPECT_EQ(settings["online_bookings"]["max_appointments_per_day_segment"], nullptr);
  EXPECT_EQ(settings["online_bookings"]["allow_bookings_days_in_advance"], 84);
}

TEST_F(Transport, SendsJsonWithItsCharsetAndNoBodyWith204) {
  EXPECT_EQ(Get("/user").headers.at("content-type"), "application/json; charset=utf-8");
  EXPECT_EQ(Get("/nothing").headers.at("content-type"), "application/json; charset=utf-8");
  const Answer archived =
      Send("DELETE", absl::StrCat("/individual_appointments/", Book("2026-03-03T00:00:00Z")), "");
  EXPECT_EQ(archived.status, 204);
  EXPECT_EQ(archived.body, "");
  EXPECT_FALSE(archived.headers.contains("content-type"));
}

TEST_F(Transport, SendsTheDateOfItsOwnClock) {
  EXPECT_EQ(Get("/user").headers.at("date"), "Sun, 01 Mar 2026 22:00:00 GMT");
}

TEST_F(Transport, RefusesAnAddressThatOthersCanReach) {
  for (const char* host : {"0.0.0.0", "192.0.2.1", "example.com", "127.example.com", "::1"}) {
    EXPECT_FALSE(sandbox::SandboxServer::Start(R"({"accounts":[]})", {.host = host}).ok()) << host;
  }
}

TEST_F(Transport, HasNoWebhooksNoETagsAndNoIdempotencyKeys) {
  EXPECT_EQ(Get("/webhooks").status, 404);
  const Answer list = Get("/businesses");
  EXPECT_FALSE(list.headers.contains("etag"));
  EXPECT_EQ(Get("/businesses", {.others = {{"If-None-Match", "*"}}}).status, 200);
  const Headers twice = {.others = {{"Idempotency-Key", "once"}}};
  const Answer first = Post("/individual_appointments", Booking("2026-03-03T00:00:00Z"), twice);
  const Answer second = Post("/individual_appointments", Booking("2026-03-03T00:00:00Z"), twice);
  EXPECT_EQ(second.status, 201);
  EXPECT_NE(first.json["id"], second.json["id"]);
}

// curl -X POST without data sends neither; waiting for a body used to end in a time-out.
TEST_F(Transport, TakesAPostWithoutALengthAsEmpty) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(server_->port()));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int connection = socket(AF_INET, SOCK_STREAM, 0);
  ASSERT_EQ(connect(connection, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  const std::string request =
      "POST /_sandbox/reset HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  ASSERT_EQ(write(connection, request.data(), request.size()), std::ssize(request));
  std::string answer(4096, '\0');
  const ssize_t size = read(connection, answer.data(), answer.size());
  close(connection);
  EXPECT_TRUE(absl::StartsWith(answer.substr(0, size > 0 ? size : 0), "HTTP/1.1 200"));
}

TEST_F(Transport, RefusesBodiesThatAreNoJsonObject) {
  for (const char* body : {"{", "[]", "\"text\"", "nonsense", "{\"first_name\":\"\xff\"}"}) {
    const Answer answer = Send("POST", "/patients", body);
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_TRUE(answer.json.contains("message"));
  }
}

}  // namespace
}  // namespace frontdesk::test
