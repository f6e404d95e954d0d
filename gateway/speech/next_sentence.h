#ifndef FRONTDESK_GATEWAY_SPEECH_NEXT_SENTENCE_H_
#define FRONTDESK_GATEWAY_SPEECH_NEXT_SENTENCE_H_

#include <string>

#include "gateway/clients/availability_client.h"
#include "gateway/speech/calendar.h"

namespace frontdesk::gateway {

// The next free times, and with whom and where; or that there are none within `max_days`, or none
// that were not turned down, or only elsewhere. At most 300 characters.
std::string NextSentence(const NextTimes& next, int max_days, const Calendar& calendar);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_SPEECH_NEXT_SENTENCE_H_
