#include "services/session/domain/outcomes.h"

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "libs/phone/phone_number.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/log.h"
#include "services/session/domain/session_ref.h"

namespace frontdesk {
namespace {

constexpr absl::Duration kKept = absl::Hours(24 * 400);  // a year of reports, and a month to look
constexpr absl::Duration kPurgeEvery = absl::Minutes(10);
constexpr int kMostPurged = 1000;

// The platform's numbers are international, though some telephone systems leave out the plus.
std::vector<std::string> InE164(const std::vector<std::string>& numbers) {
  std::vector<std::string> read;
  for (const std::string& number : numbers) {
    const std::string international =
        absl::StartsWith(number, "+") ? number : absl::StrCat("+", number);
    const absl::StatusOr<PhoneNumber> parsed = ParsePhone(international, "AU");
    if (parsed.ok()) read.push_back(parsed->e164());
  }
  return read;
}

}  // namespace

absl::StatusOr<RecordedOutcome> Outcomes::Record(const CallContext& call,
                                                 const CallOutcome& outcome,
                                                 const std::vector<std::string>& numbers) {
  // The clinic does not matter for whether an id is one call's.
  const bool ends_session = IdentifiesCaller({.id = outcome.session});
  ASSIGN_OR_RETURN(const RecordedOutcome recorded,
                   store_.Record(call, outcome, InE164(numbers), ends_session));
  log::Info("call_reported", {{"clinic", recorded.clinic},
                              {"session_id", outcome.session},
                              {"already_known", recorded.already_known}});
  PurgeIfDue(call);
  return recorded;
}

void Outcomes::PurgeIfDue(const CallContext& call) {
  const absl::Time now = clock_.Now();
  {
    const absl::MutexLock lock(&mutex_);
    if (now < next_purge_) return;
    next_purge_ = now + kPurgeEvery;
  }
  const absl::StatusOr<int> purged = store_.PurgeOutcomes(call, now - kKept, kMostPurged);
  if (!purged.ok()) log::Warn("outcome_purge_failed", {{"message", purged.status()}});
}

}  // namespace frontdesk
