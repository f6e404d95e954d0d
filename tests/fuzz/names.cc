// Who, what and where callers mean. The first line is what was said; each further one is the name
// of one more practitioner, service and location of a small clinic.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "libs/names/anyone.h"
#include "libs/names/choice_match.h"
#include "libs/names/likeness.h"
#include "libs/names/location_match.h"
#include "libs/names/plain_words.h"
#include "libs/names/practitioner_match.h"
#include "libs/names/resolution.h"
#include "libs/names/service_match.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/require.h"

namespace frontdesk {
namespace {

using fuzz::Input;

constexpr std::size_t kMostNames = 8;

struct Names {
  std::vector<PractitionerName> practitioners = {
      {.title = "Dr", .first = "Cameron", .last = "Example"},
      {.title = "", .first = "Jordan", .last = "Sample", .aliases = {"Jo"}},
      {.title = "Ms", .first = "Zoë", .last = "O'Specimen-Smith"},
      {.title = "Mr", .first = "Graeme", .last = "Example", .display_name = "Graeme from Tuesday"}};
  std::vector<ServiceName> services = {{.name = "Acupuncture (Initial)", .duration_minutes = 60},
                                       {.name = "Acupuncture (Follow up)", .duration_minutes = 30},
                                       {.name = "Massage", .duration_minutes = 60},
                                       {.name = "Osteo 45 - standard", .duration_minutes = 45},
                                       {.name = "Osteo 90", .duration_minutes = 90}};
  std::vector<LocationName> locations = {
      {.name = "City Rooms", .aliases = {"the office"}, .primary = true},
      {.name = "Harbour Rooms"},
      {.name = "St Example's, 2nd floor"}};
  std::vector<ChoiceOption> options = {{.name = "City Rooms", .id = "100000000000000101"},
                                       {.name = "Harbour Rooms"}};

  void Add(absl::string_view name) {
    const std::size_t space = std::min(name.find(' '), name.size());
    const std::string first(name.substr(0, space));
    const std::string last(name.substr(std::min(space + 1, name.size())));
    practitioners.push_back({.title = "", .first = first, .last = last});
    services.push_back(
        {.name = std::string(name), .duration_minutes = static_cast<int>(name.size())});
    locations.push_back({.name = std::string(name), .aliases = {first}});
    options.push_back({.name = std::string(name), .id = last});
  }
};

// Source: libs/names/resolution.h.
void RequireSound(const Resolution& resolution, std::size_t names) {
  std::set<std::size_t> seen;
  double before = 1;
  for (const Scored& candidate : resolution.candidates) {
    FRONTDESK_REQUIRE(candidate.index < names);
    FRONTDESK_REQUIRE(seen.insert(candidate.index).second);
    FRONTDESK_REQUIRE(candidate.score >= 0 && candidate.score <= before);
    before = candidate.score;
  }
  FRONTDESK_REQUIRE(resolution.confidence >= 0 && resolution.confidence <= 1);
  if (resolution.verdict == Resolution::Verdict::kUnknown) {
    FRONTDESK_REQUIRE(resolution.confidence == 0);
  } else {
    FRONTDESK_REQUIRE(!resolution.candidates.empty());
  }
}

void RequireInOrder(const std::vector<std::size_t>& mentioned, std::size_t names) {
  FRONTDESK_REQUIRE(std::ranges::is_sorted(mentioned));
  FRONTDESK_REQUIRE(std::ranges::adjacent_find(mentioned) == mentioned.end());
  FRONTDESK_REQUIRE(mentioned.empty() || mentioned.back() < names);
}

void RequireSound(const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    FRONTDESK_REQUIRE(!word.empty());
    FRONTDESK_REQUIRE(word.find_first_of(" '\n\t,.-") == std::string::npos);
    const absl::string_view owner = WithoutPossessive(word);
    FRONTDESK_REQUIRE(owner.size() <= word.size());
    FRONTDESK_REQUIRE(absl::string_view(word).substr(0, owner.size()) == owner);
  }
  // Plain words are plain.
  FRONTDESK_REQUIRE(PlainWords(absl::StrJoin(words, " ")) == words);
}

// Every two of the first few words that were said.
void RequireSoundLikeness(const std::vector<std::string>& words) {
  constexpr std::size_t kMost = 3;
  constexpr std::size_t kLongest = 64;  // one of the two is always a word of a name
  std::vector<SpeltWord> spelt;
  for (const std::string& word : words) {
    if (spelt.size() < kMost && word.size() < kLongest) spelt.emplace_back(word);
  }
  for (const SpeltWord& a : spelt) {
    for (const SpeltWord& b : spelt) {
      for (const Likeness& likeness :
           {LikenessOfNames(a, b), LikenessOfGivenNames(a, b), LikenessOfWords(a, b)}) {
        FRONTDESK_REQUIRE(likeness.quality >= 0 && likeness.quality <= 1);
        FRONTDESK_REQUIRE(a.text != b.text || likeness.fit == Fit::kExact);
      }
      const double ratio = Ratio(a.text, b.text);
      FRONTDESK_REQUIRE(ratio >= 0 && ratio <= 1);
      const std::size_t distance = EditDistance(a.text, b.text);
      FRONTDESK_REQUIRE(distance == EditDistance(b.text, a.text));
      FRONTDESK_REQUIRE((distance == 0) == (a.text == b.text));
      FRONTDESK_REQUIRE(distance <= std::max(a.text.size(), b.text.size()));
    }
  }
}

void RequireSoundChoice(absl::string_view said, const std::vector<ChoiceOption>& options) {
  const ChoiceMade made = MatchChoice(said, options);
  if (made.kind == ChoiceMade::Kind::kChosen) FRONTDESK_REQUIRE(made.index < options.size());
  FRONTDESK_REQUIRE(MatchChoice(said, {}).kind != ChoiceMade::Kind::kChosen);
  // An id is nobody's name.
  const ChoiceMade by_id = MatchChoice("100000000000000101", options);
  FRONTDESK_REQUIRE(by_id.kind != ChoiceMade::Kind::kChosen ||
                    options[by_id.index].id == "100000000000000101" ||
                    options[by_id.index].name == "100000000000000101");
}

void RequirePractitioners(absl::string_view said, const std::vector<PractitionerName>& names) {
  RequireSound(MatchPractitioner(said, names), names.size());
  RequireSound(MatchPractitioner(said, {}), 0);
  RequireInOrder(PractitionersMentioned(said, names), names.size());
  // Signs are nothing that anybody hears.
  FRONTDESK_REQUIRE(IsAnyone(said) == IsAnyone(absl::StrCat(" ", said, ".")));
}

void RequireServices(absl::string_view said, const std::vector<ServiceName>& names) {
  RequireSound(MatchService(said, names), names.size());
  RequireSound(MatchService(said, {}), 0);
  RequireInOrder(ServicesMentioned(said, names), names.size());
}

void RequireLocations(absl::string_view said, const std::vector<LocationName>& names) {
  RequireSound(MatchLocation(said, names), names.size());
  RequireSound(MatchLocation(said, names, {.preferred = said.size() % names.size()}), names.size());
  RequireSound(MatchLocation(said, {}), 0);
  const LocationResolution only = MatchLocation(said, {names.data(), 1});
  FRONTDESK_REQUIRE(only.resolved() || only.any_location);
}

}  // namespace
}  // namespace frontdesk

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace frontdesk;  // NOLINT: a fuzz target is a function of C
  Input input(data, size);
  const std::size_t asked_for = input.Choice(5);
  const absl::string_view said = input.Line();
  Names names;
  for (std::size_t i = 0; i < kMostNames && !input.AtEnd(); ++i) names.Add(input.Line());

  switch (asked_for) {
    case 0:
      RequirePractitioners(said, names.practitioners);
      break;
    case 1:
      RequireServices(said, names.services);
      break;
    case 2:
      RequireLocations(said, names.locations);
      break;
    case 3:
      RequireSoundChoice(said, names.options);
      break;
    default:
      RequireSound(PlainWords(said));
      RequireSoundLikeness(PlainWords(said));
  }
  return 0;
}
