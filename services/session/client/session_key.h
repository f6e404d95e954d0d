#ifndef FRONTDESK_SERVICES_SESSION_CLIENT_SESSION_KEY_H_
#define FRONTDESK_SERVICES_SESSION_CLIENT_SESSION_KEY_H_

#include <optional>
#include <string>

#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"

namespace frontdesk {

// A text that two requests share where they are of one call of one caller. Empty where nothing
// tells whose call it is: then nothing may be remembered of it (see IdentifiesCaller).
std::optional<std::string> SessionKey(const Clinic& clinic, const Caller& caller);

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SESSION_CLIENT_SESSION_KEY_H_
