#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_CLIENT_SLOTS_PROTO_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_CLIENT_SLOTS_PROTO_H_

#include "absl/status/statusor.h"
#include "services/schedule_cache/client/schedule_cache_client.h"

namespace frontdesk {

namespace v1 {
class ListOpenSlotsRequest;
class ListOpenSlotsResponse;
}  // namespace v1

// Asks for `days`.
v1::ListOpenSlotsRequest ToProto(const SlotQuery& query);

// What was answered to `query`, by a service that tells `days` or by one of the version before.
absl::StatusOr<SlotAnswer> FromProto(const v1::ListOpenSlotsResponse& response,
                                     const SlotQuery& query);

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_CLIENT_SLOTS_PROTO_H_
