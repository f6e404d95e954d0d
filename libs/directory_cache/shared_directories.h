#ifndef FRONTDESK_LIBS_DIRECTORY_CACHE_SHARED_DIRECTORIES_H_
#define FRONTDESK_LIBS_DIRECTORY_CACHE_SHARED_DIRECTORIES_H_

#include <cstddef>
#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "libs/domain/directory.h"

namespace frontdesk {

// Lets several services of one process hold one directory of a clinic instead of equal copies, each
// of which would take its room in memory and in the processor's caches. They need not know each
// other: who has read a directory holds what Share() returns in its place. Thread-safe.
class SharedDirectories {
 public:
  // That of the process.
  static SharedDirectories& OfProcess();

  // The directory itself, or one that equals it and that somebody holds.
  std::shared_ptr<const Directory> Share(std::shared_ptr<const Directory> directory);

  // Clinics that something is kept for: those whose directory somebody holds, and for a while as
  // many again.
  std::size_t clinics() const;

 private:
  mutable absl::Mutex mutex_;
  // The latest of each clinic.
  absl::flat_hash_map<ClinicId, std::weak_ptr<const Directory>> latest_ ABSL_GUARDED_BY(mutex_);
  std::size_t tidy_at_ ABSL_GUARDED_BY(mutex_) = 64;  // clinics
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_DIRECTORY_CACHE_SHARED_DIRECTORIES_H_
