#include "gateway/testing/golden.h"

#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway::test {
namespace {

using nlohmann::json;

json Golden(const std::string& name) {
  std::ifstream file(absl::StrCat("gateway/webhooks/testdata/", name, ".json"));
  EXPECT_TRUE(file.good()) << name;
  return json::parse(file, nullptr, /*allow_exceptions=*/false);
}

// Objects may have more members than the example; everything else is equal.
void ExpectSays(const json& example, const json& answer, const std::string& path) {
  if (!example.is_object() || !answer.is_object()) {
    if (example.is_array() && answer.is_array() && example.size() == answer.size()) {
      for (std::size_t i = 0; i < example.size(); ++i) {
        ExpectSays(example[i], answer[i], absl::StrCat(path, "[", i, "]"));
      }
      return;
    }
    EXPECT_EQ(example, answer) << path;
    return;
  }
  for (const auto& [key, value] : example.items()) {
    if (!answer.contains(key)) {
      ADD_FAILURE() << path << "." << key << " is missing";
      continue;
    }
    ExpectSays(value, answer[key], absl::StrCat(path, ".", key));
  }
}

}  // namespace

std::string GoldenRequest(const std::string& name) { return Golden(name)["request"].dump(); }

void ExpectGoldenAnswer(const std::string& name, const std::string& answer) {
  const json golden = Golden(name);
  const json actual = json::parse(answer, nullptr, /*allow_exceptions=*/false);
  ASSERT_FALSE(actual.is_discarded()) << answer;
  EXPECT_EQ(golden.value("answer", json()), actual) << "GOLDEN " << name << " " << answer;
  if (golden.contains("contract")) ExpectSays(golden["contract"], actual, "");
}

}  // namespace frontdesk::gateway::test
