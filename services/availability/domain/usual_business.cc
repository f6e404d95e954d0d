#include "services/availability/domain/usual_business.h"

#include <algorithm>
#include <optional>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/telemetry/log.h"

namespace frontdesk::availability {
namespace {

constexpr absl::Duration kPatience = absl::Milliseconds(100);

}  // namespace

std::optional<BusinessId> UsualBusiness(SessionClient& sessions, const CallContext& call,
                                        const Clinic& clinic, const Caller& caller) {
  CallContext brief = call;
  brief.deadline = std::min(call.deadline, absl::Now() + kPatience);
  const auto session = sessions.GetSession(brief, clinic, caller);
  if (!session.ok()) {
    log::Warn("session_unavailable", {{"why", session.status().message()}});
    return std::nullopt;
  }
  if (!session->business.empty()) return session->business;
  if (!session->preferred_business.empty()) return session->preferred_business;
  return std::nullopt;
}

}  // namespace frontdesk::availability
