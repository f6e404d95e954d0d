#include "gateway/webhooks/confirm_location.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/clients/availability_client.h"
#include "gateway/json/value.h"
#include "gateway/speech/error_sentence.h"
#include "gateway/speech/location_sentence.h"
#include "gateway/speech/phrases.h"
#include "gateway/webhooks/answer.h"
#include "gateway/webhooks/mistyped.h"
#include "gateway/webhooks/place.h"
#include "gateway/webhooks/received_json.h"
#include "gateway/webhooks/request.h"
#include "gateway/webhooks/shapes.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/names/choice_match.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"
#include "libs/status/status_macros.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway {
namespace {

std::vector<std::string> LabelsOf(const std::vector<Choice>& choices) {
  std::vector<std::string> labels;
  for (const Choice& choice : choices) {
    if (std::string label = Quotable(choice.label); !label.empty()) labels.push_back(label);
  }
  return labels;
}

// Asks again, about what the client offered as it was sent or, where that led nowhere, about what
// the service says there is.
void SetQuestion(const absl::Status& status, const WebhookRequest& request, Json& body) {
  const ErrorFacts facts = FactsOf(status);
  const auto fact = facts.find("problem");
  const PlaceProblem problem =
      fact == facts.end() ? PlaceProblem::kUnclear : PlaceProblemOf(fact->second);
  const bool same_options =
      problem == PlaceProblem::kUnclear || problem == PlaceProblem::kOutOfRange;
  const std::optional<Clarification> fresh = ClarificationOf(status);
  if (same_options && !request.received_options.is_null()) {
    body["options"] = ReceivedJson(request.received_options);
  }
  body["message"] = WhichPlaceAgainSentence(
      fresh.has_value() ? LabelsOf(fresh->choices) : std::vector<std::string>(), problem);
  if (problem == PlaceProblem::kNothingOffered) {
    body["action"] = "need_location_resolver";
    body["hint"] = "Call location-resolver first, or send its options along.";
  }
}

// True where the caller wants none of what was offered, whatever the client makes of it.
bool SaysNo(const LocationAnswer& answer) {
  std::vector<ChoiceOption> options;
  for (const Choice& choice : answer.offered) {
    options.push_back({.name = choice.label, .id = choice.id});
  }
  return MatchChoice(answer.words, options).kind == ChoiceMade::Kind::kNo;
}

}  // namespace

absl::StatusOr<Business> ConfirmLocation::Confirm(const WebhookRequest& request,
                                                  const Clinic& clinic, const CallContext& call) {
  RETURN_IF_ERROR(CheckTypes(request, {"user_response"}));
  LocationAnswer answer{.clinic = clinic.id,
                        .caller = request.caller(),
                        .words = request.user_response,
                        .offered = request.options};
  if (answer.words.empty()) answer.words = request.business.spoken_name;
  const std::string& id = request.business.id.value();
  if (!id.empty() && answer.offered.empty()) answer.offered = {{.id = id, .label = id}};
  if (!id.empty() && !SaysNo(answer)) {
    // An older client names the location by its id; that is its own answer to its own question.
    LocationAnswer direct = answer;
    direct.words = id;
    direct.offered = {{.id = id, .label = id}};
    const absl::StatusOr<Business> business = availability_.ConfirmLocation(direct, call);
    const bool other_clinics = IsError(business.status(), DomainError::kLocationNotFound) ||
                               IsError(business.status(), DomainError::kInvalidBusinessId);
    if (!other_clinics) return business;
  }
  return availability_.ConfirmLocation(answer, call);
}

void ConfirmLocation::CompleteFailure(Json& body) const {
  body["location_confirmed"] = false;
  SetNoPlace(absl::OkStatus(), body);
}

WebhookAnswer ConfirmLocation::Handle(const WebhookRequest& request, const Clinic& clinic,
                                      const CallContext& call) {
  const absl::StatusOr<Business> business = Confirm(request, clinic, call);
  if (business.ok()) {
    Json body = Envelope(true, request.session_id, ConfirmedPlaceSentence(*business));
    body["location_confirmed"] = true;
    SetPlace(*business, /*confidence=*/1.0, body);
    SetNext(Told::kLocation, body);
    return Written(std::move(body));
  }
  Json failure =
      FailureBody(business.status(), request, AnswerFamily::kDirectory, Purpose::kLookUp, &clinic);
  failure["location_confirmed"] = false;
  if (IsError(business.status(), DomainError::kLocationClarificationNeeded)) {
    SetQuestion(business.status(), request, failure);
  }
  if (IsError(business.status(), DomainError::kLocationNotFound)) {
    failure["action"] = "need_location_resolver";
  }
  SetNoPlace(business.status(), failure);
  return Written(std::move(failure));
}

}  // namespace frontdesk::gateway
