#ifndef FRONTDESK_SERVICES_SESSION_SERVER_SESSION_SERVER_H_
#define FRONTDESK_SERVICES_SESSION_SERVER_SESSION_SERVER_H_

#include "frontdesk/v1/session.grpc.pb.h"
#include "services/session/domain/sessions.h"

namespace frontdesk {

// Answers session.proto from Sessions. Thread-safe.
class SessionServer : public v1::SessionService::Service {
 public:
  // `sessions` must outlive the server.
  explicit SessionServer(Sessions& sessions) : sessions_(sessions) {}

  grpc::Status BeginSearch(grpc::ServerContext* context, const v1::BeginSearchRequest* request,
                           v1::BeginSearchResponse* response) override;
  grpc::Status RecordOffer(grpc::ServerContext* context, const v1::RecordOfferRequest* request,
                           v1::RecordOfferResponse* response) override;
  grpc::Status GetSession(grpc::ServerContext* context, const v1::GetSessionRequest* request,
                          v1::GetSessionResponse* response) override;
  grpc::Status ClearRefusals(grpc::ServerContext* context, const v1::ClearRefusalsRequest* request,
                             v1::ClearRefusalsResponse* response) override;
  grpc::Status RememberLocation(grpc::ServerContext* context,
                                const v1::RememberLocationRequest* request,
                                v1::RememberLocationResponse* response) override;
  grpc::Status EndSession(grpc::ServerContext* context, const v1::EndSessionRequest* request,
                          v1::EndSessionResponse* response) override;

 private:
  Sessions& sessions_;
};

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SESSION_SERVER_SESSION_SERVER_H_
