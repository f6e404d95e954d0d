#ifndef FRONTDESK_GATEWAY_AUTH_AUTHENTICATOR_H_
#define FRONTDESK_GATEWAY_AUTH_AUTHENTICATOR_H_

#include <cstddef>
#include <mutex>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gateway/clients/key_client.h"
#include "libs/civil/clock.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"

namespace frontdesk::gateway {

struct AuthenticatorOptions {
  absl::Duration good_for = absl::Seconds(5);  // how long a revoked key may still be taken for good
  std::size_t max_keys = 1024;                 // good keys remembered at a time
};

// Tells whose key it is, and asks for a good one only every few seconds. Thread-safe.
class Authenticator {
 public:
  // `keys` and `clock` must outlive the object.
  Authenticator(KeyClient& keys, const Clock& clock, AuthenticatorOptions options)
      : keys_(keys), clock_(clock), options_(options) {}

  // Fails with kUnauthorized for a key that is empty, unknown or revoked, and as the schedule cache
  // does.
  absl::StatusOr<Clinic> Authenticate(absl::string_view key, const CallContext& call);

 private:
  struct Known {
    Clinic clinic;
    absl::Time until;
  };

  void Remember(const std::string& hash, const Clinic& clinic);

  KeyClient& keys_;
  const Clock& clock_;
  const AuthenticatorOptions options_;
  std::mutex mutex_;
  absl::flat_hash_map<std::string, Known> known_;  // by SHA-256 of the key; guarded by mutex_
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_AUTH_AUTHENTICATOR_H_
