#ifndef FRONTDESK_SERVICES_AVAILABILITY_SERVER_AVAILABILITY_SERVER_H_
#define FRONTDESK_SERVICES_AVAILABILITY_SERVER_AVAILABILITY_SERVER_H_

#include "frontdesk/v1/availability.grpc.pb.h"
#include "services/availability/domain/availability.h"

namespace frontdesk::availability {

// AvailabilityService over the domain. `availability` must outlive the object.
class AvailabilityServer : public v1::AvailabilityService::Service {
 public:
  explicit AvailabilityServer(Availability& availability) : availability_(availability) {}

  grpc::Status CheckAvailability(grpc::ServerContext* context,
                                 const v1::CheckAvailabilityRequest* request,
                                 v1::CheckAvailabilityResponse* response) override;

 private:
  Availability& availability_;
};

}  // namespace frontdesk::availability

#endif  // FRONTDESK_SERVICES_AVAILABILITY_SERVER_AVAILABILITY_SERVER_H_
