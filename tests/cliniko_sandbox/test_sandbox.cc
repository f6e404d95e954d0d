#include "tests/cliniko_sandbox/test_sandbox.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "httplib.h"
#include "tests/cliniko_sandbox/time_text.h"

namespace frontdesk::test {
namespace {

using sandbox::Json;

constexpr char kWorld[] = R"({
  "accounts": [
    {
      "name": "Yarra Clinic", "subdomain": "yarra", "shard": "au1",
      "country_code": "AU", "time_zone": "Australia/Melbourne",
      "users": [
        {"first_name": "Yarra", "last_name": "Front", "email": "front@yarra.example",
         "api_keys": ["yarra-key-au1", "yarra-second-key-au1"]},
        {"first_name": "Yarra", "last_name": "Scheduler", "email": "scheduler@yarra.example",
         "role": "scheduler", "denied": ["patients"], "api_keys": ["yarra-scheduler-au1"]}
      ],
      "businesses": [
        {"key": "main", "id": "101", "business_name": "Main Street"},
        {"key": "side", "id": "102", "business_name": "Side Street"},
        {"key": "hidden-place", "id": "103", "business_name": "Back Yard",
         "show_in_online_bookings": false}
      ],
      "appointment_types": [
        {"key": "short", "id": "201", "name": "Short", "duration_in_minutes": 30},
        {"key": "long", "id": "202", "name": "Long", "duration_in_minutes": 45},
        {"key": "hidden-type", "id": "203", "name": "Hidden", "duration_in_minutes": 30,
         "show_in_online_bookings": false, "category": "Office"},
        {"key": "group", "id": "204", "name": "Group", "duration_in_minutes": 45,
         "max_attendees": 2, "businesses": ["main"]},
        {"key": "early", "id": "205", "name": "Early", "duration_in_minutes": 30,
         "online_bookings_lead_time_hours": 48},
        {"key": "old", "id": "206", "name": "Old", "duration_in_minutes": 30, "archived": true}
      ],
      "practitioners": [
        {"key": "ada", "id": "301", "title": "Dr", "first_name": "Ada", "last_name": "Example",
         "default_appointment_type": "short",
         "appointment_types": ["short", "long", "hidden-type", "group", "early", "old"],
         "hours": [
           {"business": "main", "days": [1, 2, 3, 4, 5], "windows": ["09:00-12:00", "13:00-18:00"]},
           {"business": "side", "days": [1, 2, 3, 4, 5], "windows": ["09:00-20:00"]},
           {"business": "hidden-place", "days": [1], "windows": ["09:00-20:00"]}]},
        {"key": "gone", "id": "302", "first_name": "Gone", "last_name": "Example", "active": false,
         "default_appointment_type": "short", "appointment_types": ["short"],
         "hours": [{"business": "main", "days": [1], "windows": ["09:00-17:00"]}]},
        {"key": "hidden-person", "id": "303", "first_name": "Hidden", "last_name": "Example",
         "show_in_online_bookings": false,
         "default_appointment_type": "short", "appointment_types": ["short"],
         "hours": [{"business": "main", "days": [7], "windows": ["09:00-17:00"]}]},
        {"key": "ben", "id": "304", "title": "Mr", "first_name": "Ben", "last_name": "Sample",
         "default_appointment_type": "long", "appointment_types": ["short", "long"],
         "hours": [{"business": "main", "days": [1, 2, 3, 4, 5], "windows": ["09:00-12:00"]}]}
      ],
      "patients": [
        {"key": "anna", "id": "401", "first_name": "Anna", "last_name": "Testperson",
         "date_of_birth": "1980-05-14", "email": "anna@patients.example",
         "phones": [{"phone_type": "Mobile", "number": "0491 570 156"}]},
        {"key": "bert", "id": "402", "first_name": "Bert", "last_name": "Fictional",
         "preferred_first_name": "Bertie"},
        {"key": "old-patient", "id": "403", "first_name": "Otto", "last_name": "Archived",
         "archived": true},
        {"key": "short-id", "id": "75335355", "first_name": "Seed", "last_name": "Shortid"}
      ],
      "group_appointments": [
        {"id": "601", "practitioner": "ada", "business": "main", "appointment_type": "group",
         "when": {"starts_at": "2026-03-06T06:00:00Z"}, "patients": ["bert"]}
      ]
    },
    {
      "name": "Pacific Clinic", "subdomain": "pacific", "shard": "us1",
      "country_code": "US", "time_zone": "America/Los_Angeles",
      "users": [{"first_name": "Pacific", "last_name": "Front", "api_keys": ["pacific-key-us1"]}],
      "businesses": [{"key": "b", "id": "111", "business_name": "Pier"}],
      "appointment_types": [{"key": "t", "id": "211", "name": "Visit", "duration_in_minutes": 60}],
      "practitioners": [
        {"key": "p", "id": "311", "first_name": "Cleo", "last_name": "Example",
         "default_appointment_type": "t", "appointment_types": ["t"],
         "hours": [{"business": "b", "days": [1, 2, 3, 4, 5, 6, 7], "windows": ["20:00-24:00"]}]}]
    },
    {
      "name": "Thames Clinic", "subdomain": "thames", "shard": "uk1",
      "country_code": "GB", "time_zone": "Europe/London",
      "users": [{"first_name": "Thames", "last_name": "Front", "api_keys": ["thames-key-uk1"]}],
      "businesses": [{"key": "b", "id": "121", "business_name": "Bridge"}],
      "appointment_types": [{"key": "t", "id": "221", "name": "Visit", "duration_in_minutes": 60}],
      "practitioners": [
        {"key": "p", "id": "321", "first_name": "Dora", "last_name": "Example",
         "default_appointment_type": "t", "appointment_types": ["t"],
         "hours": [{"business": "b", "days": [1, 2, 3, 4, 5, 6, 7], "windows": ["09:00-11:00"]}]}]
    }
  ]
})";

httplib::Headers ToHttp(const Headers& headers) {
  httplib::Headers http = {{"User-Agent", headers.user_agent}, {"Accept", "application/json"}};
  if (!headers.key.empty()) {
    http.emplace("Authorization",
                 absl::StrCat("Basic ", absl::Base64Escape(absl::StrCat(headers.key, ":"))));
  }
  for (const auto& [name, value] : headers.others) {
    http.erase(name);
    http.emplace(name, value);
  }
  return http;
}

Answer FromHttp(const httplib::Result& result) {
  Answer answer;
  if (!result) return answer;
  answer.status = result->status;
  answer.body = result->body;
  for (const auto& [name, value] : result->headers) {
    answer.headers[absl::AsciiStrToLower(name)] = value;
  }
  answer.json = Json::parse(answer.body, nullptr, /*allow_exceptions=*/false);
  if (answer.json.is_discarded()) answer.json = nullptr;
  return answer;
}

}  // namespace

SandboxTest::SandboxTest() : clock_(*sandbox::ParseDateTime("2026-03-01T22:00:00Z")) {
  absl::StatusOr<std::unique_ptr<sandbox::SandboxServer>> server =
      sandbox::SandboxServer::Start(kWorld, {.clock = &clock_});
  EXPECT_TRUE(server.ok()) << server.status();
  server_ = *std::move(server);
}

SandboxTest::~SandboxTest() = default;

Answer SandboxTest::Get(const std::string& path, const Headers& headers) const {
  httplib::Client client("127.0.0.1", server_->port());
  // The library would encode the path a second time.
  client.set_url_encode(false);
  return FromHttp(client.Get(absl::StrCat("/v1", path), ToHttp(headers)));
}

Answer SandboxTest::Send(const std::string& method, const std::string& path,
                         const std::string& body, const Headers& headers) const {
  httplib::Client client("127.0.0.1", server_->port());
  httplib::Request request;
  request.method = method;
  request.path = absl::StrCat("/v1", path);
  request.headers = ToHttp(headers);
  request.body = body;
  if (!body.empty()) request.set_header("Content-Type", headers.content_type);
  return FromHttp(client.send(request));
}

Answer SandboxTest::Post(const std::string& path, const Json& body, const Headers& headers) const {
  return Send("POST", path, body.dump(), headers);
}

Answer SandboxTest::Patch(const std::string& path, const Json& body) const {
  return Send("PATCH", path, body.dump());
}

Json SandboxTest::Control(const std::string& method, const std::string& path,
                          const Json& body) const {
  const absl::StatusOr<std::string> answer =
      server_->Control(method, path, body.is_null() ? "" : body.dump());
  EXPECT_TRUE(answer.ok()) << answer.status();
  return answer.ok() ? Json::parse(*answer) : Json();
}

void SandboxTest::Set(const std::string& setting, const Json& value) const {
  Control("POST", "/settings", {{setting, value}});
}

void SandboxTest::Fault(const Json& rule) const { Control("POST", "/faults", rule); }

Json SandboxTest::Booking(const std::string& starts_at) {
  return {{"starts_at", starts_at},
          {"patient_id", kAnna},
          {"practitioner_id", kAda},
          {"appointment_type_id", kShort},
          {"business_id", kMain}};
}

std::string SandboxTest::Book(const std::string& starts_at) const {
  const Answer answer = Post("/individual_appointments", Booking(starts_at));
  EXPECT_EQ(answer.status, 201) << answer.body;
  return answer.status == 201 ? answer.json["id"].get<std::string>() : "";
}

bool SandboxTest::HasConflict(const std::string& appointment) const {
  const Answer answer = Get(absl::StrCat("/individual_appointments/", appointment, "/conflicts"));
  EXPECT_EQ(answer.status, 200) << answer.body;
  return answer.json["conflicts"]["exist"] == true;
}

std::string SandboxTest::TimesPath(const std::string& business, const std::string& practitioner,
                                   const std::string& type, const std::string& from,
                                   const std::string& to) {
  return absl::StrCat("/businesses/", business, "/practitioners/", practitioner,
                      "/appointment_types/", type, "/available_times?from=", from, "&to=", to);
}

std::vector<std::string> SandboxTest::AdasTimes(const std::string& day) const {
  const Answer answer =
      Get(absl::StrCat(TimesPath(kMain, kAda, kShort, day, day), "&per_page=100"));
  EXPECT_EQ(answer.status, 200) << answer.body;
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone("Australia/Melbourne", &zone));
  std::vector<std::string> times;
  for (const Json& row : answer.json["available_times"]) {
    const auto start = sandbox::ParseDateTime(row["appointment_start"].get<std::string>());
    times.push_back(absl::FormatTime("%H:%M", *start, zone));
  }
  return times;
}

std::vector<std::string> SandboxTest::Ids(const Answer& list, const std::string& plural) {
  EXPECT_EQ(list.status, 200) << list.body;
  std::vector<std::string> ids;
  if (list.status != 200) return ids;
  for (const Json& row : list.json[plural]) ids.push_back(row["id"].get<std::string>());
  return ids;
}

}  // namespace frontdesk::test
