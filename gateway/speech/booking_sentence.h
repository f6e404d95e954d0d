#ifndef FRONTDESK_GATEWAY_SPEECH_BOOKING_SENTENCE_H_
#define FRONTDESK_GATEWAY_SPEECH_BOOKING_SENTENCE_H_

#include <string>

#include "gateway/clients/booking_client.h"
#include "gateway/speech/calendar.h"

// What the caller hears when a booking was made, moved or cancelled; at most 300 characters.
namespace frontdesk::gateway {

std::string BookedSentence(const BookingResult& result, const Calendar& calendar);
std::string MovedSentence(const RescheduleResult& result, const Calendar& calendar);
// What became of something that was still being confirmed when the caller was last answered.
std::string OutcomeSentence(const LateOutcome& outcome, const Calendar& calendar);

std::string CancelledSentence(const CancelResult& result, const Calendar& calendar);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_SPEECH_BOOKING_SENTENCE_H_
