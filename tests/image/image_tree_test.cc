// What the image's programs see and may do is what a container would let them.
#include "tests/image/image_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/testing/process.h"
#include "libs/testing/scratch_database.h"

namespace frontdesk {
namespace {

using test::AwaitAnnounced;
using test::ImageTree;
using test::Process;
using test::TextOf;
using ::testing::HasSubstr;

class ImageTreeTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { tree_ = new ImageTree; }
  static void TearDownTestSuite() { delete tree_; }

  // Puts this machine's own program where the image's could see it, as /run/NAME.
  std::string Lend(const std::string& program, const std::string& name) {
    std::filesystem::copy_file(program, tree_->Outside("/run/" + name));
    return "/run/" + name;
  }

  static inline ImageTree* tree_ = nullptr;
};

TEST_F(ImageTreeTest, GivesTheirExitCodeBack) {
  EXPECT_EQ(Process(tree_->Inside({"gateway", "--help"})).Wait(), 0);
  Process without_flags(tree_->Inside({"gateway"}));
  EXPECT_EQ(without_flags.Wait(), 2);
  EXPECT_THAT(without_flags.errors(), HasSubstr("--availability-addr is required"));
  EXPECT_EQ(Process(tree_->Inside({"gateway"}, {.first_process = true})).Wait(), 2);
}

TEST_F(ImageTreeTest, LetsThemWriteInRunAndNowhereElse) {
  Process fine(tree_->Inside({"frontdeskctl", "keyring", "new", "--file", "/run/keyring"}));
  EXPECT_EQ(fine.Wait(), 0) << fine.errors();
  EXPECT_NE(TextOf(tree_->Outside("/run/keyring")), "");
  for (const std::string folder : {"", "/etc", "/home/frontdesk", "/usr/local/bin", "/dev"}) {
    SCOPED_TRACE(folder);
    Process refused(tree_->Inside(
        {"frontdeskctl", "keyring", "new", "--file", absl::StrCat(folder, "/keyring")}));
    EXPECT_EQ(refused.Wait(), 2);
    EXPECT_THAT(refused.errors(), HasSubstr("cannot create"));
  }
}

TEST_F(ImageTreeTest, RunsThemAsNobodyWithAnyRights) {
  Process status(tree_->Inside({Lend("/bin/cat", "cat"), "/proc/self/status"}));
  ASSERT_EQ(status.Wait(), 0) << status.errors();
  const std::string said = status.output();
  EXPECT_THAT(said, HasSubstr("\nUid:\t10001\t10001\t10001\t10001\n"));
  EXPECT_THAT(said, HasSubstr("\nGid:\t10001\t10001\t10001\t10001\n"));
  EXPECT_THAT(said, HasSubstr("\nCapEff:\t0000000000000000\n"));
  EXPECT_THAT(said, HasSubstr("\nCapPrm:\t0000000000000000\n"));
  EXPECT_THAT(said, HasSubstr("\nNoNewPrivs:\t1\n"));
}

TEST_F(ImageTreeTest, ShowsThemNoVariablesButTheirOwn) {
  Process variables(
      tree_->Inside({Lend("/usr/bin/env", "env")}, {.variables = {{"FRONTDESK_LISTEN", "a b"}}}));
  ASSERT_EQ(variables.Wait(), 0) << variables.errors();
  EXPECT_EQ(variables.output(),
            "PATH=/usr/local/bin:/usr/bin\nHOME=/home/frontdesk\n"
            "FRONTDESK_MIGRATIONS_DIR=/usr/share/frontdesk/migrations\nFRONTDESK_LISTEN=a b\n");
}

TEST_F(ImageTreeTest, IsTheProcessThatSignalsReach) {
  test::ScratchDatabase database;
  const std::string url =
      tree_->Give("/run/url", tree_->Reach(database.cluster(), database.name()));
  Process session(tree_->Inside({"session", "--listen", "127.0.0.1:0", "--database-url-file", url,
                                 "--announce-file", "/run/session.addr"}));
  EXPECT_NE(AwaitAnnounced(tree_->Outside("/run/session.addr"), "SESSION_ADDR"), "")
      << session.errors();
  session.Signal(SIGTERM);
  EXPECT_EQ(session.Wait(), 0) << session.errors();
}

}  // namespace
}  // namespace frontdesk
