// A minute of mutated and random JSON at every webhook: each answer is one whole object of the
// contract's shape, none is the server's fault, and the process ends as cleanly as it ran. Under
// --config=asan the process is sanitized too, and ends with another code than 0 if it leaked.
//
// FRONTDESK_MUTATE_SECONDS and FRONTDESK_MUTATE_SEED (see --test_env) change the minute and the
// bodies.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/testing/process.h"
#include "tests/end_to_end/agent_call.h"
#include "tests/end_to_end/clinic_under_test.h"
#include "tests/end_to_end/json_mutator.h"

namespace frontdesk {
namespace {

using nlohmann::json;
using test::AgentCall;
using test::ClinicUnderTest;
using test::Form;
using test::JsonMutator;

constexpr int kCallers = 6;
constexpr int kMostFailuresTold = 5;

// Which webhook the example requests of a name are for. The longest name that fits counts.
const std::map<std::string, std::string>& RoutesByExample() {
  static const auto* const routes = new std::map<std::string, std::string>{
      {"action_", "/appointment-handler"},       {"availability_", "/availability-checker"},
      {"book_", "/appointment-handler"},         {"cancel_", "/appointment-handler"},
      {"cancel_route_", "/cancel-appointment"},  {"confirm_", "/confirm-location"},
      {"free_", "/get-available-practitioners"}, {"info", "/get-practitioner-info"},
      {"move_", "/appointment-handler"},         {"next_", "/find-next-available"},
      {"resolver_", "/location-resolver"},       {"services", "/get-practitioner-services"},
      {"staff", "/get-location-practitioners"},  {"unknown_action", "/appointment-handler"},
  };
  return *routes;
}

std::string RouteOf(const std::string& example) {
  std::string route;
  for (const auto& [name, of_name] : RoutesByExample()) {
    if (absl::StartsWith(example, name)) route = of_name;  // in order, so the longest comes last
  }
  return route;
}

std::int64_t FromEnvironment(const char* name, std::int64_t otherwise) {
  const char* const text = std::getenv(name);
  std::int64_t value = 0;
  return text != nullptr && absl::SimpleAtoi(text, &value) ? value : otherwise;
}

// What is wrong with an answer; empty if nothing is. Source: contract/webhooks.md, sections 1.3
// and 1.5.
std::string Complaint(int status, const std::string& text) {
  if (status == 0) return "no whole answer";
  if (status != 200 && status != 400 && status != 413) return absl::StrCat("status ", status);
  const json body = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!body.is_object()) return "not one JSON object";
  const auto is = [&](const char* key, bool (json::*kind)() const) {
    return body.contains(key) && (body[key].*kind)();
  };
  if (!is("success", &json::is_boolean)) return "no success";
  if (!is("sessionId", &json::is_string)) return "no sessionId";
  if (!is("message", &json::is_string) || body["message"] == "") return "no message";
  if (status == 200 && body["sessionId"] == "") return "an empty sessionId";
  if (status != 200 && body["success"] == true) return "success in a refusal";
  if (!body["success"] && !is("error", &json::is_string)) return "a failure without error";
  if (body.value("error", "") == "internal_error") return "internal_error";
  return "";
}

struct Example {
  std::string route;
  json request;
};

// What has come of all requests. Thread-safe.
class Tally {
 public:
  void Count(const std::string& route, int status, const std::string& error) {
    const std::lock_guard lock(mutex_);
    ++by_outcome_[absl::StrCat(status, " ", error.empty() ? "success" : error)];
    if (status == 200 && error.empty()) ++successes_[route];
    ++total_;
  }
  // False once enough has been told.
  bool Tell(const std::string& failure) {
    const std::lock_guard lock(mutex_);
    ADD_FAILURE() << failure;
    return ++failures_ < kMostFailuresTold;
  }
  // After the callers are done:
  int total() const { return total_; }
  int SuccessesOf(const std::string& route) const {
    const auto found = successes_.find(route);
    return found == successes_.end() ? 0 : found->second;
  }
  std::string Summary() const {
    std::string summary;
    for (const auto& [outcome, times] : by_outcome_) {
      absl::StrAppend(&summary, "  ", times, " x ", outcome, "\n");
    }
    return summary;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, int> by_outcome_;
  std::map<std::string, int> successes_;
  int total_ = 0;
  int failures_ = 0;
};

class MutatedJsonTest : public ::testing::Test {
 protected:
  MutatedJsonTest() {
    // The examples' made-up clinic has other ids than this one, and one Cameron only.
    const AgentCall call(house_, house_.clinic(0), "conv_before_mutations", "0491 570 110");
    const json places = call.Ask("/location-resolver", {{"locationQuery", "the clinic"}});
    const json person = call.Ask("/get-practitioner-info", {{"practitioner", "Ms Cameron Sample"}});
    const std::vector<std::pair<std::string, std::string>> ours = {
        {"0400000000", house_.number()},
        {"\"Cameron\"", "\"Ms Cameron Sample\""},
        {"100000000000000101", places["options"].at(0).value("id", "")},
        {"100000000000000102", places["options"].at(1).value("id", "")},
        {"200000000000000201", person["practitioner"].value("id", "")},
        {"300000000000000302", person["services"].at(0).value("id", "")},
        {"2026-07-14",
         absl::FormatCivilTime(absl::ToCivilDay(absl::Now(), absl::UTCTimeZone()) + 2)}};
    std::vector<std::string> files;
    for (const auto& file : std::filesystem::directory_iterator("gateway/webhooks/testdata")) {
      files.push_back(file.path().string());
    }
    std::sort(files.begin(), files.end());
    for (const std::string& file : files) {
      const std::string text = absl::StrReplaceAll(test::TextOf(file), ours);
      const json golden = json::parse(text, nullptr, /*allow_exceptions=*/false);
      const std::string route = RouteOf(std::filesystem::path(file).stem());
      if (!golden.contains("request") || route.empty()) {
        ADD_FAILURE() << file << " is an example of no webhook";
        continue;
      }
      examples_.push_back({route, golden["request"]});
    }
    for (const Example& example : examples_) routes_.push_back(example.route);
    std::sort(routes_.begin(), routes_.end());
    routes_.erase(std::unique(routes_.begin(), routes_.end()), routes_.end());
  }

  void Call(std::uint64_t seed, absl::Time until, Tally& tally) {
    JsonMutator mutator(seed);
    httplib::Client client("http://" + house_.gateway_address());
    client.set_keep_alive(true);
    client.set_tcp_nodelay(true);
    client.set_read_timeout(30);
    for (int number = 0; absl::Now() < until; ++number) {
      const Example& example = examples_[mutator.Below(examples_.size())];
      const std::string route =
          mutator.Below(4) == 0 ? routes_[mutator.Below(routes_.size())] : example.route;
      const std::string body = mutator.Mutated(example.request);

      const auto answer =
          client.Post(route, {{"X-API-Key", house_.key()}}, body, "application/json");
      const int status = answer ? answer->status : 0;
      const std::string text = answer ? answer->body : "";
      const std::string complaint = Complaint(status, text);
      if (complaint.empty()) {
        tally.Count(route, status, json::parse(text).value("error", ""));
      } else if (!tally.Tell(absl::StrCat(complaint, "; seed ", seed, ", body ", number, ", ",
                                          route, "\n", absl::CHexEscape(body.substr(0, 2000)), "\n",
                                          text.substr(0, 2000)))) {
        return;
      }
    }
  }

  ClinicUnderTest house_{Form::kOneProcess, {.works_daily = true}};
  std::vector<Example> examples_;
  std::vector<std::string> routes_;
};

TEST_F(MutatedJsonTest, IsAlwaysAnsweredByOneWholeObjectAndLeaksNothing) {
  ASSERT_EQ(routes_.size(), 10u);
  const auto seed = static_cast<std::uint64_t>(FromEnvironment("FRONTDESK_MUTATE_SEED", 20260713));
  const absl::Duration length = absl::Seconds(FromEnvironment("FRONTDESK_MUTATE_SECONDS", 60));
  std::cout << "seeds " << seed << " to " << seed + kCallers - 1 << ", " << length << "\n";

  Tally tally;
  const absl::Time until = absl::Now() + length;
  std::vector<std::thread> callers;
  for (int i = 0; i < kCallers; ++i) {
    callers.emplace_back([&, i] { Call(seed + static_cast<std::uint64_t>(i), until, tally); });
  }
  for (std::thread& caller : callers) caller.join();

  std::cout << tally.total() << " answers\n" << tally.Summary();
  EXPECT_GT(tally.total(), 100);
  for (const std::string& route : routes_) {
    EXPECT_GT(tally.SuccessesOf(route), 0) << route << ": no mutation got past its checks";
  }
  EXPECT_EQ(house_.Get("/healthz").status, 200);
  EXPECT_EQ(house_.Stop("frontdesk"), 0) << house_.Logs();
}

}  // namespace
}  // namespace frontdesk
