#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_CLIENT_GRPC_SCHEDULE_CACHE_CLIENT_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_CLIENT_GRPC_SCHEDULE_CACHE_CLIENT_H_

#include <memory>

#include "libs/rpc/peer.h"
#include "services/schedule_cache/client/schedule_cache_client.h"

namespace frontdesk {

std::unique_ptr<ScheduleCacheClient> MakeScheduleCacheClient(const Peer& schedule_cache);

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_CLIENT_GRPC_SCHEDULE_CACHE_CLIENT_H_
