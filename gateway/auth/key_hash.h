#ifndef FRONTDESK_GATEWAY_AUTH_KEY_HASH_H_
#define FRONTDESK_GATEWAY_AUTH_KEY_HASH_H_

#include <string>

#include "absl/strings/string_view.h"

namespace frontdesk::gateway {

// The 32 bytes of a key's SHA-256, by which keys are told apart: keys themselves are neither kept in
// memory nor sent, and equal hashes are found without comparing secrets.
std::string KeyHash(absl::string_view key);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_AUTH_KEY_HASH_H_
