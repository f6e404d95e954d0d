#include "libs/names/choice_match.h"

#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace frontdesk {
namespace {

std::string Outcome(absl::string_view said, const std::vector<std::string>& names) {
  std::vector<ChoiceOption> options;
  for (const std::string& name : names) options.push_back({.name = name});
  const ChoiceMade choice = MatchChoice(said, options);
  switch (choice.kind) {
    case ChoiceMade::Kind::kChosen:
      return names[choice.index];
    case ChoiceMade::Kind::kNo:
      return "no";
    case ChoiceMade::Kind::kUnclear:
      return "unclear";
    case ChoiceMade::Kind::kOutOfRange:
      return "out of range";
  }
  return "";
}

struct Row {
  const char* said;
  const char* outcome;
};

void Check(const std::vector<std::string>& names, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    EXPECT_EQ(Outcome(row.said, names), row.outcome) << "said: " << row.said;
  }
}

TEST(MatchChoice, HearsOneOfTwo) {
  Check({"City Rooms", "Harbour Rooms"}, {
                                             {"City Rooms", "City Rooms"},
                                             {"city rooms?", "City Rooms"},
                                             {"Harbour Rooms?", "Harbour Rooms"},
                                             {"the harbour one", "Harbour Rooms"},
                                             {"the city one", "City Rooms"},
                                             {"city please", "City Rooms"},
                                             {"harbor", "Harbour Rooms"},
                                             {"yes, the harbour one", "Harbour Rooms"},
                                             {"no, harbour", "Harbour Rooms"},
                                             {"first", "City Rooms"},
                                             {"the first one", "City Rooms"},
                                             {"the second one", "Harbour Rooms"},
                                             {"the second one please", "Harbour Rooms"},
                                             {"2nd", "Harbour Rooms"},
                                             {"number two", "Harbour Rooms"},
                                             {"option 2", "Harbour Rooms"},
                                             {"number one", "City Rooms"},
                                             {"one", "City Rooms"},
                                             {"two", "Harbour Rooms"},
                                             {"1", "City Rooms"},
                                             {"2", "Harbour Rooms"},
                                             {"the last one", "Harbour Rooms"},
                                             {"the latter", "Harbour Rooms"},
                                             {"the former", "City Rooms"},
                                             {"the other one", "Harbour Rooms"},
                                             {"first location", "City Rooms"},
                                             {"Harbor Room", "Harbour Rooms"},
                                             {"the third one", "out of range"},
                                             {"number 5", "out of range"},
                                             {"not sure", "unclear"},
                                             {"yes", "unclear"},
                                             {"that one", "unclear"},
                                             {"no", "unclear"},
                                             {"no one", "unclear"},
                                             {"No one.", "unclear"},
                                             {"no 1", "unclear"},
                                             {"no, the city one", "City Rooms"},
                                             {"no 2", "Harbour Rooms"},
                                             {"no worries", "unclear"},
                                             {"no worries, harbour", "Harbour Rooms"},
                                             {"no one, no worries", "unclear"},
                                             {"neither", "no"},
                                             {"none of them", "no"},
                                             {"rooms", "unclear"},
                                             {"city or harbour", "unclear"},
                                             {"the first or the second", "unclear"},
                                             {"not the city one", "unclear"},
                                             {"city hospital", "unclear"},
                                             {"the second hospital", "unclear"},
                                             {"the first one, harbour", "unclear"},
                                             {"either", "unclear"},
                                             {"downtown", "unclear"},
                                             {"", "unclear"},
                                             {"what did you say", "unclear"},
                                         });
}

TEST(MatchChoice, HearsYesAndNoToASingleOption) {
  Check({"Harbour Rooms"}, {
                               {"yes", "Harbour Rooms"},
                               {"Yeah", "Harbour Rooms"},
                               {"yep that's right", "Harbour Rooms"},
                               {"that one", "Harbour Rooms"},
                               {"sure, sounds good", "Harbour Rooms"},
                               {"of course", "Harbour Rooms"},
                               {"correct", "Harbour Rooms"},
                               {"harbour", "Harbour Rooms"},
                               {"the first one", "Harbour Rooms"},
                               {"no", "no"},
                               {"nope", "no"},
                               {"no thanks", "no"},
                               {"no one", "no"},
                               {"no worries", "Harbour Rooms"},
                               {"yeah no worries", "Harbour Rooms"},
                               {"no problem", "Harbour Rooms"},
                               {"no no worries", "no"},
                               {"no, no problem with the time, wrong place", "no"},
                               {"no worries, I'll call back", "unclear"},
                               {"no, not harbour", "no"},
                               {"not that one", "no"},
                               {"that's wrong", "no"},
                               {"city", "unclear"},
                               {"hmm", "unclear"},
                               {"the second one", "out of range"},
                           });
}

TEST(MatchChoice, HearsOneOfManyAndNumbersInNames) {
  Check({"Location 2", "Location 1", "St Peters", "Box Hill"}, {
                                                                   {"location two", "Location 2"},
                                                                   {"location 1", "Location 1"},
                                                                   {"the second one", "Location 1"},
                                                                   {"number two", "Location 1"},
                                                                   {"two", "unclear"},
                                                                   {"the third", "St Peters"},
                                                                   {"the last one", "Box Hill"},
                                                                   {"saint peter's", "St Peters"},
                                                                   {"st marys", "unclear"},
                                                                   {"castle hill", "unclear"},
                                                                   {"the fourth", "Box Hill"},
                                                                   {"fifth", "out of range"},
                                                                   {"location", "unclear"},
                                                                   {"the other one", "unclear"},
                                                               });
}

TEST(MatchChoice, TakesAnId) {
  const std::vector<ChoiceOption> options = {{"City Rooms", "100000000000000101"},
                                             {"Harbour Rooms", "100000000000000102"}};
  EXPECT_EQ(MatchChoice("100000000000000102", options),
            (ChoiceMade{.kind = ChoiceMade::Kind::kChosen, .index = 1}));
}

TEST(MatchChoice, ChoosesOnlyWhatWasOfferedWhateverIsSaid) {
  constexpr absl::string_view kPieces[] = {
      "the",         "second", "one", "no", "yes", "box",   "hill",    "st",      "last", "2",
      "99999999999", "\xff",   "é",   "'",  "-",   "other", "neither", "harbour", ".",    "李"};
  const std::vector<ChoiceOption> options = {{"Box Hill", "1"}, {"", ""}, {"Harbour Rooms"}, {"2"}};
  std::mt19937 random(20260713);
  for (int i = 0; i < 3000; ++i) {
    std::string said;
    for (auto words = random() % 7; words > 0; --words) {
      said += std::string(kPieces[random() % std::size(kPieces)]) + (random() % 4 == 0 ? "" : " ");
    }
    const ChoiceMade choice = MatchChoice(said, options);
    EXPECT_LT(choice.index, options.size()) << said;
    EXPECT_EQ(choice, MatchChoice(said, options)) << said;
  }
}

TEST(MatchChoice, IsUnclearWithoutOptions) {
  EXPECT_EQ(MatchChoice("yes", {}).kind, ChoiceMade::Kind::kUnclear);
}

}  // namespace
}  // namespace frontdesk
