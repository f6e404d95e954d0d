#include "services/availability/server/availability_server.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/resolve/proto.h"
#include "libs/rpc/answer.h"
#include "libs/rpc/convert.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"
#include "libs/status/status_macros.h"
#include "services/availability/server/wire.h"

namespace frontdesk::availability {
namespace {

constexpr int kMostOffered = 50;  // nobody reads out more

absl::StatusOr<std::vector<Choice>> OfferedFromProto(const v1::ConfirmLocationRequest& request) {
  if (request.offered_size() > kMostOffered) {
    return MakeError(DomainError::kInvalidRequest, "too many offered");
  }
  std::vector<Choice> offered;
  for (const v1::Choice& choice : request.offered()) {
    ASSIGN_OR_RETURN(const std::string label, SaidFromProto(choice.label(), "offered"));
    offered.push_back({.id = choice.id(), .label = label});
  }
  return offered;
}

}  // namespace

grpc::Status AvailabilityServer::CheckAvailability(grpc::ServerContext* context,
                                                   const v1::CheckAvailabilityRequest* request,
                                                   v1::CheckAvailabilityResponse* response) {
  return Answer(*context, "AvailabilityService/CheckAvailability", [&](const CallContext& call) {
    ASSIGN_OR_RETURN(const AvailabilityQuery query, FromProto(*request));
    ASSIGN_OR_RETURN(const AvailabilityAnswer answer, availability_.Check(query, call));
    ToProto(answer, response);
    return absl::OkStatus();
  });
}

grpc::Status AvailabilityServer::FindNextAvailable(grpc::ServerContext* context,
                                                   const v1::FindNextAvailableRequest* request,
                                                   v1::FindNextAvailableResponse* response) {
  return Answer(*context, "AvailabilityService/FindNextAvailable", [&](const CallContext& call) {
    ASSIGN_OR_RETURN(const NextQuery query, FromProto(*request));
    ASSIGN_OR_RETURN(const NextAnswer answer, next_.Find(query, call));
    ToProto(answer, response);
    return absl::OkStatus();
  });
}

grpc::Status AvailabilityServer::ListAvailablePractitioners(
    grpc::ServerContext* context, const v1::ListAvailablePractitionersRequest* request,
    v1::ListAvailablePractitionersResponse* response) {
  return Answer(*context, "AvailabilityService/ListAvailablePractitioners",
                [&](const CallContext& call) -> absl::Status {
                  ASSIGN_OR_RETURN(const ClinicId clinic, ClinicIdFromProto(request->clinic_id()));
                  ASSIGN_OR_RETURN(const BusinessRef business, RefFromProto(request->business()));
                  ASSIGN_OR_RETURN(const AppointmentTypeRef type,
                                   RefFromProto(request->appointment_type()));
                  ASSIGN_OR_RETURN(const SaidDay when, SaidDayFromProto(*request));
                  ASSIGN_OR_RETURN(const FreeStaff free,
                                   staff_.FreeOn(clinic, business, type, when,
                                                 PartFromProto(request->part_of_day()), call));
                  ToProto(free, response);
                  return absl::OkStatus();
                });
}

grpc::Status AvailabilityServer::ResolveLocation(grpc::ServerContext* context,
                                                 const v1::ResolveLocationRequest* request,
                                                 v1::ResolveLocationResponse* response) {
  return Answer(*context, "AvailabilityService/ResolveLocation", [&](const CallContext& call) {
    ASSIGN_OR_RETURN(const ClinicId clinic, ClinicIdFromProto(request->clinic_id()));
    ASSIGN_OR_RETURN(const std::string said, SaidFromProto(request->spoken_name(), "spoken_name"));
    ASSIGN_OR_RETURN(const ResolvedPlace place,
                     places_.Resolve(clinic, frontdesk::FromProto(request->caller()), said, call));
    frontdesk::ToProto(place.business, response->mutable_business());
    response->set_confidence(place.confidence);
    return absl::OkStatus();
  });
}

grpc::Status AvailabilityServer::ConfirmLocation(grpc::ServerContext* context,
                                                 const v1::ConfirmLocationRequest* request,
                                                 v1::ConfirmLocationResponse* response) {
  return Answer(*context, "AvailabilityService/ConfirmLocation", [&](const CallContext& call) {
    ASSIGN_OR_RETURN(const ClinicId clinic, ClinicIdFromProto(request->clinic_id()));
    ASSIGN_OR_RETURN(const std::string said, SaidFromProto(request->answer(), "answer"));
    ASSIGN_OR_RETURN(const std::vector<Choice> offered, OfferedFromProto(*request));
    ASSIGN_OR_RETURN(
        const Business business,
        places_.Confirm(clinic, frontdesk::FromProto(request->caller()), said, offered, call));
    frontdesk::ToProto(business, response->mutable_business());
    return absl::OkStatus();
  });
}

grpc::Status AvailabilityServer::ListPractitioners(grpc::ServerContext* context,
                                                   const v1::ListPractitionersRequest* request,
                                                   v1::ListPractitionersResponse* response) {
  return Answer(*context, "AvailabilityService/ListPractitioners", [&](const CallContext& call) {
    ASSIGN_OR_RETURN(const ClinicId clinic, ClinicIdFromProto(request->clinic_id()));
    ASSIGN_OR_RETURN(const BusinessRef business, RefFromProto(request->business()));
    ASSIGN_OR_RETURN(const PlaceStaff staff, staff_.At(clinic, business, call));
    ToProto(staff, response);
    return absl::OkStatus();
  });
}

grpc::Status AvailabilityServer::GetPractitioner(grpc::ServerContext* context,
                                                 const v1::GetPractitionerRequest* request,
                                                 v1::GetPractitionerResponse* response) {
  return Answer(*context, "AvailabilityService/GetPractitioner", [&](const CallContext& call) {
    ASSIGN_OR_RETURN(const ClinicId clinic, ClinicIdFromProto(request->clinic_id()));
    ASSIGN_OR_RETURN(const PractitionerRef practitioner, RefFromProto(request->practitioner()));
    ASSIGN_OR_RETURN(const BusinessRef business, RefFromProto(request->business()));
    ASSIGN_OR_RETURN(const PractitionerProfile profile,
                     staff_.Profile(clinic, practitioner, business, call));
    ToProto(profile, response);
    return absl::OkStatus();
  });
}

}  // namespace frontdesk::availability
