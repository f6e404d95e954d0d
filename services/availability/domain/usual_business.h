#ifndef FRONTDESK_SERVICES_AVAILABILITY_DOMAIN_USUAL_BUSINESS_H_
#define FRONTDESK_SERVICES_AVAILABILITY_DOMAIN_USUAL_BUSINESS_H_

#include <optional>

#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "services/session/client/session_client.h"

namespace frontdesk::availability {

// Where this caller goes: what they confirmed in this call, else where they went last. Empty if
// nothing is known or the session service cannot tell in time: it only helps to choose, so nothing
// waits for it.
std::optional<BusinessId> UsualBusiness(SessionClient& sessions, const CallContext& call,
                                        const Clinic& clinic, const Caller& caller);

}  // namespace frontdesk::availability

#endif  // FRONTDESK_SERVICES_AVAILABILITY_DOMAIN_USUAL_BUSINESS_H_
