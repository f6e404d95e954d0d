#include "services/booking/server/booking_server.h"

#include <algorithm>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/postgres/values.h"
#include "libs/resolve/proto.h"
#include "libs/rpc/answer.h"
#include "libs/rpc/convert.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"
#include "libs/status/status_macros.h"

namespace frontdesk::booking {
namespace {

constexpr std::size_t kLongestName = 255;  // what Cliniko takes: contract/cliniko.md, section 10.16
constexpr std::size_t kLongestNotes = 4000;
constexpr std::size_t kLongestRequestId = 200;
// A call without a deadline of its own must not hold a thread for ever.
constexpr absl::Duration kLongestCall = absl::Seconds(30);

absl::Status CheckLength(const std::string& value, std::size_t most, const std::string& field) {
  if (value.size() <= most) return absl::OkStatus();
  return WithFacts(MakeError(DomainError::kInvalidRequest, absl::StrCat(field, " is too long")),
                   {{"field", field}});
}

CallContext Bounded(CallContext call) {
  call.deadline = std::min(call.deadline, absl::Now() + kLongestCall);
  return call;
}

absl::StatusOr<BookingRequest> FromProto(const v1::BookAppointmentRequest& request) {
  if (!IsUuid(request.clinic_id())) {
    return MakeError(DomainError::kClinicNotFound, "the clinic id is not a UUID");
  }
  RETURN_IF_ERROR(CheckLength(request.patient_name(), kLongestName, "patient_name"));
  RETURN_IF_ERROR(CheckLength(request.notes(), kLongestNotes, "notes"));
  RETURN_IF_ERROR(CheckLength(request.request_id(), kLongestRequestId, "request_id"));
  BookingRequest result{.clinic = ClinicId(request.clinic_id()),
                        .caller = frontdesk::FromProto(request.caller()),
                        .request_id = request.request_id(),
                        .patient_name = request.patient_name(),
                        .notes = request.notes()};
  // An odd session id identifies nobody, which is no reason not to book.
  if (result.caller.session_id.size() > kLongestRequestId) result.caller.session_id.clear();
  ASSIGN_OR_RETURN(result.patient_phone, SaidFromProto(request.patient_phone(), "patient_phone"));
  ASSIGN_OR_RETURN(result.practitioner, RefFromProto(request.practitioner()));
  ASSIGN_OR_RETURN(result.appointment_type, RefFromProto(request.appointment_type()));
  ASSIGN_OR_RETURN(result.business, RefFromProto(request.business()));
  if (request.has_start_time()) {
    result.start = frontdesk::FromProto(request.start_time());
  } else if (request.has_spoken_start()) {
    SpokenStart start;
    ASSIGN_OR_RETURN(start.day, SaidFromProto(request.spoken_start().day(), "day"));
    ASSIGN_OR_RETURN(start.time, SaidFromProto(request.spoken_start().time(), "time"));
    result.start = start;
  }
  return result;
}

v1::BookingState WriteState(BookingState state) {
  switch (state) {
    case BookingState::kPending:
      return v1::BOOKING_STATE_PENDING;
    case BookingState::kBooked:
      return v1::BOOKING_STATE_BOOKED;
    case BookingState::kWithdrawing:
    case BookingState::kFailed:
      return v1::BOOKING_STATE_FAILED;
    case BookingState::kCancelled:
      return v1::BOOKING_STATE_CANCELLED;
  }
  return v1::BOOKING_STATE_UNSPECIFIED;
}

// What has left the directory since is told by its id alone.
void ToProto(const Booking& booking, const Directory& directory, v1::Booking* out) {
  using frontdesk::ToProto;
  const Offering& offering = booking.claim.offering;
  out->set_booking_id(booking.id.value());
  out->set_clinic_id(booking.claim.clinic.value());
  out->set_state(WriteState(booking.state));
  out->set_appointment_id(booking.appointment.value());
  out->set_patient_id(booking.patient.value());
  out->set_patient_name(booking.patient_name);
  const Practitioner* who = directory.Find(offering.practitioner);
  ToProto(who != nullptr ? *who : Practitioner{.id = offering.practitioner},
          out->mutable_practitioner());
  const Business* where = directory.Find(offering.business);
  ToProto(where != nullptr ? *where : Business{.id = offering.business}, out->mutable_business());
  const AppointmentType* what = directory.Find(offering.appointment_type);
  ToProto(what != nullptr ? *what : AppointmentType{.id = offering.appointment_type},
          out->mutable_appointment_type());
  ToProto(booking.claim.time.start, out->mutable_start_time());
  ToProto(booking.claim.time.end, out->mutable_end_time());
  ToProto(booking.created_at, out->mutable_create_time());
  ToProto(booking.updated_at, out->mutable_update_time());
  out->set_failure_reason(absl::AsciiStrToUpper(booking.failure_reason));
}

}  // namespace

grpc::Status BookingServer::BookAppointment(grpc::ServerContext* context,
                                            const v1::BookAppointmentRequest* request,
                                            v1::BookAppointmentResponse* response) {
  return Answer(*context, "BookAppointment", [&](const CallContext& unbounded) -> absl::Status {
    const CallContext call = Bounded(unbounded);
    ASSIGN_OR_RETURN(const BookingRequest wanted, FromProto(*request));
    ASSIGN_OR_RETURN(const BookingAnswer answer, booker_.Book(wanted, call));
    ToProto(answer.booking, *answer.directory, response->mutable_booking());
    response->set_already_booked(answer.already_booked);
    response->set_year_repaired(answer.plan.year_repaired);
    return absl::OkStatus();
  });
}

grpc::Status BookingServer::GetBooking(grpc::ServerContext* context,
                                       const v1::GetBookingRequest* request,
                                       v1::GetBookingResponse* response) {
  return Answer(*context, "GetBooking", [&](const CallContext& unbounded) -> absl::Status {
    const CallContext call = Bounded(unbounded);
    if (!IsUuid(request->clinic_id()) || !IsUuid(request->booking_id())) {
      return MakeError(DomainError::kAppointmentNotFound, "an id is not a UUID");
    }
    const ClinicId clinic(request->clinic_id());
    ASSIGN_OR_RETURN(const Booking booking,
                     bookings_.Find(clinic, BookingId(request->booking_id()), call.deadline));
    ASSIGN_OR_RETURN(const std::shared_ptr<const Directory> directory,
                     directories_.Get(clinic, call));
    ToProto(booking, *directory, response->mutable_booking());
    return absl::OkStatus();
  });
}

grpc::Status BookingServer::SyncPatients(grpc::ServerContext* context,
                                         const v1::SyncPatientsRequest* request,
                                         v1::SyncPatientsResponse* response) {
  return Answer(*context, "SyncPatients", [&](const CallContext& unbounded) -> absl::Status {
    const CallContext call = Bounded(unbounded);
    ASSIGN_OR_RETURN(
        const PatientSyncAnswer answer,
        patients_.SyncNow(ClinicId(request->clinic_id()), request->full(), call.deadline));
    response->set_done(answer.done);
    response->set_patient_count(answer.index.patients);
    response->set_phone_count(answer.index.phones);
    response->set_unusable_number_count(answer.index.unusable_numbers);
    response->set_complete(answer.index.complete);
    if (answer.index.synced_at.has_value()) {
      frontdesk::ToProto(*answer.index.synced_at, response->mutable_sync_time());
    }
    return absl::OkStatus();
  });
}

}  // namespace frontdesk::booking
