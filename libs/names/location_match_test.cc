#include "libs/names/location_match.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"
#include "libs/names/resolution.h"

namespace frontdesk {
namespace {

// What became of `said`: the location, "ask A, B" (as in the list), "ask any" or "list all".
std::string Outcome(absl::string_view said, const std::vector<LocationName>& locations,
                    std::optional<std::size_t> preferred = std::nullopt) {
  const LocationResolution resolution =
      MatchLocation(said, locations, LocationHints{.preferred = preferred});
  if (resolution.any_location) return "ask any";
  if (resolution.verdict == Resolution::Verdict::kUnknown) return "list all";
  if (resolution.resolved()) return locations[resolution.index()].name;
  std::string text = "ask";
  for (std::size_t i = 0; i < locations.size(); ++i) {
    for (const Scored& candidate : resolution.candidates) {
      if (candidate.index == i)
        absl::StrAppend(&text, text == "ask" ? " " : ", ", locations[i].name);
    }
  }
  return text;
}

struct Row {
  const char* said;
  const char* outcome;
};

void Check(const std::vector<LocationName>& locations, const std::vector<Row>& rows,
           std::optional<std::size_t> preferred = std::nullopt) {
  for (const Row& row : rows) {
    EXPECT_EQ(Outcome(row.said, locations, preferred), row.outcome) << "said: " << row.said;
  }
}

TEST(MatchLocation, HearsANameAsItIsListedTheSameEachTime) {
  const std::vector<LocationName> locations = {
      {.name = "Ryde"}, {.name = "North Ryde"}, {.name = "Rooms", .primary = true}};
  for (const char* time : {"first", "second"}) {
    SCOPED_TRACE(time);
    Check(locations, {{"Ryde", "Ryde"}, {"North Ryde", "North Ryde"}, {"Rooms", "Rooms"}});
  }
}

TEST(MatchLocation, SaysWhetherHistoryMayMatter) {
  const std::vector<LocationName> locations = {{.name = "City Rooms", .primary = true},
                                               {.name = "Harbour Rooms"},
                                               {.name = "Harbour East Rooms"},
                                               {.name = "Clinic 3", .aliases = {"Balmain"}}};
  for (const char* said : {"City Rooms", "the city one", "harbour", "rooms", "the usual", "main",
                           "balmain", "the third one", "downtown", "either", "",
                           "anywhere but city", "harbor east", "hapour", "clinic", "east"}) {
    const LocationResolution without = MatchLocation(said, locations);
    for (std::size_t preferred = 0; preferred < locations.size(); ++preferred) {
      if (without.asks_history) continue;
      EXPECT_EQ(Outcome(said, locations, preferred), Outcome(said, locations)) << said;
      EXPECT_EQ(MatchLocation(said, locations, {.preferred = preferred}).confidence,
                without.confidence)
          << said;
    }
  }
  EXPECT_TRUE(MatchLocation("the usual", locations).asks_history);
  EXPECT_FALSE(MatchLocation("City Rooms", locations).asks_history);
  EXPECT_FALSE(MatchLocation("balmain", locations).asks_history);
}

TEST(MatchLocation, KnowsTheTwoLocationsOfTheContract) {
  const std::vector<LocationName> locations = {{.name = "City Rooms", .primary = true},
                                               {.name = "Harbour Rooms"}};
  Check(locations, {
                       {"City Rooms", "City Rooms"},
                       {"city rooms", "City Rooms"},
                       {"City", "City Rooms"},
                       {"city", "City Rooms"},
                       {"the city one", "City Rooms"},
                       {"the city clinic please", "City Rooms"},
                       {"in the city", "City Rooms"},
                       {"I'd like the harbour one", "Harbour Rooms"},
                       {"harbor rooms", "Harbour Rooms"},
                       {"at Harbour Rooms", "Harbour Rooms"},
                       {"Harbour's", "Harbour Rooms"},
                       {"main", "City Rooms"},
                       {"the main clinic", "City Rooms"},
                       {"primary", "City Rooms"},
                       {"your main location", "City Rooms"},
                       {"the first one", "City Rooms"},
                       {"head office", "City Rooms"},
                       {"your usual place", "City Rooms"},
                       {"my regular clinic", "City Rooms"},
                       {"the same as last time", "City Rooms"},
                       {"rooms", "ask City Rooms, Harbour Rooms"},
                       {"downtown", "list all"},
                       {"location two", "list all"},
                       {"the second one", "list all"},
                       {"", "list all"},
                       {"the clinic", "list all"},
                       {"your place", "list all"},
                       {"the office", "list all"},
                       {"banana", "list all"},
                       {"city hospital", "ask City Rooms"},
                       {"city or harbour", "ask City Rooms, Harbour Rooms"},
                       {"not the city one", "ask City Rooms"},
                       {"any", "ask any"},
                       {"either", "ask any"},
                       {"either one is fine", "ask any"},
                       {"all of them", "ask any"},
                       {"any location", "ask any"},
                       {"doesn't matter which", "ask any"},
                       {"I don't mind", "ask any"},
                       {"wherever is soonest", "ask any"},
                       {"both", "ask any"},
                       {"any locations", "ask any"},
                       {"all locations", "ask any"},
                       {"either location", "ask any"},
                       {"it doesn't matter where", "ask any"},
                       {"doesn't matter which location", "ask any"},
                       {"does not matter where", "ask any"},
                       {"I do not mind where", "ask any"},
                       {"any clinic is fine", "ask any"},
                       {"all of your clinics", "ask any"},
                       {"no location preference", "ask any"},
                       {"any one of them", "ask any"},
                       {"anywhere really", "ask any"},
                       {"any where", "ask any"},
                       {"wherever you can fit me in", "ask any"},
                       {"whichever location is first available", "ask any"},
                       {"any of the two", "ask any"},
                       {"either of the two locations", "ask any"},
                   });
}

TEST(MatchLocation, RemembersWhereTheCallerGoes) {
  const std::vector<LocationName> locations = {{.name = "City Rooms", .primary = true},
                                               {.name = "Harbour Rooms"}};
  Check(locations,
        {
            {"your usual place", "Harbour Rooms"},
            {"my usual", "Harbour Rooms"},
            {"same as before", "Harbour Rooms"},
            {"same place as last time", "Harbour Rooms"},
            {"the one I always go to", "Harbour Rooms"},
            {"main", "City Rooms"},
            {"city", "City Rooms"},
            {"downtown", "list all"},
            {"castle hill", "list all"},
            {"", "list all"},
        },
        /*preferred=*/1);
}

TEST(MatchLocation, NeverTakesOnePlaceForAnother) {
  const std::vector<LocationName> locations = {
      {.name = "Box Hill", .primary = true},
      {.name = "St Peters"},
      {.name = "Balmain Clinic", .aliases = {"the island"}},
      {.name = "Saint John's Wood"},
      {.name = "Mt Druitt"},
      {.name = "King St"},
      {.name = "Parramatta"},
      {.name = "Newtown"},
      {.name = "North Sydney"},
      {.name = "South Yarra"},
  };
  Check(locations, {
                       {"Box Hill", "Box Hill"},
                       {"the Box Hill one", "Box Hill"},
                       {"Boxhill", "Box Hill"},
                       {"Castle Hill", "ask Box Hill"},
                       {"hill", "Box Hill"},
                       {"St Marys", "list all"},
                       {"Saint Mary's", "list all"},
                       {"St Peters", "St Peters"},
                       {"St Peter's", "St Peters"},
                       {"Saint Peters", "St Peters"},
                       {"Saint Peter", "St Peters"},
                       {"Peters", "St Peters"},
                       {"St Johns Wood", "Saint John's Wood"},
                       {"St John's", "Saint John's Wood"},
                       {"saint", "ask St Peters, Saint John's Wood"},
                       {"Balmain", "Balmain Clinic"},
                       {"the Balmain one", "Balmain Clinic"},
                       {"bal main", "Balmain Clinic"},
                       {"Balmane", "Balmain Clinic"},
                       {"the island", "Balmain Clinic"},
                       {"Mount Druitt", "Mt Druitt"},
                       {"Mt Druit", "Mt Druitt"},
                       {"King Street", "King St"},
                       {"King St clinic", "King St"},
                       {"Paramatta", "Parramatta"},
                       {"Parramata", "Parramatta"},
                       {"Newton", "Newtown"},
                       {"new town", "Newtown"},
                       {"North Sydney", "North Sydney"},
                       {"South Sydney", "ask North Sydney, South Yarra"},
                       {"Sydney", "North Sydney"},
                       {"East Sydney", "ask North Sydney"},
                       {"North Yarra", "ask North Sydney, South Yarra"},
                       {"Queen Street", "ask King St"},
                       {"Kingsford", "list all"},
                       {"Balwyn", "list all"},
                       {"Penrith", "list all"},
                   });
}

TEST(MatchLocation, AsksAboutAllThatWereSpokenOf) {
  const std::vector<LocationName> locations = {
      {.name = "Box Hill Medical Centre", .primary = true},
      {.name = "Ryde"},
      {.name = "North Ryde"},
      {.name = "Harbour Rooms"},
  };
  Check(locations, {
                       {"Ryde", "Ryde"},
                       {"North Ryde", "North Ryde"},
                       {"the Ryde one", "Ryde"},
                       {"North Ryde or Ryde", "ask Ryde, North Ryde"},
                       {"Ryde or North Ryde", "ask Ryde, North Ryde"},
                       {"Ryde not North Ryde", "ask Ryde, North Ryde"},
                       {"not North Ryde, Ryde", "ask Ryde, North Ryde"},
                       {"Ryde, the first one", "ask Ryde"},
                       {"the first one, Ryde", "ask Ryde"},
                       {"East Ryde", "ask Ryde"},
                       {"Ryde or Box Hill", "ask Box Hill Medical Centre, Ryde"},
                       // What any place may be called is nobody's name.
                       {"centre", "ask Box Hill Medical Centre"},
                       {"the medical centre", "ask Box Hill Medical Centre"},
                       {"medical", "ask Box Hill Medical Centre"},
                       {"the center", "ask Box Hill Medical Centre"},
                       {"the rooms", "ask Harbour Rooms"},
                       {"Penrith Medical Centre", "ask Box Hill Medical Centre"},
                       {"Box Hill", "Box Hill Medical Centre"},
                       {"the Box Hill centre", "Box Hill Medical Centre"},
                       {"Box Hill Medical Centre", "Box Hill Medical Centre"},
                   });
  Check({{.name = "Medical Centre", .primary = true}, {.name = "Harbour Rooms"}},
        {{"the medical centre", "Medical Centre"}, {"medical", "ask Medical Centre"}});
}

TEST(MatchLocation, NeverTakesOneSuburbForAnother) {
  const std::vector<std::string> names = {
      "Ashfield",    "Ashbury",      "Auburn",         "Balmain",      "Balgowlah",   "Bankstown",
      "Box Hill",    "Castle Hill",  "Rouse Hill",     "Surry Hills",  "Seven Hills", "Brighton",
      "Bronte",      "Brunswick",    "Burwood",        "Burnside",     "Camberwell",  "Campsie",
      "Camperdown",  "Chatswood",    "Chatsworth",     "Double Bay",   "Rose Bay",    "Watsons Bay",
      "Eastwood",    "Westwood",     "Kingsford",      "Kingswood",    "Kingsgrove",  "Ringwood",
      "Hornsby",     "Hornsey",      "Carina",         "Carine",       "Hampton",     "Southampton",
      "Northampton", "Mount Druitt", "Mount Waverley", "Glen Iris",    "Glen Huntly", "Newport",
      "Newtown",     "North Sydney", "South Yarra",    "St Albans",    "St Ives",     "St Kilda",
      "St Leonards", "St Marys",     "St Peters",      "Queen Street", "King Street", "High Street",
      "Level 1",     "Level 2",      "Suite 3",        "City East",    "City West",   "Sydenham",
      "Sutherland",  "Moorabbin",    "Moorebank",      "Woodville",    "Woodend",     "Laura",
      "Lara",        "Cairns",       "Cannes",         "Bexley",       "Bexhill",     "Manly"};
  for (const std::string& said : names) {
    for (const std::string& name : names) {
      if (said == name) continue;
      const std::vector<LocationName> locations = {{.name = name},
                                                   {.name = "Quarry", .primary = true}};
      EXPECT_FALSE(MatchLocation(said, locations, {.preferred = 0}).resolved())
          << said << " is not " << name;
    }
  }
}

TEST(MatchLocation, ReadsNumbersAsDigits) {
  const std::vector<LocationName> locations = {
      {.name = "Location 1", .primary = true}, {.name = "Location 2"}, {.name = "Location 12"}};
  Check(locations, {
                       {"location two", "Location 2"},
                       {"Location 2", "Location 2"},
                       {"number 2", "ask Location 2"},
                       {"two", "Location 2"},
                       {"location one", "Location 1"},
                       {"the second one", "ask Location 2"},
                       {"the 2nd one", "ask Location 2"},
                       {"location 12", "Location 12"},
                       {"location three", "list all"},
                       {"the first", "Location 1"},
                   });
}

TEST(MatchLocation, AsksWhenAnAliasIsAnothersName) {
  const std::vector<LocationName> locations = {
      {.name = "Harbour Rooms", .aliases = {"city"}, .primary = true}, {.name = "City"}};
  EXPECT_EQ(Outcome("city", locations), "ask Harbour Rooms, City");
  EXPECT_EQ(Outcome("harbour", locations), "Harbour Rooms");
}

TEST(MatchLocation, TakesTheOnlyLocationWhateverWasSaid) {
  const std::vector<LocationName> one = {{.name = "City Rooms", .primary = true}};
  for (const char* said : {"", "city", "downtown", "the clinic", "main"}) {
    const LocationResolution resolution = MatchLocation(said, one);
    EXPECT_TRUE(resolution.resolved()) << said;
    EXPECT_DOUBLE_EQ(resolution.confidence, 1.0);
  }
}

TEST(MatchLocation, ListsPrimaryFirstThenByName) {
  const std::vector<LocationName> locations = {
      {.name = "Zetland"}, {.name = "Ashfield"}, {.name = "Manly", .primary = true}};
  const LocationResolution resolution = MatchLocation("", locations);
  ASSERT_EQ(resolution.candidates.size(), 3u);
  EXPECT_EQ(resolution.candidates[0].index, 2u);
  EXPECT_EQ(resolution.candidates[1].index, 1u);
  EXPECT_EQ(resolution.candidates[2].index, 0u);
  EXPECT_DOUBLE_EQ(resolution.confidence, 0);
}

TEST(MatchLocation, KnowsNoneInAClinicWithoutLocations) {
  EXPECT_EQ(MatchLocation("city", {}).verdict, Resolution::Verdict::kUnknown);
}

TEST(MatchLocation, ReportsTheScoresOfTheContract) {
  const std::vector<LocationName> locations = {
      {.name = "City Rooms", .aliases = {"downtown"}, .primary = true}, {.name = "Harbour Rooms"}};
  EXPECT_DOUBLE_EQ(MatchLocation("city rooms", locations).confidence, 1.0);
  EXPECT_DOUBLE_EQ(MatchLocation("downtown", locations).confidence, 0.95);
  EXPECT_DOUBLE_EQ(MatchLocation("main", locations).confidence, 0.85);
  EXPECT_DOUBLE_EQ(MatchLocation("the city one", locations).confidence, 0.85);
  EXPECT_DOUBLE_EQ(MatchLocation("nowhere", locations).confidence, 0.0);
}

}  // namespace
}  // namespace frontdesk
