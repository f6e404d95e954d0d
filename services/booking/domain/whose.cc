#include "services/booking/domain/whose.h"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "libs/names/filler.h"
#include "libs/names/plain_words.h"
#include "libs/names/practitioner_match.h"
#include "services/booking/domain/appointment_vocabulary.h"
#include "services/booking/domain/person_name.h"

namespace frontdesk::booking {
namespace {

// A middle name may stand between the first and the last.
constexpr std::size_t kLongestName = 3;

struct Token {
  std::string text;   // as it was said
  std::string plain;  // in plain letters, without the s of a possessive
  bool possessive = false;
};

Token Read(std::string text) {
  Token token{.text = std::move(text), .plain = {}};
  absl::string_view word = token.text;
  while (!word.empty() && absl::ascii_ispunct(static_cast<unsigned char>(word.back())) &&
         word.back() != '\'') {
    word.remove_suffix(1);
  }
  if (absl::EndsWithIgnoreCase(word, "'s")) {
    word.remove_suffix(2);
    token.possessive = true;
  } else if (absl::EndsWithIgnoreCase(word, "s'")) {
    word.remove_suffix(1);
    token.possessive = true;
  }
  token.plain = absl::StrJoin(PlainWords(word), "");
  return token;
}

// Speech recognition leaves the apostrophe of "Rileys" out.
void FindPossessive(const std::vector<KnownPatient>& people, Token& token) {
  const std::string owner(WithoutPossessive(token.plain));
  if (token.possessive || owner == token.plain) return;
  const auto is_owner = [&](const std::string& name) {
    return std::ranges::count(PlainWords(name), owner) > 0;
  };
  const auto is_name = [&](const std::string& name) {
    return std::ranges::count(PlainWords(name), token.plain) > 0;
  };
  const bool is_called_so = std::ranges::any_of(people, [&](const KnownPatient& person) {
    return is_name(person.first_name) || is_name(person.last_name);
  });
  token.possessive = !is_called_so && std::ranges::any_of(people, [&](const KnownPatient& person) {
    return is_owner(person.first_name) || is_owner(person.preferred_first_name) ||
           is_owner(person.last_name);
  });
  if (token.possessive) token.plain = owner;
}

std::vector<Token> Tokens(const std::string& words, const std::vector<KnownPatient>& people) {
  std::vector<Token> tokens;
  for (std::string& text :
       std::vector<std::string>(absl::StrSplit(absl::StrReplaceAll(words, {{"\u2019", "'"}}),
                                               absl::ByAnyChar(" \t\r\n"), absl::SkipEmpty()))) {
    tokens.push_back(Read(std::move(text)));
    FindPossessive(people, tokens.back());
  }
  return tokens;
}

using People = std::vector<const KnownPatient*>;

People ThoseWith(const std::string& word, const std::vector<KnownPatient>& people, bool given) {
  People those;
  for (const KnownPatient& person : people) {
    std::vector<PractitionerName> names;
    if (given) {
      names.push_back({.title = "", .first = person.first_name, .last = ""});
      names.push_back({.title = "", .first = person.preferred_first_name, .last = ""});
    } else if (person.last_name != kNoLastName) {
      names.push_back({.title = "", .first = "", .last = person.last_name});
    }
    if (!PractitionersMentioned(word, names).empty()) those.push_back(&person);
  }
  return those;
}

class Reader {
 public:
  Reader(const std::string& words, const std::vector<KnownPatient>& people,
         const Directory& directory)
      : people_(people),
        directory_(directory),
        tokens_(Tokens(words, people)),
        about_people_(tokens_.size(), false) {}

  Whose Run(const std::string& words) {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (!about_people_[i]) ReadAt(i);
    }
    // "It's Morgan, it is about Riley's": whose it is says more than who speaks.
    Whose whose{.named = surely_.empty() ? perhaps_ : surely_, .unclear = unclear_, .rest = words};
    if (std::ranges::count(about_people_, true) == 0) return whose;
    std::vector<std::string> rest;
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (!about_people_[i]) rest.push_back(tokens_[i].text);
    }
    whose.rest = absl::StrJoin(rest, " ");
    return whose;
  }

 private:
  // Words that are no names, though one of the people may be called like it ("may", "will").
  bool IsAnotherWord(std::size_t i) const {
    const std::string& word = tokens_[i].plain;
    return word.empty() || MeansAnyAppointment(word) || IsOfATime(word) || IsOfACare(word) ||
           IsTitle(word) || IsOfAService(word, directory_) || IsOfAPlace(word, directory_);
  }
  // A word of which nothing is known, so it may be anybody's name.
  bool MayBeAName(std::size_t i) const {
    return i < tokens_.size() && !IsAnotherWord(i) && !IsRelation(tokens_[i].plain) &&
           !IsOfAPractitioner(tokens_[i].plain, directory_) &&
           std::ranges::all_of(tokens_[i].plain, [](const char c) {
             return absl::ascii_isalpha(static_cast<unsigned char>(c)) || (c & 0x80) != 0;
           });
  }
  bool Says(std::size_t i, std::initializer_list<absl::string_view> words) const {
    return i < tokens_.size() && std::ranges::count(words, tokens_[i].plain) > 0;
  }
  bool IsAfter(std::size_t i, std::initializer_list<absl::string_view> words) const {
    while (i > 0 && (IsTitle(tokens_[i - 1].plain) || Says(i - 1, {"my", "our", "the"}))) --i;
    return i > 0 && Says(i - 1, words);
  }
  bool IsSomebodys(std::size_t i) const {
    return tokens_[i].possessive || IsAfter(i, {"for", "under"});
  }

  void Take(std::size_t i) {
    about_people_[i] = true;
    if (i > 0 && Says(i - 1, {"for", "under"})) about_people_[i - 1] = true;
  }

  void ReadAt(std::size_t i) {
    const std::string& word = tokens_[i].plain;
    if (IsRelation(word) && (tokens_[i].possessive || !IsAnotherWord(i))) return ReadRelation(i);
    if (IsAnotherWord(i) && !tokens_[i].possessive) return;
    const People called = ThoseWith(word, people_, /*given=*/true);
    const bool works_here = IsOfAPractitioner(word, directory_);
    if (!called.empty()) {
      const bool is_practitioner =
          IsAfter(i, {"with", "see", "seeing"}) ||
          (i + 1 < tokens_.size() && IsOfAPractitioner(tokens_[i + 1].plain, directory_) &&
           !IsLastNameOf(called, i + 1));
      if (works_here && is_practitioner) return;
      return ReadName(i, called, works_here);
    }
    if (works_here || IsAnotherWord(i)) return;
    const People of_the_name = ThoseWith(word, people_, /*given=*/false);
    if (!of_the_name.empty()) {
      // The last name of several tells nobody of them; a stranger's first name is none of them.
      const bool is_strangers = i > 0 && MayBeAName(i - 1);
      const bool is_titled = i > 0 && IsTitle(tokens_[i - 1].plain);
      if (is_strangers || ((is_titled || IsSomebodys(i)) && of_the_name.size() > 1)) {
        unclear_ = true;
      } else {
        Name(of_the_name, IsSomebodys(i));
      }
      if (is_strangers) Take(i - 1);
      return Take(i);
    }
    if (!IsSomebodys(i) || !MayBeAName(i)) return;
    unclear_ = true;
    Take(i);
  }

  // "My wife's" is nobody whom we know; "my son Riley's" is.
  void ReadRelation(std::size_t i) {
    Take(i);
    const bool is_named = !tokens_[i].possessive && i + 1 < tokens_.size() &&
                          !IsAnotherWord(i + 1) &&
                          !ThoseWith(tokens_[i + 1].plain, people_, /*given=*/true).empty();
    if (!is_named) {
      unclear_ = true;
      if (!tokens_[i].possessive && MayBeAName(i + 1)) Take(i + 1);
    }
  }

  // The first name at `i` with what follows it: "Riley", "Riley's", "Riley Ann Familyname's".
  void ReadName(std::size_t i, People called, bool works_here) {
    bool is_somebodys = IsSomebodys(i) || (i > 0 && IsRelation(tokens_[i - 1].plain));
    std::size_t last = i;
    while (!tokens_[last].possessive && last + 1 < tokens_.size() && last + 1 < i + kLongestName &&
           !absl::EndsWith(tokens_[last].text, ",") && MayBeALastName(called, last + 1)) {
      ++last;
    }
    if (last > i) {
      std::erase_if(called, [&](const KnownPatient* person) {
        return person->last_name != kNoLastName &&
               ThoseWith(tokens_[last].plain, {*person}, /*given=*/false).empty();
      });
      works_here = works_here && called.empty();
    }
    for (std::size_t at = i; at <= last; ++at) Take(at);
    is_somebodys = is_somebodys || tokens_[last].possessive;
    const bool is_denied = i > 0 && Says(i - 1, {"not", "isnt"});
    if (called.empty() || works_here || is_denied) {
      unclear_ = true;
    } else {
      Name(called, is_somebodys);
    }
  }

  bool IsLastNameOf(const People& called, std::size_t i) const {
    return std::ranges::any_of(called, [&](const KnownPatient* person) {
      return !ThoseWith(tokens_[i].plain, {*person}, /*given=*/false).empty();
    });
  }

  // "Riley Sample's" is nobody who works here, though somebody may be called Sample there.
  bool MayBeALastName(const People& called, std::size_t i) const {
    const bool is_owner =
        tokens_[i].possessive && !IsAnotherWord(i) && !IsRelation(tokens_[i].plain);
    return is_owner || MayBeAName(i) || IsLastNameOf(called, i);
  }

  void Name(const People& called, bool is_somebodys) {
    for (const KnownPatient* person : called) {
      (is_somebodys ? surely_ : perhaps_).insert(person->id);
    }
  }

  const std::vector<KnownPatient>& people_;
  const Directory& directory_;
  const std::vector<Token> tokens_;
  std::vector<bool> about_people_;  // of the tokens
  std::set<PatientId> surely_;
  std::set<PatientId> perhaps_;
  bool unclear_ = false;
};

}  // namespace

Whose WhoseIsMeant(const std::string& words, const std::vector<KnownPatient>& people,
                   const Directory& directory) {
  return Reader(words, people, directory).Run(words);
}

}  // namespace frontdesk::booking
