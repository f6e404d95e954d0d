#ifndef FRONTDESK_GATEWAY_SPEECH_STAFF_SENTENCE_H_
#define FRONTDESK_GATEWAY_SPEECH_STAFF_SENTENCE_H_

#include <string>

#include "gateway/clients/availability_client.h"
#include "gateway/speech/calendar.h"

// What the caller hears about people; at most 300 characters. At most five names are spoken, and
// how many others there are.
namespace frontdesk::gateway {

// Who works at a place.
std::string StaffSentence(const PlaceStaff& staff);

// Who is free on a day, or that nobody is.
std::string FreeStaffSentence(const FreeStaff& staff, const Calendar& calendar);

// What somebody offers, there if `at_one_place`. `profile` has services.
std::string ServicesSentence(const PractitionerProfile& profile, bool at_one_place);

// What somebody offers, and where they work.
std::string ProfileSentence(const PractitionerProfile& profile);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_SPEECH_STAFF_SENTENCE_H_
