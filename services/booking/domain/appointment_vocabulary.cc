#include "services/booking/domain/appointment_vocabulary.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "libs/civil/calendar_words.h"
#include "libs/civil/spoken_words.h"
#include "libs/names/filler.h"
#include "libs/names/plain_words.h"
#include "libs/names/practitioner_match.h"

namespace frontdesk::booking {
namespace {

using Words = std::set<std::string>;

bool Has(const Words& words, absl::string_view word) { return words.contains(std::string(word)); }

bool HasWord(absl::string_view text, absl::string_view word) {
  const std::vector<std::string> words = PlainWords(text);
  return std::ranges::find(words, word) != words.end();
}

}  // namespace

bool MeansAnyAppointment(absl::string_view word) {
  static const auto* const words =
      new Words{"appointment", "appointments", "appt",   "booking",  "booked", "session",   "visit",
                "slot",        "next",         "coming", "upcoming", "cancel", "cancelled", "move",
                "reschedule",  "change",       "one",    "only",     "it",     "that",      "this"};
  return Has(*words, word) || IsFiller(word);
}

bool IsOfAService(absl::string_view word, const Directory& directory) {
  constexpr std::size_t kBeginning = 4;
  return std::ranges::any_of(directory.appointment_types, [&](const AppointmentType& type) {
    return std::ranges::any_of(PlainWords(type.name), [&](const std::string& known) {
      return known == word || (word.size() >= kBeginning && absl::StartsWith(known, word)) ||
             (known.size() >= kBeginning && absl::StartsWith(word, known));
    });
  });
}

bool IsOfAPlace(absl::string_view word, const Directory& directory) {
  return std::ranges::any_of(directory.businesses, [&](const Business& business) {
    return HasWord(business.name, word) ||
           std::ranges::any_of(business.aliases,
                               [&](const std::string& alias) { return HasWord(alias, word); });
  });
}

bool IsOfAPractitioner(absl::string_view word, const Directory& directory) {
  std::vector<PractitionerName> names;
  for (const Practitioner& p : directory.practitioners) {
    names.push_back({p.title, p.first_name, p.last_name, p.display_name});
  }
  return !PractitionersMentioned(word, names).empty();
}

bool IsOfATime(absl::string_view word) {
  static const auto* const words = new Words{
      "am",      "pm",      "noon",      "midday", "midnight", "oclock",    "half",  "quarter",
      "past",    "minutes", "hour",      "hours",  "morning",  "afternoon", "arvo",  "evening",
      "night",   "tonight", "day",       "days",   "week",     "weeks",     "month", "months",
      "weekend", "year",    "fortnight", "early",  "late",     "later",     "last",  "now"};
  if (word.empty()) return false;
  if (absl::ascii_isdigit(static_cast<unsigned char>(word.front())) || Has(*words, word) ||
      WeekdayOf(word).has_value() || MonthOf(word).has_value() || IsToday(word) ||
      IsTomorrow(word)) {
    return true;
  }
  const std::vector<SpokenWord> spoken = SpokenWords(word);
  return spoken.size() == 1 && spoken.front().IsNumber();
}

bool IsOfACare(absl::string_view word) {
  static const auto* const words = new Words{
      "ankle",        "arm",      "assessment", "back",      "check", "checkup", "consult",
      "consultation", "exam",     "follow",     "followup",  "foot",  "hand",    "head",
      "hip",          "initial",  "injury",     "knee",      "leg",   "neck",    "pain",
      "review",       "shoulder", "therapy",    "treatment", "up",    "wrist"};
  return Has(*words, word);
}

bool IsRelation(absl::string_view word) {
  static const auto* const words = new Words{
      "aunt",         "auntie",    "baby",     "boyfriend",     "brother",     "child",
      "children",     "colleague", "cousin",   "dad",           "daddy",       "daughter",
      "father",       "fiance",    "fiancee",  "flatmate",      "friend",      "girlfriend",
      "gran",         "grandad",   "granddad", "granddaughter", "grandfather", "grandma",
      "grandmother",  "grandpa",   "grandson", "granny",        "hubby",       "husband",
      "kid",          "kiddo",     "mom",      "mother",        "mum",         "mummy",
      "nan",          "nanna",     "neighbor", "neighbour",     "nephew",      "niece",
      "parent",       "partner",   "sibling",  "sister",        "son",         "spouse",
      "stepdaughter", "stepson",   "toddler",  "twin",          "uncle",       "wife"};
  return Has(*words, word) || Has(*words, WithoutPossessive(word));
}

}  // namespace frontdesk::booking
