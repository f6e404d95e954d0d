#ifndef FRONTDESK_SERVICES_SESSION_DOMAIN_OUTCOMES_H_
#define FRONTDESK_SERVICES_SESSION_DOMAIN_OUTCOMES_H_

#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/domain/call_context.h"
#include "services/session/domain/call_outcome.h"

namespace frontdesk {

// How calls ended. Thread-safe.
class Outcomes {
 public:
  // `store` and `clock` must outlive the object.
  Outcomes(OutcomeStore& store, const Clock& clock) : store_(store), clock_(clock) {}

  // As OutcomeStore::Record. A session ends by its id alone, so only one whose id can be one call's
  // does: "1" may be anybody's. `numbers` are as they came; what is none is passed over.
  absl::StatusOr<RecordedOutcome> Record(const CallContext& call, const CallOutcome& outcome,
                                         const std::vector<std::string>& numbers);

 private:
  void PurgeIfDue(const CallContext& call);

  OutcomeStore& store_;
  const Clock& clock_;
  absl::Mutex mutex_;
  absl::Time next_purge_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SESSION_DOMAIN_OUTCOMES_H_
