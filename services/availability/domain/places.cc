#include "services/availability/domain/places.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_format.h"
#include "libs/names/choice_match.h"
#include "libs/names/location_match.h"
#include "libs/resolve/references.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"
#include "services/availability/domain/usual_places.h"

namespace frontdesk::availability {
namespace {

// From here on a place that was named in answer to no question counts as confirmed.
// Source: contract/webhooks.md, section 2.2.
constexpr double kSure = 0.8;

std::vector<LocationName> NamesOf(const std::vector<Business>& businesses) {
  std::vector<LocationName> names;
  for (const Business& b : businesses) {
    names.push_back({.name = b.name, .aliases = b.aliases, .primary = b.primary});
  }
  return names;
}

absl::Status Ask(const std::string& problem, const std::vector<Business>& businesses) {
  Clarification clarification{.kind = ChoiceKind::kLocation, .choices = {}};
  for (const Business& b : businesses) clarification.choices.push_back({b.id.value(), b.name});
  return WithClarification(WithFacts(MakeError(DomainError::kLocationClarificationNeeded, problem),
                                     {{"problem", problem}}),
                           clarification);
}

// The business that an option of ours means; null if it is none of the clinic's.
const Business* BusinessOf(const Directory& directory, const Choice& option) {
  if (!option.id.empty()) return directory.Find(BusinessId(option.id));
  const auto named = std::ranges::find_if(directory.businesses, [&](const Business& b) {
    return absl::EqualsIgnoreCase(b.name, option.label);
  });
  if (named != directory.businesses.end()) return &*named;
  const LocationResolution found = MatchLocation(option.label, NamesOf(directory.businesses));
  const bool sure = found.resolved() && found.confidence >= kSure;
  return sure ? &directory.businesses[found.index()] : nullptr;
}

}  // namespace

absl::StatusOr<ResolvedPlace> Places::Resolve(const ClinicId& clinic, const Caller& caller,
                                              const std::string& said, const CallContext& call) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const Directory> directory,
                   directories_.Get(clinic, call));
  const std::vector<Business>& businesses = directory->businesses;
  if (businesses.empty()) return MakeError(DomainError::kNoLocation, "the clinic has none");
  // An id that was meant as one is as good as a name.
  if (const Business* by_id = directory->Find(BusinessId(said))) return ResolvedPlace{*by_id, 1.0};

  const std::vector<LocationName> names = NamesOf(businesses);
  LocationResolution resolution = MatchLocation(said, names);
  if (resolution.asks_history) {
    // Where the words are clear nobody need look up where the caller went before.
    if (const auto usual = usual_.Of(directory->clinic, caller, call)) {
      const auto found = std::ranges::find(businesses, *usual, &Business::id);
      if (found != businesses.end()) {
        const auto index = static_cast<std::size_t>(found - businesses.begin());
        resolution = MatchLocation(said, names, {.preferred = index});
      }
    }
  }
  if (resolution.resolved()) {
    return ResolvedPlace{businesses[resolution.index()], resolution.confidence};
  }
  std::vector<Business> candidates;
  for (const Scored& scored : resolution.candidates) candidates.push_back(businesses[scored.index]);
  if (candidates.empty()) candidates = businesses;
  ErrorFacts facts = {{"confidence", absl::StrFormat("%.2f", resolution.confidence)}};
  if (!said.empty()) facts["asked"] = said;
  if (resolution.any_location) facts["any_location"] = "true";
  if (candidates.size() < businesses.size()) facts["narrowed"] = "true";
  return WithFacts(Ask("unclear", candidates), facts);
}

absl::StatusOr<Business> Places::Confirm(const ClinicId& clinic, const Caller& caller,
                                         const std::string& answer,
                                         const std::vector<Choice>& offered,
                                         const CallContext& call) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const Directory> directory,
                   directories_.Get(clinic, call));
  if (directory->businesses.empty())
    return MakeError(DomainError::kNoLocation, "the clinic has none");
  if (offered.empty()) {
    // The only location is meant whatever is said, save a no.
    std::vector<ChoiceOption> all;
    for (const Business& b : directory->businesses) all.push_back({.name = b.name});
    if (MatchChoice(answer, all).kind == ChoiceMade::Kind::kNo) {
      return Ask("nothing_offered", directory->businesses);
    }
    const LocationResolution alone = MatchLocation(answer, NamesOf(directory->businesses));
    if (!alone.resolved() || alone.confidence < kSure) {
      return Ask("nothing_offered", directory->businesses);
    }
    const Business& business = directory->businesses[alone.index()];
    usual_.Remember(directory->clinic, caller, business.id, call);
    return business;
  }

  std::vector<ChoiceOption> options;
  for (const Choice& choice : offered) options.push_back({.name = choice.label, .id = choice.id});
  const ChoiceMade made = MatchChoice(answer, options);
  if (made.kind == ChoiceMade::Kind::kChosen) {
    const Business* business = BusinessOf(*directory, offered[made.index]);
    if (business == nullptr) {
      absl::Status unknown = WithFacts(Ask("unknown_option", directory->businesses), {});
      const auto choices = ClarificationOf(unknown);
      return WithClarification(MakeError(DomainError::kLocationNotFound, "no such location here"),
                               *choices);
    }
    usual_.Remember(directory->clinic, caller, business->id, call);
    return *business;
  }
  std::vector<Business> next;
  for (const Choice& choice : offered) {
    if (const Business* business = BusinessOf(*directory, choice)) next.push_back(*business);
  }
  if (made.kind == ChoiceMade::Kind::kNo) {
    // Not that one: all the others.
    std::vector<Business> others = directory->businesses;
    std::erase_if(others, [&](const Business& b) {
      return std::ranges::find(next, b.id, &Business::id) != next.end();
    });
    return Ask("no", others.empty() ? directory->businesses : others);
  }
  if (next.empty()) next = directory->businesses;
  return Ask(made.kind == ChoiceMade::Kind::kOutOfRange ? "out_of_range" : "unclear", next);
}

}  // namespace frontdesk::availability
