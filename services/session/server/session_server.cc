#include "services/session/server/session_server.h"

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "frontdesk/v1/session.pb.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/status.h"
#include "libs/call_trail/call_events.h"
#include "libs/domain/call_context.h"
#include "libs/domain/ids.h"
#include "libs/domain/search.h"
#include "libs/rpc/answer.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"
#include "services/session/domain/call_outcome.h"
#include "services/session/domain/outcomes.h"
#include "services/session/domain/session_ref.h"
#include "services/session/domain/sessions.h"
#include "services/session/wire/convert.h"

namespace frontdesk {

grpc::Status SessionServer::BeginSearch(grpc::ServerContext* context,
                                        const v1::BeginSearchRequest* request,
                                        v1::BeginSearchResponse* response) {
  return Answer(
      *context, "SessionService/BeginSearch", [&](const CallContext& call) -> absl::Status {
        ASSIGN_OR_RETURN(const SessionRef ref, FromProto(request->clinic_id(), request->caller()));
        ASSIGN_OR_RETURN(const SearchCriteria criteria, FromProto(request->criteria()));
        ASSIGN_OR_RETURN(const SearchStart start, sessions_.BeginSearch(call, ref, criteria));
        ToProto(start.refused, response->mutable_refused());
        ToProto(start.offer_again, response->mutable_offer_again());
        return absl::OkStatus();
      });
}

grpc::Status SessionServer::RecordOffer(grpc::ServerContext* context,
                                        const v1::RecordOfferRequest* request,
                                        v1::RecordOfferResponse* /*response*/) {
  return Answer(
      *context, "SessionService/RecordOffer", [&](const CallContext& call) -> absl::Status {
        ASSIGN_OR_RETURN(const SessionRef ref, FromProto(request->clinic_id(), request->caller()));
        ASSIGN_OR_RETURN(const SearchCriteria criteria, FromProto(request->criteria()));
        ASSIGN_OR_RETURN(const std::vector<SlotKey> offered, SlotsFromProto(request->offered()));
        return sessions_.RecordOffer(call, ref, criteria, offered);
      });
}

grpc::Status SessionServer::MakeOffer(grpc::ServerContext* context,
                                      const v1::MakeOfferRequest* request,
                                      v1::MakeOfferResponse* response) {
  return Answer(*context, "SessionService/MakeOffer", [&](const CallContext& call) -> absl::Status {
    ASSIGN_OR_RETURN(const SessionRef ref, FromProto(request->clinic_id(), request->caller()));
    ASSIGN_OR_RETURN(const SearchOffer offer, FromProto(*request));
    ASSIGN_OR_RETURN(const OfferAnswer answer, sessions_.MakeOffer(call, ref, offer));
    response->set_recorded(answer.recorded);
    if (answer.recorded) return absl::OkStatus();
    ToProto(answer.start.refused, response->mutable_refused());
    ToProto(answer.start.offer_again, response->mutable_offer_again());
    return absl::OkStatus();
  });
}

grpc::Status SessionServer::GetSession(grpc::ServerContext* context,
                                       const v1::GetSessionRequest* request,
                                       v1::GetSessionResponse* response) {
  return Answer(
      *context, "SessionService/GetSession", [&](const CallContext& call) -> absl::Status {
        ASSIGN_OR_RETURN(const SessionRef ref, FromProto(request->clinic_id(), request->caller()));
        ASSIGN_OR_RETURN(const SessionView view, sessions_.Get(call, ref));
        ToProto(view.refused, response->mutable_refused());
        ToProto(view.offered, response->mutable_offered());
        response->set_business_id(view.business.value());
        response->set_preferred_business_id(view.preferred_business.value());
        return absl::OkStatus();
      });
}

grpc::Status SessionServer::ClearRefusals(grpc::ServerContext* context,
                                          const v1::ClearRefusalsRequest* request,
                                          v1::ClearRefusalsResponse* /*response*/) {
  return Answer(
      *context, "SessionService/ClearRefusals", [&](const CallContext& call) -> absl::Status {
        ASSIGN_OR_RETURN(const SessionRef ref, FromProto(request->clinic_id(), request->caller()));
        if (request->booked_business_id().empty()) return sessions_.ClearRefusals(call, ref);
        ASSIGN_OR_RETURN(const BusinessId business,
                         BusinessFromProto(request->booked_business_id()));
        return sessions_.ClearRefusalsAfterBooking(call, ref, business);
      });
}

grpc::Status SessionServer::RememberLocation(grpc::ServerContext* context,
                                             const v1::RememberLocationRequest* request,
                                             v1::RememberLocationResponse* /*response*/) {
  return Answer(
      *context, "SessionService/RememberLocation", [&](const CallContext& call) -> absl::Status {
        ASSIGN_OR_RETURN(const SessionRef ref, FromProto(request->clinic_id(), request->caller()));
        ASSIGN_OR_RETURN(const BusinessId business, BusinessFromProto(request->business_id()));
        return sessions_.RememberLocation(call, ref, business);
      });
}

grpc::Status SessionServer::EndSession(grpc::ServerContext* context,
                                       const v1::EndSessionRequest* request,
                                       v1::EndSessionResponse* /*response*/) {
  return Answer(
      *context, "SessionService/EndSession", [&](const CallContext& call) -> absl::Status {
        ASSIGN_OR_RETURN(const SessionRef ref, FromProto(request->clinic_id(), request->caller()));
        return sessions_.End(call, ref);
      });
}

grpc::Status SessionServer::RecordOutcome(grpc::ServerContext* context,
                                          const v1::RecordOutcomeRequest* request,
                                          v1::RecordOutcomeResponse* response) {
  return Answer(
      *context, "SessionService/RecordOutcome", [&](const CallContext& call) -> absl::Status {
        ASSIGN_OR_RETURN(const CallOutcome outcome, OutcomeFromProto(*request));
        const std::vector<std::string> numbers(request->numbers().begin(),
                                               request->numbers().end());
        ASSIGN_OR_RETURN(const RecordedOutcome recorded, outcomes_.Record(call, outcome, numbers));
        response->set_clinic_id(recorded.clinic.value());
        response->set_already_known(recorded.already_known);
        return absl::OkStatus();
      });
}

grpc::Status SessionServer::RecordCallEvents(grpc::ServerContext* context,
                                             const v1::RecordCallEventsRequest* request,
                                             v1::RecordCallEventsResponse* /*response*/) {
  return Answer(
      *context, "SessionService/RecordCallEvents", [&](const CallContext& call) -> absl::Status {
        if (static_cast<std::size_t>(request->lines_size()) > kMostCallEvents) {
          return MakeError(DomainError::kInvalidRequest, "too many lines");
        }
        return events_.Keep({request->lines().begin(), request->lines().end()}, call.deadline);
      });
}

}  // namespace frontdesk
