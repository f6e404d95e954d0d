#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_CLIENT_GRPC_CLINIC_CHANGE_SOURCE_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_CLIENT_GRPC_CLINIC_CHANGE_SOURCE_H_

#include <memory>

#include "services/schedule_cache/client/clinic_change_source.h"

namespace grpc {
class Channel;
}

namespace frontdesk {

std::unique_ptr<ClinicChangeSource> MakeGrpcClinicChangeSource(
    const std::shared_ptr<grpc::Channel>& schedule_cache);

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_CLIENT_GRPC_CLINIC_CHANGE_SOURCE_H_
