#include "libs/clinics/cliniko_zone.h"

#include <gtest/gtest.h>

#include <optional>

namespace frontdesk {
namespace {

TEST(ClinikoZone, IsWhatItsIdentifierSays) {
  EXPECT_EQ(IanaNameOf({.label = "Perth", .identifier = "Australia/Melbourne"}),
            "Australia/Melbourne");
}

TEST(ClinikoZone, IsWhatItsLabelStandsForWhereTheIdentifierIsAbsentOrUnknown) {
  EXPECT_EQ(IanaNameOf({.label = "Perth"}), "Australia/Perth");
  EXPECT_EQ(IanaNameOf({.label = "Perth", .identifier = "Australia/Atlantis"}), "Australia/Perth");
}

TEST(ClinikoZone, IsUnknownWhereNothingKnownIsSaid) {
  EXPECT_EQ(IanaNameOf({}), std::nullopt);
  EXPECT_EQ(IanaNameOf({.label = "Atlantis", .identifier = "../etc/passwd"}), std::nullopt);
}

}  // namespace
}  // namespace frontdesk
