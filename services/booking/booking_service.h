#ifndef FRONTDESK_SERVICES_BOOKING_BOOKING_SERVICE_H_
#define FRONTDESK_SERVICES_BOOKING_BOOKING_SERVICE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/cliniko_budget/cliniko_budget.h"
#include "libs/privacy/retention.h"
#include "libs/rpc/operations.h"
#include "libs/rpc/peer.h"

namespace grpc {
class Service;
}

namespace frontdesk {

struct BookingServiceOptions {
  std::string database_url;  // see PostgresPoolOptions
  int database_connections = 16;
  std::string keyring_file;  // what opens the clinics' Cliniko keys; see Keyring::Load
  // How often to ask Cliniko which patients changed: for a clinic that people are calling or that
  // had a booking within the last hour, and for any other.
  absl::Duration sync_busy_patients_every = absl::Minutes(1);
  absl::Duration sync_patients_every = absl::Minutes(15);
  // How often to ask Cliniko what staff did with our bookings, a request each time: the same two.
  absl::Duration watch_busy_staff_every = absl::Minutes(1);
  absl::Duration watch_staff_every = absl::Minutes(5);
  Retention retention;
  std::string cliniko_url;  // in place of each shard's own address; empty in production
  ClinikoBudgetOptions cliniko_budget;
};

// The ways to the services that it asks.
struct BookingPeers {
  Peer schedule_cache;
  Peer session;
};

// The whole booking service but its port, the reconciler, the sync of patients and the daily purge
// of old personal data included: what
// its own process and the one-process binary both serve. Thread-safe.
class BookingService {
 public:
  // Needs neither database, Cliniko nor peers yet. Fails with InvalidArgument or FailedPrecondition
  // for a malformed URL or keyring.
  static absl::StatusOr<std::unique_ptr<BookingService>> Create(
      const BookingServiceOptions& options, const BookingPeers& peers);

  virtual ~BookingService() = default;

  // Lives as long as this object.
  virtual grpc::Service& service() = 0;

  // Ends what works in the background and waits for it: for a process that stops its peers next.
  // Once nothing is served any more.
  virtual void StopAsking() = 0;

  // Of its pool of connections to the database.
  virtual PoolUse pool_use() const = 0;
};

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_BOOKING_BOOKING_SERVICE_H_
