#ifndef FRONTDESK_SERVICES_BOOKING_STORE_POSTGRES_OUTCOME_STORE_H_
#define FRONTDESK_SERVICES_BOOKING_STORE_POSTGRES_OUTCOME_STORE_H_

#include <vector>

#include "libs/postgres/postgres_pool.h"
#include "services/booking/domain/outcome_store.h"

namespace frontdesk::booking {

// In booking.bookings. Thread-safe.
class PostgresOutcomeStore : public OutcomeStore {
 public:
  // `pool` must outlive the object.
  explicit PostgresOutcomeStore(PostgresPool& pool) : pool_(pool) {}

  absl::Status Heard(const CallerKey& caller, const BookingId& booking, absl::Duration during,
                     absl::Time deadline) override;
  absl::StatusOr<std::vector<LateOutcome>> Tell(const CallerKey& caller,
                                                absl::Time deadline) override;
  absl::StatusOr<std::vector<OpenCall>> ListOpenCalls(int most, absl::Time deadline) override;

 private:
  PostgresPool& pool_;
};

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_STORE_POSTGRES_OUTCOME_STORE_H_
