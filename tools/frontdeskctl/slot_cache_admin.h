#ifndef FRONTDESK_TOOLS_FRONTDESKCTL_SLOT_CACHE_ADMIN_H_
#define FRONTDESK_TOOLS_FRONTDESKCTL_SLOT_CACHE_ADMIN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"

namespace frontdesk {
class PostgresPool;
}

// The slot cache as it lies in the database, for operators. Fail with kBookingSystemUnavailable.
namespace frontdesk::ctl {

// What is cached of a practitioner at a business.
struct CachedPlace {
  PractitionerId practitioner;
  std::string practitioner_name;
  BusinessId business;
  std::string business_name;
  std::int64_t days = 0;  // of all appointment types
  std::int64_t fresh = 0;
  std::int64_t starts = 0;  // free starts in all of them
  absl::Time oldest;        // when the day that was fetched first was fetched
  absl::Time newest;
};

// By names. A day is fresh that was fetched after `fresh_since`.
absl::StatusOr<std::vector<CachedPlace>> ListCached(PostgresPool& pool, const ClinicId& clinic,
                                                    absl::Time fresh_since, absl::Time deadline);

// Forgets what is cached of the practitioner, or of all where that is empty, and tells every
// replica to. Returns how many days went.
absl::StatusOr<std::int64_t> ClearCached(PostgresPool& pool, const ClinicId& clinic,
                                         const PractitionerId& practitioner, absl::Time deadline);

}  // namespace frontdesk::ctl

#endif  // FRONTDESK_TOOLS_FRONTDESKCTL_SLOT_CACHE_ADMIN_H_
