#ifndef FRONTDESK_LIBS_CLINICS_SEALED_KEY_WATCH_H_
#define FRONTDESK_LIBS_CLINICS_SEALED_KEY_WATCH_H_

#include <atomic>
#include <functional>
#include <string>
#include <thread>

#include "absl/time/time.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/seal/keyring.h"
#include "libs/telemetry/metrics.h"

namespace frontdesk {

struct SealedKeyWatchOptions {
  absl::Duration every = absl::Seconds(5);  // between two looks
};

// Notices clinics' Cliniko keys that lie sealed under a key that this process does not have: after
// `frontdeskctl key rotate` with a keyring that a service was not restarted with. Such a service
// answers from what it holds and can ask Cliniko nothing, so somebody has to hear of it. Logs
// "cliniko_keys_not_openable" with the missing key's id and the number of clinics, when that begins
// and every minute, and "cliniko_keys_openable" when it ends; shows the number as a metric. Thread-safe.
class SealedKeyWatch {
 public:
  // `on_change` is told each time that all keys begin or cease to be openable, first with what the
  // first look shows; on the watch's own thread. While the database is away nothing changes.
  // `database_url`: see PostgresPoolOptions.
  SealedKeyWatch(std::string database_url, Keyring keyring, const SealedKeyWatchOptions& options,
                 std::function<void(bool all_open)> on_change);

 private:
  void Watch(const std::stop_token& stop);

  PostgresPool pool_;
  const Keyring keyring_;
  const SealedKeyWatchOptions options_;
  const std::function<void(bool)> on_change_;
  std::atomic<int> not_openable_ = 0;
  const metrics::Reading shown_;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CLINICS_SEALED_KEY_WATCH_H_
