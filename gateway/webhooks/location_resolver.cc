#include "gateway/webhooks/location_resolver.h"

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/clients/availability_client.h"
#include "gateway/speech/error_sentence.h"
#include "gateway/speech/location_sentence.h"
#include "gateway/webhooks/answer.h"
#include "gateway/webhooks/mistyped.h"
#include "gateway/webhooks/place.h"
#include "gateway/webhooks/request.h"
#include "gateway/webhooks/shapes.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway {

void LocationResolver::CompleteFailure(Json& body) const { SetNoPlace(absl::OkStatus(), body); }

WebhookAnswer LocationResolver::Handle(const WebhookRequest& request, const Clinic& clinic,
                                       const CallContext& call) {
  const absl::StatusOr<ResolvedPlace> place = [&]() -> absl::StatusOr<ResolvedPlace> {
    RETURN_IF_ERROR(CheckTypes(request, {"location"}));
    return availability_.ResolveLocation(clinic.id, request.caller(), request.location_query, call);
  }();
  if (!place.ok()) {
    Json failure =
        FailureBody(place.status(), request, AnswerFamily::kDirectory, Purpose::kLookUp, &clinic);
    SetNoPlace(place.status(), failure);
    if (IsError(place.status(), DomainError::kNoLocation)) {
      // The older name is the one that this route's clients know.
      failure["error"] = std::string(RowOf(DomainError::kLocationNotFound).webhook_code);
    }
    if (failure.value("error", "") == RowOf(DomainError::kInternalError).webhook_code) {
      failure["error_aliases"] = {"location_resolution_error"};
    }
    return Written(std::move(failure));
  }
  Json body = Envelope(true, request.session_id, ResolvedPlaceSentence(place->business));
  SetPlace(place->business, place->confidence, body);
  SetNext(Told::kLocation, body);
  return Written(std::move(body));
}

}  // namespace frontdesk::gateway
