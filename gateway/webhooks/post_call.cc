#include "gateway/webhooks/post_call.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gateway/auth/platform_signature.h"
#include "gateway/clients/call_client.h"
#include "gateway/json/parse.h"
#include "gateway/json/value.h"
#include "gateway/server/http_message.h"
#include "gateway/webhook_call.h"
#include "gateway/webhooks/answer.h"
#include "gateway/webhooks/fields.h"
#include "gateway/webhooks/shapes.h"
#include "libs/civil/clock.h"
#include "libs/domain/call_context.h"
#include "libs/status/domain_error.h"
#include "libs/telemetry/log.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway {
namespace {

constexpr absl::Duration kKeptBy = absl::Seconds(3);
constexpr std::size_t kMostNumbers = 4;
constexpr double kLatest = 253'402'300'799;  // the year 9999

constexpr char kTranscription[] = "post_call_transcription";
constexpr char kNeverStarted[] = "call_initiation_failure";

const JsonValue* At(const JsonValue* value, std::initializer_list<absl::string_view> path) {
  for (const absl::string_view name : path) {
    if (value != nullptr) value = value->Find(name);
  }
  return value;
}

std::string TextAt(const JsonValue* value, std::initializer_list<absl::string_view> path) {
  const JsonValue* found = At(value, path);
  return found == nullptr ? "" : ScalarText(*found);
}

// Numbers come as numbers and as texts; what is neither, or cannot be, is zero.
double NumberAt(const JsonValue* value, std::initializer_list<absl::string_view> path) {
  double number = 0;
  if (!absl::SimpleAtod(TextAt(value, path), &number) || std::isnan(number)) return 0;
  return std::clamp<double>(number, 0, kLatest);
}

// Newer events have everything under "data", older ones at the top.
const JsonValue* DataOf(const JsonValue& event) {
  const JsonValue* data = event.Find("data");
  return data != nullptr && data->object() != nullptr ? data : &event;
}

// The clinic's end first: on an inbound call that is the dialled one.
std::vector<std::string> NumbersOf(const JsonValue* data) {
  const JsonValue* variables =
      At(data, {"conversation_initiation_client_data", "dynamic_variables"});
  const JsonValue* phone_call = At(data, {"metadata", "phone_call"});
  const JsonValue* line = At(data, {"metadata", "body"});
  std::vector<std::string> numbers;
  for (std::string number :
       {TextAt(phone_call, {"agent_number"}), TextAt(variables, {"system__called_number"}),
        TextAt(variables, {"system__caller_id"}), TextAt(phone_call, {"external_number"}),
        TextAt(line, {"to_number"}), TextAt(line, {"from_number"}), TextAt(line, {"To"}),
        TextAt(line, {"From"})}) {
    const bool again = std::find(numbers.begin(), numbers.end(), number) != numbers.end();
    if (!number.empty() && !again && numbers.size() < kMostNumbers) {
      numbers.push_back(std::move(number));
    }
  }
  return numbers;
}

absl::string_view NameOf(SignatureVerdict verdict) {
  switch (verdict) {
    case SignatureVerdict::kMissing:
      return "missing";
    case SignatureVerdict::kForged:
      return "forged";
    case SignatureVerdict::kStale:
      return "stale";
    case SignatureVerdict::kGood:
      break;
  }
  return "good";
}

WebhookOutcome Refused(int status, DomainError error, absl::string_view detail) {
  WebhookAnswer answer = Written(ErrorEnvelope(error, "", detail));
  return {.status = status, .body = answer.body, .error_code = answer.error_code};
}

WebhookOutcome Taken() { return {.body = R"({"status":"success"})"}; }

}  // namespace

absl::StatusOr<JsonValue> ParseReport(absl::string_view body) {
  // The transcript alone may be tens of thousands of values.
  static const auto& names = *new JsonNames{"type",
                                            "event_timestamp",
                                            "data",
                                            "conversation_id",
                                            "status",
                                            "failure_reason",
                                            "analysis",
                                            "call_successful",
                                            "metadata",
                                            "call_duration_secs",
                                            "phone_call",
                                            "agent_number",
                                            "external_number",
                                            "body",
                                            "to_number",
                                            "from_number",
                                            "To",
                                            "From",
                                            "conversation_initiation_client_data",
                                            "dynamic_variables",
                                            "system__called_number",
                                            "system__caller_id"};
  return ParseJsonMembers(body, names);
}

CallReport ReportOf(const JsonValue& event) {
  const JsonValue* data = DataOf(event);
  return {.session_id = TextAt(data, {"conversation_id"}),
          .numbers = NumbersOf(data),
          .never_started = TextAt(&event, {"type"}) == kNeverStarted,
          .reported_at = absl::FromUnixSeconds(
              static_cast<std::int64_t>(NumberAt(&event, {"event_timestamp"}))),
          .status = TextAt(data, {"status"}),
          .success = TextAt(data, {"analysis", "call_successful"}),
          .failure_reason = TextAt(data, {"failure_reason"}),
          .duration = absl::Seconds(
              std::min<double>(NumberAt(data, {"metadata", "call_duration_secs"}), 86'400))};
}

PostCall::PostCall(CallClient& calls, const Clock& clock,
                   const std::vector<PlatformSecret>& secrets)
    : calls_(calls), clock_(clock), signers_(1) {
  for (const PlatformSecret& secret : secrets) {
    const auto same = std::find_if(signers_.begin(), signers_.end(), [&](const Signers& signers) {
      return signers.clinic == secret.clinic;
    });
    Signers& signers =
        same == signers_.end() ? signers_.emplace_back(Signers{.clinic = secret.clinic}) : *same;
    signers.secrets.push_back(secret.text);
  }
}

// Told apart for operators: an old one that is ours means that repeats come too late.
void PostCall::Tell(SignatureVerdict verdict) const {
  std::size_t secrets = 0;
  for (const Signers& signers : signers_) secrets += signers.secrets.size();
  log::Warn("post_call_refused", {{"signature", log::Ours(NameOf(verdict))}, {"secrets", secrets}});
}

int PostCall::RefusalOf(const HttpRequest& head) const {
  const SignatureVerdict verdict =
      JudgeSignatureHeader(head.Header("ElevenLabs-Signature"), clock_.Now());
  if (verdict == SignatureVerdict::kGood) return 0;
  Tell(verdict);
  return 401;
}

WebhookOutcome PostCall::Answer(const HttpRequest& http, const CallContext& named) {
  const absl::Time now = clock_.Now();
  SignatureVerdict verdict = SignatureVerdict::kForged;
  std::optional<ClinicId> only_clinic;
  for (const Signers& signers : signers_) {
    verdict = VerifyPlatformSignature(http.Header("ElevenLabs-Signature"), http.body,
                                      signers.secrets, now);
    only_clinic = signers.clinic;
    if (verdict != SignatureVerdict::kForged) break;
  }
  if (verdict != SignatureVerdict::kGood) {
    Tell(verdict);
    return Refused(
        401, DomainError::kUnauthorized,
        verdict == SignatureVerdict::kMissing ? "Signature required" : "Invalid signature");
  }
  const absl::StatusOr<JsonValue> event = ParseReport(http.body);
  if (!event.ok()) {
    return Refused(400, DomainError::kInvalidRequest, event.status().message());
  }
  const std::string type = TextAt(&*event, {"type"});
  CallReport report = ReportOf(*event);
  report.only_clinic = only_clinic;
  // New kinds may come at any time, and repeating them would help nobody.
  if ((!type.empty() && type != kTranscription && type != kNeverStarted) ||
      report.session_id.empty()) {
    log::Info("post_call_ignored");
    return Taken();
  }
  CallContext call = named;
  call.deadline = now + kKeptBy;
  const absl::Status kept = calls_.Report(report, call);
  WebhookOutcome outcome = Taken();
  if (IsError(kept, DomainError::kClinicNotFound) || IsError(kept, DomainError::kInvalidRequest)) {
    log::Warn("post_call_of_nobody");
  } else if (!kept.ok()) {
    outcome = Refused(503, DomainError::kBookingSystemUnavailable, "send it again later");
  }
  outcome.session_id = report.session_id;
  return outcome;
}

}  // namespace frontdesk::gateway
