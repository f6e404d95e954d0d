#include "libs/clinics/location_alias.h"

#include <gtest/gtest.h>

#include <string>

namespace frontdesk {
namespace {

TEST(LocationAlias, IsComparedWithoutRegardToCaseAndSpacing) {
  EXPECT_EQ(NormalizeAlias("  The \t City\nOne "), "the city one");
  EXPECT_EQ(NormalizeAlias("CAF\u00c9 Street"), "caf\u00e9 street");
  EXPECT_EQ(NormalizeAlias("north\u00a0side"), "north side");
}

TEST(LocationAlias, LosesControlCharacters) {
  EXPECT_EQ(NormalizeAlias(std::string("ci\0ty\x1b", 6)), "city");
}

TEST(LocationAlias, MustSaySomething) {
  EXPECT_FALSE(IsUsableAlias(NormalizeAlias(" \t ")));
  EXPECT_TRUE(IsUsableAlias(NormalizeAlias("x")));
}

TEST(LocationAlias, HasAtMostAHundredCharactersWhateverTheirBytes) {
  std::string umlauts;
  for (int i = 0; i < 100; ++i) umlauts += "\u00fc";
  EXPECT_TRUE(IsUsableAlias(umlauts));
  EXPECT_FALSE(IsUsableAlias(umlauts + "x"));
}

TEST(LocationAlias, MustBeUtf8) { EXPECT_FALSE(IsUsableAlias(NormalizeAlias("\xff\xfe"))); }

}  // namespace
}  // namespace frontdesk
