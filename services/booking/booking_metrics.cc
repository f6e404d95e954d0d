#include "services/booking/booking_metrics.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <mutex>
#include <pqxx/pqxx>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/concurrency/pause.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/transaction.h"
#include "libs/telemetry/metrics.h"

namespace frontdesk::booking {
namespace {

using metrics::Reading;

constexpr absl::Duration kForAges = absl::Seconds(2);
constexpr absl::Duration kForACount = absl::Seconds(10);
constexpr int kShareOfTime = 100;

const std::vector<std::string>& States() {
  static const auto& states = *new std::vector<std::string>{"pending", "booked",    "withdrawing",
                                                            "failed",  "cancelled", "moved"};
  return states;
}

const std::vector<std::string>& Ages() {
  static const auto& ages =
      *new std::vector<std::string>{"oldest_unsettled", "patient_sync", "staff_watch"};
  return ages;
}

constexpr char kCount[] = "SELECT state, count(*) FROM booking.bookings GROUP BY state";

// Through the partial indexes of what is open.
constexpr char kAges[] = R"sql(
  SELECT 'oldest_unsettled', coalesce(extract(epoch FROM now() - least(
      (SELECT min(created_at) FROM booking.bookings WHERE state IN ('pending', 'withdrawing')),
      (SELECT min(updated_at) FROM booking.bookings
       WHERE state = 'booked' AND cancel_reason IS NOT NULL))), 0)::float8
  UNION ALL
  SELECT 'patient_sync', coalesce(extract(epoch FROM now() - min(coalesce(finished_at, created_at))), 0)::float8
  FROM booking.patient_syncs JOIN schedule_cache.clinics USING (clinic_id)
  UNION ALL
  SELECT 'staff_watch', coalesce(extract(epoch FROM now() - min(coalesce(finished_at, created_at))), 0)::float8
  FROM booking.appointment_watches JOIN schedule_cache.clinics USING (clinic_id))sql";

}  // namespace

BookingMetrics::BookingMetrics(PostgresPool& pool, const BookingMetricsOptions& options)
    : pool_(pool), options_(options) {
  const auto show = [this](const char* name, const char* help, std::vector<metrics::Label> labels,
                           std::string known) {
    shown_.push_back(std::make_unique<Reading>(
        Reading::Kind::kGauge, name, help, std::move(labels),
        [this, known = std::move(known)] { return Known(known); }));
  };
  static const metrics::Names states(States());
  for (const std::string& state : States()) {
    show("frontdesk_bookings", "Bookings by state, of all clinics.", {{"state", states.Of(state)}},
         state);
  }
  show("frontdesk_booking_oldest_unsettled_seconds",
       "Since when the oldest open booking or cancellation is open; 0: none is.", {},
       "oldest_unsettled");
  constexpr char kSyncAge[] = "frontdesk_sync_age_seconds";
  constexpr char kSyncAgeHelp[] =
      "How long ago the clinic that waits longest was last read to the end.";
  show(kSyncAge, kSyncAgeHelp, {{"work", "patient_sync"}}, "patient_sync");
  show(kSyncAge, kSyncAgeHelp, {{"work", "staff_watch"}}, "staff_watch");
  thread_ = std::jthread([this](const std::stop_token& stop) { Watch(stop); });
}

void BookingMetrics::Watch(const std::stop_token& stop) {
  do {
    const absl::Time now = absl::Now();
    LookAtAges(now);
    if (now >= count_at_) Count(now);
  } while (Pause(options_.every, stop));
}

void BookingMetrics::Count(absl::Time now) {
  const absl::Status counted =
      InTransaction(pool_, now + kForACount, [this](pqxx::work& txn) -> absl::Status {
        const pqxx::result rows = txn.exec(kCount);
        for (const std::string& state : States()) Keep(state, 0);
        for (const pqxx::row& row : rows) Keep(row[0].as<std::string>(), row[1].as<double>());
        return absl::OkStatus();
      });
  if (!counted.ok()) Forget(States());
  count_at_ = absl::Now() + (absl::Now() - now) * kShareOfTime;
}

void BookingMetrics::LookAtAges(absl::Time now) {
  const absl::Status looked =
      InTransaction(pool_, now + kForAges, [this](pqxx::work& txn) -> absl::Status {
        for (const pqxx::row& row : txn.exec(kAges)) {
          Keep(row[0].as<std::string>(), row[1].as<double>());
        }
        return absl::OkStatus();
      });
  if (!looked.ok()) Forget(Ages());
}

void BookingMetrics::Keep(const std::string& name, double value) {
  const std::lock_guard lock(mutex_);
  known_[name] = value;
}

void BookingMetrics::Forget(const std::vector<std::string>& names) {
  const std::lock_guard lock(mutex_);
  for (const std::string& name : names) known_.erase(name);
}

double BookingMetrics::Known(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const auto known = known_.find(name);
  return known == known_.end() ? std::numeric_limits<double>::quiet_NaN() : known->second;
}

}  // namespace frontdesk::booking
