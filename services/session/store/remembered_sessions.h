#ifndef FRONTDESK_SERVICES_SESSION_STORE_REMEMBERED_SESSIONS_H_
#define FRONTDESK_SERVICES_SESSION_STORE_REMEMBERED_SESSIONS_H_

#include <cstddef>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "services/session/domain/session.h"
#include "services/session/domain/session_ref.h"

namespace frontdesk {

// A session as it was read or stored.
struct SessionRow {
  Session session;
  std::string xid;  // with session.used_at, the version of the row
};

// The rows that this process saw last, so that whoever changes one need not read it first. Another
// replica may have changed it since, so this is a guess, to be confirmed by its version. It knows
// sessions by a hash and holds nobody's number; two of one hash only make each other's guess wrong.
// Thread-safe.
class RememberedSessions {
 public:
  // Of so many sessions it remembers at least half, those seen last. One in which much was offered
  // and refused is none of them, so that this stays small: a few MB.
  explicit RememberedSessions(std::size_t most = 8192) : most_of_an_age_((most + 1) / 2) {}

  // Nothing: none is remembered.
  std::optional<SessionRow> Get(const SessionRef& ref) const;
  // Nothing: forgets it.
  void Put(const SessionRef& ref, const std::optional<SessionRow>& row);

 private:
  using Rows = absl::flat_hash_map<std::size_t, SessionRow>;

  const std::size_t most_of_an_age_;
  mutable absl::Mutex mutex_;
  Rows young_ ABSL_GUARDED_BY(mutex_);
  Rows old_ ABSL_GUARDED_BY(mutex_);  // were young before there were too many
};

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SESSION_STORE_REMEMBERED_SESSIONS_H_
