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

// Why the one day that was asked for has nothing; empty if that is not known or none was.
std::string WhyNotThatDay(const NextTimes& next, const Calendar& calendar) {
  if (!next.requested_day.has_value()) return "";
  const std::string day = calendar.Day(*next.requested_day);
  const std::string at = next.business.has_value() ? absl::StrCat(" at ", next.business->name) : "";
  const bool one = next.practitioner.has_value();
  switch (next.reason) {
    case NothingFree::kNotWorking:
      return absl::StrCat(
          one ? absl::StrCat(next.practitioner->display_name, " doesn't work") : "Nobody works", at,
          " on ", day, ". ");
    case NothingFree::kFullyBooked:
      return absl::StrCat(one ? next.practitioner->display_name : "Everyone",
                          " is fully booked on ", day, ". ");
    case NothingFree::kUnknown:
      break;
  }
  return "";
}

// "I'm sorry, there is nothing free for Massage in the next two weeks", with the reason where it is
// known.
std::string Nothing(const NextTimes& next, const std::string& asked, const std::string& window) {
  const bool one = next.practitioner.has_value();
  const std::string at = next.business.has_value() ? absl::StrCat(" at ", next.business->name) : "";
  if (next.reason == NothingFree::kNotWorking) {
    return absl::StrCat(
        "I'm sorry, ",
        one ? absl::StrCat(next.practitioner->display_name, " doesn't work") : "nobody works", at,
        window);
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
  const std::string window = absl::StrCat(" in the next ", DaysText(max_days));
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
  return Speakable(absl::StrCat(nothing, next.exhausted
                                             ? ". Shall I try another day or someone else?"
                                             : ". Shall I try someone else?"));
}

}  // namespace frontdesk::gateway
