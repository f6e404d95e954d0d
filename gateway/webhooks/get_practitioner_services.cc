#include "gateway/webhooks/get_practitioner_services.h"

#include <utility>

#include "absl/status/statusor.h"
#include "gateway/clients/availability_client.h"
#include "gateway/speech/error_sentence.h"
#include "gateway/speech/staff_sentence.h"
#include "gateway/webhooks/answer.h"
#include "gateway/webhooks/mistyped.h"
#include "gateway/webhooks/people.h"
#include "gateway/webhooks/request.h"
#include "gateway/webhooks/shapes.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"
#include "libs/status/status_macros.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway {
namespace {

Json Body(const PractitionerProfile& profile, const WebhookRequest& request) {
  const bool filtered = !request.business.empty();
  Json body = Envelope(true, request.session_id, ServicesSentence(profile, filtered));
  body["practitioner"] = profile.practitioner.display_name;
  body["practitionerDetails"] = PractitionerJson(profile.practitioner);
  SetServices(profile.services, body);
  // Agents with older instructions book the only service without asking.
  if (profile.services.size() == 1) body["defaultService"] = profile.services.front().name;
  body["businessFiltered"] = filtered;
  if (filtered && profile.businesses.size() == 1) {
    SetWorkplace(profile.businesses.front(), body);
  }
  SetNext(Told::kServices, body);
  return body;
}

}  // namespace

WebhookAnswer GetPractitionerServices::Handle(const WebhookRequest& request, const Clinic& clinic,
                                              const CallContext& call) {
  absl::StatusOr<Json> body = [&]() -> absl::StatusOr<Json> {
    RETURN_IF_ERROR(CheckTypes(request, {"practitioner", "business_id", "location"}));
    ASSIGN_OR_RETURN(
        const PractitionerProfile profile,
        availability_.GetPractitioner(clinic.id, request.practitioner, request.business, call));
    if (profile.services.empty()) {
      return WithFacts(MakeError(DomainError::kNoServices, "nothing can be booked"),
                       {{"practitioner", profile.practitioner.display_name}});
    }
    return Body(profile, request);
  }();
  if (body.ok()) return Written(*std::move(body));
  return Failure(body.status(), request, AnswerFamily::kDirectory, Purpose::kLookUp, &clinic);
}

}  // namespace frontdesk::gateway
