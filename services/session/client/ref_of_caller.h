#ifndef FRONTDESK_SERVICES_SESSION_CLIENT_REF_OF_CALLER_H_
#define FRONTDESK_SERVICES_SESSION_CLIENT_REF_OF_CALLER_H_

#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "services/session/domain/session_ref.h"

namespace frontdesk {

// Whose session it is, from what a request says of its caller. A phone that cannot be read at this
// clinic ("anonymous") is a withheld one; an id that cannot be one is "-", which identifies nobody.
SessionRef RefOfCaller(const Clinic& clinic, const Caller& caller);

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SESSION_CLIENT_REF_OF_CALLER_H_
