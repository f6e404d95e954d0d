#include "libs/seal/key_file.h"

#include "gtest/gtest.h"

namespace frontdesk {
namespace {

TEST(KeyFile, MayBeReadByItsOwnerAndOnlyOfRootByAGroup) {
  constexpr uid_t kRoot = 0;
  constexpr uid_t kUs = 10001;
  const struct {
    mode_t mode;
    uid_t owner;
    uid_t reader;
    bool kept;
  } kCases[] = {
      {0600, kUs, kUs, true},     {0400, kUs, kUs, true},    {0440, kUs, kUs, false},
      {0640, kUs, kUs, false},    {0604, kUs, kUs, false},   {0440, kRoot, kUs, true},
      {0640, kRoot, kUs, true},   {0660, kRoot, kUs, false}, {0450, kRoot, kUs, false},
      {0444, kRoot, kUs, false},  {0642, kRoot, kUs, false}, {0440, kRoot, kRoot, false},
      {0600, kRoot, kRoot, true}, {0600, kUs, kRoot, true},
  };
  for (const auto& each : kCases) {
    EXPECT_EQ(IsKeptFromOthers(each.mode, each.owner, each.reader), each.kept)
        << std::oct << each.mode << " of " << each.owner << " read by " << each.reader;
  }
}

}  // namespace
}  // namespace frontdesk
