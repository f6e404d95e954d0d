#include "services/schedule_cache/directory/default_aliases.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "libs/clinics/location_alias.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"

namespace frontdesk {
namespace {

constexpr absl::string_view kOfThePrimary[] = {"main", "primary", "head office", "main clinic",
                                               "first location"};
constexpr absl::string_view kBeforeANumber[] = {"location ", "clinic ", "branch "};
constexpr absl::string_view kAfterAName[] = {" clinic", " branch"};

// The first run of digits; empty if there is none.
std::string FirstNumber(absl::string_view name) {
  const auto begin = std::find_if(name.begin(), name.end(), absl::ascii_isdigit);
  const auto end = std::find_if_not(begin, name.end(), absl::ascii_isdigit);
  return std::string(begin, end);
}

std::set<std::string> Claims(const Business& business) {
  std::set<std::string> claims;
  const std::string name = NormalizeAlias(business.name);
  claims.insert(name);
  for (const absl::string_view suffix : kAfterAName) {
    claims.insert(NormalizeAlias(absl::StripSuffix(name, suffix)));
  }
  if (business.primary) {
    for (const absl::string_view alias : kOfThePrimary) claims.emplace(alias);
  }
  if (const std::string number = FirstNumber(name); !number.empty()) {
    for (const absl::string_view prefix : kBeforeANumber) {
      claims.insert(absl::StrCat(prefix, number));
    }
  }
  return claims;
}

}  // namespace

std::vector<DefaultAlias> DefaultAliases(const std::vector<Business>& businesses) {
  std::map<std::string, std::vector<const Business*>> claimants;
  for (const Business& business : businesses) {
    for (const std::string& alias : Claims(business)) {
      if (IsUsableAlias(alias)) claimants[alias].push_back(&business);
    }
  }
  std::vector<DefaultAlias> aliases;
  for (auto& [alias, claiming] : claimants) {
    // Somebody's very name is theirs, whoever else could be called so.
    const auto others = std::stable_partition(
        claiming.begin(), claiming.end(),
        [&alias](const Business* business) { return NormalizeAlias(business->name) == alias; });
    const auto named = others - claiming.begin();
    if (named == 1 || (named == 0 && claiming.size() == 1)) {
      aliases.push_back({.business = claiming.front()->id, .alias = alias});
    }
  }
  std::ranges::sort(aliases);
  return aliases;
}

}  // namespace frontdesk
