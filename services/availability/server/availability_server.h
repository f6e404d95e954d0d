#ifndef FRONTDESK_SERVICES_AVAILABILITY_SERVER_AVAILABILITY_SERVER_H_
#define FRONTDESK_SERVICES_AVAILABILITY_SERVER_AVAILABILITY_SERVER_H_

#include "frontdesk/v1/availability.grpc.pb.h"
#include "services/availability/domain/availability.h"
#include "services/availability/domain/next_finder.h"
#include "services/availability/domain/places.h"
#include "services/availability/domain/staff.h"

namespace frontdesk::availability {

// AvailabilityService over the domain. The arguments must outlive the object.
class AvailabilityServer : public v1::AvailabilityService::Service {
 public:
  AvailabilityServer(Availability& availability, NextFinder& next, Places& places, Staff& staff)
      : availability_(availability), next_(next), places_(places), staff_(staff) {}

  grpc::Status CheckAvailability(grpc::ServerContext* context,
                                 const v1::CheckAvailabilityRequest* request,
                                 v1::CheckAvailabilityResponse* response) override;
  grpc::Status FindNextAvailable(grpc::ServerContext* context,
                                 const v1::FindNextAvailableRequest* request,
                                 v1::FindNextAvailableResponse* response) override;
  grpc::Status ListAvailablePractitioners(
      grpc::ServerContext* context, const v1::ListAvailablePractitionersRequest* request,
      v1::ListAvailablePractitionersResponse* response) override;
  grpc::Status ResolveLocation(grpc::ServerContext* context,
                               const v1::ResolveLocationRequest* request,
                               v1::ResolveLocationResponse* response) override;
  grpc::Status ConfirmLocation(grpc::ServerContext* context,
                               const v1::ConfirmLocationRequest* request,
                               v1::ConfirmLocationResponse* response) override;
  grpc::Status ListPractitioners(grpc::ServerContext* context,
                                 const v1::ListPractitionersRequest* request,
                                 v1::ListPractitionersResponse* response) override;
  grpc::Status GetPractitioner(grpc::ServerContext* context,
                               const v1::GetPractitionerRequest* request,
                               v1::GetPractitionerResponse* response) override;

 private:
  Availability& availability_;
  NextFinder& next_;
  Places& places_;
  Staff& staff_;
};

}  // namespace frontdesk::availability

#endif  // FRONTDESK_SERVICES_AVAILABILITY_SERVER_AVAILABILITY_SERVER_H_
