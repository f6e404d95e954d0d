#include "gateway/speech/location_sentence.h"

#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "gateway/speech/phrases.h"
#include "libs/domain/directory.h"

namespace frontdesk::gateway {
namespace {

// "two locations, A and B". There are at least two.
std::string AllPlaces(absl::Span<const std::string> names, int most) {
  static constexpr const char* kCounts[] = {"two", "three", "four", "five"};
  const std::string count = names.size() - 2 < std::size(kCounts) ? kCounts[names.size() - 2]
                                                                  : absl::StrCat(names.size());
  return absl::StrCat(count, " locations, ", JoinWithAnd(names, most));
}

// There are at least two, of which at most `most` are named.
std::string AmongSeveral(absl::Span<const std::string> names, PlaceProblem problem, int most) {
  const std::string all = JoinWithAnd(names, most);
  switch (problem) {
    case PlaceProblem::kNo:
      return absl::StrCat("We also have ", all, ". Which suits you?");
    case PlaceProblem::kNothingOffered:
      return absl::StrCat("Let me see which locations we have: ", all, ". Which suits you?");
    case PlaceProblem::kOutOfRange:
      return absl::StrCat("You can choose from ", AllPlaces(names, most), ". Which one is it?");
    case PlaceProblem::kUnclear:
      break;
  }
  if (names.size() == 2) {
    return absl::StrCat("I have ", all, ". You can say first, second, or the name.");
  }
  return absl::StrCat("Which one would you like: ", JoinWithOr(names, most),
                      "? You can say first, second, and so on, or the name.");
}

}  // namespace

PlaceProblem PlaceProblemOf(absl::string_view fact) {
  if (fact == "no") return PlaceProblem::kNo;
  if (fact == "out_of_range") return PlaceProblem::kOutOfRange;
  if (fact == "nothing_offered") return PlaceProblem::kNothingOffered;
  return PlaceProblem::kUnclear;
}

std::string ResolvedPlaceSentence(const Business& business) {
  return Speakable(absl::StrCat("I'll use our ", business.name, " location."));
}

std::string ConfirmedPlaceSentence(const Business& business) {
  return Speakable(absl::StrCat("Great, ", business.name, " it is."));
}

std::string WhichPlaceSentence(absl::Span<const std::string> names, bool likely) {
  if (names.empty()) return "Which of our locations would you like?";
  if (names.size() == 1) {
    return Speakable(absl::StrCat("Did you mean our ", names.front(), " location?"));
  }
  return WithNamesThatFit([&](int most) {
    return likely ? absl::StrCat("Did you mean ", JoinWithOr(names, most), "?")
                  : absl::StrCat("We have ", AllPlaces(names, most), ". Which suits you?");
  });
}

std::string AnyPlaceSentence(absl::Span<const std::string> names) {
  if (names.size() < 2) return WhichPlaceSentence(names, /*likely=*/false);
  return WithNamesThatFit([&](int most) {
    return absl::StrCat("I can look at all of our ", AllPlaces(names, most),
                        ". Or is there one that you'd prefer?");
  });
}

std::string WhichPlaceAgainSentence(absl::Span<const std::string> names, PlaceProblem problem) {
  if (names.empty()) return "Which of our locations would you like?";
  if (names.size() == 1) {
    return Speakable(problem == PlaceProblem::kNo
                         ? absl::StrCat("We also have ", names.front(), ". Would that suit you?")
                         : absl::StrCat("Would ", names.front(), " be right, yes or no?"));
  }
  return WithNamesThatFit([&](int most) { return AmongSeveral(names, problem, most); });
}

}  // namespace frontdesk::gateway
