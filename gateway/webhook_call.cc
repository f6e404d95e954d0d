#include "gateway/webhook_call.h"

#include <algorithm>
#include <exception>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gateway/auth/dialed_number.h"
#include "gateway/auth/presented_key.h"
#include "gateway/json/parse.h"
#include "gateway/json/value.h"
#include "gateway/server/http_message.h"
#include "gateway/speech/error_sentence.h"
#include "gateway/webhooks/answer.h"
#include "gateway/webhooks/request.h"
#include "gateway/webhooks/shapes.h"
#include "gateway/webhooks/slot_signer.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/status/domain_error.h"
#include "libs/telemetry/log.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway {
namespace {

void SetError(const Webhook& webhook, DomainError error, int status, absl::string_view detail,
              WebhookOutcome& outcome) {
  outcome.status = status;
  outcome.error_code = std::string(RowOf(error).webhook_code);
  // What is not 200 is for the client's developer: the envelope alone.
  const AnswerFamily family = status == 200 ? webhook.family() : AnswerFamily::kDirectory;
  Json body = ErrorEnvelope(error, outcome.session_id, detail, family);
  if (status == 200) webhook.CompleteFailure(body);
  outcome.body = Written(std::move(body)).body;
}

void SetUnauthorized(const Webhook& webhook, bool key_given, WebhookOutcome& outcome) {
  SetError(webhook, DomainError::kUnauthorized, 401,
           key_given ? "Invalid API key" : "API key required", outcome);
}

// On an outbound call the customer was dialled, by one of our numbers. Source:
// contract/elevenlabs.md, 3.
bool ReachesEitherWay(const Clinic& clinic, WebhookRequest& request) {
  if (Reaches(request.dialed_number, clinic)) return true;
  // Nobody dials on a web page: then the key alone tells the clinic.
  if (request.dialed_number.empty()) return request.dialed_nothing;
  if (!Reaches(request.caller_phone, clinic)) return false;
  if (request.patient_phone == request.caller_phone) request.patient_phone = request.dialed_number;
  std::swap(request.dialed_number, request.caller_phone);
  return true;
}

}  // namespace

void WebhookCaller::CallKnown(Webhook& webhook, const HttpRequest& http, CallContext call,
                              WebhookOutcome& outcome) {
  const absl::Time now = clock_.Now();
  const absl::Time arrival = now - http.waited;
  // Whoever has waited long for their turn gets what is known all the same.
  const auto since_arrival = [&](absl::Duration time) {
    return std::max(arrival + time, now + time / 3);
  };
  call.deadline = since_arrival(deadlines_.read);
  call.answer_by = since_arrival(std::min(deadlines_.patience, deadlines_.read));
  const std::string key = PresentedKey(http, key_header_);
  const absl::StatusOr<Clinic> clinic = authenticator_.Authenticate(key, call);
  if (IsError(clinic.status(), DomainError::kUnauthorized)) {
    return SetUnauthorized(webhook, !key.empty(), outcome);
  }
  const absl::StatusOr<JsonValue> body = ParseJsonObject(http.body);
  if (!body.ok()) {
    outcome.session_id = absl::StrCat("session_", absl::ToUnixMillis(arrival));
    return SetError(webhook, DomainError::kInvalidRequest, 400, body.status().message(), outcome);
  }
  WebhookRequest request = ReadWebhookRequest(*body);
  if (request.session_id.empty()) {
    request.session_id = absl::StrCat("session_", absl::ToUnixMillis(arrival));
  }
  request.arrived = arrival;
  outcome.session_id = request.session_id;
  if (request.request_id.empty())
    request.request_id = http.Header("Idempotency-Key").substr(0, 128);
  if (!clinic.ok()) {
    return SetError(webhook, ClassifyError(clinic.status()), 200, "", outcome);
  }
  outcome.clinic = clinic->id;
  request.slots = SlotSigner(slot_ids_, clinic->id, arrival);
  if (!ReachesEitherWay(*clinic, request)) {
    return SetError(webhook, DomainError::kClinicNotFound, 200, "", outcome);
  }
  if (webhook.Changes(request)) {
    call.deadline = since_arrival(deadlines_.write);
    call.answer_by = absl::InfiniteFuture();  // what is written must be certain
  }
  WebhookAnswer answer = late_outcomes_.Ask(webhook, request, *clinic, call);
  outcome.body = std::move(answer.body);
  outcome.error_code = std::move(answer.error_code);
}

WebhookOutcome WebhookCaller::Call(Webhook& webhook, const HttpRequest& http,
                                   const CallContext& named) {
  WebhookOutcome outcome;
  try {
    CallKnown(webhook, http, named, outcome);
  } catch (const std::exception& e) {
    // The type alone: the text may quote what the client sent.
    log::Error("webhook_threw", {{"type", log::Ours(typeid(e).name())}});
    SetError(webhook, DomainError::kInternalError, 200, "", outcome);
  }
  return outcome;
}

}  // namespace frontdesk::gateway
