#ifndef FRONTDESK_LIBS_CLINICS_CLINIC_ROWS_H_
#define FRONTDESK_LIBS_CLINICS_CLINIC_ROWS_H_

#include "absl/status/statusor.h"
#include "libs/domain/directory.h"

namespace pqxx {
class row;
}

namespace frontdesk {

// What ToClinic reads of the table schedule_cache.clinics, which the query calls "c".
inline constexpr char kClinicColumns[] =
    "c.clinic_id::text, c.clinic_name, c.country, c.time_zone, "
    "ARRAY(SELECT n.phone_number FROM schedule_cache.clinic_numbers n "
    "WHERE n.clinic_id = c.clinic_id ORDER BY n.phone_number)::text";

// The clinic of a row that begins with kClinicColumns. A zone that this machine does not know
// becomes Australia/Sydney and is logged. Throws libpqxx's exceptions.
absl::StatusOr<Clinic> ToClinic(const pqxx::row& row);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CLINICS_CLINIC_ROWS_H_
