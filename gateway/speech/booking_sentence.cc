#include "gateway/speech/booking_sentence.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gateway/clients/booking_client.h"
#include "gateway/speech/phrases.h"
#include "libs/civil/format.h"

namespace frontdesk::gateway {
namespace {

// "Tuesday, July 14 at 9:00 AM", with the year where it was put right.
std::string When(const Appointment& appointment, absl::TimeZone zone, bool year_repaired) {
  const absl::CivilDay day = absl::ToCivilDay(appointment.time.start, zone);
  return absl::StrCat(year_repaired ? SpokenFullDayText(day) : SpokenDayText(day), " at ",
                      SpokenTimeText(appointment.time.start, zone));
}

std::string What(const Appointment& appointment) {
  return absl::StrCat(appointment.service.name, " with ", appointment.practitioner.display_name);
}

}  // namespace

std::string BookedSentence(const BookingResult& result, absl::TimeZone zone) {
  const Appointment& appointment = result.appointment;
  return Speakable(
      absl::StrCat(result.already_booked ? "You're already booked for " : "You're booked for ",
                   What(appointment), " on ", When(appointment, zone, result.year_repaired), " at ",
                   appointment.business.name, "."));
}

std::string MovedSentence(const RescheduleResult& result, absl::TimeZone zone) {
  const Appointment& appointment = result.appointment;
  return Speakable(absl::StrCat("Your ", What(appointment), " is now on ",
                                When(appointment, zone, result.year_repaired), " at ",
                                appointment.business.name, "."));
}

std::string CancelledSentence(const CancelResult& result, absl::TimeZone zone) {
  const Appointment& appointment = result.appointment;
  const std::string what = absl::StrCat(What(appointment), " on ",
                                        When(appointment, zone, /*year_repaired=*/false), ".");
  if (result.already_cancelled)
    return Speakable(absl::StrCat("I had already cancelled your ", what));
  return Speakable(absl::StrCat("I've cancelled your ", what));
}

}  // namespace frontdesk::gateway
