#include "gateway/webhooks/cancel_appointment.h"

#include <utility>

#include "absl/status/statusor.h"
#include "gateway/clients/booking_client.h"
#include "gateway/speech/booking_sentence.h"
#include "gateway/speech/calendar.h"
#include "gateway/speech/error_sentence.h"
#include "gateway/webhooks/answer.h"
#include "gateway/webhooks/appointment_shapes.h"
#include "gateway/webhooks/mistyped.h"
#include "gateway/webhooks/request.h"
#include "gateway/webhooks/shapes.h"
#include "libs/civil/format.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway {

absl::StatusOr<CancelResult> CancelAppointment::Cancel(const WebhookRequest& request,
                                                       const Clinic& clinic,
                                                       const CallContext& call) {
  RETURN_IF_ERROR(
      CheckTypes(request, {"appointment_id", "confirmation_number", "appointment_details"}));
  const AppointmentRef appointment = AppointmentOf(request);
  if (appointment.appointment_id.empty() && appointment.confirmation_number.empty() &&
      appointment.spoken_description.empty() && request.patient_phone.empty()) {
    return MakeError(DomainError::kAppointmentNotFound, "nothing to find it by");
  }
  return booking_.Cancel({.clinic = clinic.id,
                          .caller = request.caller(),
                          .request_id = request.request_id,
                          .appointment = appointment,
                          .reason = request.reason},
                         call);
}

void CancelAppointment::CompleteFailure(Json& body) const { body["cancelled"] = false; }

WebhookAnswer CancelAppointment::Handle(const WebhookRequest& request, const Clinic& clinic,
                                        const CallContext& call) {
  const absl::StatusOr<CancelResult> result = Cancel(request, clinic, call);
  if (!result.ok()) {
    Json failure = FailureBody(result.status(), request, family_, Purpose::kCancel, &clinic);
    CompleteFailure(failure);
    return Written(std::move(failure));
  }
  Json body = Envelope(true, request.session_id,
                       CancelledSentence(*result, Calendar(clinic.zone, request.arrived)));
  body["cancelled"] = true;
  if (result->already_cancelled) body["alreadyCancelled"] = true;
  body["appointmentId"] = result->appointment.id.value();
  body["cancellationTime"] = UtcText(result->cancelled_at);
  body["appointmentDetails"] = AppointmentDetailsJson(result->appointment, clinic.zone);
  SetNext(Told::kCancelled, body);
  return Written(std::move(body));
}

}  // namespace frontdesk::gateway
