#include "libs/cliniko/zones.h"

#include "gtest/gtest.h"

namespace frontdesk::cliniko {
namespace {

std::string Name(const std::optional<absl::TimeZone>& zone) {
  return zone.has_value() ? zone->name() : "none";
}

TEST(ZoneOf, PrefersTheIdentifierToTheLabel) {
  EXPECT_EQ(Name(ZoneOf({.label = "Sydney", .identifier = "Australia/Perth"})), "Australia/Perth");
  EXPECT_EQ(Name(ZoneOf({.label = "Melbourne"})), "Australia/Melbourne");
  EXPECT_EQ(Name(ZoneOf({.label = "Melbourne", .identifier = "Nowhere/Special"})),
            "Australia/Melbourne");
  EXPECT_EQ(Name(ZoneOf({})), "none");
  EXPECT_EQ(Name(ZoneOf({.label = "Middle of nowhere"})), "none");
}

TEST(BusinessZone, IsItsOwnElseTheUsersElseTheSettings) {
  const ZoneName perth{.label = "Perth"};
  const ZoneName london{.label = "London"};
  const ZoneName sydney{.label = "Sydney"};

  EXPECT_EQ(Name(BusinessZone({.zone = perth}, {.zone = london}, {.zone = sydney})),
            "Australia/Perth");
  EXPECT_EQ(Name(BusinessZone({}, {.zone = london}, {.zone = sydney})), "Europe/London");
  EXPECT_EQ(Name(BusinessZone({}, {}, {.zone = sydney})), "Australia/Sydney");
  EXPECT_EQ(Name(BusinessZone({}, {}, {})), "none");
}

}  // namespace
}  // namespace frontdesk::cliniko
