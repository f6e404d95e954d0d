#ifndef FRONTDESK_LIBS_CLINICS_CLINIC_REMOVAL_H_
#define FRONTDESK_LIBS_CLINICS_CLINIC_REMOVAL_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"

namespace frontdesk {

class PostgresPool;

// What would go with a clinic.
struct ClinicHoldings {
  std::int64_t future_bookings = 0;  // that hold a time which is not over
  std::int64_t bookings = 0;         // all of them
  std::int64_t patients = 0;
  std::int64_t gateway_keys = 0;  // that are not revoked
  std::int64_t working_hours = 0;
  std::int64_t cached_days = 0;
};

// Both fail with kClinicNotFound, and with kBookingSystemUnavailable while the database cannot be
// reached in time.
absl::StatusOr<ClinicHoldings> CountHoldings(PostgresPool& pool, const ClinicId& id,
                                             absl::Time deadline);

// Deletes the clinic with everything that is ours of it, for good; what is in Cliniko stays as it
// is. Fails with FailedPrecondition, having changed nothing, while it has bookings of the future,
// unless `with_future_bookings`.
absl::Status RemoveClinic(PostgresPool& pool, const ClinicId& id, bool with_future_bookings,
                          absl::Time deadline);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CLINICS_CLINIC_REMOVAL_H_
