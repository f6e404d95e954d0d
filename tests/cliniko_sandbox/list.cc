#include "tests/cliniko_sandbox/list.h"

#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

namespace frontdesk::sandbox {
namespace {

constexpr int kDefaultPerPage = 50;
constexpr int kMaxPerPage = 100;

// A value that is no positive number counts as absent.
int PositiveOr(const std::optional<std::string>& text, int fallback) {
  int value = 0;
  if (!text || !absl::SimpleAtoi(*text, &value) || value < 1) return fallback;
  return value;
}

}  // namespace

absl::StatusOr<PageBounds> ReadPageBounds(const Query& query, const Settings& settings) {
  PageBounds bounds;
  bounds.page = PositiveOr(query.Get("page"), 1);
  bounds.per_page = PositiveOr(query.Get("per_page"), kDefaultPerPage);
  if (bounds.per_page > kMaxPerPage) {
    if (settings.refuse_large_pages) {
      return absl::InvalidArgumentError("per_page must be between 1 and 100");
    }
    bounds.per_page = kMaxPerPage;
  }
  return bounds;
}

std::vector<SortKey> ReadSortKeys(const Query& query) {
  const bool descending = query.Get("order").value_or("") == "desc";
  std::vector<SortKey> keys;
  for (const absl::string_view part :
       absl::StrSplit(query.Get("sort").value_or(""), ',', absl::SkipEmpty())) {
    const std::pair<std::string, std::string> column =
        absl::StrSplit(part, absl::MaxSplits(':', 1));
    keys.push_back({column.first, column.second.empty() ? descending : column.second == "desc"});
  }
  if (keys.empty()) keys.push_back({"created_at", descending});
  return keys;
}

}  // namespace frontdesk::sandbox
