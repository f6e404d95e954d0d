#include "services/session/client/ref_of_caller.h"

#include <optional>

#include "absl/status/statusor.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "libs/phone/phone_number.h"
#include "services/session/domain/session_ref.h"

namespace frontdesk {
namespace {

constexpr char kNoSessionId[] = "-";

std::optional<PhoneNumber> PhoneOf(const Clinic& clinic, const Caller& caller) {
  if (caller.phone.empty() || StandsForWithheld(caller.phone)) return std::nullopt;
  const absl::StatusOr<PhoneNumber> phone = ParsePhone(caller.phone, clinic.country);
  if (!phone.ok()) return std::nullopt;
  return *phone;
}

}  // namespace

SessionRef RefOfCaller(const Clinic& clinic, const Caller& caller) {
  return {.clinic = clinic.id,
          .id = SessionId(IsSessionId(caller.session_id) ? caller.session_id : kNoSessionId),
          .phone = PhoneOf(clinic, caller)};
}

}  // namespace frontdesk
