#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_CLIENT_GRPC_SCHEDULE_CACHE_CLIENT_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_CLIENT_GRPC_SCHEDULE_CACHE_CLIENT_H_

#include <memory>

#include "services/schedule_cache/client/schedule_cache_client.h"

namespace grpc {
class Channel;
}

namespace frontdesk {

std::unique_ptr<ScheduleCacheClient> MakeScheduleCacheClient(
    std::shared_ptr<grpc::Channel> channel);

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_CLIENT_GRPC_SCHEDULE_CACHE_CLIENT_H_
