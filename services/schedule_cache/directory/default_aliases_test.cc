#include "services/schedule_cache/directory/default_aliases.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "libs/domain/directory.h"

namespace frontdesk {
namespace {

using ::testing::IsSupersetOf;
using ::testing::UnorderedElementsAre;

Business Named(const std::string& id, const std::string& name, bool primary = false) {
  return {.id = BusinessId(id), .name = name, .primary = primary};
}

std::vector<std::string> AliasesOf(const std::string& id, const std::vector<Business>& businesses) {
  std::vector<std::string> aliases;
  for (const DefaultAlias& alias : DefaultAliases(businesses)) {
    if (alias.business == BusinessId(id)) aliases.push_back(alias.alias);
  }
  return aliases;
}

TEST(DefaultAliases, CallALocationByItsNameWithAndWithoutItsLastWord) {
  EXPECT_THAT(AliasesOf("1", {Named("1", "City Clinic")}),
              UnorderedElementsAre("city clinic", "city"));
  EXPECT_THAT(AliasesOf("1", {Named("1", "Harbour Branch")}),
              UnorderedElementsAre("harbour branch", "harbour"));
  EXPECT_THAT(AliasesOf("1", {Named("1", "Riverside")}), UnorderedElementsAre("riverside"));
}

TEST(DefaultAliases, CallThePrimaryTheMainOne) {
  EXPECT_THAT(AliasesOf("1", {Named("1", "Riverside", /*primary=*/true)}),
              UnorderedElementsAre("riverside", "main", "primary", "head office", "main clinic",
                                   "first location"));
}

TEST(DefaultAliases, CallANumberedLocationByItsNumber) {
  EXPECT_THAT(AliasesOf("1", {Named("1", "Location 12 North")}),
              UnorderedElementsAre("location 12 north", "location 12", "clinic 12", "branch 12"));
}

TEST(DefaultAliases, AreNobodysWhereTheyCouldMeanTwo) {
  const std::vector<Business> both = {Named("1", "City Clinic"), Named("2", "City Branch")};

  EXPECT_THAT(AliasesOf("1", both), UnorderedElementsAre("city clinic"));
  EXPECT_THAT(AliasesOf("2", both), UnorderedElementsAre("city branch"));
}

TEST(DefaultAliases, LeaveALocationItsVeryName) {
  const std::vector<Business> both = {Named("1", "City"), Named("2", "City Clinic"),
                                      Named("3", "Main", /*primary=*/false),
                                      Named("4", "Riverside", /*primary=*/true)};

  EXPECT_THAT(AliasesOf("1", both), UnorderedElementsAre("city"));
  EXPECT_THAT(AliasesOf("2", both), UnorderedElementsAre("city clinic"));
  EXPECT_THAT(AliasesOf("3", both), UnorderedElementsAre("main"));
  EXPECT_THAT(AliasesOf("4", both), IsSupersetOf({"riverside", "primary", "main clinic"}));
}

TEST(DefaultAliases, SkipNamesThatSayNothing) {
  EXPECT_THAT(AliasesOf("1", {Named("1", " ")}), UnorderedElementsAre());
}

}  // namespace
}  // namespace frontdesk
