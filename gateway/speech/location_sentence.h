#ifndef FRONTDESK_GATEWAY_SPEECH_LOCATION_SENTENCE_H_
#define FRONTDESK_GATEWAY_SPEECH_LOCATION_SENTENCE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/domain/directory.h"

// What the caller hears about where; at most 300 characters. `names` are what there is to choose
// from.
namespace frontdesk::gateway {

enum class PlaceProblem { kUnclear, kNo, kOutOfRange, kNothingOffered };

// What availability.proto's fact "problem" means; what is not known is unclear.
PlaceProblem PlaceProblemOf(absl::string_view fact);

std::string ResolvedPlaceSentence(const Business& business);
std::string ConfirmedPlaceSentence(const Business& business);

// Asks about a few that may be meant, where `likely`; else about all there are.
std::string WhichPlaceSentence(absl::Span<const std::string> names, bool likely);

// For a caller who does not mind.
std::string AnyPlaceSentence(absl::Span<const std::string> names);

// Asks again after an answer that chose none.
std::string WhichPlaceAgainSentence(absl::Span<const std::string> names, PlaceProblem problem);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_SPEECH_LOCATION_SENTENCE_H_
