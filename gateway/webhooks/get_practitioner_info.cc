#include "gateway/webhooks/get_practitioner_info.h"

#include <utility>

#include "absl/status/statusor.h"
#include "gateway/clients/availability_client.h"
#include "gateway/json/written.h"
#include "gateway/speech/error_sentence.h"
#include "gateway/speech/staff_sentence.h"
#include "gateway/webhooks/answer.h"
#include "gateway/webhooks/mistyped.h"
#include "gateway/webhooks/people.h"
#include "gateway/webhooks/request.h"
#include "gateway/webhooks/shapes.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/status/status_macros.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway {
namespace {

Json Body(const PractitionerProfile& profile, const WebhookRequest& request) {
  Json body = Envelope(true, request.session_id, ProfileSentence(profile));
  body["practitioner"] = PractitionerJson(profile.practitioner);
  body["practitionerName"] = profile.practitioner.display_name;
  SetServices(profile.services, body);
  WrittenArray locations;
  WrittenArray names;
  for (const Business& business : profile.businesses) {
    locations.Add(BusinessJson(business));
    names.Add(business.name);
  }
  body["locations"] = locations;
  body["location_names"] = names;
  SetNext(Told::kPractitioner, body);
  return body;
}

}  // namespace

WebhookAnswer GetPractitionerInfo::Handle(const WebhookRequest& request, const Clinic& clinic,
                                          const CallContext& call) {
  absl::StatusOr<Json> body = [&]() -> absl::StatusOr<Json> {
    RETURN_IF_ERROR(CheckTypes(request, {"practitioner"}));
    ASSIGN_OR_RETURN(
        const PractitionerProfile profile,
        availability_.GetPractitioner(clinic.id, request.practitioner, /*business=*/{}, call));
    return Body(profile, request);
  }();
  if (body.ok()) return Written(*std::move(body));
  return Failure(body.status(), request, AnswerFamily::kDirectory, Purpose::kLookUp, &clinic);
}

}  // namespace frontdesk::gateway
