#include "libs/names/service_words.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "libs/names/filler.h"
#include "libs/names/likeness.h"
#include "libs/names/plain_words.h"

namespace frontdesk {
namespace {

constexpr Likeness kOneFamily = {Fit::kShort, 0.97};
constexpr Likeness kFirstLetters = {Fit::kNear, 0.7};

template <std::size_t N>
bool Among(absl::string_view word, const absl::string_view (&words)[N]) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

constexpr absl::string_view kVague[] = {
    "appointment", "appointments", "session", "sessions", "treatment", "treatments",
    "service",     "services",     "therapy", "visit",    "visits",
};
// These speak of the caller or of the list, not of a service.
constexpr absl::string_view kCallers[] = {"patient", "patients", "client",
                                          "clients", "type",     "option"};
constexpr absl::string_view kCommon[] = {"consult", "consults", "consultation", "consultations"};

WordKind KindOf(absl::string_view word) {
  if (Among(word, kVague)) return WordKind::kVague;
  if (Among(word, kCommon)) return WordKind::kCommon;
  return IsFiller(word) || Among(word, kCallers) ? WordKind::kFiller : WordKind::kContent;
}

// One word for what means the same at a front desk. Source: contract/webhooks.md, 4.4: new callers
// come for "Initial", returning ones for "Follow up".
absl::string_view Canonical(absl::string_view word, absl::string_view next) {
  // "Return to Work Assessment", "New Mums Physio", "First Aid", "the first available time": these
  // are no kinds of visit, and "a new appointment" is just another one.
  constexpr absl::string_view kOtherSense[] = {
      "to",      "aid",    "mum",  "mums", "mother", "mothers", "parent",    "parents",
      "baby",    "babies", "dad",  "dads", "moms",   "mom",     "available", "free",
      "opening", "slot",   "time", "born", "one",    "of",
  };
  constexpr absl::string_view kBookings[] = {"appointment", "appointments", "appt", "booking"};
  constexpr absl::string_view kSenses[] = {"first",  "1st",       "new",
                                           "return", "returning", "existing"};
  if (Among(word, kSenses) && Among(next, kOtherSense)) return word;
  if (word == "new" && Among(next, kBookings)) return word;
  constexpr std::pair<absl::string_view, absl::string_view> kSame[] = {
      {"first", "initial"},
      {"1st", "initial"},
      {"new", "initial"},
      {"followups", "followup"},
      {"return", "followup"},
      {"returning", "followup"},
      {"subsequent", "followup"},
      {"existing", "followup"},
      {"acu", "acupuncture"},
      {"appt", "appointment"},
      {"kids", "children"},
      {"kid", "children"},
      {"child", "children"},
      {"childs", "children"},
      {"childrens", "children"},
      {"paediatric", "children"},
      {"pediatric", "children"},
      {"prenatal", "pregnancy"},
      {"antenatal", "pregnancy"},
      {"pregnant", "pregnancy"},
      {"tele", "telehealth"},
      {"xray", "x-ray"},
      {"two", "2"},
      {"three", "3"},
      {"four", "4"},
      {"five", "5"},
      {"six", "6"},
      {"seven", "7"},
      {"eight", "8"},
      {"nine", "9"},
      {"ten", "10"},
  };
  for (const auto& [from, to] : kSame) {
    if (from == word) return to;
  }
  return word;
}

// Without what makes a profession, an act or a plural of it. Short forms are listed rather than
// read off the first letters: "physio" is physiotherapy, never physiology.
std::string StemOf(absl::string_view word) {
  constexpr std::pair<absl::string_view, absl::string_view> kShortForms[] = {
      {"physio", "physiotherap"}, {"physios", "physiotherap"}, {"fizzio", "physiotherap"},
      {"fizio", "physiotherap"},  {"fisio", "physiotherap"},   {"phisio", "physiotherap"},
      {"osteo", "osteopath"},     {"osteos", "osteopath"},     {"ostio", "osteopath"},
      {"chiro", "chiropract"},    {"chiros", "chiropract"},    {"kiro", "chiropract"},
      {"psych", "psycholog"},     {"myo", "myotherap"},        {"naturo", "naturopath"},
      {"rehab", "rehabilit"},     {"hydro", "hydrotherap"},    {"pod", "podiatr"},
      {"preg", "pregnancy"},      {"vax", "vaccin"},
  };
  for (const auto& [from, to] : kShortForms) {
    if (from == word) return std::string(to);
  }
  // Longer endings first.
  constexpr absl::string_view kEndings[] = {
      "ations", "ation", "itian", "ician", "ments", "ment", "ingers", "ical", "ists",
      "ings",   "etics", "etic",  "ies",   "ist",   "ing",  "ors",    "ers",  "ics",
      "ic",     "al",    "or",    "er",    "ed",    "es",   "y",      "e",    "s",
  };
  for (const absl::string_view ending : kEndings) {
    const std::size_t least = ending == "s" ? 3 : 4;
    if (word.size() < ending.size() + least || !absl::EndsWith(word, ending)) continue;
    if (ending == "s" && absl::EndsWith(word, "ss")) continue;
    return std::string(word.substr(0, word.size() - ending.size()));
  }
  return std::string(word);
}

// Words of the trade that are spelt or sound nearly alike and mean different things.
bool IsWordOfTheTrade(absl::string_view word) {
  constexpr absl::string_view kWords[] = {"perinatal", "pregnancy", "postnatal",
                                          "neonatal",  "facial",    "fascial"};
  return Among(word, kWords);
}

bool IsMinutes(absl::string_view word) {
  constexpr absl::string_view kWords[] = {"min", "mins", "minute", "minutes", "m"};
  return Among(word, kWords);
}

bool IsHours(absl::string_view word) {
  constexpr absl::string_view kWords[] = {"hr", "hrs", "hour", "hours", "h"};
  return Among(word, kWords);
}

// Minutes that are spoken as a word, 0 for others.
int SpokenMinutes(absl::string_view word) {
  constexpr std::pair<absl::string_view, int> kNumbers[] = {
      {"one", 1},     {"two", 2},      {"three", 3},    {"five", 5},    {"ten", 10},
      {"twelve", 12}, {"fifteen", 15}, {"twenty", 20},  {"thirty", 30}, {"forty", 40},
      {"fifty", 50},  {"sixty", 60},   {"seventy", 70}, {"eighty", 80}, {"ninety", 90},
  };
  for (const auto& [name, number] : kNumbers) {
    if (name == word) return number;
  }
  int number = 0;
  return absl::SimpleAtoi(word, &number) ? number : 0;
}

// "60min" is two words.
std::vector<std::string> SplitWords(absl::string_view text) {
  std::vector<std::string> words;
  for (const std::string& word : PlainWords(text)) {
    const std::size_t letters = word.find_first_not_of("0123456789");
    const bool is_mixed = letters != std::string::npos && letters > 0 &&
                          (IsMinutes(word.substr(letters)) || IsHours(word.substr(letters)));
    if (is_mixed) {
      words.push_back(word.substr(0, letters));
      words.push_back(word.substr(letters));
    } else {
      words.push_back(word);
    }
  }
  return words;
}

}  // namespace

ServiceWord::ServiceWord(std::string word, std::string heard)
    : spelt(std::move(word)),
      heard(std::move(heard)),
      kind(KindOf(spelt.text)),
      stem(StemOf(spelt.text)) {}

ServiceWords ReadService(absl::string_view text) {
  const std::vector<std::string> words = SplitWords(text);
  ServiceWords read;
  const auto is = [&](std::size_t i, absl::string_view word) {
    return i < words.size() && words[i] == word;
  };
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (is(i, "half") && (is(i + 1, "hour") || (is(i + 1, "an") && is(i + 2, "hour")))) {
      read.minutes.push_back(30);
      i += is(i + 1, "an") ? 2 : 1;
      continue;
    }
    const bool has_article = is(i, "an") || is(i, "a");
    int number = has_article ? 1 : SpokenMinutes(words[i]);
    std::size_t unit = i + 1;
    if (number >= 20 && number % 10 == 0 && unit < words.size() && SpokenMinutes(words[unit]) > 0 &&
        SpokenMinutes(words[unit]) < 10) {
      number += SpokenMinutes(words[unit++]);  // "forty five minutes"
    }
    if (number > 0 && unit < words.size() && IsHours(words[unit]) && number <= 12) {
      int minutes = 60 * number;
      if (is(unit + 1, "and") && is(unit + 2, "a") && is(unit + 3, "half")) {
        minutes += 30;
        unit += 3;
      }
      read.minutes.push_back(minutes);
      i = unit;
      continue;
    }
    if (number > 0 && !has_article && unit < words.size() && IsMinutes(words[unit])) {
      read.minutes.push_back(number);
      i = unit;
      continue;
    }
    if (is(i, "hour")) {
      read.minutes.push_back(60);
      continue;
    }
    const bool is_bare_duration =
        number >= 10 && number <= 240 && number % 5 == 0 && absl::ascii_isdigit(words[i][0]);
    if (is_bare_duration) {
      read.minutes.push_back(number);
      continue;
    }
    if (is(i, "follow") && is(i + 1, "up")) {
      read.words.emplace_back("followup");
      ++i;
      continue;
    }
    const absl::string_view next = i + 1 < words.size() ? words[i + 1] : absl::string_view();
    read.words.emplace_back(std::string(Canonical(words[i], next)), words[i]);
  }
  return read;
}

Likeness LikenessOfService(const ServiceWord& said, const ServiceWord& word) {
  if (said.spelt.text == word.spelt.text) return {Fit::kExact, 1.0};
  if (said.kind == WordKind::kFiller) return {};
  if (said.stem == word.stem) return kOneFamily;
  if (said.is_generic() || word.is_generic()) {
    // "consulation", but no generic word for another.
    return said.is_generic() ? Likeness{} : LikenessOfWords(said.spelt, word.spelt);
  }
  if (IsWordOfTheTrade(said.spelt.text) && IsWordOfTheTrade(word.spelt.text)) return {};
  const Likeness likeness = LikenessOfWords(said.spelt, word.spelt);
  if (likeness.fit != Fit::kNone) return likeness;
  const absl::string_view a = said.spelt.text;
  const absl::string_view b = word.spelt.text;
  const bool begins = std::min(a.size(), b.size()) >= 4 && !said.spelt.has_digit &&
                      (absl::StartsWith(a, b) || absl::StartsWith(b, a));
  return begins ? kFirstLetters : Likeness{};
}

}  // namespace frontdesk
