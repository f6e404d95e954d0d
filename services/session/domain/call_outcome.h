#ifndef FRONTDESK_SERVICES_SESSION_DOMAIN_CALL_OUTCOME_H_
#define FRONTDESK_SERVICES_SESSION_DOMAIN_CALL_OUTCOME_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/domain/call_context.h"
#include "libs/domain/ids.h"

namespace frontdesk {

// How a call ended, as the voice platform told it; nothing of what was said. Source:
// contract/elevenlabs.md, section 5.1.
struct CallOutcome {
  enum class Kind { kEnded, kNeverStarted };

  SessionId session;  // the platform's conversation id; as IsSessionId
  Kind kind = Kind::kEnded;
  absl::Time reported_at;      // on the platform's clock; names the report
  std::string status;          // done, failed or unknown
  std::string success;         // success, failure or unknown
  std::string failure_reason;  // busy, no-answer or unknown; empty: none
  absl::Duration duration;     // not negative
  // The only clinic of which it may be told; empty: any.
  std::optional<ClinicId> only_clinic = {};
};

// What the platform's words become: one of those above, or "unknown".
std::string StatusWord(const std::string& said);
std::string SuccessWord(const std::string& said);
std::string FailureWord(const std::string& said);

struct RecordedOutcome {
  ClinicId clinic;
  bool already_known = false;  // a report that is as new or newer was there
};

// Where outcomes are kept. Implementations are thread-safe, and fail with
// kBookingSystemUnavailable, worth a retry, where they cannot be reached by the deadline of the
// call.
class OutcomeStore {
 public:
  virtual ~OutcomeStore() = default;

  // Keeps `outcome` unless a report as new is there, and forgets the sessions of that id if
  // `ends_session`; both or neither. The clinic is the owner of the first of `numbers` (E.164) that
  // is a clinic's, else the only one that has a session of that id. Fails with kClinicNotFound, as
  // it does where that is not outcome.only_clinic.
  virtual absl::StatusOr<RecordedOutcome> Record(const CallContext& call,
                                                 const CallOutcome& outcome,
                                                 const std::vector<std::string>& numbers,
                                                 bool ends_session) = 0;

  // Forgets outcomes kept before `before`, oldest first, at most `limit`. Returns how many went.
  virtual absl::StatusOr<int> PurgeOutcomes(const CallContext& call, absl::Time before,
                                            int limit) = 0;
};

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SESSION_DOMAIN_CALL_OUTCOME_H_
