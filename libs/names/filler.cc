#include "libs/names/filler.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/string_view.h"

namespace frontdesk {
namespace {

constexpr absl::string_view kFillers[] = {
    "a",      "about",  "actually",   "ah",       "am",     "an",     "and",     "appointment",
    "are",    "at",     "available",  "be",       "been",   "book",   "booked",  "booking",
    "by",     "called", "can",        "could",    "did",    "do",     "does",    "for",
    "from",   "get",    "go",         "going",    "good",   "great",  "had",     "has",
    "have",   "he",     "hello",      "her",      "hey",    "hi",     "him",     "his",
    "i",      "id",     "if",         "ill",      "im",     "in",     "is",      "it",
    "its",    "ive",    "just",       "let",      "lets",   "like",   "looking", "love",
    "make",   "may",    "maybe",      "me",       "mean",   "meant",  "my",      "name",
    "named",  "need",   "of",         "oh",       "ok",     "okay",   "on",      "one",
    "please", "prefer", "preferably", "probably", "really", "right",  "said",    "saw",
    "say",    "see",    "seeing",     "seen",     "she",    "should", "so",      "some",
    "sorry",  "sure",   "take",       "thank",    "thanks", "that",   "thats",   "the",
    "their",  "them",   "then",       "there",    "theres", "theyre", "think",   "this",
    "to",     "today",  "um",         "usually",  "visit",  "wanna",  "want",    "wanted",
    "was",    "we",     "well",       "will",     "with",   "would",  "yeah",    "yep",
    "yes",    "you",    "your",
};

constexpr absl::string_view kTitles[] = {
    "doc", "doctor", "dr", "madam", "miss", "missus",    "mister", "miz",
    "mr",  "mrs",    "ms", "mx",    "prof", "professor", "sir",
};

// Both are in order, since every word that is heard is looked up several times.
static_assert(std::is_sorted(std::begin(kFillers), std::end(kFillers)));
static_assert(std::is_sorted(std::begin(kTitles), std::end(kTitles)));

template <std::size_t N>
bool Among(absl::string_view word, const absl::string_view (&words)[N]) {
  return std::binary_search(std::begin(words), std::end(words), word);
}

}  // namespace

bool IsFiller(absl::string_view word) { return Among(word, kFillers); }

bool IsTitle(absl::string_view word) { return Among(word, kTitles); }

}  // namespace frontdesk
