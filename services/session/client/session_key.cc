#include "services/session/client/session_key.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/phone/phone_number.h"
#include "services/session/client/ref_of_caller.h"
#include "services/session/domain/session_ref.h"

namespace frontdesk {

std::optional<std::string> SessionKey(const Clinic& clinic, const Caller& caller) {
  const SessionRef ref = RefOfCaller(clinic, caller);
  if (!IdentifiesCaller(ref)) return std::nullopt;
  // None of the three has a line break in it.
  return absl::StrCat(ref.clinic.value(), "\n", ref.phone.has_value() ? ref.phone->e164() : "",
                      "\n", ref.id.value());
}

}  // namespace frontdesk
