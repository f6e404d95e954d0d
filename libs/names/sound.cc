#include "libs/names/sound.h"

#include <algorithm>
#include <cstddef>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"

namespace frontdesk {
namespace {

bool IsVowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u'; }

class Speller {
 public:
  explicit Speller(absl::string_view word) : word_(word) { SkipSilentStart(); }

  std::string Key() {
    while (i_ < word_.size()) {
      if (IsVowelAt(i_)) {
        Vowels();
      } else {
        Consonant();
      }
    }
    return std::move(key_);
  }

 private:
  char At(std::size_t i) const { return i < word_.size() ? word_[i] : '\0'; }
  bool Has(absl::string_view text) const { return absl::StartsWith(word_.substr(i_), text); }
  bool IsSoft(char c) const { return c == 'e' || c == 'i' || c == 'y'; }

  // y is a consonant only before a vowel at the start of the word ("yolanda").
  bool IsVowelAt(std::size_t i) const {
    const char c = At(i);
    return IsVowel(c) || (c == 'y' && !(i == 0 && IsVowel(At(1))));
  }

  void SkipSilentStart() {
    for (const absl::string_view start : {"kn", "gn", "pn", "wr", "ps", "pf"}) {
      if (absl::StartsWith(word_, start)) i_ = 1;
    }
    if (Has("mc")) {  // McKenzie, Mackenzie
      key_ = "MAK";
      i_ = At(2) == 'k' || At(2) == 'c' ? 3 : 2;
      first_vowel_done_ = true;
    } else if (Has("x")) {
      key_ = "S";
      i_ = 1;
    }
  }

  void Add(char sound) {
    if (key_.empty() || key_.back() != sound) key_.push_back(sound);
  }

  void Vowels() {
    const std::size_t begin = i_;
    std::string run;
    // h between vowels, w and gh behind one belong to the vowel: graham, rowan, leigh.
    while (i_ < word_.size()) {
      if (IsVowelAt(i_)) {
        run.push_back(At(i_) == 'y' ? 'i' : At(i_));
        ++i_;
      } else if (At(i_) == 'h' && begin > 0) {
        ++i_;
      } else if (At(i_) == 'h' && i_ > 0) {
        ++i_;
      } else if (At(i_) == 'w' && !IsVowelAt(i_ + 1)) {
        run.push_back('w');
        ++i_;
      } else if (Has("gh") && !IsVowelAt(i_ + 2)) {
        run.push_back('g');
        i_ += 2;
      } else {
        break;
      }
    }
    const bool is_end = i_ >= word_.size();
    if (is_end && run == "e" && first_vowel_done_) return;  // silent: yvette, clarke
    if (!first_vowel_done_) {
      // A single vowel before one consonant and a silent e is long: jane, not jan.
      const bool has_silent_e =
          run.size() == 1 && !IsVowelAt(i_) && At(i_ + 1) == 'e' && i_ + 2 == word_.size();
      key_.push_back(is_end ? FinalVowel(run, true) : FirstVowel(run, has_silent_e));
      if (is_end && run.size() > 1 && EndsInA(run)) key_.push_back('A');
    } else if (is_end) {
      key_.push_back(FinalVowel(run, false));
      if (run.size() > 1 && EndsInA(run)) key_.push_back('A');
    } else {
      key_.push_back('@');
    }
    first_vowel_done_ = true;
  }

  static bool EndsInA(absl::string_view run) { return run.back() == 'a' && run != "ea"; }

  static char FirstVowel(absl::string_view run, bool is_long) {
    if (is_long) {
      switch (run[0]) {
        case 'a':
          return '1';
        case 'e':
          return 'I';
        case 'i':
          return '3';
        case 'o':
          return '4';
        default:
          return 'U';
      }
    }
    for (const absl::string_view as_in_jane : {"ai", "ae", "aa", "aie", "aei"}) {
      if (run == as_in_jane) return '1';
    }
    for (const absl::string_view as_in_reed : {"ee", "ea", "ie", "ei"}) {
      if (run == as_in_reed) return 'I';
    }
    for (const absl::string_view as_in_geoff : {"e", "eo"}) {
      if (run == as_in_geoff) return 'E';
    }
    for (const absl::string_view as_in_stuart : {"u", "oo", "ew", "ue", "ui", "ua", "ewa", "ou"}) {
      if (run == as_in_stuart) return 'U';
    }
    if (run == "i") return 'i';
    if (run == "oa") return '4';
    if (run == "au" || run == "aw") return 'O';
    return absl::ascii_toupper(run[0]);
  }

  static char FinalVowel(absl::string_view run, bool is_only_vowel) {
    if (run == "ow" && is_only_vowel) return 'W';  // gow, but barlow
    for (const absl::string_view as_in_lee :
         {"i", "ie", "ei", "ee", "ea", "eig", "iig", "aig", "eie"}) {
      if (run == as_in_lee) return run == "aig" ? '1' : 'I';
    }
    if (run == "ai" || run == "ae") return '1';
    if (run == "aw" || run == "au") return 'O';
    if (run == "u" || run == "oo" || run == "ew" || run == "ue") return 'U';
    return absl::ascii_toupper(run[0]);
  }

  void Consonant() {
    const char c = At(i_);
    const char next = At(i_ + 1);
    std::size_t length = 1;
    switch (c) {
      case 'b':
        if (i_ + 1 == word_.size() && At(i_ - 1) == 'm' && i_ > 0) break;  // lamb
        Add('B');
        break;
      case 'c':
        if (next == 'h') {
          const bool is_k = i_ > 0 || At(i_ + 2) == 'r' || At(i_ + 2) == 'l';
          Add(is_k && At(i_ + 2) != '\0' && !IsVowelAt(i_ + 2) ? 'K' : 'C');
          length = 2;
        } else if (next == 'k') {
          Add('K');
          length = 2;
        } else {
          Add(IsSoft(next) ? 'S' : 'K');
        }
        break;
      case 'd':
        if (next == 'g' && IsSoft(At(i_ + 2))) {
          Add('J');
          length = 2;
        } else if (next == 't') {  // schmidt
          Add('T');
          length = 2;
        } else {
          Add('D');
        }
        break;
      case 'g':
        if (next == 'h') {
          if (i_ == 0) Add('G');
          length = 2;
        } else if (next == 'n' && i_ + 2 >= word_.size()) {
          break;
        } else {
          Add(IsSoft(next) && (i_ == 0 || At(i_ - 1) != 'g') ? 'J' : 'G');
        }
        break;
      case 'h':
        if (i_ == 0) Add('H');
        break;
      case 'p':
        if (next == 'h') {
          Add(At(i_ + 2) == 'e' && i_ > 0 && Has("phen") ? 'V' : 'F');
          length = 2;
        } else {
          Add('P');
        }
        break;
      case 'q':
        Add('K');
        if (next == 'u' || next == 'v') length = 2;  // lindqvist
        break;
      case 's':
        if (Has("sch")) {
          Add('X');
          length = 3;
        } else if (next == 'h') {
          Add('X');
          length = 2;
        } else {
          Add('S');
        }
        break;
      case 't':
        if (Has("tch")) {
          Add('C');
          length = 3;
        } else if (next == 'h') {
          Add('0');
          length = 2;
        } else {
          Add('T');
        }
        break;
      case 'v':
        Add('V');
        break;
      case 'w':
        Add('W');
        if (next == 'h') length = 2;
        break;
      case 'x':
        Add('K');
        Add('S');
        break;
      case 'z':
        Add('S');
        break;
      default:
        Add(absl::ascii_toupper(c));
    }
    i_ += length;
  }

  absl::string_view word_;
  std::size_t i_ = 0;
  std::string key_;
  bool first_vowel_done_ = false;
};

}  // namespace

std::string SoundKey(absl::string_view word) { return Speller(word).Key(); }

std::string LooseSoundKey(absl::string_view word) {
  std::string key = SoundKey(word);
  key.erase(std::remove(key.begin(), key.end(), '@'), key.end());
  return key;
}

}  // namespace frontdesk
