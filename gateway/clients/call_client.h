#ifndef FRONTDESK_GATEWAY_CLIENTS_CALL_CLIENT_H_
#define FRONTDESK_GATEWAY_CLIENTS_CALL_CLIENT_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"

namespace frontdesk::gateway {

// How a call ended, in the voice platform's words. Source: contract/elevenlabs.md, section 5.1.
struct CallReport {
  std::string session_id;            // the platform's conversation id
  std::vector<std::string> numbers;  // of both ends as far as known, the dialled one first
  bool never_started = false;
  absl::Time reported_at;
  std::string status;
  std::string success;
  std::string failure_reason;
  absl::Duration duration;
  std::optional<ClinicId> only_clinic = {};  // whose calls alone may be reported; empty: anybody's
};

// What is asked before a call's first word and told after its last. Implementations are
// thread-safe.
class CallClient {
 public:
  virtual ~CallClient() = default;

  // Who works where and offers what.
  virtual absl::StatusOr<std::shared_ptr<const Directory>> GetDirectory(
      const ClinicId& clinic, const CallContext& call) = 0;

  // Whether somebody with that phone chose or booked a location of the clinic in the last twelve
  // months. No more than that, since anybody can show any number.
  virtual absl::StatusOr<bool> IsKnown(const Clinic& clinic, const Caller& caller,
                                       const CallContext& call) = 0;

  // Keeps how a call ended and ends its session. Idempotent. Fails with kClinicNotFound where it is
  // nobody's call.
  virtual absl::Status Report(const CallReport& report, const CallContext& call) = 0;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_CLIENTS_CALL_CLIENT_H_
