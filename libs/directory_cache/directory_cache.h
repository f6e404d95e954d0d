#ifndef FRONTDESK_LIBS_DIRECTORY_CACHE_DIRECTORY_CACHE_H_
#define FRONTDESK_LIBS_DIRECTORY_CACHE_DIRECTORY_CACHE_H_

#include <cstdint>
#include <functional>
#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/clinics/clinic_changes.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"

namespace frontdesk {

// Holds the directories of clinics in memory and asks for a clinic's again when what is held is
// older than `refresh_after` or when Expect() has told of another version. As long as changes are
// followed and all that goes on is told, it asks after `kToldRefreshAfter` only. Where asking
// fails, what is held stays good: a directory changes rarely, and an old one beats none.
// Several in one process share what is equal (shared_directories.h). Thread-safe.
//
// A call that could be served from what is held waits for news no longer than `patience`, which
// doubles with each failure in a row, up to eight times: a directory that takes longer to load than
// that would otherwise never be renewed.
class DirectoryCache {
 public:
  static constexpr absl::Duration kToldRefreshAfter = absl::Minutes(10);

  // Loads the directory of a clinic; null if `known_version` is still the current one.
  // Fails with kClinicNotFound, which is believed at once.
  using Loader = std::function<absl::StatusOr<std::shared_ptr<const Directory>>(
      const ClinicId& clinic, std::int64_t known_version, const CallContext& call)>;

  // `clock` must outlive the object.
  DirectoryCache(Loader loader, const Clock& clock, absl::Duration refresh_after = absl::Seconds(5),
                 absl::Duration patience = absl::Milliseconds(100));

  // The same where `changes` is told what happens to clinics, and so is Expect() for as long as
  // another replica may not know of it yet. `changes` must outlive the object, too.
  DirectoryCache(Loader loader, const Clock& clock, const ClinicChanges& changes,
                 absl::Duration refresh_after = absl::Seconds(5),
                 absl::Duration patience = absl::Milliseconds(100));

  absl::StatusOr<std::shared_ptr<const Directory>> Get(const ClinicId& clinic,
                                                       const CallContext& call);

  // Tells that the clinic's directory has this version by now.
  void Expect(const ClinicId& clinic, std::int64_t version);

 private:
  struct Held {
    std::shared_ptr<const Directory> directory;
    absl::Time checked_at;
    ClinicChanges::Moment noted = 0;  // before that
    int failures = 0;                 // in a row, since `directory` was last confirmed
  };

  bool IsFresh(const ClinicId& clinic, const Held& held, absl::Time now) const;

  const Loader loader_;
  const Clock& clock_;
  const ClinicChanges* const changes_;  // may be null
  const absl::Duration refresh_after_;
  const absl::Duration patience_;
  absl::Mutex mutex_;
  absl::flat_hash_map<ClinicId, Held> held_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_DIRECTORY_CACHE_DIRECTORY_CACHE_H_
