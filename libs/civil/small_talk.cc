#include "libs/civil/small_talk.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "absl/strings/string_view.h"

namespace frontdesk {
namespace {

constexpr absl::string_view kFillers[] = {
    "a",        "about",       "actually", "afraid",    "am",       "an",         "and",
    "anything", "appointment", "approx",   "are",       "around",   "at",         "available",
    "awesome",  "be",          "best",     "book",      "booking",  "can",        "come",
    "could",    "date",        "do",       "excellent", "fine",     "for",        "free",
    "get",      "good",        "got",      "great",     "have",     "hello",      "hey",
    "hi",       "hm",          "hmm",      "how",       "i",        "id",         "if",
    "ill",      "im",          "in",       "instead",   "is",       "it",         "its",
    "ive",      "just",        "lets",     "like",      "likely",   "local",      "looking",
    "love",     "lovely",      "make",     "may",       "maybe",    "me",         "my",
    "need",     "now",         "oclock",   "ok",        "okay",     "or",         "perfect",
    "perhaps",  "please",      "possible", "possibly",  "prefer",   "preferably", "probably",
    "really",   "roughly",     "say",      "see",       "session",  "should",     "slot",
    "slots",    "so",          "some",     "something", "sometime", "sometimes",  "sorry",
    "sounds",   "suit",        "suits",    "sure",      "thank",    "thanks",     "that",
    "thats",    "then",        "there",    "theres",    "think",    "this",       "time",
    "times",    "to",          "try",      "us",        "want",     "we",         "well",
    "what",     "whats",       "will",     "with",      "work",     "works",      "would",
    "yeah",     "yep",         "yes",      "you",       "your",
};

constexpr absl::string_view kNegations[] = {
    "avoid", "besides", "but", "cant", "dont",    "each",  "every", "except",  "excluding",
    "isnt",  "never",   "no",  "not",  "nothing", "other", "than",  "without", "wont",
};

constexpr absl::string_view kBeforeHour[] = {
    "about",    "actually", "and",        "approx",   "approximately",
    "around",   "at",       "be",         "can",      "could",
    "do",       "for",      "great",      "hello",    "hey",
    "hi",       "hm",       "hmm",        "instead",  "is",
    "it",       "its",      "lets",       "make",     "maybe",
    "ok",       "okay",     "or",         "perhaps",  "please",
    "possibly", "prefer",   "preferably", "probably", "roughly",
    "say",      "should",   "so",         "sorry",    "sounds",
    "sure",     "thanks",   "then",       "think",    "try",
    "well",     "yeah",     "yep",        "yes",
};

constexpr absl::string_view kAfterHour[] = {
    "actually", "afraid", "and",      "at",         "awesome",  "but",    "could", "excellent",
    "fine",     "for",    "good",     "great",      "i",        "if",     "in",    "instead",
    "is",       "local",  "lovely",   "maybe",      "ok",       "okay",   "or",    "perfect",
    "perhaps",  "please", "possibly", "preferably", "probably", "should", "so",    "sounds",
    "suits",    "sure",   "thank",    "thanks",     "then",     "think",  "with",  "work",
    "works",    "would",  "yeah",     "yes",
};

constexpr absl::string_view kBeforeName[] = {
    "at",
    "for",
    "in",
    "with",
};

constexpr absl::string_view kMeaningful[] = {
    "after",    "before",    "by",      "day",     "days",    "each",  "earlier", "early",
    "every",    "fortnight", "from",    "half",    "hour",    "hours", "last",    "late",
    "later",    "minute",    "minutes", "month",   "months",  "next",  "no",      "not",
    "now",      "or",        "past",    "quarter", "than",    "till",  "to",      "today",
    "tomorrow", "tonight",   "until",   "week",    "weekend", "weeks",
};

template <std::size_t N>
bool Among(const SpokenWord& word, const absl::string_view (&words)[N]) {
  return !word.IsNumber() &&
         std::find(std::begin(words), std::end(words), word.text) != std::end(words);
}

}  // namespace

bool IsFiller(const SpokenWord& word) { return Among(word, kFillers); }
bool IsNegation(const SpokenWord& word) { return Among(word, kNegations); }
bool MayStandBeforeHour(const SpokenWord& word) { return Among(word, kBeforeHour); }
bool MayStandAfterHour(const SpokenWord& word) { return Among(word, kAfterHour); }
bool BeginsName(const SpokenWord& word) { return Among(word, kBeforeName); }
bool ChangesMeaning(const SpokenWord& word) {
  return word.IsNumber() || Among(word, kNegations) || Among(word, kMeaningful);
}

}  // namespace frontdesk
