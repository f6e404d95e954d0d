#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "tools/frontdeskctl/sandboxed_ctl.h"

namespace frontdesk {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

constexpr char kNumber[] = "--clinic +61255500100";
constexpr char kUrl[] = "--url https://desk.clinic.example";

class ElevenLabsCommandTest : public test::SandboxedCtl {
 protected:
  Result Export(const std::string& more) {
    return Ctl(absl::StrCat("elevenlabs export --out ", Path("agent"), " ", more));
  }
  std::string Exported(const std::string& name) { return ReadFile(Path("agent/" + name)); }
  void Replace(const std::string& name, const std::string& text) {
    std::ofstream(Path("agent/" + name)) << text;
  }
  // As `elevenlabs tools push` does.
  void Push() {
    json tools = json::parse(Exported("tools.json"));
    int next = 1;
    for (json& tool : tools["tools"]) tool["id"] = absl::StrCat("tool_", next++);
    Replace("tools.json", tools.dump());
  }
  json ToolIds() {
    return json::parse(Exported(
        "agent_configs/reception.json"))["conversation_config"]["agent"]["prompt"]["tool_ids"];
  }
};

TEST_F(ElevenLabsCommandTest, WritesTheClinicsToolsAndAgent) {
  ASSERT_EQ(Add().code, 0);
  const Result result = Export(absl::StrCat(kNumber, " ", kUrl));

  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("Harbour Health: 14 files"));
  EXPECT_EQ(result.err, "");
  const json tool = json::parse(Exported("tool_configs/find_next_available.json"));
  EXPECT_EQ(tool["api_schema"]["url"], "https://desk.clinic.example/find-next-available");
  const json agent = json::parse(Exported("agent_configs/reception.json"));
  EXPECT_EQ(agent["name"], "Harbour Health reception");
  EXPECT_EQ(agent["conversation_config"]["agent"]["prompt"]["timezone"], "Australia/Sydney");
}

TEST_F(ElevenLabsCommandTest, KeepsFilesThatSomebodyChangedUnlessTold) {
  ASSERT_EQ(Add().code, 0);
  const std::string flags = absl::StrCat(kNumber, " ", kUrl);
  ASSERT_EQ(Export(flags).code, 0);
  EXPECT_EQ(Export(flags).code, 0);  // nothing differs
  Replace("tool_configs/location_resolver.json", "{}");

  const Result kept = Export(absl::StrCat(kNumber, " --url https://other.clinic.example"));
  EXPECT_EQ(kept.code, 0);
  EXPECT_THAT(kept.err, HasSubstr("tool_configs/location_resolver.json; --force"));
  EXPECT_EQ(Exported("tool_configs/location_resolver.json"), "{}");
  // What nobody changed follows.
  EXPECT_THAT(Exported("tool_configs/find_next_available.json"), HasSubstr("other.clinic.example"));

  EXPECT_EQ(Export(flags + " --force").code, 0);
  EXPECT_THAT(Exported("tool_configs/location_resolver.json"), HasSubstr("locationQuery"));
}

TEST_F(ElevenLabsCommandTest, LinksTheToolsThatWerePushedAndKeepsTheirIds) {
  ASSERT_EQ(Add().code, 0);
  const std::string flags = absl::StrCat(kNumber, " ", kUrl);
  ASSERT_EQ(Export(flags).code, 0);
  const Result early = Ctl("elevenlabs link --dir " + Path("agent"));
  EXPECT_EQ(early.code, 1);
  EXPECT_THAT(early.err, HasSubstr("elevenlabs tools push"));

  Push();
  EXPECT_EQ(Ctl("elevenlabs link --dir " + Path("agent")).code, 0);
  EXPECT_EQ(ToolIds().size(), 10u);

  const Result moved = Export(absl::StrCat(kNumber, " --url https://other.clinic.example"));
  EXPECT_EQ(moved.code, 0);
  EXPECT_EQ(moved.err, "");
  EXPECT_EQ(ToolIds().size(), 10u);
  EXPECT_THAT(Exported("tools.json"), HasSubstr("tool_10"));
}

TEST_F(ElevenLabsCommandTest, RefusesWhatCannotBe) {
  ASSERT_EQ(Add().code, 0);
  const Result plain = Export(absl::StrCat(kNumber, " --url http://desk.clinic.example"));
  EXPECT_EQ(plain.code, 2);
  EXPECT_THAT(plain.err, HasSubstr("not https"));
  EXPECT_EQ(Export(absl::StrCat(kNumber, " --url desk")).code, 2);
  EXPECT_EQ(Export(kNumber).code, 2);  // no address at all
  const Result unknown = Export(absl::StrCat("--clinic +61255500199 ", kUrl));
  EXPECT_EQ(unknown.code, 1);
  EXPECT_THAT(unknown.err, HasSubstr("frontdeskctl clinic list"));
  EXPECT_EQ(Ctl("elevenlabs link --dir " + Path("nothing")).code, 2);
  EXPECT_EQ(Exported("tools.json"), "");

  Write("file", "x");
  const Result blocked =
      Ctl(absl::StrCat("elevenlabs export ", kNumber, " ", kUrl, " --out ", Path("file")));
  EXPECT_EQ(blocked.code, 1);
  EXPECT_THAT(blocked.err, HasSubstr("cannot write"));
}

TEST_F(ElevenLabsCommandTest, WarnsOfAnAddressThatElevenLabsCannotReach) {
  ASSERT_EQ(Add().code, 0);
  const Result result = Export(absl::StrCat(kNumber, " --url http://127.0.0.1:8080"));
  EXPECT_EQ(result.code, 0);
  EXPECT_THAT(result.err, HasSubstr("cannot reach"));
}

}  // namespace
}  // namespace frontdesk
