#include "gateway/speech/next_hint.h"

#include "absl/strings/string_view.h"
#include "libs/status/domain_error.h"

namespace frontdesk::gateway {

absl::string_view NextHint(Told told) {
  switch (told) {
    case Told::kLocation:
      return "Pass this business_id to every later tool. Then call availability_checker for the "
             "day that the caller named, or find_next_available for the earliest time.";
    case Told::kTimes:
      return "Offer at most three of these times. Once one is picked, get the patient's full name, "
             "read everything back and, after a yes, call appointment_handler with action book and "
             "the slotId of that time from slot_details.";
    case Told::kNextTimes:
      return "Offer these times. If none suits, call find_next_available again with the same "
             "arguments. Once one is picked, get the patient's full name, read everything back "
             "and, after a yes, call appointment_handler with action book and the slotId of that "
             "time from slot_details.";
    case Told::kNoNextTimes:
      return "Ask whether another practitioner, location or service would do, then call "
             "find_next_available with that.";
    case Told::kFreeStaff:
      return "Ask with whom, then call availability_checker with that practitioner and the same "
             "date.";
    case Told::kNobodyFree:
      return NextHint(DomainError::kNoAvailability);
    case Told::kStaff:
      return "Ask with whom and for which service, then call availability_checker or "
             "find_next_available with that practitioner.";
    case Told::kServices:
    case Told::kPractitioner:
      return "Ask which service is wanted and pass its name exactly as listed as appointmentType "
             "to availability_checker or find_next_available.";
    case Told::kBooked:
      return "Tell the caller. It is booked: do not call appointment_handler for it again. Then "
             "ask whether there is anything else.";
    case Told::kMoved:
      return "Tell the caller. It is moved: do not call appointment_handler for it again. Then "
             "ask whether there is anything else.";
    case Told::kCancelled:
      return "Tell the caller. It is cancelled: do not call cancel_appointment for it again. Then "
             "ask whether there is anything else.";
  }
  return "Say the message to the caller.";
}

absl::string_view NextHint(DomainError error) {
  using enum DomainError;
  switch (error) {
    case kClinicNotFound:
    case kUnauthorized:
      return "Say the message, offer to pass a note on to the clinic, and call no other tool.";
    case kMissingInformation:
      return "Ask the caller for what missing_fields lists, then call the same tool again with "
             "everything.";
    case kInvalidRequest:
      return "Call the same tool once more with plain text arguments. If that fails too, say the "
             "message.";
    case kInvalidAction:
      return "Call the same tool again with action book, reschedule, cancel or check.";
    case kInvalidPhoneNumber:
      return "Ask for a phone number with its area code, then call the same tool again with it as "
             "patientPhone.";
    case kInvalidDate:
    case kInvalidDateTime:
      return "Ask which day and what time, then call the same tool again with the day as "
             "year-month-day.";
    case kDateInPast:
      return "Check today's date, ask which day is meant, then call the same tool again with the "
             "day as year-month-day.";
    case kBookingTooSoon:
      return "Say the message, then call find_next_available for a later time.";
    case kLocationNotFound:
    case kInvalidBusinessId:
      return "Ask which location is meant, then call location_resolver with the caller's words.";
    case kNoLocation:
      return "Say the message and offer to pass a note on to the clinic.";
    case kLocationClarificationNeeded:
      return "Ask the question in message. Then call confirm_location with the caller's words as "
             "userResponse and the options as they are here.";
    case kPractitionerNotFound:
      return "Ask with whom, naming those in the message. Then call the same tool again, or "
             "get_location_practitioners to hear who works there.";
    case kPractitionerClarificationNeeded:
      return "Ask the question in message, then call the same tool again with the full name from "
             "options as practitioner.";
    case kPractitionerLocationMismatch:
      return "Ask whether another location or another practitioner would do, then call the same "
             "tool again with that.";
    case kPractitionerNotAvailable:
    case kOutsideBusinessHours:
      return "Say the message, then call find_next_available and offer what it finds.";
    case kNoPractitionersFound:
      return "Ask whether another location would do, then call get_location_practitioners for it.";
    case kServiceRequired:
    case kServiceClarificationNeeded:
      return "Ask the question in message, then call the same tool again with the name from "
             "options as appointmentType.";
    case kServiceNotFound:
    case kNoServices:
      return "Call get_practitioner_services to hear what is offered, and ask which one is wanted.";
    case kNoAvailability:
      return "Say the message and ask whether another day would do, or call find_next_available "
             "for the earliest time.";
    case kTimeNotAvailable:
    case kSlotTaken:
      return "Nothing is booked. Offer the times in slot_details. Once one is picked, call "
             "appointment_handler again with its slotId, or call find_next_available if there are "
             "none.";
    case kDuplicateBooking:
      return "Say the message. Ask whether to move that appointment with appointment_handler and "
             "action reschedule, or to book another time.";
    case kAppointmentNotFound:
      return "Ask for the day, the time and the patient's name of the appointment, then call the "
             "same tool again with them as appointmentDetails and patientName.";
    case kAppointmentClarificationNeeded:
      return "Ask the question in message, then call the same tool again with the appointmentId "
             "of the one that is meant.";
    case kCancellationFailed:
      return "Say the message. The appointment still stands: do not say that it is cancelled.";
    case kRescheduleFailed:
      return "Say the message. The appointment stays where it was: do not say that it is moved.";
    case kBookingFailed:
      return "Say the message. Nothing is booked: do not say that it is. Offer another time from "
             "find_next_available.";
    case kBookingSystemUnavailable:
      return "Say the message. Nothing is certain yet: call the same tool once more with the same "
             "arguments. If that fails too, offer to pass a note on to the clinic.";
    case kStillChecking:
      return "Ask the caller for a moment, then call the same tool again with exactly the same "
             "arguments.";
    case kInternalError:
      return "Say the message. If a booking was under way, call the same tool once more with the "
             "same arguments, else offer to pass a note on to the clinic.";
  }
  return "Say the message to the caller.";
}

}  // namespace frontdesk::gateway
