#include "libs/directory_cache/shared_directories.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace frontdesk::test {
namespace {

std::shared_ptr<const Directory> DirectoryOf(const std::string& clinic, std::int64_t version,
                                             const std::string& business = "City Rooms") {
  auto directory = std::make_shared<Directory>();
  directory->clinic.id = ClinicId(clinic);
  directory->version = version;
  directory->businesses = {{.id = BusinessId("1"), .name = business}};
  return directory;
}

TEST(SharedDirectoriesTest, HandsOutOneObjectForWhatIsEqual) {
  SharedDirectories directories;
  const auto first = directories.Share(DirectoryOf("a", 1));
  EXPECT_EQ(directories.Share(DirectoryOf("a", 1)), first);
  EXPECT_NE(directories.Share(DirectoryOf("b", 1)), first);
}

TEST(SharedDirectoriesTest, KeepsApartWhatDiffers) {
  SharedDirectories directories;
  const auto first = directories.Share(DirectoryOf("a", 1));
  EXPECT_EQ(directories.Share(DirectoryOf("a", 2))->version, 2);
  EXPECT_EQ(directories.Share(DirectoryOf("a", 2, "Harbour Rooms"))->businesses.front().name,
            "Harbour Rooms");
  EXPECT_EQ(first->version, 1);
}

TEST(SharedDirectoriesTest, SharesTheLatest) {
  SharedDirectories directories;
  const auto old = directories.Share(DirectoryOf("a", 1));
  const auto next = directories.Share(DirectoryOf("a", 2));
  EXPECT_EQ(directories.Share(DirectoryOf("a", 2)), next);
}

TEST(SharedDirectoriesTest, HoldsNothingItself) {
  SharedDirectories directories;
  auto mine = directories.Share(DirectoryOf("a", 1));
  const std::weak_ptr<const Directory> seen = mine;
  mine.reset();
  EXPECT_TRUE(seen.expired());
}

TEST(SharedDirectoriesTest, ForgetsClinicsThatNobodyHoldsAnyMore) {
  SharedDirectories directories;
  const auto held = directories.Share(DirectoryOf("held", 1));
  for (int i = 0; i < 10'000; ++i) directories.Share(DirectoryOf(absl::StrCat("gone ", i), 1));
  EXPECT_LT(directories.clinics(), 100U);
  EXPECT_EQ(directories.Share(DirectoryOf("held", 1)), held);
}

}  // namespace
}  // namespace frontdesk::test
