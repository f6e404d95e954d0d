#include "libs/phone/spoken_digits.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace frontdesk {
namespace {

struct NumberWord {
  absl::string_view word;
  absl::string_view digits;
};

constexpr NumberWord kDigitWords[] = {
    {"zero", "0"}, {"oh", "0"},    {"o", "0"},     {"nought", "0"}, {"nil", "0"},
    {"one", "1"},  {"two", "2"},   {"three", "3"}, {"four", "4"},   {"five", "5"},
    {"six", "6"},  {"seven", "7"}, {"eight", "8"}, {"nine", "9"},
};

constexpr NumberWord kTeenWords[] = {
    {"ten", "10"},      {"eleven", "11"},   {"twelve", "12"},  {"thirteen", "13"},
    {"fourteen", "14"}, {"fifteen", "15"},  {"sixteen", "16"}, {"seventeen", "17"},
    {"eighteen", "18"}, {"nineteen", "19"}, {"hundred", "00"}, {"thousand", "000"},
};

constexpr NumberWord kTensWords[] = {
    {"twenty", "2"}, {"thirty", "3"},  {"forty", "4"},  {"fourty", "4"}, {"fifty", "5"},
    {"sixty", "6"},  {"seventy", "7"}, {"eighty", "8"}, {"ninety", "9"},
};

template <std::size_t N>
absl::string_view Find(const NumberWord (&table)[N], absl::string_view word) {
  for (const NumberWord& row : table) {
    if (row.word == word) return row.digits;
  }
  return "";
}

// Runs of digits, runs of letters and single plus signs.
std::vector<std::string> Pieces(absl::string_view said) {
  std::vector<std::string> pieces;
  enum class Kind { kNone, kDigits, kLetters } kind = Kind::kNone;
  for (const char c : said) {
    const Kind next = absl::ascii_isdigit(c)   ? Kind::kDigits
                      : absl::ascii_isalpha(c) ? Kind::kLetters
                                               : Kind::kNone;
    if (next != Kind::kNone) {
      if (next != kind) pieces.emplace_back();
      pieces.back().push_back(absl::ascii_tolower(c));
    } else if (c == '+') {
      pieces.emplace_back("+");
    }
    kind = next;
  }
  return pieces;
}

bool StartsExtension(absl::string_view word) {
  return word == "ext" || word == "extn" || word == "extension" || word == "x";
}

}  // namespace

std::string SpokenDigits(absl::string_view said) {
  const std::vector<std::string> pieces = Pieces(said);
  std::string digits;
  bool has_plus = false;
  int repeat = 1;
  // In "this one: 0491 570 156" the words between the written digits are only words.
  const bool is_written = std::count_if(said.begin(), said.end(), absl::ascii_isdigit) >= 8;
  const auto append = [&](absl::string_view some) {
    // "double five" repeats one digit, never a whole written group.
    for (int i = 0; i < (some.size() == 1 ? repeat : 1); ++i) absl::StrAppend(&digits, some);
    repeat = 1;
  };
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const std::string& piece = pieces[i];
    if (piece == "+" || piece == "plus") {
      has_plus = has_plus || digits.empty();
    } else if (absl::ascii_isdigit(piece[0])) {
      append(piece);
    } else if (piece == "double") {
      repeat = 2;
    } else if (piece == "triple" || piece == "treble") {
      repeat = 3;
    } else if (StartsExtension(piece) && !digits.empty()) {
      break;
    } else if (is_written) {
      continue;
    } else if (const absl::string_view digit = Find(kDigitWords, piece); !digit.empty()) {
      append(digit);
    } else if (const absl::string_view teen = Find(kTeenWords, piece); !teen.empty()) {
      append(teen);
    } else if (const absl::string_view tens = Find(kTensWords, piece); !tens.empty()) {
      const absl::string_view unit =
          i + 1 < pieces.size() ? Find(kDigitWords, pieces[i + 1]) : absl::string_view();
      const bool takes_unit = !unit.empty() && unit != "0";
      append(absl::StrCat(tens, takes_unit ? unit : "0"));
      if (takes_unit) ++i;
    }
  }
  return has_plus ? absl::StrCat("+", digits) : digits;
}

}  // namespace frontdesk
