#include "services/booking/domain/person_name.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "libs/names/practitioner_match.h"

namespace frontdesk::booking {
namespace {

// Without the last name that stands for none.
std::vector<std::string> KnownWords(absl::string_view name) {
  std::vector<std::string> words = absl::StrSplit(NameKey(name), ' ', absl::SkipEmpty());
  if (words.size() > 1 && words.back() == NameKey(kNoLastName)) words.pop_back();
  return words;
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

bool SamePerson(absl::string_view first_name, absl::string_view last_name, absl::string_view said) {
  const auto [said_first, said_last] = SplitName(said);
  if (NameKey(said_first).empty()) return false;
  if (NameKey(said) == NameKey(absl::StrCat(first_name, " ", last_name))) return true;
  const std::vector<PractitionerName> only = {
      {.title = "", .first = std::string(first_name), .last = std::string(last_name)}};
  if (said_last == kNoLastName) return MatchPractitioner(said_first, only).resolved();
  return MatchPractitioner(said, only).resolved();
}

bool IsSameWithMore(absl::string_view first_name, absl::string_view last_name,
                    absl::string_view said) {
  std::vector<std::string> less = KnownWords(absl::StrCat(first_name, " ", last_name));
  std::vector<std::string> more = KnownWords(said);
  if (less.size() > more.size()) less.swap(more);
  if (less.empty() || less.front() != more.front()) return false;
  if (less.size() == 1) return true;
  if (less.size() == more.size() || less.back() != more.back()) return false;
  // The words in between, in their order, are among the other's.
  auto next = less.begin();
  for (const std::string& word : more) {
    if (next != less.end() && *next == word) ++next;
  }
  return next == less.end();
}

}  // namespace frontdesk::booking
