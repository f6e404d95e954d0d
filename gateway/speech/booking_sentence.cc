#include "gateway/speech/booking_sentence.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gateway/clients/booking_client.h"
#include "gateway/speech/calendar.h"
#include "gateway/speech/phrases.h"

namespace frontdesk::gateway {
namespace {

std::string What(const Appointment& appointment) {
  return absl::StrCat(appointment.service.name, " with ", appointment.practitioner.display_name);
}

}  // namespace

std::string BookedSentence(const BookingResult& result, const Calendar& calendar) {
  const Appointment& appointment = result.appointment;
  return Speakable(
      absl::StrCat("You're booked for ", What(appointment), " on ",
                   calendar.Start(appointment.time.start, /*full=*/result.year_repaired), " at ",
                   appointment.business.name, "."));
}

std::string MovedSentence(const RescheduleResult& result, const Calendar& calendar) {
  const Appointment& appointment = result.appointment;
  return Speakable(
      absl::StrCat("Your ", What(appointment), " is now on ",
                   calendar.Start(appointment.time.start, /*full=*/result.year_repaired), " at ",
                   appointment.business.name, "."));
}

std::string OutcomeSentence(const LateOutcome& outcome, const Calendar& calendar) {
  const Appointment& appointment = outcome.appointment;
  const std::string what = What(appointment);
  const std::string when = calendar.Start(appointment.time.start);
  switch (outcome.asked_for) {
    case AskedFor::kBooking:
      return Speakable(
          outcome.done ? absl::StrCat("Your booking is confirmed now: ", what, " on ", when, ".")
                       : absl::StrCat("I'm sorry, your booking of ", what, " on ", when,
                                      " did not go through, so nothing is booked."));
    case AskedFor::kMove:
      return Speakable(outcome.done
                           ? absl::StrCat("Your ", what, " is moved now, to ", when, ".")
                           : absl::StrCat("I'm sorry, your ", what, " could not be moved to ", when,
                                          " and is still at its old time."));
    case AskedFor::kCancellation:
      return Speakable(
          outcome.done
              ? absl::StrCat("Your ", what, " on ", when, " is cancelled now.")
              : absl::StrCat("I'm sorry, your ", what, " on ", when, " could not be cancelled."));
  }
  return "";
}

std::string CancelledSentence(const CancelResult& result, const Calendar& calendar) {
  const Appointment& appointment = result.appointment;
  // "Your" is nobody's in particular where a family shares a number.
  const std::string name = result.one_of_several ? Quotable(appointment.patient_name) : "";
  const std::string whose = name.empty() ? "your" : absl::StrCat(name, "'s");
  return Speakable(
      absl::StrCat(result.already_cancelled ? "I had already cancelled " : "I've cancelled ", whose,
                   " ", What(appointment), " on ", calendar.Start(appointment.time.start), "."));
}

}  // namespace frontdesk::gateway
