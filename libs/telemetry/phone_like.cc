#include "libs/telemetry/phone_like.h"

#include <algorithm>
#include <cstddef>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace frontdesk {
namespace {

constexpr int kFewestDigits = 8;
constexpr int kMostDigits = 15;             // of E.164
constexpr std::size_t kMostSeparators = 3;  // " (0)" has two in a row
constexpr std::size_t kMachineMadeWord = 16;
constexpr std::ptrdiff_t kMachineMadeLetters = 3;

// `pattern` at the beginning of `text`: x is a hexadecimal digit, d a decimal one.
bool BeginsLike(absl::string_view text, absl::string_view pattern) {
  if (text.size() < pattern.size()) return false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = text[i];
    const bool fits = pattern[i] == 'x'   ? absl::ascii_isxdigit(c)
                      : pattern[i] == 'd' ? absl::ascii_isdigit(c)
                                          : c == pattern[i];
    if (!fits) return false;
  }
  return true;
}

// How much of the beginning of `text` is to stay, whatever digits it has.
std::size_t LengthOfKnown(absl::string_view text) {
  for (const absl::string_view pattern : {"xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", "dddd-dd-dd"}) {
    if (BeginsLike(text, pattern)) return pattern.size();
  }
  return 0;
}

bool IsSeparator(char c) { return c == ' ' || c == '-' || c == '(' || c == ')'; }

struct Run {
  std::size_t length = 0;  // up to the last digit
  int digits = 0;
};

// The digits at the beginning of `text`, with what separates them.
Run DigitsOf(absl::string_view text) {
  Run run;
  std::size_t separators = 0;
  for (std::size_t i = text[0] == '+' ? 1 : 0; i < text.size(); ++i) {
    if (absl::ascii_isdigit(text[i])) {
      ++run.digits;
      run.length = i + 1;
      separators = 0;
    } else if (!IsSeparator(text[i]) || ++separators > kMostSeparators) {
      break;
    }
  }
  return run;
}

// The letters and digits at the beginning of `text`.
absl::string_view WordOf(absl::string_view text) {
  const auto end = std::find_if_not(text.begin(), text.end(), absl::ascii_isalnum);
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

bool IsMachineMade(absl::string_view word) {
  return word.size() >= kMachineMadeWord &&
         std::count_if(word.begin(), word.end(), absl::ascii_isalpha) >= kMachineMadeLetters;
}

// Most texts are words, in which there is no need to look any closer.
bool HasTooFewDigits(absl::string_view text) {
  return std::count_if(text.begin(), text.end(), absl::ascii_isdigit) < kFewestDigits;
}

}  // namespace

bool MayHoldPhoneNumber(absl::string_view id) {
  if (HasTooFewDigits(id)) return false;
  int digits = 0;
  while (!id.empty()) {
    const absl::string_view word = WordOf(id);
    std::size_t known = LengthOfKnown(id);
    if (known == 0 && IsMachineMade(word)) known = word.size();
    if (known > 0) digits = 0;
    for (const char c : known > 0 ? "" : word) {
      digits = absl::ascii_isdigit(c) ? digits + 1 : 0;
      if (digits >= kFewestDigits) return true;
    }
    id.remove_prefix(std::max({known, word.size(), std::size_t{1}}));
  }
  return false;
}

std::string WithoutPhoneNumbers(absl::string_view text) {
  if (HasTooFewDigits(text)) return std::string(text);
  std::string kept;
  std::size_t i = 0;
  while (i < text.size()) {
    const absl::string_view rest = text.substr(i);
    const bool begins_a_word = i == 0 || !absl::ascii_isalnum(text[i - 1]);
    if (const std::size_t known = begins_a_word ? LengthOfKnown(rest) : 0; known > 0) {
      absl::StrAppend(&kept, rest.substr(0, known));
      i += known;
      continue;
    }
    if (rest[0] != '+' && !absl::ascii_isdigit(rest[0])) {
      kept.push_back(rest[0]);
      ++i;
      continue;
    }
    const Run run = DigitsOf(rest);
    if (run.digits == 0) {  // a plus alone
      kept.push_back(rest[0]);
      ++i;
      continue;
    }
    // A digit before it is the end of what was dealt with: "0491570110+61491570110" is two numbers.
    const bool no_letter_before = i == 0 || !absl::ascii_isalpha(text[i - 1]);
    const bool ends_a_word = run.length == rest.size() || !absl::ascii_isalpha(rest[run.length]);
    const bool like_a_phone =
        no_letter_before && ends_a_word && run.digits >= kFewestDigits && run.digits <= kMostDigits;
    absl::StrAppend(&kept, like_a_phone ? "(number withheld)" : rest.substr(0, run.length));
    i += run.length;
  }
  return kept;
}

}  // namespace frontdesk
