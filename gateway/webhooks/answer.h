#ifndef FRONTDESK_GATEWAY_WEBHOOKS_ANSWER_H_
#define FRONTDESK_GATEWAY_WEBHOOKS_ANSWER_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "gateway/speech/error_sentence.h"
#include "gateway/speech/next_hint.h"
#include "gateway/webhooks/request.h"
#include "gateway/webhooks/shapes.h"
#include "libs/domain/directory.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"

// What every webhook's answer has around its own fields.
// Source: contract/webhooks.md, section 1.5.
namespace frontdesk::gateway {

// What a webhook says. A business outcome of any kind is HTTP 200.
struct WebhookAnswer {
  std::string body;        // JSON
  std::string error_code;  // empty for a success and for a question back to the caller
};

// Which fields a route's failures and questions carry besides the envelope.
enum class AnswerFamily {
  kDirectory,     // none; a question is a success
  kAvailability,  // empty slots; a question is a success
  kAppointment,   // a question is a failure, so that no client believes that it booked
};

// success, sessionId, needs_clarification, needsClarification, message.
Json Envelope(bool success, absl::string_view session_id, absl::string_view message);

// Tells the agent's model what to do with a success of that kind.
void SetNext(Told told, Json& body);

// `body` with all its fields set; the error code is what its "error" says. What has no "next" yet
// gets that of its error or its question.
WebhookAnswer Written(Json body);

// As Failure, for routes that add to it before it is written.
Json FailureBody(const absl::Status& status, const WebhookRequest& request, AnswerFamily family,
                 Purpose purpose, const Clinic* clinic);

// Sets the choices that a question ends with: locations as objects, everything else as its spoken
// name (D3).
void SetOptions(const Clarification& clarification, Json& body);

// Marks a body as a question back to the caller.
void SetAsking(Json& body);

// What `status` means to the caller: a failure, or a question with its options. `clinic` may be
// null while it is not known.
WebhookAnswer Failure(const absl::Status& status, const WebhookRequest& request,
                      AnswerFamily family, Purpose purpose, const Clinic* clinic);

// The envelope of an error, for what fails before a webhook is reached; `detail` is for the
// client's developer and left out if empty.
Json ErrorEnvelope(DomainError error, absl::string_view session_id, absl::string_view detail,
                   AnswerFamily family = AnswerFamily::kDirectory);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_WEBHOOKS_ANSWER_H_
