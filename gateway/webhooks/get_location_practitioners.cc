#include "gateway/webhooks/get_location_practitioners.h"

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
#include "libs/status/status_macros.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway {

void GetLocationPractitioners::CompleteFailure(Json& body) const { SetNoPractitioners(body); }

WebhookAnswer GetLocationPractitioners::Handle(const WebhookRequest& request, const Clinic& clinic,
                                               const CallContext& call) {
  if (!request.date.empty()) return available_.Handle(request, clinic, call);
  const absl::StatusOr<PlaceStaff> staff = [&]() -> absl::StatusOr<PlaceStaff> {
    RETURN_IF_ERROR(CheckTypes(request, {"business_id", "location", "date"}));
    return availability_.ListStaff(clinic.id, request.business, call);
  }();
  if (!staff.ok()) {
    Json failure =
        FailureBody(staff.status(), request, AnswerFamily::kDirectory, Purpose::kLookUp, &clinic);
    CompleteFailure(failure);
    return Written(std::move(failure));
  }
  Json body = Envelope(true, request.session_id, StaffSentence(*staff));
  SetWorkplace(staff->business, body);
  SetPractitioners(staff->practitioners, body);
  SetNext(Told::kStaff, body);
  return Written(std::move(body));
}

}  // namespace frontdesk::gateway
