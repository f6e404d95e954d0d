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
#include "libs/clinics/clinic_changes.h"
#include "libs/concurrency/thread_pool.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"

namespace frontdesk::gateway {

struct AuthenticatorOptions {
  // A key is asked about again in the background after this time, so that a caller waits for the
  // answer only where the key was not used lately.
  absl::Duration ask_again_after = absl::Milliseconds(350);
  // So long an answer counts, and so long it counts that nothing has changed since: how long a
  // revoked key may still be taken for good here, which is to stay under a second.
  absl::Duration good_for = absl::Milliseconds(700);
  // These are for keys of which it is known that nothing has changed.
  absl::Duration told_ask_again_after = absl::Minutes(5);
  absl::Duration told_good_for = absl::Minutes(10);
  // While the schedule cache cannot be asked, its last answer counts for so long.
  absl::Duration good_without_answer = absl::Seconds(5);
  std::size_t max_keys = 16 * 1024;  // good keys remembered at a time, of 400 bytes each
};

// Tells whose key it is. Asks for each key that is in use a few times a second, one question at a
// time; seldom where it is known what changes. Thread-safe.
class Authenticator {
 public:
  // What is given must outlive the object; `changes` may be null.
  Authenticator(KeyClient& keys, const Clock& clock, AuthenticatorOptions options,
                const ClinicChanges* changes = nullptr)
      : keys_(keys), clock_(clock), options_(options), changes_(changes) {}

  // Fails with kUnauthorized for a key that is empty, unknown or revoked, and as the schedule cache
  // does.
  absl::StatusOr<Clinic> Authenticate(absl::string_view key, const CallContext& call);

 private:
  struct Known {
    Clinic clinic;
    absl::Time asked_at;              // the answer is at least as new
    ClinicChanges::Moment noted = 0;  // before that
    bool sure = false;                // it is, and not from the schedule cache's memory
    bool asking = false;              // somebody asks again
  };

  bool HasChanged(const Known& known) const;
  // The last moment at which it is known that the key was good.
  absl::Time GoodAt(const Known& known) const;

  // What is known of a key and counts; where it does not count any more and somebody asks already,
  // what they hear. Else the caller is to ask.
  std::optional<Clinic> Recall(const std::string& hash, const CallContext& call);
  absl::StatusOr<Clinic> Ask(const std::string& hash, const CallContext& call);
  void Remember(const std::string& hash, const Known& known);

  KeyClient& keys_;
  const Clock& clock_;
  const AuthenticatorOptions options_;
  const ClinicChanges* const changes_;
  std::mutex mutex_;
  std::condition_variable answered_;
  absl::flat_hash_map<std::string, Known> known_;  // by SHA-256 of the key; guarded by mutex_
  ThreadPool background_{/*threads=*/2, /*queue_limit=*/64};  // last: its tasks use the others
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_AUTH_AUTHENTICATOR_H_
