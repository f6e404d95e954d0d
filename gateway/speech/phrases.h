#ifndef FRONTDESK_GATEWAY_SPEECH_PHRASES_H_
#define FRONTDESK_GATEWAY_SPEECH_PHRASES_H_

#include <cstddef>
#include <functional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "gateway/clients/names.h"
#include "libs/domain/directory.h"

// The parts that sentences are made of.
namespace frontdesk::gateway {

inline constexpr int kLongestSentence = 300;  // characters of one answer; contract/webhooks.md, 1.5
inline constexpr int kMostSpokenTimes = 6;    // more than that nobody can keep in mind
inline constexpr int kMostSpokenNames = 5;

// "A", "A and B", "A, B and C". Of more than `most`, the first ones and how many others there are.
// An empty item has a name that cannot be spoken and is only counted; empty if all have. What is
// longer than any name should be is cut.
std::string JoinWithAnd(absl::Span<const std::string> items, int most = kMostSpokenNames);

// "A", "A or B", "A, B or C".
std::string JoinWithOr(absl::Span<const std::string> items, int most = kMostSpokenNames);

// What `say` makes of as many names as can be spoken: kMostSpokenNames, or fewer where the answer
// would be too long. `say` is told how many it may name.
std::string WithNamesThatFit(const std::function<std::string(int most)>& say);

// "9:00 AM, 9:30 AM and 10:00 AM"; of more than `most`, the first ones "and 4 more".
std::string SpokenTimes(absl::Span<const TimeRange> times, absl::TimeZone zone,
                        std::size_t most = kMostSpokenTimes);

// "morning"; empty for any part of the day.
absl::string_view PartOfDayName(PartOfDay part);

// " in the morning"; empty for any part of the day.
std::string PartOfDayText(PartOfDay part);

// How long a search was, after "in the next": "week", "two weeks", "10 days".
std::string DaysText(int days);

// Words that a caller or a clinic wrote, for use inside a sentence: short, one line, and empty if
// they would be read out as a code (a long number, an ISO date).
std::string Quotable(absl::string_view words);

// The same for the name of something to choose, which may be long: nobody can choose what is left
// out.
std::string Nameable(absl::string_view name);

// A whole answer made fit for speech: one line, at most 300 characters, cut at a sentence or a
// word.
std::string Speakable(absl::string_view text);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_SPEECH_PHRASES_H_
