#ifndef FRONTDESK_SERVICES_BOOKING_BOOKING_METRICS_H_
#define FRONTDESK_SERVICES_BOOKING_BOOKING_METRICS_H_

#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/telemetry/metrics.h"

namespace frontdesk::booking {

struct BookingMetricsOptions {
  absl::Duration every = absl::Seconds(15);  // between two looks
};

// Shows what the database holds, as one number for all replicas (so take the maximum of them, not
// the sum): bookings by state, the age of the oldest that Cliniko and we may not agree about, and
// for how long the clinic that waits longest has had no patient sync and no look at what staff did.
// NaN while the database does not answer.
//
// All bookings are counted at most every hundred times as long as the last count took, so that a
// large table costs a hundredth of a connection.
class BookingMetrics {
 public:
  // `pool` must outlive the object.
  BookingMetrics(PostgresPool& pool, const BookingMetricsOptions& options);

 private:
  void Watch(const std::stop_token& stop);
  void Count(absl::Time now);
  void LookAtAges(absl::Time now);
  void Keep(const std::string& name, double value);
  void Forget(const std::vector<std::string>& names);
  double Known(const std::string& name) const;

  PostgresPool& pool_;
  const BookingMetricsOptions options_;
  absl::Time count_at_ = absl::InfinitePast();
  mutable std::mutex mutex_;
  absl::flat_hash_map<std::string, double> known_;  // guarded by mutex_; what is unknown is not in it
  std::vector<std::unique_ptr<metrics::Reading>> shown_;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_BOOKING_METRICS_H_
