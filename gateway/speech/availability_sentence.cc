#include "gateway/speech/availability_sentence.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gateway/clients/availability_client.h"
#include "gateway/speech/calendar.h"
#include "gateway/speech/phrases.h"
#include "libs/domain/directory.h"

namespace frontdesk::gateway {
namespace {

// The hours that were asked for: a part of the day, or others ("before noon").
std::string HoursText(const Availability& availability) {
  if (availability.part_of_day != PartOfDay::kAny) return PartOfDayText(availability.part_of_day);
  return availability.other_part_of_day ? " at such a time" : "";
}

// Of several practitioners, each gets a fair share of the times that can be spoken.
constexpr std::size_t kTimesEach = 2;

// "Cameron Example has nothing free in the evening on Tuesday, July 14".
std::string NothingThen(const Availability& availability, const Calendar& calendar) {
  const DayOpenings& first = availability.openings.front();
  // One practitioner's hours say nothing about the others'.
  const std::string nothing =
      availability.openings.size() > 1
          ? absl::StrCat("Nobody is free for ", first.appointment_type.name)
          : absl::StrCat(first.practitioner.display_name, " has nothing free");
  return absl::StrCat(nothing, HoursText(availability), " on ",
                      calendar.Day(availability.requested_day, availability.year_repaired));
}

// Why the day asked for has nothing, or nothing in that part of it.
std::string WhyNot(const Availability& availability, const Calendar& calendar) {
  if (availability.other_part_of_day) {
    return absl::StrCat(
        NothingThen(availability, calendar),
        availability.requested_day_available ? "." : " or in the following two weeks.");
  }
  if (availability.openings.size() > 1) {
    return absl::StrCat(NothingThen(availability, calendar), ".");
  }
  const DayOpenings& first = availability.openings.front();
  const std::string day = calendar.Day(availability.requested_day);
  const std::string& who = first.practitioner.display_name;
  if (availability.reason == NothingFree::kNotWorking) {
    return absl::StrCat(who, " doesn't work at ", first.business.name, " on ", day, ".");
  }
  if (availability.reason == NothingFree::kFullyBooked &&
      availability.part_of_day == PartOfDay::kAny) {
    return absl::StrCat(who, " is fully booked on ", day, ".");
  }
  return absl::StrCat(NothingThen(availability, calendar), ".");
}

bool AtOnePlace(const std::vector<DayOpenings>& openings) {
  return std::all_of(openings.begin(), openings.end(), [&](const DayOpenings& opening) {
    return opening.business.id == openings.front().business.id;
  });
}

// "Cameron Example 9:00 AM and 10:00 AM, Jordan Sample 9:30 AM".
std::string TimesOfEach(const std::vector<DayOpenings>& openings, absl::TimeZone zone) {
  std::vector<std::string> each;
  const bool one_place = AtOnePlace(openings);
  for (const DayOpenings& opening : openings) {
    const std::string at = one_place ? "" : absl::StrCat(" at ", opening.business.name);
    each.push_back(absl::StrCat(opening.practitioner.display_name, " has ",
                                SpokenTimes(opening.times, zone, kTimesEach), at));
  }
  std::string all = each.front();
  for (std::size_t i = 1; i < each.size(); ++i) absl::StrAppend(&all, "; ", each[i]);
  return all;
}

// What is free at another place before the place that was asked for has anything.
std::string SoonerElsewhere(const Availability& availability, const Calendar& calendar) {
  if (!availability.next_available.has_value() || !availability.next_at_requested.has_value()) {
    return "";
  }
  const DayOpenings& sooner = *availability.next_available;
  return absl::StrCat(" ", sooner.business.name, " has ",
                      calendar.Start(sooner.times.front().start), ".");
}

// " The next free time in the evening is Thursday, July 16 at 5:00 PM."
std::string NextInThatPart(const Availability& availability, const Calendar& calendar) {
  const auto& here = availability.next_at_requested;
  const auto& next = here.has_value() ? here : availability.next_available;
  if (!next.has_value()) return "";
  const bool same_place = next->business.id == availability.openings.front().business.id;
  return absl::StrCat(" The next free time", HoursText(availability), " is ",
                      calendar.Start(next->times.front().start),
                      same_place ? "" : absl::StrCat(" at ", next->business.name), ".");
}

// The day has times, though none in the part that was asked for.
std::string OtherPartSentence(const Availability& availability, const Calendar& calendar) {
  const DayOpenings& first = availability.openings.front();
  const std::string others = availability.openings.size() > 1
                                 ? TimesOfEach(availability.openings, calendar.zone())
                                 : absl::StrCat(SpokenTimes(first.times, calendar.zone()),
                                                first.times.size() == 1 ? " is" : " are",
                                                " free that day at ", first.business.name);
  // Last, since it is the part that may be cut off.
  return Speakable(absl::StrCat(NothingThen(availability, calendar), ", but ", others, ".",
                                NextInThatPart(availability, calendar)));
}

}  // namespace

std::string AvailabilitySentence(const Availability& availability, const Calendar& calendar) {
  if (availability.requested_day_available && availability.other_part_of_day) {
    return OtherPartSentence(availability, calendar);
  }
  const std::vector<DayOpenings>& openings = availability.openings;
  const DayOpenings& first = openings.front();
  const std::string why =
      availability.requested_day_available ? "" : absl::StrCat(WhyNot(availability, calendar), " ");
  // A year that was put right is worth hearing.
  const std::string day = calendar.Day(first.day, /*full=*/availability.year_repaired);
  if (openings.size() > 1) {
    const std::string place = AtOnePlace(openings) ? absl::StrCat(" at ", first.business.name) : "";
    return Speakable(
        absl::StrCat(why, "On ", day, place, ", ", TimesOfEach(openings, calendar.zone()), "."));
  }
  const std::string times = SpokenTimes(first.times, calendar.zone());
  if (availability.requested_day_available) {
    return Speakable(absl::StrCat(first.practitioner.display_name, " has ", times, " free on ", day,
                                  " at ", first.business.name, "."));
  }
  const std::string next = absl::StrCat(
      why, first.times.size() == 1 ? "The next free time is " : "The next free times are ", times,
      " on ", day, " at ", first.business.name, ".");
  // Last, since it is the part that may be cut off.
  return Speakable(absl::StrCat(next, SoonerElsewhere(availability, calendar)));
}

}  // namespace frontdesk::gateway
