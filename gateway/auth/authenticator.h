#ifndef FRONTDESK_GATEWAY_AUTH_AUTHENTICATOR_H_
#define FRONTDESK_GATEWAY_AUTH_AUTHENTICATOR_H_

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gateway/clients/key_client.h"
#include "libs/civil/clock.h"
#include "libs/concurrency/thread_pool.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"

namespace frontdesk::gateway {

struct AuthenticatorOptions {
  // A key is asked about again in the background after this time, so that a caller waits for the
  // answer only where the key was not used lately.
  absl::Duration ask_again_after = absl::Milliseconds(350);
  // So long an answer counts: how long a revoked key may still be taken for good here. The schedule
  // cache may have held its answer for CachedClinicRegistryOptions::keys_fresh_for before; both
  // together are to stay under a second.
  absl::Duration good_for = absl::Milliseconds(700);
  // While the schedule cache cannot be asked, its last answer counts for so long.
  absl::Duration good_without_answer = absl::Seconds(5);
  std::size_t max_keys = 1024;  // good keys remembered at a time
};

// Tells whose key it is. Asks for each key that is in use a few times a second, one question at a
// time. Thread-safe.
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
    absl::Time asked_at;  // the answer is at least as new
    bool asking = false;  // somebody asks again
  };

  // What is known of a key and counts; where it does not count any more and somebody asks already,
  // what they hear. Else the caller is to ask.
  std::optional<Clinic> Recall(const std::string& hash, const CallContext& call);
  absl::StatusOr<Clinic> Ask(const std::string& hash, const CallContext& call);
  void Remember(const std::string& hash, const Clinic& clinic, absl::Time asked_at);

  KeyClient& keys_;
  const Clock& clock_;
  const AuthenticatorOptions options_;
  std::mutex mutex_;
  std::condition_variable answered_;
  absl::flat_hash_map<std::string, Known> known_;  // by SHA-256 of the key; guarded by mutex_
  ThreadPool background_{/*threads=*/2, /*queue_limit=*/64};  // last: its tasks use the others
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_AUTH_AUTHENTICATOR_H_
