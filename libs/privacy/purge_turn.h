#ifndef FRONTDESK_LIBS_PRIVACY_PURGE_TURN_H_
#define FRONTDESK_LIBS_PRIVACY_PURGE_TURN_H_

#include <stop_token>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/turns/turns.h"

namespace frontdesk {

class Purge;

// Purges for the clinic whose turn it is, and logs how much went. Not OK where there is more to do
// after `deadline`, and Cancelled once a stop is requested: Rounds comes back to it.
absl::Status PurgeInTurn(Purge& purge, const Turn& turn, const std::stop_token& stop,
                         absl::Time deadline);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_PRIVACY_PURGE_TURN_H_
