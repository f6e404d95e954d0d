#include "services/availability/domain/said_day.h"

#include <string>
#include <variant>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "libs/civil/format.h"
#include "libs/civil/spoken_day.h"
#include "libs/civil/zone.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"
#include "libs/status/status_macros.h"

namespace frontdesk::availability {

absl::StatusOr<AskedDay> ReadDay(const SaidDay& said, const Directory& directory, absl::Time now) {
  const absl::CivilDay today = DayAt(now, directory.clinic.zone);
  AskedDay day{.day = today, .today = today};
  if (const auto* exact = std::get_if<absl::CivilDay>(&said)) {
    day.day = *exact;
    day.particular = true;
  } else if (const auto* words = std::get_if<std::string>(&said)) {
    ASSIGN_OR_RETURN(const SpokenDay spoken,
                     ParseSpokenDay(*words, {.now = now,
                                             .zone = directory.clinic.zone,
                                             .country = directory.clinic.country}));
    if (spoken.is_ambiguous()) {
      ErrorFacts facts;
      for (std::size_t i = 0; i < spoken.candidates.size(); ++i) {
        facts[absl::StrCat("candidate_", i + 1)] = IsoDay(spoken.candidates[i]);
      }
      return WithFacts(MakeError(DomainError::kInvalidDate, "the day fits several dates"), facts);
    }
    day = {.day = spoken.day,
           .part = spoken.part,
           .window = spoken.window,
           .soonest = spoken.is_soonest,
           .particular = !spoken.is_soonest && !spoken.range.has_value(),
           .year_repaired = spoken.year_repaired,
           .today = today};
  }
  if (day.day < today) {
    return WithFacts(MakeError(DomainError::kDateInPast, "the day is over"),
                     {{"date", IsoDay(day.day)}});
  }
  return day;
}

}  // namespace frontdesk::availability
