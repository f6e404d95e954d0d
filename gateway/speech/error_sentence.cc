#include "gateway/speech/error_sentence.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gateway/speech/calendar.h"
#include "gateway/speech/location_sentence.h"
#include "gateway/speech/phrases.h"
#include "libs/civil/format.h"
#include "libs/domain/directory.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"

namespace frontdesk::gateway {
namespace {

constexpr int kMostCounted = 10'000;

std::string Fact(const Trouble& trouble, const char* name) {
  const auto found = trouble.facts.find(name);
  return found == trouble.facts.end() ? "" : Quotable(found->second);
}

// "Tuesday, July 14"; empty if the fact is not a day.
std::string DayFact(const Trouble& trouble, const std::string& name) {
  const auto found = trouble.facts.find(name);
  absl::CivilDay day;
  if (found == trouble.facts.end() || !absl::ParseCivilTime(found->second, &day)) return "";
  return trouble.calendar.Day(day, /*full=*/trouble.facts.contains("year_repaired"));
}

std::string Day(const Trouble& trouble) { return DayFact(trouble, "date"); }

// "2:00 PM"; empty if the time is not known.
std::string Time(const Trouble& trouble) {
  const auto found = trouble.facts.find("time");
  absl::Time time;
  std::string error;
  if (found == trouble.facts.end() || !absl::ParseTime("%H:%M", found->second, &time, &error)) {
    return "";
  }
  return SpokenTimeText(time, absl::UTCTimeZone());
}

std::string OnDay(const Trouble& trouble) {
  const std::string day = Day(trouble);
  return day.empty() ? "" : absl::StrCat(" on ", day);
}

std::string PractitionerOr(const Trouble& trouble, absl::string_view otherwise) {
  const std::string practitioner = Fact(trouble, "practitioner");
  return practitioner.empty() ? std::string(otherwise) : practitioner;
}

// What there is to choose from; empty where the name cannot be spoken or is not known.
std::vector<std::string> Labels(const Trouble& trouble) {
  std::vector<std::string> labels;
  if (!trouble.clarification.has_value()) return labels;
  for (const Choice& choice : trouble.clarification->choices) {
    labels.push_back(Nameable(choice.label));
  }
  int more = 0;
  const auto fact = trouble.facts.find("more");
  if (fact != trouble.facts.end() && absl::SimpleAtoi(fact->second, &more)) {
    labels.resize(labels.size() + static_cast<std::size_t>(std::clamp(more, 0, kMostCounted)));
  }
  return labels;
}

std::string AnyOf(const Trouble& trouble) {
  return JoinWithOr(Labels(trouble), trouble.most_names);
}

// `before` + "A, B and C" + `after`; empty if there is nothing to choose from.
std::string Choices(const Trouble& trouble, absl::string_view before, absl::string_view after) {
  const std::string all = JoinWithAnd(Labels(trouble), trouble.most_names);
  return all.empty() ? "" : absl::StrCat(before, all, after);
}

// "The choices are A, B and C."; empty if there is nothing to choose from.
std::string TheChoices(const Trouble& trouble) {
  const bool one = Labels(trouble).size() == 1;
  return Choices(trouble, one ? " The only choice is " : " The choices are ", ".");
}

std::string Missing(const Trouble& trouble) {
  struct Asking {
    const char* field;
    const char* words;
  };
  static constexpr Asking kAsking[] = {
      {"patient_name", "the patient's full name"},
      {"patient_phone", "a phone number"},
      {"practitioner", "who the appointment is with"},
      {"appointment_type", "what it is for"},
      {"date", "which day"},
      {"time", "what time"},
      {"business_id", "which location"},
  };
  std::vector<std::string> asked;
  for (const Asking& asking : kAsking) {
    for (const std::string& field : trouble.missing) {
      if (field == asking.field) asked.emplace_back(asking.words);
    }
  }
  if (asked.empty()) return "I need a little more to go on. What would you like to book?";
  return absl::StrCat("I still need to know ", JoinWithAnd(asked, 7), ".", TheChoices(trouble));
}

std::string InvalidPhone(const Trouble& trouble) {
  const bool australian = trouble.country == "AU";
  const std::string problem = Fact(trouble, "problem");
  if (problem == "length") {
    return "That phone number doesn't seem to have the right number of digits. "
           "Could you say it again?";
  }
  if (problem == "prefix") {
    return australian ? "That doesn't sound like an Australian phone number. Could I have one that "
                        "starts with oh two, three, four, seven or eight?"
                      : "That doesn't sound like a phone number from here. Could you say it again?";
  }
  return absl::StrCat("Could I have a valid ", australian ? "Australian " : "",
                      "phone number for the booking?");
}

// How many days were searched beyond the one that was asked for.
int DaysSearched(const Trouble& trouble) {
  constexpr int kUsual = 14;
  int days = 0;
  const auto found = trouble.facts.find("days");
  if (found == trouble.facts.end() || !absl::SimpleAtoi(found->second, &days)) return kUsual;
  return days < 1 || days > kMostCounted ? kUsual : days;
}

// "two weeks", in "in the following two weeks".
std::string Window(const Trouble& trouble) { return DaysText(DaysSearched(trouble)); }

// "Cameron Example doesn't work on Tuesday, July 14" or "... is fully booked on ..."; empty unless
// that is why.
std::string WhyNot(const Trouble& trouble) {
  const std::string practitioner = Fact(trouble, "practitioner");
  const std::string day = OnDay(trouble);
  if (practitioner.empty() || day.empty()) return "";
  const std::string reason = Fact(trouble, "reason");
  if (reason == "not_working") {
    const std::string location = Fact(trouble, "location");
    return absl::StrCat(practitioner, " doesn't work",
                        location.empty() ? "" : absl::StrCat(" at ", location), day);
  }
  return reason == "fully_booked" ? absl::StrCat(practitioner, " is fully booked", day) : "";
}

// So far ahead nobody can tell a full day from one that is not open for booking yet.
std::string NothingOpen(const Trouble& trouble) {
  const auto found = trouble.facts.find("date");
  absl::CivilDay first;
  if (found == trouble.facts.end() || !absl::ParseCivilTime(found->second, &first)) return "";
  const std::string service = Fact(trouble, "service");
  const std::string practitioner = Fact(trouble, "practitioner");
  const absl::CivilDay last = first + DaysSearched(trouble);
  return absl::StrCat("I'm sorry, nothing is open for booking",
                      service.empty() ? "" : absl::StrCat(" for ", service),
                      practitioner.empty() ? "" : absl::StrCat(" with ", practitioner), " from ",
                      trouble.calendar.Day(first), " to ", trouble.calendar.Day(last),
                      ". Shall I try an earlier day?");
}

std::string NothingFree(const Trouble& trouble) {
  if (trouble.facts.contains("far_ahead")) {
    if (std::string nothing = NothingOpen(trouble); !nothing.empty()) return nothing;
  }
  if (const std::string why = WhyNot(trouble); !why.empty()) {
    return absl::StrCat("I'm sorry, ", why, " and has nothing free in the following ",
                        Window(trouble), ". Shall I try someone else?");
  }
  const std::string day = Day(trouble);
  const std::string service = Fact(trouble, "service");
  const std::string what =
      service.empty() ? "nothing free" : absl::StrCat("nothing free for ", service);
  const std::string who = absl::StrCat("I'm sorry, ", PractitionerOr(trouble, "there is"),
                                       Fact(trouble, "practitioner").empty() ? " " : " has ", what);
  if (day.empty()) {
    return absl::StrCat(who, " in the next ", Window(trouble), ". Shall I try someone else?");
  }
  return absl::StrCat(who, " on ", day, " or in the following ", Window(trouble),
                      ". Shall I try someone else?");
}

// "Cameron Example has 9:00 AM and 10:00 AM on Wednesday, July 15. Which would you like?"
std::string Instead(const Trouble& trouble) {
  for (const DayOpenings& day : trouble.alternatives) {
    if (day.times.empty()) continue;
    const std::string spoken_day = trouble.calendar.Day(day.day);
    const std::string when = spoken_day == Day(trouble) ? "" : absl::StrCat(" on ", spoken_day);
    const std::string location = Fact(trouble, "location");
    const std::string where = location.empty() || location == day.business.name
                                  ? ""
                                  : absl::StrCat(" at ", day.business.name);
    return absl::StrCat(day.practitioner.display_name, " has ",
                        SpokenTimes(day.times, trouble.calendar.zone()), when, where,
                        ". Which would you like?");
  }
  return "Would another day suit you?";
}

std::string NotFree(const Trouble& trouble) {
  // What was offered a while ago may still be free: nothing is said of that time.
  if (trouble.facts.contains("offer")) {
    return absl::StrCat(
        "Let me go over the times again. ",
        trouble.alternatives.empty() ? "Which day and time would you like?" : Instead(trouble));
  }
  if (const std::string why = WhyNot(trouble); !why.empty()) {
    return absl::StrCat(why, ". ", Instead(trouble));
  }
  const std::string time = Time(trouble);
  return absl::StrCat(time.empty() ? "That time" : time, " isn't free", OnDay(trouble), ". ",
                      Instead(trouble));
}

std::string PractitionerNotFound(const Trouble& trouble) {
  const std::string asked = Fact(trouble, "asked");
  return absl::StrCat("I couldn't find ", asked.empty() ? "that practitioner" : "anyone called ",
                      asked, " here.",
                      Choices(trouble, " We have ", ". Who would you like to see?"));
}

std::string ServiceNotFound(const Trouble& trouble) {
  const std::string asked = Fact(trouble, "asked");
  const std::string practitioner = Fact(trouble, "practitioner");
  const std::string what = asked.empty() ? "that service" : asked;
  if (practitioner.empty()) {
    return absl::StrCat("I couldn't find ", what, " here.",
                        Choices(trouble, " We offer ", ". Which would you like?"));
  }
  return absl::StrCat(practitioner, " doesn't offer ", what, ".",
                      Choices(trouble, " They offer ", ". Which would you like?"));
}

std::string LocationNotFound(const Trouble& trouble) {
  const std::string asked = Fact(trouble, "asked");
  return absl::StrCat("I couldn't find ", asked.empty() ? "that location" : "a location called ",
                      asked, ".", Choices(trouble, " We have ", ". Which suits you?"));
}

// Half sure of the best ones is worth asking about them alone; the service then names no others.
std::string WhichLocation(const Trouble& trouble) {
  const std::vector<std::string> labels = Labels(trouble);
  if (Fact(trouble, "any_location") == "true") return AnyPlaceSentence(labels);
  constexpr double kLikely = 0.6;  // contract/webhooks.md, section 4.5
  const auto confidence = trouble.facts.find("confidence");
  double sure = 0;
  const bool likely = confidence != trouble.facts.end() &&
                      absl::SimpleAtod(confidence->second, &sure) && sure >= kLikely;
  const bool narrowed = trouble.facts.contains("narrowed");
  return WhichPlaceSentence(labels, likely || narrowed);
}

bool IsTitle(absl::string_view word) {
  word = absl::StripSuffix(word, ".");
  for (const absl::string_view title : {"Dr", "Mr", "Mrs", "Ms", "Miss", "Prof", "Professor"}) {
    if (absl::EqualsIgnoreCase(word, title)) return true;
  }
  return false;
}

// Whether both are called by one name ("Cameron Example" and "Cameron Sample"); others only sound
// alike.
bool AreNamesakes(const std::string& a, const std::string& b) {
  const std::vector<std::string> words = absl::StrSplit(a, ' ');
  const std::vector<std::string> others = absl::StrSplit(b, ' ');
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    return !IsTitle(word) && std::find(others.begin(), others.end(), word) != others.end();
  });
}

std::string WhichPractitioner(const Trouble& trouble) {
  const std::vector<std::string> labels = Labels(trouble);
  if (labels.size() == 2 && AreNamesakes(labels[0], labels[1])) {
    return absl::StrCat("We have two people by that name, ", JoinWithOr(labels), ". Which one?");
  }
  const std::string any = AnyOf(trouble);
  return any.empty() ? "Who would you like to see?" : absl::StrCat("Did you mean ", any, "?");
}

std::string WhichService(const Trouble& trouble) {
  const std::string practitioner = Fact(trouble, "practitioner");
  return absl::StrCat(
      "What would you like ",
      practitioner.empty() ? "the appointment" : absl::StrCat("to see ", practitioner), " for?",
      Choices(trouble, practitioner.empty() ? " We offer " : " They offer ", "."));
}

std::string WhichAppointment(const Trouble& trouble) {
  const std::string any = AnyOf(trouble);
  return any.empty() ? "Which appointment do you mean?"
                     : absl::StrCat("Which appointment do you mean, ", any, "?");
}

std::string WrongLocation(const Trouble& trouble) {
  const std::string location = Fact(trouble, "location");
  return absl::StrCat(PractitionerOr(trouble, "That practitioner"), " doesn't work at ",
                      location.empty() ? "that location" : location, ".",
                      Choices(trouble, " You can see them at ", ". Would that suit you?"));
}

// Another change of the same booking comes first, so nothing was done yet.
std::string WaitsFor(absl::string_view what, Purpose purpose) {
  if (what == "booking" && purpose == Purpose::kCancel) {
    return "Your booking is still being confirmed, and I'll cancel it as soon as it is. Give me a "
           "moment and I'll check again.";
  }
  if (what == "booking") {
    return "Your booking itself is still being confirmed, so I can't change it yet. Give me a "
           "moment and I'll try again.";
  }
  return absl::StrCat("That appointment is being changed at the moment",
                      purpose == Purpose::kReschedule ? ", so I haven't moved it"
                      : purpose == Purpose::kCancel   ? ", so I haven't cancelled it"
                                                      : "",
                      ". Give me a moment and I'll try again.");
}

std::string StillChecking(const Trouble& trouble) {
  const std::string waits_for = Fact(trouble, "waits_for");
  if (!waits_for.empty()) return WaitsFor(waits_for, trouble.purpose);
  switch (trouble.purpose) {
    case Purpose::kBook:
      return "Your booking is still being confirmed. Give me a moment and I'll check again.";
    case Purpose::kReschedule:
      return "Your new time is still being confirmed. Give me a moment and I'll check again.";
    case Purpose::kCancel:
      return "The cancellation is still being confirmed. Give me a moment and I'll check again.";
    case Purpose::kLookUp:
      break;
  }
  return "I'm still checking the times. Give me a moment and I'll look again.";
}

// The days that were understood, where they are several; else `otherwise`.
std::string WhichDay(const Trouble& trouble, absl::string_view otherwise) {
  std::vector<std::string> days;
  for (int i = 1; i <= kMostSpokenNames; ++i) {
    if (std::string day = DayFact(trouble, absl::StrCat("candidate_", i)); !day.empty()) {
      days.push_back(std::move(day));
    }
  }
  if (days.size() < 2) return std::string(otherwise);
  return absl::StrCat("Did you mean ", JoinWithOr(days), "?");
}

std::string DateInPast(const Trouble& trouble) {
  const std::string day = Day(trouble);
  const std::string time = Time(trouble);
  if (!day.empty() && !time.empty()) {
    return absl::StrCat(time, " on ", day, " has already passed. When would you like to come in?");
  }
  return absl::StrCat(day.empty() ? "That day" : day,
                      " has already passed. Which day would you like?");
}

std::string Sentence(const Trouble& trouble) {
  switch (trouble.error) {
    case DomainError::kClinicNotFound:
      return "I couldn't find this clinic's details. Please contact the clinic directly.";
    case DomainError::kMissingInformation:
      return Missing(trouble);
    case DomainError::kInvalidRequest:
      return "Sorry, I didn't get that. Could you say it again?";
    case DomainError::kInvalidAction:
      return "I can book, move or cancel an appointment. Which would you like?";
    case DomainError::kInvalidPhoneNumber:
      return InvalidPhone(trouble);
    case DomainError::kInvalidDate:
      return WhichDay(trouble, "I didn't catch the date. Which day would you like?");
    case DomainError::kInvalidDateTime:
      return WhichDay(trouble, "I didn't catch the day and time. When would you like to come in?");
    case DomainError::kDateInPast:
      return DateInPast(trouble);
    case DomainError::kBookingTooSoon:
      return "That's too soon for me to book. Would a later time suit you?";
    case DomainError::kLocationNotFound:
    case DomainError::kInvalidBusinessId:
      return LocationNotFound(trouble);
    case DomainError::kNoLocation:
      return "This clinic has no location that I can book for. Please contact the clinic directly.";
    case DomainError::kLocationClarificationNeeded:
      return WhichLocation(trouble);
    case DomainError::kPractitionerNotFound:
      return PractitionerNotFound(trouble);
    case DomainError::kPractitionerClarificationNeeded:
      return WhichPractitioner(trouble);
    case DomainError::kPractitionerLocationMismatch:
      return WrongLocation(trouble);
    case DomainError::kPractitionerNotAvailable:
      return absl::StrCat(PractitionerOr(trouble, "That practitioner"),
                          " isn't available then. Would another time suit you?");
    case DomainError::kNoPractitionersFound:
      return "I couldn't find anyone who works there. Would another location suit you?";
    case DomainError::kServiceNotFound:
      return ServiceNotFound(trouble);
    case DomainError::kServiceRequired:
    case DomainError::kServiceClarificationNeeded:
      return WhichService(trouble);
    case DomainError::kNoServices:
      return absl::StrCat(PractitionerOr(trouble, "That practitioner"),
                          " has no services that I can book. Shall I try someone else?");
    case DomainError::kNoAvailability:
      return NothingFree(trouble);
    case DomainError::kTimeNotAvailable:
      return NotFree(trouble);
    case DomainError::kSlotTaken:
      return absl::StrCat("I'm sorry, that time has just been taken. ", Instead(trouble));
    case DomainError::kDuplicateBooking:
      return "There is already an appointment for this patient at that time. "
             "Would another time suit you?";
    case DomainError::kOutsideBusinessHours:
      return "That's outside the clinic's opening hours. Would another time suit you?";
    case DomainError::kAppointmentNotFound:
      return "I couldn't find that appointment. Who was it with, or what day and time?";
    case DomainError::kAppointmentClarificationNeeded:
      return WhichAppointment(trouble);
    case DomainError::kCancellationFailed:
      return "I couldn't cancel that appointment. Please contact the clinic directly.";
    case DomainError::kRescheduleFailed:
      return "I couldn't move that appointment. Please contact the clinic directly.";
    case DomainError::kBookingFailed:
      return "I couldn't make that booking. Please contact the clinic directly.";
    case DomainError::kBookingSystemUnavailable:
      return "I can't reach the booking system just now. Shall we try again in a moment?";
    case DomainError::kStillChecking:
      return StillChecking(trouble);
    case DomainError::kUnauthorized:
      return "I'm sorry, I can't get into the booking system at the moment.";
    case DomainError::kInternalError:
      break;
  }
  return "I'm sorry, something went wrong on my side. Could we try that again?";
}

}  // namespace

std::string ErrorSentence(const Trouble& trouble) {
  return WithNamesThatFit([shorter = trouble](int most) mutable {
    shorter.most_names = most;
    return Sentence(shorter);
  });
}

std::string DisplayNameOfField(const std::string& field) {
  if (field == "patient_name") return "patient name";
  if (field == "patient_phone") return "patient phone";
  if (field == "appointment_type") return "appointment type";
  if (field == "date") return "appointment date";
  if (field == "time") return "appointment time";
  if (field == "business_id") return "business ID";
  return field;
}

}  // namespace frontdesk::gateway
