#include "tests/cliniko_sandbox/router.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"

namespace frontdesk::sandbox {
namespace {

bool Fits(const std::vector<std::string>& wanted, const std::vector<absl::string_view>& segments,
          std::vector<Id>& ids) {
  if (wanted.size() != segments.size()) return false;
  ids.clear();
  for (size_t i = 0; i < wanted.size(); ++i) {
    if (!absl::StartsWith(wanted[i], ":")) {
      if (wanted[i] != segments[i]) return false;
      continue;
    }
    const std::optional<Id> id = ParseId(segments[i]);
    if (!id) return false;
    ids.push_back(*id);
  }
  return true;
}

}  // namespace

Router::Router(std::vector<Route> routes) {
  for (Route& route : routes) {
    std::vector<std::string> segments = absl::StrSplit(route.path, '/', absl::SkipEmpty());
    entries_.push_back({std::move(route), std::move(segments)});
  }
}

std::optional<Router::Found> Router::Find(absl::string_view method, absl::string_view path) const {
  const std::vector<absl::string_view> segments = absl::StrSplit(path, '/', absl::SkipEmpty());
  std::vector<Id> ids;
  for (const Entry& entry : entries_) {
    if (entry.route.method == method && Fits(entry.segments, segments, ids)) {
      return Found{&entry.route, std::move(ids)};
    }
  }
  return std::nullopt;
}

}  // namespace frontdesk::sandbox
