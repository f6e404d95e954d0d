#include "gateway/clients/cancellation_reason.h"

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"

namespace frontdesk::gateway {
namespace {

using Words = std::set<std::string>;

// In lower case; apostrophes stay, since "I'll" is not "ill".
std::vector<std::string> WordsOf(absl::string_view said) {
  std::vector<std::string> words = {""};
  for (const char c : absl::StrReplaceAll(said, {{"\u2019", "'"}})) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '\'') {
      words.back().push_back(absl::ascii_tolower(static_cast<unsigned char>(c)));
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

bool IsNo(const std::string& word) {
  static const auto* const no =
      new Words{"no", "not", "never", "longer", "cannot", "without",
                // As speech recognition writes them.
                "dont", "doesnt", "didnt", "wont", "cant", "isnt", "wouldnt", "couldnt", "aint"};
  return no->contains(word) || absl::EndsWith(word, "n't");
}

// The words of what somebody said, with those around each of them at hand.
class Said {
 public:
  explicit Said(absl::string_view said) : words_(WordsOf(said)) {}

  bool TellsOfIllness() const {
    static const auto* const ill =
        new Words{"sick",  "sickness", "illness", "unwell",   "flu",      "influenza",
                  "fever", "feverish", "poorly",  "vomiting", "migraine", "gastro"};
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if ((ill->contains(At(i)) || IsIll(i)) && !IsDenied(i)) return true;
      // "I'm not feeling well".
      if (At(i) == "well" && Before(i) != "as" && IsDenied(i)) return true;
    }
    return false;
  }

  bool TellsOfWork() const {
    static const auto* const job = new Words{"work", "working", "workload", "workplace"};
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (job->contains(At(i)) && !MeansSuits(i)) return true;
    }
    return false;
  }

 private:
  std::string At(std::size_t i) const { return i < words_.size() ? words_[i] : ""; }
  std::string Before(std::size_t i, std::size_t back = 1) const {
    return i < back ? "" : words_[i - back];
  }

  // "I'll be", as it is heard, has no apostrophe.
  bool IsIll(std::size_t i) const {
    static const auto* const verbs =
        new Words{"be",   "call", "come", "do",       "get",  "go",  "have", "just", "let",
                  "make", "need", "not",  "probably", "ring", "see", "take", "try"};
    return At(i) == "ill" && !verbs->contains(At(i + 1));
  }

  // "Not sick", "I don't feel well": within the few words before.
  bool IsDenied(std::size_t i) const {
    return IsNo(Before(i)) || IsNo(Before(i, 2)) || IsNo(Before(i, 3));
  }

  // "That time won't work for me", "it would work better", "work out".
  bool MeansSuits(std::size_t i) const {
    static const auto* const suits = new Words{"for", "out", "better", "best", "well", "anymore"};
    static const auto* const could = new Words{"it",   "that",  "time", "day",  "would", "could",
                                               "this", "might", "can",  "make", "which"};
    return suits->contains(At(i + 1)) || IsNo(Before(i)) || could->contains(Before(i));
  }

  const std::vector<std::string> words_;
};

}  // namespace

v1::CancellationReason CancellationReasonOf(absl::string_view said) {
  const Said words(said);
  if (words.TellsOfIllness()) return v1::CANCELLATION_REASON_SICK;
  if (words.TellsOfWork()) return v1::CANCELLATION_REASON_WORK;
  return v1::CANCELLATION_REASON_OTHER;
}

}  // namespace frontdesk::gateway
