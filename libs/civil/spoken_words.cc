#include "libs/civil/spoken_words.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"

namespace frontdesk {
namespace {

struct NumberWord {
  absl::string_view word;
  int number;
  bool ordinal;
};

constexpr NumberWord kNumberWords[] = {
    {"zero", 0, false},       {"one", 1, false},        {"two", 2, false},
    {"three", 3, false},      {"four", 4, false},       {"five", 5, false},
    {"six", 6, false},        {"seven", 7, false},      {"eight", 8, false},
    {"nine", 9, false},       {"ten", 10, false},       {"eleven", 11, false},
    {"twelve", 12, false},    {"thirteen", 13, false},  {"fourteen", 14, false},
    {"fifteen", 15, false},   {"sixteen", 16, false},   {"seventeen", 17, false},
    {"eighteen", 18, false},  {"nineteen", 19, false},  {"twenty", 20, false},
    {"thirty", 30, false},    {"forty", 40, false},     {"fourty", 40, false},
    {"fifty", 50, false},     {"first", 1, true},       {"second", 2, true},
    {"third", 3, true},       {"fourth", 4, true},      {"fifth", 5, true},
    {"sixth", 6, true},       {"seventh", 7, true},     {"eighth", 8, true},
    {"ninth", 9, true},       {"tenth", 10, true},      {"eleventh", 11, true},
    {"twelfth", 12, true},    {"thirteenth", 13, true}, {"fourteenth", 14, true},
    {"fifteenth", 15, true},  {"sixteenth", 16, true},  {"seventeenth", 17, true},
    {"eighteenth", 18, true}, {"nineteenth", 19, true}, {"twentieth", 20, true},
    {"thirtieth", 30, true},
};

// Words that never change which day or time is meant.
constexpr absl::string_view kArticles[] = {"the", "of", "on", "coming", "upcoming",
                                           "um",  "uh", "er", "ah"};

bool Among(absl::string_view word, const absl::string_view* begin, const absl::string_view* end) {
  return std::find(begin, end, word) != end;
}

bool IsLetter(char c) { return absl::ascii_isalpha(c) || static_cast<unsigned char>(c) >= 0x80; }

// Typographic signs become the ones on a keyboard; apostrophes go ("o'clock" is one word).
std::string Plain(absl::string_view said) {
  std::string text = absl::StrReplaceAll(said, {{"\u2019", ""},
                                                {"\u2018", ""},
                                                {"'", ""},
                                                {"\u00A0", " "},
                                                {"\u202F", " "},
                                                {"\u2009", " "},
                                                {"\u2010", "-"},
                                                {"\u2011", "-"},
                                                {"\u2012", "-"},
                                                {"\u2013", "-"},
                                                {"\u2014", "-"},
                                                {"\u2212", "-"}});
  absl::AsciiStrToLower(&text);
  return text;
}

// "a.m." and "p.m" at `at` become one word; returns how long it is, 0 if there is none.
std::size_t DottedMeridiem(absl::string_view text, std::size_t at) {
  if (at + 2 >= text.size() || (text[at] != 'a' && text[at] != 'p') || text[at + 1] != '.')
    return 0;
  const std::size_t m = text[at + 2] == ' ' ? at + 3 : at + 2;
  if (m >= text.size() || text[m] != 'm') return 0;
  if (m + 1 < text.size() && IsLetter(text[m + 1])) return 0;
  return m + 1 - at + (m + 1 < text.size() && text[m + 1] == '.' ? 1 : 0);
}

std::vector<SpokenWord> Split(absl::string_view text) {
  std::vector<SpokenWord> words;
  std::size_t end_of_last = 0;
  std::size_t i = 0;
  const auto add = [&](SpokenWord word, std::size_t length) {
    word.glued = !words.empty() && end_of_last == i;
    words.push_back(std::move(word));
    i += length;
    end_of_last = i;
  };
  const auto is_digit_at = [&](std::size_t at) {
    return at < text.size() && absl::ascii_isdigit(text[at]);
  };
  while (i < text.size()) {
    if (is_digit_at(i)) {
      std::size_t length = 1;
      while (is_digit_at(i + length)) ++length;
      SpokenWord word;
      word.digits = static_cast<int>(length);
      word.padded = length == 2 && text[i] == '0';
      // More digits than a date has ("20260714") are no number that any rule below knows.
      if (length > 8 || !absl::SimpleAtoi(text.substr(i, length), &word.number)) {
        word.number = -1;
        word.text = std::string(text.substr(i, length));
      }
      add(std::move(word), length);
    } else if (const std::size_t dotted = DottedMeridiem(text, i); dotted > 0) {
      add({.text = text[i] == 'a' ? "am" : "pm"}, dotted);
    } else if (IsLetter(text[i])) {
      std::size_t length = 1;
      while (i + length < text.size() && IsLetter(text[i + length])) ++length;
      add({.text = std::string(text.substr(i, length))}, length);
    } else if (text[i] == ':' || text[i] == '/' || text[i] == '-' || text[i] == '.' ||
               text[i] == '+') {
      const bool beside_digit = is_digit_at(i + 1) || (i > 0 && is_digit_at(i - 1));
      const bool ends_sentence = text[i] == '.' && !is_digit_at(i + 1);
      if (beside_digit && !ends_sentence) {
        add({.text = std::string(1, text[i])}, 1);
      } else {
        ++i;
      }
    } else {
      ++i;
    }
  }
  return words;
}

void ReadNumberWord(SpokenWord& word) {
  for (const NumberWord& row : kNumberWords) {
    if (!word.Is(row.word)) continue;
    word.text.clear();
    word.number = row.number;
    word.ordinal = row.ordinal;
    return;
  }
}

bool IsSpokenTens(const SpokenWord& word) {
  return word.IsNumber() && word.digits == 0 && !word.ordinal && word.number >= 20 &&
         word.number % 10 == 0;
}

bool IsSpokenUnit(const SpokenWord& word) {
  return word.digits == 0 && word.number >= 1 && word.number <= 9;
}

// Joins `words[i]` with the one after it where the two are one word; true if it did.
bool JoinWithNext(std::vector<SpokenWord>& words, std::size_t i) {
  if (i + 1 >= words.size()) return false;
  SpokenWord& word = words[i];
  const SpokenWord next = words[i + 1];
  const auto drop_next = [&] {
    words.erase(words.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    return true;
  };
  if ((word.Is("a") || word.Is("p")) && next.Is("m")) {
    word.text += "m";
    return drop_next();
  }
  if (word.Is("o") && next.Is("clock")) {
    word.text = "oclock";
    return drop_next();
  }
  if (word.IsNumber() && word.digits > 0 && next.glued &&
      (next.Is("st") || next.Is("nd") || next.Is("rd") || next.Is("th"))) {
    word.ordinal = true;
    return drop_next();
  }
  if (IsSpokenTens(word) && IsSpokenUnit(next)) {
    word.number += next.number;
    word.ordinal = next.ordinal;
    return drop_next();
  }
  const bool is_zero =
      word.Is("oh") || word.Is("o") || (word.digits == 0 && word.number == 0 && !word.ordinal);
  if (is_zero && next.number >= 1 && next.number <= 9 && next.digits <= 1 && !next.ordinal) {
    word = next;
    word.digits = 2;
    word.padded = true;
    return drop_next();
  }
  // "twenty twenty six", and 2026 spoken in full below.
  if (word.digits == 0 && word.number == 20 && next.digits == 0 && next.number >= 21 &&
      next.number <= 59 && !next.ordinal) {
    word.number = 2000 + next.number;
    word.digits = 4;
    return drop_next();
  }
  if (word.number == 2 && word.digits == 0 && next.Is("thousand")) {
    word.number = 2000;
    word.digits = 4;
    return drop_next();
  }
  if (word.number == 2000 && next.Is("and")) return drop_next();
  if (word.number == 2000 && next.digits == 0 && next.number >= 1 && next.number <= 99) {
    word.number += next.number;
    return drop_next();
  }
  return false;
}

// The "of" at words[i] tells the time: "quarter of ten" is 9:45.
bool IsClockOf(const std::vector<SpokenWord>& words, std::size_t i) {
  if (!words[i].Is("of") || i == 0 || i + 1 >= words.size()) return false;
  const auto is_cardinal = [](const SpokenWord& word) { return word.IsNumber() && !word.ordinal; };
  const SpokenWord& before = words[i - 1];
  const SpokenWord& after = words[i + 1];
  return (is_cardinal(before) || before.Is("quarter") || before.Is("minutes")) &&
         (is_cardinal(after) || after.Is("noon") || after.Is("midday") || after.Is("midnight"));
}

}  // namespace

std::vector<SpokenWord> SpokenWords(absl::string_view said) {
  std::vector<SpokenWord> words = Split(Plain(said));
  for (SpokenWord& word : words) ReadNumberWord(word);
  // From the end, so that "twenty twenty six" first becomes 20 and 26.
  for (std::size_t i = words.size(); i-- > 0;) {
    while (JoinWithNext(words, i)) {
    }
  }
  bool dropped = false;
  bool dropped_the = false;
  std::vector<SpokenWord> kept;
  for (std::size_t i = 0; i < words.size(); ++i) {
    SpokenWord word = words[i];
    const bool is_article = !word.IsNumber() && !IsClockOf(words, i) &&
                            Among(word.text, std::begin(kArticles), std::end(kArticles));
    if (!is_article) {
      if (dropped) word.glued = false;
      word.after_the = dropped_the;
      kept.push_back(std::move(word));
    }
    dropped_the = is_article && (dropped_the || word.Is("the"));
    dropped = is_article;
  }
  return kept;
}

}  // namespace frontdesk
