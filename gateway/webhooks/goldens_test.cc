// What holds for every answer, checked on every exchange that is kept in testdata/.
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway {
namespace {

using nlohmann::json;

std::map<std::string, json> Goldens() {
  std::map<std::string, json> goldens;
  for (const auto& file : std::filesystem::directory_iterator("gateway/webhooks/testdata")) {
    std::ifstream text(file.path());
    goldens[file.path().stem()] = json::parse(text);
  }
  return goldens;
}

std::size_t Characters(const std::string& utf8) {
  std::size_t count = 0;
  for (const char c : utf8) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
  return count;
}

// What nobody wants read out: ISO dates and times, ids, codes, placeholders.
bool SoundsLikeAMachine(const std::string& text) {
  static const std::regex machine(
      R"(\d{4}-\d{2}|\d{5,}|\d\dT\d\d|\b[01]\d:\d\d(?! [AP]M)|APT-|[a-z]_[a-z]|[{}<>\[\]]|null|None)");
  return std::regex_search(text, machine);
}

bool OffersTimes(const std::string& name) {
  return absl::StartsWith(name, "availability_") || absl::StartsWith(name, "next_") ||
         absl::StartsWith(name, "free_");
}

// Options are sent back as they came, whatever that was (D4).
bool EchoesOptions(const std::string& name) { return absl::StartsWith(name, "confirm_"); }

// Source: contract/webhooks.md, section 1.5, "Envelope".
TEST(Goldens, AllHaveTheEnvelope) {
  for (const auto& [name, golden] : Goldens()) {
    SCOPED_TRACE(name);
    const json& answer = golden["answer"];
    EXPECT_TRUE(answer["success"].is_boolean());
    EXPECT_EQ(answer["sessionId"], "1");
    EXPECT_TRUE(answer["needs_clarification"].is_boolean());
    EXPECT_EQ(answer["needs_clarification"], answer["needsClarification"]);
    if (answer["success"] == true) {
      EXPECT_FALSE(answer.contains("error"));
      continue;
    }
    EXPECT_FALSE(answer.value("error", "").empty());
    EXPECT_EQ(answer.value("resolved", true), false);
  }
}

TEST(Goldens, AllCanBeReadOutAloud) {
  for (const auto& [name, golden] : Goldens()) {
    const std::string message = golden["answer"].value("message", "");
    EXPECT_FALSE(message.empty()) << name;
    EXPECT_LE(Characters(message), 300u) << name;
    EXPECT_FALSE(SoundsLikeAMachine(message)) << name << ": " << message;
    EXPECT_TRUE(absl::EndsWith(message, ".") || absl::EndsWith(message, "?")) << name;
  }
}

// Source: contract/elevenlabs.md, section 2.3.
TEST(Goldens, AllTellTheModelWhatToDoNext) {
  for (const auto& [name, golden] : Goldens()) {
    const std::string next = golden["answer"].value("next", "");
    EXPECT_GT(next.size(), 20u) << name;
    EXPECT_LE(Characters(next), 300u) << name;
  }
}

TEST(Goldens, AllTimesOnOfferCanBeReadOutAloud) {
  for (const auto& [name, golden] : Goldens()) {
    for (const json& slot : golden["answer"].value("slots", json::array())) {
      EXPECT_FALSE(SoundsLikeAMachine(slot.get<std::string>())) << name << slot;
    }
  }
}

TEST(Goldens, AllNameTimesTheSameUnderEveryName) {
  for (const auto& [name, golden] : Goldens()) {
    const json& answer = golden["answer"];
    if (!answer.contains("slots")) continue;
    EXPECT_EQ(answer["slots"], answer["available_times"]) << name;
    EXPECT_EQ(answer["slots"], answer["availableTimes"]) << name;
    EXPECT_TRUE(answer["slots"].is_array()) << name;
  }
}

TEST(Goldens, FailuresOfAvailabilityHaveEmptyLists) {
  int seen = 0;
  for (const auto& [name, golden] : Goldens()) {
    const json& answer = golden["answer"];
    if (!OffersTimes(name) || answer["success"] == true) continue;
    EXPECT_EQ(answer.value("slots", json()), json::array()) << name;
    if (absl::StartsWith(name, "next_")) {
      EXPECT_EQ(answer.value("found", true), false) << name;
    }
    ++seen;
  }
  EXPECT_GT(seen, 10);
}

TEST(Goldens, QuestionsSayWhatTheyAskAbout) {
  const std::set<std::string> kinds = {"location", "practitioner", "service", "appointment"};
  int seen = 0;
  for (const auto& [name, golden] : Goldens()) {
    const json& answer = golden["answer"];
    if (answer["needs_clarification"] == false) continue;
    EXPECT_EQ(answer.value("action_completed", true), false) << name;
    EXPECT_TRUE(EchoesOptions(name) || answer.value("options", json()).is_array()) << name;
    EXPECT_TRUE(kinds.contains(answer.value("clarification_type", ""))) << name;
    ++seen;
  }
  EXPECT_GT(seen, 10);
}

TEST(Goldens, IdsAreAlwaysTexts) {
  static const std::regex id(R"("[A-Za-z_]*[iI]d":\d|\b\d{16,}\b(?!"))");
  for (const auto& [name, golden] : Goldens()) {
    json answer = golden["answer"];
    if (EchoesOptions(name)) answer.erase("options");
    EXPECT_FALSE(std::regex_search(answer.dump(), id)) << name;
  }
}

// Each is an example of the contract as it is printed there, beside the answer in full. Source:
// contract/webhooks.md, sections 2.1 to 2.10.
TEST(Goldens, HoldEveryExampleOfTheContract) {
  const std::set<std::string> examples = {"resolver_resolved",
                                          "resolver_which",
                                          "confirm_chosen",
                                          "confirm_unclear",
                                          "staff",
                                          "staff_unknown_location",
                                          "availability_free",
                                          "availability_none",
                                          "free_staff",
                                          "free_nobody",
                                          "next_found",
                                          "next_service_required",
                                          "book_booked",
                                          "book_not_free",
                                          "book_phone",
                                          "cancel_route_cancelled",
                                          "cancel_route_not_found",
                                          "services",
                                          "services_which_practitioner",
                                          "info",
                                          "info_unknown"};
  std::set<std::string> held;
  for (const auto& [name, golden] : Goldens()) {
    if (!golden.contains("contract")) continue;
    EXPECT_TRUE(golden["contract"].contains("message")) << name;
    held.insert(name);
  }
  for (const std::string& name : examples) EXPECT_TRUE(held.contains(name)) << name;
}

}  // namespace
}  // namespace frontdesk::gateway
