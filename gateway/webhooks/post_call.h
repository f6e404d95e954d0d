#ifndef FRONTDESK_GATEWAY_WEBHOOKS_POST_CALL_H_
#define FRONTDESK_GATEWAY_WEBHOOKS_POST_CALL_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gateway/auth/platform_secrets.h"
#include "gateway/auth/platform_signature.h"
#include "gateway/clients/call_client.h"
#include "gateway/endpoint.h"
#include "gateway/json/value.h"
#include "gateway/limits/doorkeeper.h"
#include "gateway/server/http_message.h"
#include "gateway/webhook_call.h"
#include "libs/civil/clock.h"

namespace frontdesk::gateway {

// POST /post-call-webhook: the voice platform tells how a call ended; the outcome is kept and the
// session ends. The signature of the raw body is all that lets a report in; a key would not tell
// whose it is. A secret that is one clinic's tells of no other's calls. Nothing is read of it but
// the ids, the numbers, the time and the flags: the words spoken are health data and go no further.
//
// 200 {"status":"success"} for whatever cannot become better by sending it again, 401 for a
// signature that is missing, wrong or too old, 400 for signed nonsense, 503 while the outcome
// cannot be kept, which the platform repeats. Source: contract/elevenlabs.md, section 5;
// contract/webhooks.md, section 1.6.
class PostCall : public Endpoint {
 public:
  // The references must outlive the object. Without `secrets`, every report is refused.
  PostCall(CallClient& calls, const Clock& clock, const std::vector<PlatformSecret>& secrets);

  // Of reports whose head alone shows that nobody need read them: 401. Of all others 0.
  // Thread-safe.
  int RefusalOf(const HttpRequest& head) const;

  Lane lane() const override { return Lane::kReport; }

  WebhookOutcome Answer(const HttpRequest& request, const CallContext& named) override;

 private:
  // Those that may tell of the same calls.
  struct Signers {
    std::optional<ClinicId> clinic;  // empty: all clinics
    std::vector<std::string> secrets;
  };

  void Tell(SignatureVerdict verdict) const;

  CallClient& calls_;
  const Clock& clock_;
  std::vector<Signers> signers_;  // never empty
};

// Of a report that is truly signed, what ReportOf looks at; a call may be as long as it likes.
// Fails with kInvalidRequest for what is no JSON object.
absl::StatusOr<JsonValue> ParseReport(absl::string_view body);

// What `event`, one of the platform's, tells of a call. Exposed for its test.
CallReport ReportOf(const JsonValue& event);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_WEBHOOKS_POST_CALL_H_
