#ifndef FRONTDESK_GATEWAY_SPEECH_NEXT_HINT_H_
#define FRONTDESK_GATEWAY_SPEECH_NEXT_HINT_H_

#include "absl/strings/string_view.h"
#include "libs/status/domain_error.h"

// What the agent's language model should do with an answer: one or two short orders that name the
// next tool and its arguments. The model reads them, the caller never does. They hold nothing that
// anybody said or wrote, so that nobody can slip an order of their own in. Source:
// contract/elevenlabs.md, section 2.3.
namespace frontdesk::gateway {

// What a success told.
enum class Told {
  kLocation,      // one location, resolved or confirmed
  kTimes,         // the free times of a day
  kNextTimes,     // the next free times
  kNoNextTimes,   // that there are none
  kFreeStaff,     // who is free on a day
  kNobodyFree,    // that nobody is free on it
  kStaff,         // who works at a location
  kServices,      // what a practitioner offers
  kPractitioner,  // what a practitioner offers and where
  kBooked,
  kMoved,
  kCancelled,
};

absl::string_view NextHint(Told told);

// Also for the questions, which are errors inside.
absl::string_view NextHint(DomainError error);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_SPEECH_NEXT_HINT_H_
