#ifndef FRONTDESK_SERVICES_SESSION_SERVER_SESSION_SERVER_H_
#define FRONTDESK_SERVICES_SESSION_SERVER_SESSION_SERVER_H_

#include "frontdesk/v1/session.grpc.pb.h"
#include "libs/call_trail/call_events.h"
#include "services/session/domain/outcomes.h"
#include "services/session/domain/sessions.h"

namespace frontdesk {

// Answers session.proto from Sessions, Outcomes and CallEvents. Thread-safe.
class SessionServer : public v1::SessionService::Service {
 public:
  // The references must outlive the server.
  SessionServer(Sessions& sessions, Outcomes& outcomes, CallEvents& events)
      : sessions_(sessions), outcomes_(outcomes), events_(events) {}

  grpc::Status BeginSearch(grpc::ServerContext* context, const v1::BeginSearchRequest* request,
                           v1::BeginSearchResponse* response) override;
  grpc::Status RecordOffer(grpc::ServerContext* context, const v1::RecordOfferRequest* request,
                           v1::RecordOfferResponse* response) override;
  grpc::Status MakeOffer(grpc::ServerContext* context, const v1::MakeOfferRequest* request,
                         v1::MakeOfferResponse* response) override;
  grpc::Status GetSession(grpc::ServerContext* context, const v1::GetSessionRequest* request,
                          v1::GetSessionResponse* response) override;
  grpc::Status ClearRefusals(grpc::ServerContext* context, const v1::ClearRefusalsRequest* request,
                             v1::ClearRefusalsResponse* response) override;
  grpc::Status RememberLocation(grpc::ServerContext* context,
                                const v1::RememberLocationRequest* request,
                                v1::RememberLocationResponse* response) override;
  grpc::Status EndSession(grpc::ServerContext* context, const v1::EndSessionRequest* request,
                          v1::EndSessionResponse* response) override;
  grpc::Status RecordOutcome(grpc::ServerContext* context, const v1::RecordOutcomeRequest* request,
                             v1::RecordOutcomeResponse* response) override;
  grpc::Status RecordCallEvents(grpc::ServerContext* context,
                                const v1::RecordCallEventsRequest* request,
                                v1::RecordCallEventsResponse* response) override;

 private:
  Sessions& sessions_;
  Outcomes& outcomes_;
  CallEvents& events_;
};

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SESSION_SERVER_SESSION_SERVER_H_
