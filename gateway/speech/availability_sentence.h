#ifndef FRONTDESK_GATEWAY_SPEECH_AVAILABILITY_SENTENCE_H_
#define FRONTDESK_GATEWAY_SPEECH_AVAILABILITY_SENTENCE_H_

#include <string>

#include "gateway/clients/availability_client.h"
#include "gateway/speech/calendar.h"

namespace frontdesk::gateway {

// Who has which times on which day, or first why the day asked for has none. `availability` has
// times. At most 300 characters.
std::string AvailabilitySentence(const Availability& availability, const Calendar& calendar);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_SPEECH_AVAILABILITY_SENTENCE_H_
