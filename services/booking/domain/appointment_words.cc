#include "services/booking/domain/appointment_words.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/civil/day_context.h"
#include "libs/civil/spoken_day.h"
#include "libs/civil/spoken_time.h"
#include "libs/civil/time_of_day.h"
#include "libs/civil/zone.h"
#include "libs/names/filler.h"
#include "libs/names/place_words.h"
#include "libs/names/plain_words.h"
#include "libs/names/practitioner_match.h"
#include "libs/names/service_match.h"
#include "services/booking/domain/appointment_vocabulary.h"

namespace frontdesk::booking {
namespace {

template <typename Id>
struct Mentioned {
  std::set<Id> ids;
  bool Allows(const Id& id) const { return ids.empty() || ids.contains(id); }
};

Mentioned<PractitionerId> PractitionersIn(const std::string& words, const Directory& directory) {
  std::vector<PractitionerName> names;
  for (const Practitioner& p : directory.practitioners) {
    names.push_back({p.title, p.first_name, p.last_name, p.display_name});
  }
  Mentioned<PractitionerId> mentioned;
  for (const std::size_t i : PractitionersMentioned(words, names)) {
    mentioned.ids.insert(directory.practitioners[i].id);
  }
  return mentioned;
}

Mentioned<AppointmentTypeId> ServicesIn(const std::string& words, const Directory& directory) {
  std::vector<ServiceName> names;
  for (const AppointmentType& type : directory.appointment_types) {
    names.push_back({type.name, static_cast<int>(absl::ToInt64Minutes(type.duration))});
  }
  Mentioned<AppointmentTypeId> mentioned;
  for (const std::size_t i : ServicesMentioned(words, names)) {
    mentioned.ids.insert(directory.appointment_types[i].id);
  }
  return mentioned;
}

bool Contains(const std::vector<std::string>& text, const std::vector<std::string>& words) {
  return !words.empty() && std::ranges::all_of(words, [&](const std::string& word) {
    return std::ranges::find(text, word) != text.end();
  });
}

Mentioned<BusinessId> PlacesIn(const std::string& words, const Directory& directory) {
  const std::vector<std::string> said = PlaceWords(words);
  Mentioned<BusinessId> mentioned;
  for (const Business& business : directory.businesses) {
    bool here = Contains(said, PlaceWords(business.name));
    for (const std::string& alias : business.aliases) {
      here = here || Contains(said, PlaceWords(alias));
    }
    if (here) mentioned.ids.insert(business.id);
  }
  return mentioned;
}

bool IsOnDay(const SpokenDay& said, absl::CivilDay day) {
  if (said.is_soonest) return true;
  if (said.is_ambiguous()) return std::ranges::count(said.candidates, day) > 0;
  if (said.range.has_value()) return said.range->first <= day && day <= said.range->last;
  return said.day == day;
}

bool IsAtTime(const SpokenTime& said, TimeOfDay time) {
  if (said.window.has_value()) return Contains(*said.window, time);
  return std::ranges::count(said.readings, time) > 0;
}

// "With Bob": a person whom nobody here is called like.
bool NamesAStranger(const std::vector<std::string>& words, const Directory& directory) {
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (words[i] != "with") continue;
    std::size_t next = i + 1;
    while (next < words.size() && IsTitle(words[next])) ++next;
    if (next < words.size() && !MeansAnyAppointment(words[next]) &&
        !IsOfAService(words[next], directory)) {
      return true;
    }
  }
  return false;
}

// "The 45th": a day of the month that no month has.
bool IsOrdinal(absl::string_view word) {
  if (word.empty() || !absl::ascii_isdigit(static_cast<unsigned char>(word.front()))) return false;
  return absl::EndsWith(word, "st") || absl::EndsWith(word, "nd") || absl::EndsWith(word, "rd") ||
         absl::EndsWith(word, "th");
}

}  // namespace

std::vector<OwnedAppointment> ThatFit(const std::string& words, const Directory& directory,
                                      absl::Time now,
                                      const std::vector<OwnedAppointment>& appointments) {
  const DayContext context{
      .now = now, .zone = directory.clinic.zone, .country = directory.clinic.country};
  const absl::StatusOr<std::optional<SpokenDay>> day = FindSpokenDay(words, context);
  const absl::StatusOr<std::optional<SpokenTime>> time = FindSpokenTime(words, context);
  // A day or time that cannot be is not one of theirs.
  if (!day.ok() || !time.ok()) return {};
  const Mentioned<PractitionerId> practitioners = PractitionersIn(words, directory);
  const Mentioned<AppointmentTypeId> services = ServicesIn(words, directory);
  const Mentioned<BusinessId> places = PlacesIn(words, directory);

  const std::vector<std::string> plain = PlainWords(words);
  const bool says_something = day->has_value() || time->has_value() || !practitioners.ids.empty() ||
                              !services.ids.empty() || !places.ids.empty();
  if (!says_something && !std::ranges::all_of(plain, MeansAnyAppointment)) return {};
  if (!day->has_value() && std::ranges::any_of(plain, IsOrdinal)) return {};
  if (practitioners.ids.empty() && NamesAStranger(plain, directory)) return {};

  std::vector<OwnedAppointment> fit;
  for (const OwnedAppointment& owned : appointments) {
    const cliniko::Appointment& a = owned.appointment;
    const absl::CivilDay on = DayAt(a.starts_at, context.zone);
    const TimeOfDay at = TimeOfDayAt(a.starts_at, context.zone);
    if (day->has_value() && !IsOnDay(**day, on)) continue;
    if (day->has_value() && (*day)->part.has_value() && !Contains(WindowOf(*(*day)->part), at)) {
      continue;
    }
    if (time->has_value() && !IsAtTime(**time, at)) continue;
    if (!practitioners.Allows(a.practitioner) || !services.Allows(a.type) ||
        !places.Allows(a.business)) {
      continue;
    }
    fit.push_back(owned);
  }
  return fit;
}

}  // namespace frontdesk::booking
