#ifndef FRONTDESK_GATEWAY_SPEECH_BOOKING_SENTENCE_H_
#define FRONTDESK_GATEWAY_SPEECH_BOOKING_SENTENCE_H_

#include <string>

#include "absl/time/time.h"
#include "gateway/clients/booking_client.h"

// What the caller hears when a booking was made, moved or cancelled; at most 300 characters.
namespace frontdesk::gateway {

std::string BookedSentence(const BookingResult& result, absl::TimeZone zone);
std::string MovedSentence(const RescheduleResult& result, absl::TimeZone zone);
std::string CancelledSentence(const CancelResult& result, absl::TimeZone zone);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_SPEECH_BOOKING_SENTENCE_H_
