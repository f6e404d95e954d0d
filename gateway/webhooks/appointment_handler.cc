#include "gateway/webhooks/appointment_handler.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gateway/clients/booking_client.h"
#include "gateway/speech/booking_sentence.h"
#include "gateway/speech/calendar.h"
#include "gateway/speech/error_sentence.h"
#include "gateway/webhooks/answer.h"
#include "gateway/webhooks/appointment_shapes.h"
#include "gateway/webhooks/chosen_slot.h"
#include "gateway/webhooks/mistyped.h"
#include "gateway/webhooks/request.h"
#include "gateway/webhooks/shapes.h"
#include "libs/civil/format.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/slot_ids/slot_ids.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"
#include "libs/status/status_macros.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway {
namespace {

void SetAppointment(const Appointment& appointment, absl::TimeZone zone, Json& body) {
  body["bookingId"] = appointment.id.value();
  body["appointmentId"] = appointment.id.value();
  body["confirmationNumber"] = ConfirmationNumber(appointment.id);
  body["practitioner"] = PractitionerJson(appointment.practitioner);
  body["service"] = ServiceJson(appointment.service);
  body["location"] = BusinessJson(appointment.business);
  body["timeSlot"] = TimeSlotJson(appointment.time.start, zone);
  body["patientName"] = appointment.patient_name;
  if (!appointment.patient_id.empty()) body["patientId"] = appointment.patient_id.value();
  body["appointmentDetails"] = AppointmentDetailsJson(appointment, zone);
  body["dateISO"] = IsoDay(absl::ToCivilDay(appointment.time.start, zone));
  body["appointmentStart"] = UtcText(appointment.time.start);
  body["appointmentEnd"] = UtcText(appointment.time.end);
}

bool SaysWhatChanges(const WebhookRequest& request) {
  return !request.new_date.empty() || !request.new_time.empty() ||
         !request.new_practitioner.empty() || !request.new_service.empty() ||
         !request.new_business.empty();
}

Purpose PurposeOf(Action action) {
  switch (action) {
    case Action::kReschedule:
    case Action::kModify:
      return Purpose::kReschedule;
    case Action::kCancel:  // answered by other webhooks, as is kCheck
    case Action::kCheck:
    case Action::kBook:
    case Action::kUnknown:
      break;
  }
  return Purpose::kBook;
}

}  // namespace

absl::StatusOr<Json> AppointmentHandler::Book(const WebhookRequest& request, const Clinic& clinic,
                                              const CallContext& call) {
  RETURN_IF_ERROR(
      CheckTypes(request, {"patient_name", "patient_phone", "practitioner", "appointment_type",
                           "date", "time", "business_id", "location"}));
  ASSIGN_OR_RETURN(const BookingResult result,
                   booking_.Book({.clinic = clinic.id,
                                  .caller = request.caller(),
                                  .request_id = request.request_id,
                                  .patient_name = request.patient_name,
                                  .patient_phone = request.patient_phone,
                                  .booking_for = request.booking_for,
                                  .practitioner = request.practitioner,
                                  .service = request.service,
                                  .business = request.business,
                                  .start = {.day = request.date, .time = request.time},
                                  .chosen_start = request.chosen_start,
                                  .notes = request.notes},
                                 call));
  Json body = Envelope(true, request.session_id,
                       BookedSentence(result, Calendar(clinic.zone, request.arrived)));
  SetAppointment(result.appointment, clinic.zone, body);
  if (result.already_booked) body["duplicate"] = true;
  if (result.year_repaired) body["dateCorrected"] = true;
  SetNext(Told::kBooked, body);
  return body;
}

absl::StatusOr<Json> AppointmentHandler::Reschedule(const WebhookRequest& request,
                                                    const Clinic& clinic, const CallContext& call) {
  RETURN_IF_ERROR(
      CheckTypes(request, {"appointment_id", "confirmation_number", "appointment_details", "date",
                           "time", "practitioner", "appointment_type", "business_id", "location"}));
  if (!SaysWhatChanges(request)) {
    return WithMissing(MakeError(DomainError::kMissingInformation, "nothing to change"),
                       {"date", "time"});
  }
  ASSIGN_OR_RETURN(
      const RescheduleResult result,
      booking_.Reschedule({.clinic = clinic.id,
                           .caller = request.caller(),
                           .request_id = request.request_id,
                           .appointment = AppointmentOf(request),
                           .new_practitioner = request.new_practitioner,
                           .new_service = request.new_service,
                           .new_business = request.new_business,
                           .new_start = {.day = request.new_date, .time = request.new_time},
                           .chosen_start = request.chosen_start},
                          call));
  Json body = Envelope(true, request.session_id,
                       MovedSentence(result, Calendar(clinic.zone, request.arrived)));
  body["rescheduled"] = true;
  SetAppointment(result.appointment, clinic.zone, body);
  // Cliniko keeps the id when an appointment is moved.
  body["appointmentDetails"]["oldAppointmentId"] = result.appointment.id.value();
  if (result.year_repaired) body["dateCorrected"] = true;
  SetNext(Told::kMoved, body);
  return body;
}

absl::StatusOr<Json> AppointmentHandler::BookOrMove(const WebhookRequest& request,
                                                    const Clinic& clinic, const CallContext& call) {
  switch (request.action) {
    case Action::kBook:
      return Book(request, clinic, call);
    case Action::kReschedule:
    case Action::kModify:
      return Reschedule(request, clinic, call);
    case Action::kCancel:
    case Action::kCheck:
    case Action::kUnknown:
      break;
  }
  return MakeError(DomainError::kInvalidAction, "unknown action");
}

WebhookAnswer AppointmentHandler::Handle(const WebhookRequest& request, const Clinic& clinic,
                                         const CallContext& call) {
  if (request.action == Action::kCheck) return checker_.Handle(request, clinic, call);
  if (request.action == Action::kCancel) return canceller_.Handle(request, clinic, call);
  absl::StatusOr<Json> body = [&]() -> absl::StatusOr<Json> {
    if (request.action == Action::kUnknown) return BookOrMove(request, clinic, call);
    RETURN_IF_ERROR(CheckTypes(request, {"slot_id"}));
    if (request.slot_id.empty()) return BookOrMove(request, clinic, call);
    const std::optional<OpenedSlot> chosen = request.slots.Open(request.slot_id);
    if (!chosen.has_value() || chosen->outdated) {
      return RefuseSlot(request, chosen, clinic, availability_, call);
    }
    return BookOrMove(ForSlot(request, chosen->slot), clinic, call);
  }();
  if (body.ok()) return Written(*std::move(body));
  return Failure(body.status(), request, AnswerFamily::kAppointment, PurposeOf(request.action),
                 &clinic);
}

}  // namespace frontdesk::gateway
