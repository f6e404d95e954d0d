#include "services/booking/domain/person_name.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"

namespace frontdesk::booking {
namespace {

constexpr char kNoLastName[] = "Patient";
constexpr double kAlike = 0.85;

// How many insertions, deletions and replacements turn one into the other.
std::size_t EditDistance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace

std::pair<std::string, std::string> SplitName(absl::string_view full_name) {
  std::string name(full_name);
  absl::RemoveExtraAsciiWhitespace(&name);
  const std::size_t space = name.find(' ');
  if (space == std::string::npos) return {name, kNoLastName};
  return {name.substr(0, space), name.substr(space + 1)};
}

std::string NameKey(absl::string_view name) {
  std::string key;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    // Bytes beyond ASCII are parts of letters.
    if (absl::ascii_isalnum(byte) || byte >= 0x80) {
      key.push_back(absl::ascii_tolower(byte));
    } else if (!key.empty() && key.back() != ' ' && c != '\'' && c != '.') {
      key.push_back(' ');
    }
  }
  if (!key.empty() && key.back() == ' ') key.pop_back();
  return key;
}

bool SamePerson(absl::string_view a, absl::string_view b) {
  const std::string left = NameKey(a);
  const std::string right = NameKey(b);
  if (left.empty() || right.empty()) return false;
  const auto longest = static_cast<double>(std::max(left.size(), right.size()));
  return 1.0 - static_cast<double>(EditDistance(left, right)) / longest >= kAlike;
}

}  // namespace frontdesk::booking
