#include "tools/frontdeskctl/elevenlabs_merge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tools/frontdeskctl/elevenlabs_project.h"

namespace frontdesk::ctl {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::UnorderedElementsAre;

const ProjectFiles kOld = {{"tool_configs/a.json", R"({"url":"https://old.example/a"})"},
                           {"tools.json", R"({"tools":[{"config":"tool_configs/a.json"}]})"}};
const ProjectFiles kNew = {{"tool_configs/a.json", R"({"url":"https://new.example/a"})"},
                           {"tools.json", R"({"tools":[{"config":"tool_configs/a.json"}]})"}};

std::string RecordOf(const ProjectFiles& files) {
  return MergeExport({}, files, "", false).write.at(kExportRecord);
}

TEST(MergeExport, WritesAllWhereThereIsNothing) {
  const ExportMerge merge = MergeExport({}, kNew, "", false);
  EXPECT_THAT(merge.write, UnorderedElementsAre(Key("tool_configs/a.json"), Key("tools.json"),
                                                Key(kExportRecord)));
  EXPECT_THAT(merge.replaced, IsEmpty());
  EXPECT_THAT(merge.kept, IsEmpty());
}

// An export for another address used to be refused, as if somebody had changed the files.
TEST(MergeExport, ReplacesWhatIsAsWeLeftIt) {
  const ExportMerge merge = MergeExport(kOld, kNew, RecordOf(kOld), false);
  EXPECT_THAT(merge.replaced, ElementsAre("tool_configs/a.json"));
  EXPECT_THAT(merge.kept, IsEmpty());
  EXPECT_EQ(merge.write.at("tool_configs/a.json"), kNew.at("tool_configs/a.json"));
}

TEST(MergeExport, TakesIdsAndLayoutForNoChange) {
  ProjectFiles pushed = kOld;
  pushed["tools.json"] = "{ \"tools\": [\n {\"id\": \"tool_1\", \"config\": "
                         "\"tool_configs/a.json\"} ] }";
  pushed["tool_configs/a.json"] = "{\n  \"url\": \"https://old.example/a\"\n}";
  ProjectFiles fresh = kNew;
  fresh["tools.json"] = R"({"tools":[{"config":"tool_configs/a.json","id":"tool_1"}]})";
  const ExportMerge merge = MergeExport(pushed, fresh, RecordOf(kOld), false);
  EXPECT_THAT(merge.replaced, ElementsAre("tool_configs/a.json"));
  EXPECT_THAT(merge.kept, IsEmpty());
}

TEST(MergeExport, KeepsWhatSomebodyChangedHoweverOftenItRuns) {
  ProjectFiles theirs = kOld;
  theirs["tool_configs/a.json"] = R"({"url":"https://old.example/a","note":"ours"})";
  std::string record = RecordOf(kOld);
  for (int times = 0; times < 2; ++times) {
    const ExportMerge merge = MergeExport(theirs, kNew, record, false);
    EXPECT_THAT(merge.kept, ElementsAre("tool_configs/a.json"));
    EXPECT_THAT(merge.write, UnorderedElementsAre(Key(kExportRecord)));
    record = merge.write.at(kExportRecord);
  }
  const ExportMerge forced = MergeExport(theirs, kNew, record, true);
  EXPECT_THAT(forced.replaced, ElementsAre("tool_configs/a.json"));
}

TEST(MergeExport, TakesWhatDiffersForSomebodysWhereNothingIsRecorded) {
  for (const char* record : {"", "{}", "not JSON", "[]", R"({"written":{}})"}) {
    EXPECT_THAT(MergeExport(kOld, kNew, record, false).kept, ElementsAre("tool_configs/a.json"));
  }
}

}  // namespace
}  // namespace frontdesk::ctl
