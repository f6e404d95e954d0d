#ifndef FRONTDESK_SERVICES_BOOKING_STORE_POSTGRES_STAFF_CHANGE_STORE_H_
#define FRONTDESK_SERVICES_BOOKING_STORE_POSTGRES_STAFF_CHANGE_STORE_H_

#include <optional>
#include <vector>

#include "services/booking/domain/staff_change_store.h"

namespace frontdesk {
class PostgresPool;
}

namespace frontdesk::booking {

class PostgresStaffChangeStore : public StaffChangeStore {
 public:
  // `pool` must outlive the object.
  explicit PostgresStaffChangeStore(PostgresPool& pool) : pool_(pool) {}

  absl::StatusOr<std::optional<absl::Time>> ReadUpTo(const Turn& turn,
                                                     absl::Time deadline) override;
  absl::Status SetReadUpTo(const Turn& turn, absl::Time time, absl::Time deadline) override;
  absl::StatusOr<std::vector<StandingBooking>> FindStanding(
      const ClinicId& clinic, absl::Span<const AppointmentId> appointments,
      absl::Time deadline) override;
  absl::StatusOr<bool> MarkCancelled(const StandingBooking& booking, absl::Time deadline) override;
  absl::StatusOr<bool> MarkMoved(const StandingBooking& booking, const Claim& to,
                                 absl::Time deadline) override;

 private:
  PostgresPool& pool_;
};

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_STORE_POSTGRES_STAFF_CHANGE_STORE_H_
