#ifndef FRONTDESK_LIBS_CLINICS_SEALED_UNDER_H_
#define FRONTDESK_LIBS_CLINICS_SEALED_UNDER_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace frontdesk {

class PostgresPool;

// How many clinics' Cliniko keys are sealed under each key-encryption key, by its id; disabled
// clinics too. Fails with kBookingSystemUnavailable.
absl::StatusOr<std::map<std::string, int>> CountSealedUnder(PostgresPool& pool,
                                                            absl::Time deadline);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CLINICS_SEALED_UNDER_H_
