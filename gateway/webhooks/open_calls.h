#ifndef FRONTDESK_GATEWAY_WEBHOOKS_OPEN_CALLS_H_
#define FRONTDESK_GATEWAY_WEBHOOKS_OPEN_CALLS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "gateway/clients/booking_client.h"
#include "libs/civil/clock.h"

namespace frontdesk::gateway {

// Which calls may be owed an outcome, of all that this gateway serves, so that the booking service
// is not asked with every request: each of its answers about one call names all that are open, and
// for half a second that is enough. Nobody is missed by it: what is settled later than the call was
// answered was asked for longer ago than that, whichever replica was asked, and a call that changed
// something here is open for ten seconds whatever was named. Thread-safe.
class OpenCalls {
 public:
  // `clock` must outlive the object.
  explicit OpenCalls(const Clock& clock) : clock_(clock) {}

  // Whether to ask the booking service now.
  bool ShouldAsk(const ClinicId& clinic, const std::string& session_id);

  // The call was answered after it asked for a change.
  void AskedForChange(const ClinicId& clinic, const std::string& session_id);

  // What the booking service named in answer to a question that was sent at `asked_at`.
  void Learn(absl::Time asked_at, const std::vector<OpenCall>& open);

 private:
  using Key = std::pair<ClinicId, std::string>;

  const Clock& clock_;
  absl::Mutex mutex_;
  absl::Time known_at_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  absl::Time asked_at_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();  // the last one of many
  absl::flat_hash_set<Key> open_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<Key, absl::Time> changed_here_ ABSL_GUARDED_BY(mutex_);  // until when open
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_WEBHOOKS_OPEN_CALLS_H_
