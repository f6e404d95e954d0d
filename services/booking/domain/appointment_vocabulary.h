#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_APPOINTMENT_VOCABULARY_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_APPOINTMENT_VOCABULARY_H_

#include "absl/strings/string_view.h"
#include "libs/domain/directory.h"

// What single words of "my massage on Tuesday with Cameron" are about. Words are plain, as
// libs/names/plain_words.h returns them.
namespace frontdesk::booking {

// What people call any appointment ("booking", "next", "cancel"), and the words around it.
bool MeansAnyAppointment(absl::string_view word);

// Whether it is a word of something that is done here, the beginning of one, or one with more to
// it: "physio", "massages".
bool IsOfAService(absl::string_view word, const Directory& directory);

// A word of one of the clinic's places.
bool IsOfAPlace(absl::string_view word, const Directory& directory);

// A name, by sound too, of somebody who works here.
bool IsOfAPractitioner(absl::string_view word, const Directory& directory);

// A word of a day or a time: "tuesday", "nov", "24th", "half", "pm".
bool IsOfATime(absl::string_view word);

// What treatments and complaints are called, whatever the clinic calls its services: "checkup".
bool IsOfACare(absl::string_view word);

// Somebody whom only the caller knows by it: "wife", "sons".
bool IsRelation(absl::string_view word);

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_APPOINTMENT_VOCABULARY_H_
