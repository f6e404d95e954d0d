#include "services/booking/server/booking_server.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/phone/phone_number.h"
#include "libs/postgres/values.h"
#include "libs/resolve/proto.h"
#include "libs/rpc/answer.h"
#include "libs/rpc/convert.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/log.h"
#include "services/session/domain/session_ref.h"

namespace frontdesk::booking {
namespace {

constexpr std::size_t kLongestName = 255;  // what Cliniko takes: contract/cliniko.md, section 10.16
constexpr std::size_t kLongestNotes = 4000;
constexpr std::size_t kLongestRequestId = 200;
constexpr std::size_t kLongestId = 20;
constexpr int kUsualPage = 10;
constexpr int kLongestPage = 50;
// A call without a deadline of its own must not hold a thread for ever.
constexpr absl::Duration kLongestCall = absl::Seconds(30);
// What an outcome takes on its way back to the caller, who would not hear of it again.
constexpr absl::Duration kWayBack = absl::Milliseconds(20);
// More at a time means that something is wrong; then everybody asks for themselves.
constexpr std::size_t kMostOpenCalls = 200;
// For noting that the caller hears the outcome, which they wait for.
constexpr absl::Duration kNoting = absl::Milliseconds(200);

absl::Status CheckLength(const std::string& value, std::size_t most, const std::string& field) {
  if (value.size() <= most) return absl::OkStatus();
  return WithFacts(MakeError(DomainError::kInvalidRequest, absl::StrCat(field, " is too long")),
                   {{"field", field}});
}

CallContext Bounded(CallContext call) {
  call.deadline = std::min(call.deadline, absl::Now() + kLongestCall);
  return call;
}

// An odd session id identifies nobody, which is no reason to refuse.
Caller KnownCaller(const v1::Caller& said) {
  Caller caller = frontdesk::FromProto(said);
  if (caller.session_id.size() > kLongestRequestId) caller.session_id.clear();
  return caller;
}

absl::StatusOr<BookingRequest> FromProto(const v1::BookAppointmentRequest& request) {
  if (!IsUuid(request.clinic_id())) {
    return MakeError(DomainError::kClinicNotFound, "the clinic id is not a UUID");
  }
  RETURN_IF_ERROR(CheckLength(request.patient_name(), kLongestName, "patient_name"));
  RETURN_IF_ERROR(CheckLength(request.notes(), kLongestNotes, "notes"));
  RETURN_IF_ERROR(CheckLength(request.request_id(), kLongestRequestId, "request_id"));
  BookingRequest result{.clinic = ClinicId(request.clinic_id()),
                        .caller = KnownCaller(request.caller()),
                        .request_id = request.request_id(),
                        .patient_name = request.patient_name(),
                        .notes = request.notes()};
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

absl::StatusOr<AppointmentQuery> FromProto(const v1::AppointmentRef& ref) {
  const std::string& id = ref.appointment_id();
  const bool all_digits = std::ranges::all_of(id, absl::ascii_isdigit);
  if (id.size() > kLongestId || !all_digits ||
      (!ref.booking_id().empty() && !IsUuid(ref.booking_id()))) {
    return MakeError(DomainError::kAppointmentNotFound, "no appointment has such an id");
  }
  RETURN_IF_ERROR(CheckLength(ref.patient_name(), kLongestName, "patient_name"));
  AppointmentQuery query{.appointment = AppointmentId(id),
                         .booking = BookingId(ref.booking_id()),
                         .patient_name = ref.patient_name()};
  ASSIGN_OR_RETURN(query.confirmation,
                   SaidFromProto(ref.confirmation_number(), "confirmation_number"));
  ASSIGN_OR_RETURN(query.words, SaidFromProto(ref.spoken_description(), "spoken_description"));
  ASSIGN_OR_RETURN(query.claimed_phone, SaidFromProto(ref.claimed_phone(), "claimed_phone"));
  return query;
}

absl::StatusOr<MoveRequest> FromProto(const v1::RescheduleAppointmentRequest& request) {
  if (!IsUuid(request.clinic_id())) {
    return MakeError(DomainError::kClinicNotFound, "the clinic id is not a UUID");
  }
  RETURN_IF_ERROR(CheckLength(request.request_id(), kLongestRequestId, "request_id"));
  MoveRequest result{.clinic = ClinicId(request.clinic_id()),
                     .caller = KnownCaller(request.caller()),
                     .request_id = request.request_id()};
  ASSIGN_OR_RETURN(result.appointment, FromProto(request.appointment()));
  ASSIGN_OR_RETURN(result.practitioner, RefFromProto(request.new_practitioner()));
  ASSIGN_OR_RETURN(result.appointment_type, RefFromProto(request.new_appointment_type()));
  ASSIGN_OR_RETURN(result.business, RefFromProto(request.new_business()));
  if (request.has_new_start_time()) {
    result.start = frontdesk::FromProto(request.new_start_time());
  } else if (request.has_new_spoken_start()) {
    SpokenStart start;
    ASSIGN_OR_RETURN(start.day, SaidFromProto(request.new_spoken_start().day(), "day"));
    ASSIGN_OR_RETURN(start.time, SaidFromProto(request.new_spoken_start().time(), "time"));
    result.start = start;
  }
  return result;
}

absl::StatusOr<CancelRequest> FromProto(const v1::CancelAppointmentRequest& request) {
  if (!IsUuid(request.clinic_id())) {
    return MakeError(DomainError::kClinicNotFound, "the clinic id is not a UUID");
  }
  RETURN_IF_ERROR(CheckLength(request.note(), kLongestNotes, "note"));
  CancelRequest result{.clinic = ClinicId(request.clinic_id()),
                       .caller = KnownCaller(request.caller()),
                       .note = request.note()};
  ASSIGN_OR_RETURN(result.appointment, FromProto(request.appointment()));
  const bool known = v1::CancellationReason_IsValid(request.reason()) &&
                     request.reason() != v1::CANCELLATION_REASON_UNSPECIFIED;
  result.reason = known ? request.reason() : v1::CANCELLATION_REASON_OTHER;
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
    case BookingState::kMoved:
      return v1::BOOKING_STATE_MOVED;
  }
  return v1::BOOKING_STATE_UNSPECIFIED;
}

v1::AskedFor WriteAsked(Asked asked) {
  switch (asked) {
    case Asked::kBooking:
      return v1::ASKED_FOR_BOOKING;
    case Asked::kMove:
      return v1::ASKED_FOR_MOVE;
    case Asked::kCancellation:
      return v1::ASKED_FOR_CANCELLATION;
  }
  return v1::ASKED_FOR_UNSPECIFIED;
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
  return Answer(*context, "BookingService/BookAppointment", [&](const CallContext& unbounded) {
    const CallContext call = Bounded(unbounded);
    ASSIGN_OR_RETURN(const BookingRequest wanted, FromProto(*request));
    const absl::Time began = absl::Now();
    const absl::StatusOr<BookingAnswer> answer = booker_.Book(wanted, call);
    Heard(wanted.clinic, wanted.caller, answer.ok() ? answer->booking.id : BookingId(),
          answer.status(), began, call);
    RETURN_IF_ERROR(answer.status());
    ToProto(answer->booking, *answer->directory, response->mutable_booking());
    response->set_already_booked(answer->already_booked);
    response->set_year_repaired(answer->plan.year_repaired);
    return absl::OkStatus();
  });
}

grpc::Status BookingServer::RescheduleAppointment(grpc::ServerContext* context,
                                                  const v1::RescheduleAppointmentRequest* request,
                                                  v1::RescheduleAppointmentResponse* response) {
  return Answer(
      *context, "BookingService/RescheduleAppointment", [&](const CallContext& unbounded) {
        const CallContext call = Bounded(unbounded);
        ASSIGN_OR_RETURN(const MoveRequest wanted, FromProto(*request));
        const absl::Time began = absl::Now();
        const absl::StatusOr<MoveAnswer> answer = mover_.Move(wanted, call);
        Heard(wanted.clinic, wanted.caller, answer.ok() ? answer->booking.id : BookingId(),
              answer.status(), began, call);
        RETURN_IF_ERROR(answer.status());
        ToProto(answer->booking, *answer->directory, response->mutable_booking());
        frontdesk::ToProto(answer->old_start, response->mutable_old_start_time());
        response->set_year_repaired(answer->year_repaired);
        return absl::OkStatus();
      });
}

grpc::Status BookingServer::CancelAppointment(grpc::ServerContext* context,
                                              const v1::CancelAppointmentRequest* request,
                                              v1::CancelAppointmentResponse* response) {
  return Answer(*context, "BookingService/CancelAppointment", [&](const CallContext& unbounded) {
    const CallContext call = Bounded(unbounded);
    ASSIGN_OR_RETURN(const CancelRequest wanted, FromProto(*request));
    const absl::Time began = absl::Now();
    const absl::StatusOr<CancelAnswer> answer = appointments_.Cancel(wanted, call);
    Heard(wanted.clinic, wanted.caller, answer.ok() ? answer->booking.id : BookingId(),
          answer.status(), began, call);
    RETURN_IF_ERROR(answer.status());
    ToProto(answer->booking, *answer->directory, response->mutable_booking());
    response->set_already_cancelled(answer->already_cancelled);
    response->set_one_of_several(answer->one_of_several);
    frontdesk::ToProto(answer->cancelled_at, response->mutable_cancel_time());
    return absl::OkStatus();
  });
}

grpc::Status BookingServer::FindAppointments(grpc::ServerContext* context,
                                             const v1::FindAppointmentsRequest* request,
                                             v1::FindAppointmentsResponse* response) {
  return Answer(*context, "BookingService/FindAppointments", [&](const CallContext& call) {
    if (!IsUuid(request->clinic_id())) {
      return MakeError(DomainError::kClinicNotFound, "the clinic id is not a UUID");
    }
    RETURN_IF_ERROR(CheckLength(request->patient_name(), kLongestName, "patient_name"));
    const int most =
        request->page_size() <= 0 ? kUsualPage : std::min<int>(request->page_size(), kLongestPage);
    AppointmentQuery whose{.patient_name = request->patient_name()};
    ASSIGN_OR_RETURN(whose.claimed_phone, SaidFromProto(request->claimed_phone(), "claimed_phone"));
    ASSIGN_OR_RETURN(
        const ComingAppointments coming,
        appointments_.List(ClinicId(request->clinic_id()), KnownCaller(request->caller()), whose,
                           static_cast<std::size_t>(most), Bounded(call)));
    for (const Booking& booking : coming.bookings) {
      ToProto(booking, *coming.directory, response->add_bookings());
    }
    return absl::OkStatus();
  });
}

grpc::Status BookingServer::GetBooking(grpc::ServerContext* context,
                                       const v1::GetBookingRequest* request,
                                       v1::GetBookingResponse* response) {
  return Answer(*context, "BookingService/GetBooking", [&](const CallContext& unbounded) {
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

absl::StatusOr<CallerKey> BookingServer::KeyOf(const ClinicId& clinic, const Caller& caller,
                                               const CallContext& call) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const Directory> directory,
                   directories_.Get(clinic, call));
  const auto phone = ParsePhone(caller.phone, directory->clinic.country);
  const SessionRef by_id_alone{
      .clinic = clinic, .id = SessionId(caller.session_id), .phone = std::nullopt};
  return CallerKey{.clinic = clinic,
                   .session_id = caller.session_id,
                   .phone = phone.ok() ? phone->e164() : "",
                   .identified = IdentifiesCaller(by_id_alone)};
}

void BookingServer::Heard(const ClinicId& clinic, const Caller& caller, const BookingId& booking,
                          const absl::Status& outcome, absl::Time began, const CallContext& call) {
  if (IsError(outcome, DomainError::kStillChecking) || absl::Now() >= call.deadline) return;
  CallContext quick = call;
  quick.deadline = std::min(call.deadline, absl::Now() + kNoting);
  const absl::StatusOr<CallerKey> key = KeyOf(clinic, caller, quick);
  const absl::Status noted =
      key.ok() ? outcomes_.Heard(*key, booking, absl::Now() - began + kNoting, quick.deadline)
               : key.status();
  // At worst the caller is told twice.
  if (!noted.ok()) log::Warn("outcome_not_noted", {{"clinic", clinic}, {"why", noted}});
}

grpc::Status BookingServer::TellOutcomes(grpc::ServerContext* context,
                                         const v1::TellOutcomesRequest* request,
                                         v1::TellOutcomesResponse* response) {
  return Answer(
      *context, "BookingService/TellOutcomes", [&](const CallContext& unbounded) -> absl::Status {
        const CallContext call = Bounded(unbounded);
        if (!IsUuid(request->clinic_id())) {
          return MakeError(DomainError::kClinicNotFound, "the clinic id is not a UUID");
        }
        const ClinicId clinic(request->clinic_id());
        const Caller caller = KnownCaller(request->caller());
        if (caller.session_id.empty()) return absl::OkStatus();
        ASSIGN_OR_RETURN(const CallerKey key, KeyOf(clinic, caller, call));
        const absl::Time asked_by = call.deadline - kWayBack;
        const auto open = outcomes_.ListOpenCalls(kMostOpenCalls + 1, asked_by);
        response->set_open_calls_known(open.ok() && open->size() <= kMostOpenCalls);
        if (response->open_calls_known()) {
          for (const OpenCall& open_call : *open) {
            v1::OpenCall& named = *response->add_open_calls();
            named.set_clinic_id(open_call.clinic.value());
            named.set_session_id(open_call.session_id);
          }
          // Of what is owed to a call that is not among them there is nothing to look for.
          const auto is_theirs = [&](const OpenCall& open_call) {
            return open_call.session_id == key.session_id &&
                   absl::EqualsIgnoreCase(open_call.clinic.value(), key.clinic.value());
          };
          if (std::ranges::none_of(*open, is_theirs)) return absl::OkStatus();
        }
        ASSIGN_OR_RETURN(const std::vector<LateOutcome> outcomes, outcomes_.Tell(key, asked_by));
        if (outcomes.empty()) return absl::OkStatus();
        ASSIGN_OR_RETURN(const std::shared_ptr<const Directory> directory,
                         directories_.Get(clinic, call));
        for (const LateOutcome& outcome : outcomes) {
          v1::LateOutcome& told = *response->add_outcomes();
          told.set_asked_for(WriteAsked(outcome.asked));
          told.set_done(outcome.done);
          ToProto(outcome.booking, *directory, told.mutable_booking());
        }
        return absl::OkStatus();
      });
}

grpc::Status BookingServer::SyncPatients(grpc::ServerContext* context,
                                         const v1::SyncPatientsRequest* request,
                                         v1::SyncPatientsResponse* response) {
  return Answer(*context, "BookingService/SyncPatients", [&](const CallContext& unbounded) {
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
