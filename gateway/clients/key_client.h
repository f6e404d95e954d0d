#ifndef FRONTDESK_GATEWAY_CLIENTS_KEY_CLIENT_H_
#define FRONTDESK_GATEWAY_CLIENTS_KEY_CLIENT_H_

#include <string>

#include "absl/status/statusor.h"
#include "libs/domain/call_context.h"
#include "libs/domain/key_owner.h"

namespace frontdesk::gateway {

// Knows whose key it is; the schedule cache does. Implementations are thread-safe.
class KeyClient {
 public:
  virtual ~KeyClient() = default;
  // `key_sha256` is 32 bytes. Fails with kUnauthorized for an unknown or revoked key.
  virtual absl::StatusOr<KeyOwner> Authenticate(const std::string& key_sha256,
                                                const CallContext& call) = 0;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_CLIENTS_KEY_CLIENT_H_
