#ifndef FRONTDESK_LIBS_SEAL_GATEWAY_KEY_H_
#define FRONTDESK_LIBS_SEAL_GATEWAY_KEY_H_

#include <string>

#include "absl/strings/string_view.h"

// The keys with which a clinic's voice agent calls the gateway. A key is shown once, when it is
// made; the database keeps its hash. It has 256 random bits, so a plain hash, without salt or
// stretching, is enough. Source: contract/webhooks.md, section 1.2.
namespace frontdesk {

// A new key: "fdk_" and 43 characters of base64url.
std::string MintGatewayKey();

// SHA-256 of the key, 32 raw bytes: what the database keeps and looks up by.
std::string HashGatewayKey(absl::string_view key);

// A short name of the key for people and logs, 12 characters of hex. Two keys almost never share
// one, and it tells nothing about the key or its hash.
std::string GatewayKeyId(absl::string_view key);

// Whether two hashes are the same, in a time that does not tell where they differ.
bool SameGatewayKeyHash(absl::string_view a, absl::string_view b);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_SEAL_GATEWAY_KEY_H_
