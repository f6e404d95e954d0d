#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_APPOINTMENT_WORDS_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_APPOINTMENT_WORDS_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "libs/domain/directory.h"
#include "services/booking/domain/owned_appointment.h"

namespace frontdesk::booking {

// Those of `appointments` that "my massage on Tuesday with Cameron" can mean, in their order: day,
// time, practitioner, service and location narrow, as far as they are said. Words that say none of
// these, but something all the same ("with Bob", "the 45th"), mean none of them: nothing is
// guessed. "My appointment" means all. Source: contract/webhooks.md, section 4.10.
std::vector<OwnedAppointment> ThatFit(const std::string& words, const Directory& directory,
                                      absl::Time now,
                                      const std::vector<OwnedAppointment>& appointments);

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_APPOINTMENT_WORDS_H_
