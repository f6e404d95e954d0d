#ifndef FRONTDESK_GATEWAY_SERVER_REQUEST_ARRIVAL_H_
#define FRONTDESK_GATEWAY_SERVER_REQUEST_ARRIVAL_H_

#include <cstddef>

#include "absl/strings/string_view.h"

namespace frontdesk::gateway {

inline constexpr std::size_t kLongestHead = 32 * 1024;  // bytes of request line and headers

// Whether it is time to give a thread to the request that begins in `arrived`: all of it is there,
// or enough to know that it will be refused, or its sender waits for "100 Continue". It need not be
// exact: a thread that comes too early waits for the rest, up to a deadline.
bool HasArrived(absl::string_view arrived, std::size_t max_body_bytes);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_SERVER_REQUEST_ARRIVAL_H_
