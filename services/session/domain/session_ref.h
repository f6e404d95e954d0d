#ifndef FRONTDESK_SERVICES_SESSION_DOMAIN_SESSION_REF_H_
#define FRONTDESK_SERVICES_SESSION_DOMAIN_SESSION_REF_H_

#include <compare>
#include <cstddef>
#include <optional>

#include "absl/strings/string_view.h"
#include "libs/domain/ids.h"
#include "libs/phone/phone_number.h"

namespace frontdesk {

// Names one call. The agent chooses the id, and live agents use the literal "1" for every call, so
// the phone is part of the name. Source: contract/webhooks.md, sections 3.2 and 4.7.
struct SessionRef {
  ClinicId clinic;
  SessionId id;                      // 1 to 200 characters
  std::optional<PhoneNumber> phone;  // empty if withheld

  friend auto operator<=>(const SessionRef&, const SessionRef&) = default;
  friend bool operator==(const SessionRef&, const SessionRef&) = default;
};

// Whether `session` can only be one caller's. With a phone it always is. Without one, the id must
// look as if a machine had made it for this call: at least 16 characters with a letter and a digit
// among them, as the conversation ids of voice platforms, UUIDs and the gateway's own ids have.
// "1", "session", "12345678" or a template that nobody filled in identify nobody.
bool IdentifiesCaller(const SessionRef& session);

inline constexpr std::size_t kLongestSessionId = 200;  // bytes

// Whether a text may be a session id at all: 1 to 200 bytes, none a control character.
bool IsSessionId(absl::string_view text);

// Whether `phone` is what carriers send in place of a withheld number: "+266696687" spells
// ANONYMOUS on a keypad. It is the same for all who withhold theirs, so it must not count as
// anybody's.
bool StandsForWithheld(absl::string_view phone);

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SESSION_DOMAIN_SESSION_REF_H_
