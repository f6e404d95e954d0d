#ifndef FRONTDESK_LIBS_CIVIL_HEARD_H_
#define FRONTDESK_LIBS_CIVIL_HEARD_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/civil/day_context.h"
#include "libs/civil/time_of_day.h"
#include "libs/civil/time_phrase.h"

namespace frontdesk {

// Everything about days and times that one text says.
struct Heard {
  std::optional<absl::Time> instant = std::nullopt;  // an ISO date-time with an offset
  std::optional<SpokenDay> day = std::nullopt;       // ranges and choices already put together
  std::vector<TimePhrase> times = {};
  std::optional<DayPart> part = std::nullopt;  // empty also when several were said
  bool is_soonest = false;                     // "asap", "next available"
  bool is_whenever = false;                    // "any day", "anytime"
  bool has_unknown_words = false;              // words that are neither of the above nor filler
  // Behind everything else a place or person: "at City Rooms", "with Cameron".
  bool has_name_behind = false;
  bool has_negation = false;  // "not Tuesday", "any day except Monday"
};

inline constexpr std::size_t kLongestSaid = 4096;  // bytes; finding days in more takes seconds

// Listens to `said`. Fails only for days, as ParseSpokenDay does, and for more than kLongestSaid,
// with kInvalidDate.
absl::StatusOr<Heard> Listen(absl::string_view said, const DayContext& context);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CIVIL_HEARD_H_
