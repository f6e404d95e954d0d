#include "gateway/speech/next_sentence.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gateway/clients/availability_client.h"
#include "gateway/speech/calendar.h"
#include "gateway/speech/phrases.h"
#include "libs/domain/directory.h"

namespace frontdesk::gateway {
namespace {

template <typename Of>
bool AllSame(const std::vector<DayOpenings>& openings, Of of) {
  return std::all_of(openings.begin(), openings.end(), [&](const DayOpenings& opening) {
    return of(opening) == of(openings.front());
  });
}

bool OnePractitioner(const std::vector<DayOpenings>& openings) {
  return AllSame(openings, [](const DayOpenings& o) { return o.practitioner.id; });
}

bool OnePlace(const std::vector<DayOpenings>& openings) {
  return AllSame(openings, [](const DayOpenings& o) { return o.business.id; });
}

// "Tuesday, July 14 at 9:00 AM and Tuesday, July 14 at 10:00 AM at City Rooms": with whom and where
// after each, or once at the end where that is the same for all.
std::string Times(const std::vector<DayOpenings>& openings, bool name_practitioner,
                  bool year_repaired, const Calendar& calendar) {
  const bool one_place = OnePlace(openings);
  const bool one_practitioner = OnePractitioner(openings);
  std::vector<std::string> spoken;
  for (const DayOpenings& opening : openings) {
    std::string text = calendar.Start(opening.times.front().start, /*full=*/year_repaired);
    if (name_practitioner && !one_practitioner) {
      absl::StrAppend(&text, " with ", opening.practitioner.display_name);
    }
    if (!one_place) absl::StrAppend(&text, " at ", opening.business.name);
    spoken.push_back(std::move(text));
  }
  std::string all = JoinWithAnd(spoken, kMostSpokenTimes);
  const DayOpenings& first = openings.front();
  if (name_practitioner && one_practitioner) {
    absl::StrAppend(&all, " with ", first.practitioner.display_name);
  }
  if (one_place) absl::StrAppend(&all, " at ", first.business.name);
  return all;
}

std::string Found(const NextTimes& next, const Calendar& calendar) {
  const std::vector<DayOpenings>& openings = next.openings;
  const DayOpenings& first = openings.front();
  const bool one = OnePractitioner(openings);
  return absl::StrCat(
      one ? absl::StrCat(first.practitioner.display_name, "'s") : "The", " next ",
      first.appointment_type.name, openings.size() == 1 ? " time is " : " times are ",
      Times(openings, /*name_practitioner=*/!one, next.year_repaired, calendar), ".");
}

// " for Massage with Cameron Example at City Rooms", as far as it was asked for.
std::string WhatWasAsked(const NextTimes& next) {
  return absl::StrCat(
      next.service.has_value() ? absl::StrCat(" for ", next.service->name) : "",
      next.practitioner.has_value() ? absl::StrCat(" with ", next.practitioner->display_name) : "",
      next.business.has_value() ? absl::StrCat(" at ", next.business->name) : "");
}

// Others may work there who do not offer what was asked for.
std::string Works(const NextTimes& next) {
  return next.service.has_value() ? absl::StrCat("offers ", next.service->name) : "works";
}

// Anywhere or at the place that was asked for.
std::string DoesNotWork(const NextTimes& next) {
  const bool may_work_elsewhere = !next.business.has_value() && next.service.has_value();
  return absl::StrCat(
      next.practitioner->display_name,
      may_work_elsewhere ? absl::StrCat(" doesn't offer ", next.service->name) : " doesn't work");
}

// " in the evening in the next two weeks", by its days where it is not the next ones.
std::string Window(const NextTimes& next, int max_days, const Calendar& calendar) {
  const std::string part(PartOfDayText(next.part_of_day));
  if (!next.first_day.has_value() || !next.last_day.has_value() ||
      calendar.IsToday(*next.first_day)) {
    return absl::StrCat(part, " in the next ", DaysText(max_days));
  }
  const std::string first = calendar.Day(*next.first_day, /*full=*/next.year_repaired);
  if (next.first_day == next.last_day) return absl::StrCat(part, " on ", first);
  return absl::StrCat(part, " from ", first, " to ",
                      calendar.Day(*next.last_day, /*full=*/next.year_repaired));
}

// Why the one day that was asked for has nothing; empty if that is not known or none was.
std::string WhyNotThatDay(const NextTimes& next, const Calendar& calendar) {
  if (!next.requested_day.has_value()) return "";
  const std::string day = calendar.Day(*next.requested_day, /*full=*/next.year_repaired);
  const std::string at = next.business.has_value() ? absl::StrCat(" at ", next.business->name) : "";
  const bool one = next.practitioner.has_value();
  switch (next.reason) {
    case NothingFree::kNotWorking:
      return absl::StrCat(one ? DoesNotWork(next) : absl::StrCat("Nobody ", Works(next)), at,
                          " on ", day, ". ");
    case NothingFree::kFullyBooked:
      return absl::StrCat(
          one ? next.practitioner->display_name : absl::StrCat("Everyone who ", Works(next), at),
          " is fully booked on ", day, ". ");
    case NothingFree::kMayNotBeOpen:
    case NothingFree::kUnknown:
      break;
  }
  if (next.part_of_day == PartOfDay::kAny) return "";
  return absl::StrCat(
      one ? absl::StrCat(next.practitioner->display_name, " has nothing") : "There is nothing",
      " free", PartOfDayText(next.part_of_day), " on ", day, ". ");
}

// "I'm sorry, there is nothing free for Massage in the next two weeks", with the reason where it is
// known.
std::string Nothing(const NextTimes& next, const std::string& asked, const std::string& window) {
  const bool one = next.practitioner.has_value();
  const std::string at = next.business.has_value() ? absl::StrCat(" at ", next.business->name) : "";
  if (next.reason == NothingFree::kNotWorking) {
    return absl::StrCat("I'm sorry, ",
                        one ? DoesNotWork(next) : absl::StrCat("nobody ", Works(next)), at, window);
  }
  if (next.reason == NothingFree::kMayNotBeOpen) {
    return absl::StrCat("I'm sorry, nothing is open for booking", asked, window);
  }
  if (next.reason == NothingFree::kFullyBooked && one) {
    return absl::StrCat("I'm sorry, ", next.practitioner->display_name, " is fully booked", at,
                        window);
  }
  return absl::StrCat("I'm sorry, there is nothing free", asked, window);
}

}  // namespace

std::string NextSentence(const NextTimes& next, int max_days, const Calendar& calendar) {
  if (!next.openings.empty()) {
    return Speakable(absl::StrCat(WhyNotThatDay(next, calendar), Found(next, calendar)));
  }
  const std::string window = Window(next, max_days, calendar);
  const std::string asked = WhatWasAsked(next);
  const std::string nothing = next.exhausted
                                  ? absl::StrCat("Those were all the free times", asked, window)
                                  : Nothing(next, asked, window);
  if (!next.elsewhere.empty()) {
    return Speakable(
        absl::StrCat(nothing, ", but there is ",
                     Times(next.elsewhere, /*name_practitioner=*/!next.practitioner.has_value(),
                           next.year_repaired, calendar),
                     ". Would that suit you?"));
  }
  if (next.exhausted) {
    return Speakable(absl::StrCat(nothing, ". Shall I try another day or someone else?"));
  }
  const bool earlier = next.reason == NothingFree::kMayNotBeOpen && next.first_day.has_value() &&
                       !calendar.IsToday(*next.first_day);
  return Speakable(absl::StrCat(
      nothing, earlier ? ". Shall I try an earlier day?" : ". Shall I try someone else?"));
}

}  // namespace frontdesk::gateway
