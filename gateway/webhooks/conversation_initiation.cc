#include "gateway/webhooks/conversation_initiation.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gateway/auth/dialed_number.h"
#include "gateway/auth/presented_key.h"
#include "gateway/json/parse.h"
#include "gateway/json/value.h"
#include "gateway/server/http_message.h"
#include "gateway/speech/phrases.h"
#include "gateway/webhook_call.h"
#include "gateway/webhooks/answer.h"
#include "gateway/webhooks/form_body.h"
#include "gateway/webhooks/request.h"
#include "gateway/webhooks/shapes.h"
#include "libs/civil/clock.h"
#include "libs/civil/format.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/status/domain_error.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway {
namespace {

// One after the other, and together less than the promise of 300 ms.
constexpr absl::Duration kKeyBy = absl::Milliseconds(100);
constexpr absl::Duration kDirectoryBy = absl::Milliseconds(180);
constexpr absl::Duration kCallerBy = absl::Milliseconds(250);
constexpr int kMostNames = 12;  // what a prompt can hold without losing sight of the rest

// A platform may send this as a form. Source: contract/elevenlabs.md, section 4.
JsonValue BodyOf(const HttpRequest& http) {
  absl::StatusOr<JsonValue> body = ParseJsonObject(http.body);
  if (body.ok()) return *std::move(body);
  return ParseForm(http.body);
}

// Every variable, all neutral: an agent that refers to a missing one does not start.
Json NeutralVariables() {
  return {{"clinic_name", "the clinic"}, {"clinic_today", ""},     {"clinic_today_iso", ""},
          {"clinic_time_now", ""},       {"clinic_time_zone", ""}, {"clinic_locations", ""},
          {"clinic_services", ""},       {"caller_known", false}};
}

void SetClinic(const Clinic& clinic, absl::Time now, Json& variables) {
  const absl::CivilDay today = absl::ToCivilDay(now, clinic.zone);
  const std::string name = Nameable(clinic.name);
  if (!name.empty()) variables["clinic_name"] = name;
  variables["clinic_today"] = SpokenFullDayText(today);
  variables["clinic_today_iso"] = IsoDay(today);
  variables["clinic_time_now"] = SpokenTimeText(now, clinic.zone);
  variables["clinic_time_zone"] = clinic.zone_name;
}

void SetOffers(const Directory& directory, Json& variables) {
  std::vector<std::string> locations;
  for (const Business& business : directory.businesses) {
    locations.push_back(Nameable(business.name));
  }
  std::vector<std::string> services;
  for (const AppointmentType& type : directory.appointment_types) {
    services.push_back(Nameable(type.name));
  }
  variables["clinic_locations"] = JoinWithAnd(locations, kMostNames);
  variables["clinic_services"] = JoinWithAnd(services, kMostNames);
}

WebhookOutcome Answered(const Json& variables) {
  const Json body = {{"type", "conversation_initiation_client_data"},
                     {"dynamic_variables", variables}};
  return {.body = body.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

}  // namespace

WebhookOutcome ConversationInitiation::Answer(const HttpRequest& http, const CallContext& named) {
  const absl::Time arrival = clock_.Now() - http.waited;
  const auto within = [&](absl::Duration by) {
    CallContext call = named;
    call.deadline = arrival + by;
    call.answer_by = arrival + by;
    return call;
  };
  const std::string key = PresentedKey(http, key_header_);
  const absl::StatusOr<Clinic> clinic = authenticator_.Authenticate(key, within(kKeyBy));
  if (IsError(clinic.status(), DomainError::kUnauthorized)) {
    const Json refusal = ErrorEnvelope(DomainError::kUnauthorized, "",
                                       key.empty() ? "API key required" : "Invalid API key");
    WebhookAnswer answer = Written(std::move(refusal));
    return {.status = 401, .body = answer.body, .error_code = answer.error_code};
  }
  Json variables = NeutralVariables();
  if (!clinic.ok()) return Answered(variables);

  const WebhookRequest request = ReadWebhookRequest(BodyOf(http));
  // A number of another clinic is as good as none that exists.
  if (!request.dialed_number.empty() && !Reaches(request.dialed_number, *clinic)) {
    return Answered(variables);
  }
  SetClinic(*clinic, arrival, variables);
  const auto directory = calls_.GetDirectory(clinic->id, within(kDirectoryBy));
  if (directory.ok() && *directory != nullptr) SetOffers(**directory, variables);
  if (!request.caller_phone.empty()) {
    const absl::StatusOr<bool> known =
        calls_.IsKnown(*clinic, {.phone = request.caller_phone}, within(kCallerBy));
    variables["caller_known"] = known.ok() && *known;
  }
  WebhookOutcome outcome = Answered(variables);
  outcome.clinic = clinic->id;
  return outcome;
}

}  // namespace frontdesk::gateway
