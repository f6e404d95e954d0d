#ifndef FRONTDESK_SERVICES_AVAILABILITY_DOMAIN_USUAL_PLACES_H_
#define FRONTDESK_SERVICES_AVAILABILITY_DOMAIN_USUAL_PLACES_H_

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/concurrency/thread_pool.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "services/session/client/session_client.h"

namespace frontdesk::availability {

struct UsualPlacesOptions {
  // So long an answer waits for the session service, of which it needs so little.
  absl::Duration patience = absl::Milliseconds(25);
  // So long what this process saw last counts while the session service does not answer in time.
  // Another replica may have heard something newer meanwhile.
  absl::Duration believed_for = absl::Minutes(1);
  // A place that was confirmed is stored within this time or not at all.
  absl::Duration store_within = absl::Seconds(5);
  std::size_t most_calls = 10'000;  // calls remembered at a time
};

// Where callers go. The session service keeps it, for all replicas; this holds up nobody for it: a
// read that is late is done without, and a place is stored in the background, known here at once.
// Thread-safe.
class UsualPlaces {
 public:
  // `sessions` and `clock` must outlive the object.
  UsualPlaces(SessionClient& sessions, const Clock& clock, UsualPlacesOptions options = {})
      : sessions_(sessions), clock_(clock), options_(options) {}

  // Where this caller goes: what they confirmed in this call, else where they went last. Empty if
  // nothing is known or nobody can tell in time: it only helps to choose.
  std::optional<BusinessId> Of(const Clinic& clinic, const Caller& caller, const CallContext& call);

  // The caller said where they want to go. Nothing is remembered of a caller whom nothing
  // identifies.
  void Remember(const Clinic& clinic, const Caller& caller, const BusinessId& business,
                const CallContext& call);

 private:
  // What this process knows of one call.
  struct Known {
    BusinessId business;
    absl::Time since;
    bool stored = true;    // what the session service says is as new as this
    bool storing = false;  // a task of the pool sees to it
  };

  // What is known here and not there yet, or since `asked_at`.
  std::optional<BusinessId> Recall(const std::string& key, absl::Time asked_at);
  void Learn(const std::string& key, const BusinessId& business);
  void Store(const std::string& key, const Clinic& clinic, const Caller& caller,
             const CallContext& call);
  void MakeRoom();

  SessionClient& sessions_;
  const Clock& clock_;
  const UsualPlacesOptions options_;
  std::mutex mutex_;  // never held while the session service is asked
  std::condition_variable stored_;
  absl::flat_hash_map<std::string, Known> known_;        // by SessionKey; guarded by mutex_
  ThreadPool pool_{/*threads=*/4, /*queue_limit=*/256};  // last: its tasks use the others
};

}  // namespace frontdesk::availability

#endif  // FRONTDESK_SERVICES_AVAILABILITY_DOMAIN_USUAL_PLACES_H_
