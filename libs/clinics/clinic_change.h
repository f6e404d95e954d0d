#ifndef FRONTDESK_LIBS_CLINICS_CLINIC_CHANGE_H_
#define FRONTDESK_LIBS_CLINICS_CLINIC_CHANGE_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"

namespace frontdesk {

class PostgresPool;

// What an operator changes about a clinic; what is empty stays. All of it has been checked.
struct ClinicChange {
  std::optional<std::string> name;
  std::optional<std::string> contact_email;
  std::optional<std::string> zone_name;  // IANA
};

// Makes the change, all or nothing, and lets every replica notice. With a zone that differs, what
// is cached of the clinic's days goes, since they begin at another midnight now; its working hours
// are those of the old clock until the next sync. Fails with kClinicNotFound, and with
// kBookingSystemUnavailable while the database cannot be reached in time.
absl::Status ChangeClinic(PostgresPool& pool, const ClinicId& id, const ClinicChange& change,
                          absl::Time deadline);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CLINICS_CLINIC_CHANGE_H_
