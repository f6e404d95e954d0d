#ifndef FRONTDESK_LIBS_CIVIL_SPOKEN_DAY_H_
#define FRONTDESK_LIBS_CIVIL_SPOKEN_DAY_H_

#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/civil/day_context.h"

namespace frontdesk {

// Reads a day as callers and their agents say it: "tomorrow", "next Tuesday arvo", "Tuesday week",
// "in a fortnight", "the 15th", "July 14", "14/7", "2026-07-14T09:00:00+10:00", also next to a
// time. Fails with kInvalidDate where no day can be understood or a word is left that may change
// the meaning (never a guess; only a written date may have the name of a place or person behind it,
// as in "July 14 at 9 AM at City Rooms"), and with kDateInPast for a day before today. Empty text
// is kInvalidDate. Source: contract/webhooks.md, 4.1.
absl::StatusOr<SpokenDay> ParseSpokenDay(absl::string_view said, const DayContext& context);

// Looks for a day inside a longer text ("my massage tomorrow with Cameron"). Empty when it has
// none; fails like ParseSpokenDay when it has one that cannot be.
absl::StatusOr<std::optional<SpokenDay>> FindSpokenDay(absl::string_view text,
                                                       const DayContext& context);

// The more explicit of two days that were said about the same appointment; the first when equal.
// Source: contract/webhooks.md, 4.2, last rule before "Spoken formats".
const SpokenDay& MoreExplicit(const SpokenDay& a, const SpokenDay& b);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CIVIL_SPOKEN_DAY_H_
