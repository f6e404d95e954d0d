// What operators see of a running house: the dashboard and the alerts ask for what is there, and one
// trace leads through all processes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/testing/process.h"
#include "tests/end_to_end/clinic_under_test.h"

namespace frontdesk::test {
namespace {

using nlohmann::json;
using ::testing::Contains;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kDashboard[] = "deploy/grafana/frontdesk-dashboard.json";
constexpr char kAlerts[] = "deploy/grafana/alerts.yaml";

// The names of labels by the name of the metric.
using Exposed = std::map<std::string, std::set<std::string>>;

void AddExposed(const std::string& text, Exposed& exposed) {
  static const std::regex label(R"re((\w+)=")re");
  for (const absl::string_view view : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    if (absl::StartsWith(view, "#")) continue;
    const std::string line(view);
    std::set<std::string>& labels = exposed[line.substr(0, line.find_first_of("{ "))];
    for (std::sregex_iterator it(line.begin(), line.end(), label), end; it != end; ++it) {
      labels.insert((*it)[1]);
    }
  }
}

Exposed AllExposed() {
  Exposed exposed;
  for (const char* const name :
       {"session", "schedule_cache", "booking", "availability", "gateway"}) {
    std::string key = absl::StrCat(name, "_OPS_URL");
    for (char& c : key) c = static_cast<char>(std::toupper(c));
    httplib::Client client(AwaitAnnounced(InTemp(absl::StrCat(name, ".addr")), key));
    const auto answer = client.Get("/metrics");
    EXPECT_TRUE(answer) << name;
    if (answer) AddExposed(answer->body, exposed);
  }
  return exposed;
}

std::vector<std::string> QueriesOfTheDashboard() {
  const json dashboard = json::parse(TextOf(kDashboard));
  std::vector<std::string> queries;
  for (const json& panel : dashboard.at("panels")) {
    if (panel.at("type") == "row") continue;
    EXPECT_NE(panel.at("description"), "") << panel.at("title");
    EXPECT_THAT(panel.at("targets"), Not(SizeIs(0))) << panel.at("title");
    for (const json& target : panel.at("targets")) queries.push_back(target.at("expr"));
  }
  return queries;
}

// Each rule is written one line a member.
std::vector<std::string> QueriesOfTheAlerts() {
  const std::string text = TextOf(kAlerts);
  static const std::regex rule(
      "      - alert: Frontdesk\\w+\n"
      "        expr: '([^'\n]+)'\n"
      "        for: \\d+m\n"
      "        labels:\n"
      "          severity: (?:page|ticket)\n"
      "        annotations:\n"
      "          summary: \"[^\"\n]+\"\n"
      "          runbook: \"[^\"\n]+\"\n");
  std::vector<std::string> queries;
  for (std::sregex_iterator it(text.begin(), text.end(), rule), end; it != end; ++it) {
    queries.push_back((*it)[1]);
  }
  const std::vector<std::string> rules = absl::StrSplit(text, "- alert:");
  EXPECT_EQ(queries.size() + 1, rules.size()) << "a rule is not written as the others";
  return queries;
}

// What the query asks for and nobody has; Prometheus's own are not ours to have.
std::vector<std::string> Missing(const std::string& query, const Exposed& exposed) {
  static const std::regex metric(R"re(\b((?:frontdesk|process)_\w+)(\{[^}]*\})?)re");
  static const std::regex matcher(R"re((\w+)\s*(?:=|!=|=~|!~)")re");
  static const std::regex by(R"re(\bby \(([^)]*)\))re");
  std::vector<std::string> missing;
  std::set<std::string> labels = {"instance"};
  int metrics = absl::StrContains(query, "up{") ? 1 : 0;
  for (std::sregex_iterator it(query.begin(), query.end(), metric), end; it != end; ++it) {
    ++metrics;
    const std::string name = (*it)[1];
    const auto found = exposed.find(name);
    if (found == exposed.end()) {
      missing.push_back(name);
      continue;
    }
    labels.insert(found->second.begin(), found->second.end());
    const std::string matchers = (*it)[2];
    for (std::sregex_iterator m(matchers.begin(), matchers.end(), matcher); m != end; ++m) {
      if (!found->second.contains((*m)[1])) {
        missing.push_back(absl::StrCat(name, "{", (*m)[1].str(), "}"));
      }
    }
  }
  for (std::sregex_iterator it(query.begin(), query.end(), by), end; it != end; ++it) {
    for (const absl::string_view label : absl::StrSplit((*it)[1].str(), ", ")) {
      if (!labels.contains(std::string(label))) missing.push_back(absl::StrCat("by ", label));
    }
  }
  if (metrics == 0) missing.push_back("any metric");
  return missing;
}

// Null if nothing is free.
json FirstSlot(const HttpAnswer& free) {
  json slot = free.body.value("slot_details", json::array({json()})).at(0);
  if (slot.is_object()) slot["location"] = free.body.at("location");
  return slot;
}

TEST(Metrics, AreThereForEveryPanelAndAlert) {
  ClinicUnderTest house(Form::kFiveProcesses);
  const json slot = FirstSlot(house.FreeTimes());
  ASSERT_TRUE(slot.is_object()) << house.Logs();
  house.Post("/appointment-handler", house.BookingOf(slot, "Casey Caller", "0491 570 156"));
  // One that is too large, for a refusal to count.
  house.PostRaw("/availability-checker", std::string(4 << 20, 'x'), {{"X-API-Key", house.key()}});

  // What is told of a call is kept in the background.
  Exposed exposed = AllExposed();
  for (int i = 0; i < 1000 && !exposed.contains("frontdesk_call_events_total"); ++i) {
    absl::SleepFor(absl::Milliseconds(10));
    exposed = AllExposed();
  }
  for (const std::string& query : QueriesOfTheDashboard()) {
    EXPECT_THAT(Missing(query, exposed), SizeIs(0)) << query;
  }
  for (const std::string& query : QueriesOfTheAlerts()) {
    EXPECT_THAT(Missing(query, exposed), SizeIs(0)) << query;
  }
  EXPECT_THAT(Missing("rate(frontdesk_no_such_total[5m])", exposed), SizeIs(1));
  EXPECT_THAT(Missing("sum by (moon) (frontdesk_bookings{sun=\"1\"})", exposed), SizeIs(2));
}

TEST(Trace, LeadsThroughAllProcessesAndToCliniko) {
  const std::string trace = "0af7651916cd43dd8448eb211c80319c";
  ClinicUnderTest house(Form::kFiveProcesses);
  const json slot = FirstSlot(house.FreeTimes());
  ASSERT_TRUE(slot.is_object()) << house.Logs();
  const std::vector<std::pair<std::string, std::string>> headers = {
      {"X-API-Key", house.key()},
      {"X-Request-Id", "req-traced"},
      {"traceparent", absl::StrCat("00-", trace, "-b7ad6b7169203331-01")}};
  house.PostRaw("/availability-checker", house.AskForTimes("tomorrow").dump(), headers);
  house.PostRaw("/appointment-handler",
                house.BookingOf(slot, "Casey Caller", "0491 570 156").dump(), headers);

  // The last lines may be on their way to the files still.
  std::set<std::string> services;
  std::set<std::string> events;
  for (int i = 0; i < 500 && services.size() < 5; ++i) {
    absl::SleepFor(absl::Milliseconds(10));
    for (const absl::string_view text : absl::StrSplit(house.Logs(), '\n', absl::SkipEmpty())) {
      const json line = json::parse(text.begin(), text.end(), nullptr, false);
      if (!line.is_object() || line.value("trace", "") != trace) continue;
      EXPECT_EQ(line.value("request_id", ""), "req-traced") << text;
      services.insert(line.value("service", ""));
      events.insert(line.value("event", ""));
    }
  }
  EXPECT_THAT(services, SizeIs(5)) << testing::PrintToString(services) << house.Logs();
  EXPECT_THAT(events, Contains("request"));
  EXPECT_THAT(events, Contains("rpc"));
  EXPECT_THAT(events, Contains("cliniko"));
}

}  // namespace
}  // namespace frontdesk::test
