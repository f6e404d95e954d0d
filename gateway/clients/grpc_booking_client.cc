#include "gateway/clients/grpc_booking_client.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "frontdesk/v1/booking.grpc.pb.h"
#include "gateway/clients/cancellation_reason.h"
#include "gateway/clients/names_proto.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "libs/rpc/channel.h"
#include "libs/rpc/convert.h"
#include "libs/rpc/grpc_status.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"

namespace frontdesk::gateway {
namespace {

void ToProto(const SpokenStart& start, v1::SpokenStart* out) {
  out->set_day(start.day);
  out->set_time(start.time);
}

void ToProto(const AppointmentRef& ref, v1::AppointmentRef* out) {
  out->set_appointment_id(ref.appointment_id);
  out->set_confirmation_number(ref.confirmation_number);
  out->set_spoken_description(ref.spoken_description);
  out->set_patient_name(ref.patient_name);
  out->set_claimed_phone(ref.claimed_phone);
}

v1::BookingFor ToProto(BookingFor booking_for) {
  switch (booking_for) {
    case BookingFor::kSelf:
      return v1::BOOKING_FOR_SELF;
    case BookingFor::kOther:
      return v1::BOOKING_FOR_OTHER;
    case BookingFor::kUnspecified:
      break;
  }
  return v1::BOOKING_FOR_UNSPECIFIED;
}

v1::BookAppointmentRequest ToProto(const BookingRequest& request) {
  v1::BookAppointmentRequest out;
  out.set_clinic_id(request.clinic.value());
  frontdesk::ToProto(request.caller, out.mutable_caller());
  out.set_request_id(request.request_id);
  out.set_patient_name(request.patient_name);
  out.set_patient_phone(request.patient_phone);
  out.set_booking_for(ToProto(request.booking_for));
  if (!request.practitioner.empty()) ToProto(request.practitioner, out.mutable_practitioner());
  if (!request.service.empty()) ToProto(request.service, out.mutable_appointment_type());
  if (!request.business.empty()) ToProto(request.business, out.mutable_business());
  if (request.chosen_start.has_value()) {
    frontdesk::ToProto(*request.chosen_start, out.mutable_start_time());
  } else if (!request.start.day.empty() || !request.start.time.empty()) {
    ToProto(request.start, out.mutable_spoken_start());
  }
  out.set_notes(request.notes);
  return out;
}

v1::RescheduleAppointmentRequest ToProto(const RescheduleRequest& request) {
  v1::RescheduleAppointmentRequest out;
  out.set_clinic_id(request.clinic.value());
  frontdesk::ToProto(request.caller, out.mutable_caller());
  out.set_request_id(request.request_id);
  ToProto(request.appointment, out.mutable_appointment());
  if (!request.new_practitioner.empty()) {
    ToProto(request.new_practitioner, out.mutable_new_practitioner());
  }
  if (!request.new_service.empty())
    ToProto(request.new_service, out.mutable_new_appointment_type());
  if (!request.new_business.empty()) ToProto(request.new_business, out.mutable_new_business());
  if (request.chosen_start.has_value()) {
    frontdesk::ToProto(*request.chosen_start, out.mutable_new_start_time());
  } else if (!request.new_start.day.empty() || !request.new_start.time.empty()) {
    ToProto(request.new_start, out.mutable_new_spoken_start());
  }
  return out;
}

v1::CancelAppointmentRequest ToProto(const CancelRequest& request) {
  v1::CancelAppointmentRequest out;
  out.set_clinic_id(request.clinic.value());
  frontdesk::ToProto(request.caller, out.mutable_caller());
  out.set_request_id(request.request_id);
  ToProto(request.appointment, out.mutable_appointment());
  out.set_reason(CancellationReasonOf(request.reason));
  out.set_note(request.reason);
  return out;
}

Appointment FromProto(const v1::Booking& booking) {
  return {.booking_id = BookingId(booking.booking_id()),
          .id = AppointmentId(booking.appointment_id()),
          .patient_id = PatientId(booking.patient_id()),
          .patient_name = booking.patient_name(),
          .practitioner = frontdesk::FromProto(booking.practitioner()),
          .business = frontdesk::FromProto(booking.business()),
          .service = frontdesk::FromProto(booking.appointment_type()),
          .time = {.start = frontdesk::FromProto(booking.start_time()),
                   .end = frontdesk::FromProto(booking.end_time())}};
}

AskedFor AskedForFrom(v1::AskedFor asked_for) {
  if (asked_for == v1::ASKED_FOR_MOVE) return AskedFor::kMove;
  return asked_for == v1::ASKED_FOR_CANCELLATION ? AskedFor::kCancellation : AskedFor::kBooking;
}

// Long enough to look a service's name up and to connect: for when the only replica that we know
// leaves, and its successor is there already.
constexpr absl::Duration kWaitForSomebody = absl::Milliseconds(1500);

// Whether a call found no replica to be sent to, so that nothing was done. gRPC tells it by its
// message alone.
bool ReachedNobody(const absl::Status& status) {
  return absl::IsUnavailable(status) && !DomainErrorOf(status).has_value() &&
         (absl::StrContains(status.message(), "failed to connect") ||
          absl::StrContains(status.message(), "connections to all backends failing") ||
          absl::StrContains(status.message(), "DNS resolution failed"));
}

// The status of a call that changes something. Where the connection broke while the call was under
// way, the service may have done it or may be doing it still: nobody may be told that nothing
// happened. A service that could not be reached at all has done nothing.
absl::Status OutcomeOf(absl::Status result) {
  // A service that is stopped while it works for us calls that a cancellation: ours are none.
  const bool broken = absl::IsUnavailable(result) || absl::IsCancelled(result);
  if (broken && !DomainErrorOf(result).has_value() && !ReachedNobody(result)) {
    return MakeError(DomainError::kStillChecking, "the connection broke during the call");
  }
  return result;
}

class GrpcBookingClient : public BookingClient {
 public:
  explicit GrpcBookingClient(const std::shared_ptr<grpc::Channel>& channel)
      : channel_(channel), stub_(v1::BookingService::NewStub(channel)) {}

  absl::StatusOr<BookingResult> Book(const BookingRequest& request,
                                     const CallContext& call) override {
    ASSIGN_OR_RETURN(const auto response, Change(&Stub::BookAppointment, ToProto(request), call));
    return BookingResult{.appointment = FromProto(response.booking()),
                         .already_booked = response.already_booked(),
                         .year_repaired = response.year_repaired()};
  }

  absl::StatusOr<RescheduleResult> Reschedule(const RescheduleRequest& request,
                                              const CallContext& call) override {
    ASSIGN_OR_RETURN(const auto response,
                     Change(&Stub::RescheduleAppointment, ToProto(request), call));
    return RescheduleResult{.appointment = FromProto(response.booking()),
                            .old_start = frontdesk::FromProto(response.old_start_time()),
                            .year_repaired = response.year_repaired()};
  }

  absl::StatusOr<CancelResult> Cancel(const CancelRequest& request,
                                      const CallContext& call) override {
    ASSIGN_OR_RETURN(const auto response,
                     Change(&Stub::CancelAppointment, ToProto(request), call));
    return CancelResult{.appointment = FromProto(response.booking()),
                        .already_cancelled = response.already_cancelled(),
                        .one_of_several = response.one_of_several(),
                        .cancelled_at = frontdesk::FromProto(response.cancel_time())};
  }

  absl::StatusOr<Outcomes> TellOutcomes(const ClinicId& clinic, const Caller& caller,
                                        const CallContext& call) override {
    grpc::ClientContext context;
    Prepare(call, context);
    v1::TellOutcomesRequest request;
    request.set_clinic_id(clinic.value());
    frontdesk::ToProto(caller, request.mutable_caller());
    v1::TellOutcomesResponse response;
    RETURN_IF_ERROR(FromGrpc(stub_->TellOutcomes(&context, request, &response)));
    Outcomes outcomes;
    for (const v1::LateOutcome& outcome : response.outcomes()) {
      outcomes.late.push_back({.asked_for = AskedForFrom(outcome.asked_for()),
                               .done = outcome.done(),
                               .appointment = FromProto(outcome.booking())});
    }
    if (!response.open_calls_known()) return outcomes;
    outcomes.open_calls.emplace();
    for (const v1::OpenCall& open : response.open_calls()) {
      outcomes.open_calls->push_back({ClinicId(open.clinic_id()), open.session_id()});
    }
    return outcomes;
  }

 private:
  using Stub = v1::BookingService::Stub;

  // One call that changes something; once more where the first one reached nobody and somebody comes.
  template <typename Request, typename Response>
  absl::StatusOr<Response> Change(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                               Response*),
                                  const Request& request, const CallContext& call) {
    absl::Status status;
    for (int attempt = 0; attempt < 2; ++attempt) {
      grpc::ClientContext context;
      Prepare(call, context);
      Response response;
      status = FromGrpc((stub_.get()->*method)(&context, request, &response));
      if (status.ok()) return response;
      const absl::Time until = std::min(call.deadline, absl::Now() + kWaitForSomebody);
      if (!ReachedNobody(status) || !channel_->WaitForConnected(absl::ToChronoTime(until))) break;
    }
    return OutcomeOf(std::move(status));
  }

  const std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<Stub> stub_;
};

}  // namespace

std::unique_ptr<BookingClient> MakeGrpcBookingClient(std::shared_ptr<grpc::Channel> channel) {
  return std::make_unique<GrpcBookingClient>(channel);
}

}  // namespace frontdesk::gateway
