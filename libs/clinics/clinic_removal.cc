#include "libs/clinics/clinic_removal.h"

#include <cstdint>
#include <pqxx/result>
#include <pqxx/transaction>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/transaction.h"
#include "libs/postgres/values.h"
#include "libs/status/domain_error.h"

namespace frontdesk {
namespace {

// Against a booking that begins meanwhile: its row refers to this one.
constexpr char kLockClinic[] =
    "SELECT FROM schedule_cache.clinics WHERE clinic_id = $1::uuid FOR UPDATE";
constexpr char kCountFutureBookings[] =
    "SELECT count(*) FROM booking.bookings WHERE clinic_id = $1::uuid "
    "AND state IN ('pending', 'booked', 'withdrawing') AND ends_at > now()";
constexpr char kCount[] =
    "SELECT (SELECT count(*) FROM booking.bookings WHERE clinic_id = $1::uuid), "
    "(SELECT count(*) FROM booking.patients WHERE clinic_id = $1::uuid), "
    "(SELECT count(*) FROM schedule_cache.gateway_keys WHERE clinic_id = $1::uuid "
    "AND revoked_at IS NULL), "
    "(SELECT count(*) FROM schedule_cache.practitioner_schedules WHERE clinic_id = $1::uuid), "
    "(SELECT count(*) FROM schedule_cache.slot_cache WHERE clinic_id = $1::uuid)";
// Takes everything else with it: all other tables refer to it.
constexpr char kDelete[] = "DELETE FROM schedule_cache.clinics WHERE clinic_id = $1::uuid";

absl::Status NoSuchClinic(const ClinicId& id) {
  return MakeError(DomainError::kClinicNotFound, absl::StrCat("no clinic has the id ", id.value()));
}

std::int64_t FutureBookings(pqxx::work& txn, const ClinicId& id) {
  return txn.exec_params1(kCountFutureBookings, id.value())[0].as<std::int64_t>();
}

}  // namespace

absl::StatusOr<ClinicHoldings> CountHoldings(PostgresPool& pool, const ClinicId& id,
                                             absl::Time deadline) {
  if (!IsUuid(id.value())) return NoSuchClinic(id);
  return InTransaction(pool, deadline, [&](pqxx::work& txn) -> absl::StatusOr<ClinicHoldings> {
    if (txn.exec_params(kLockClinic, id.value()).empty()) return NoSuchClinic(id);
    const pqxx::row counts = txn.exec_params1(kCount, id.value());
    return ClinicHoldings{.future_bookings = FutureBookings(txn, id),
                          .bookings = counts[0].as<std::int64_t>(),
                          .patients = counts[1].as<std::int64_t>(),
                          .gateway_keys = counts[2].as<std::int64_t>(),
                          .working_hours = counts[3].as<std::int64_t>(),
                          .cached_days = counts[4].as<std::int64_t>()};
  });
}

absl::Status RemoveClinic(PostgresPool& pool, const ClinicId& id, bool with_future_bookings,
                          absl::Time deadline) {
  if (!IsUuid(id.value())) return NoSuchClinic(id);
  return InTransaction(pool, deadline, [&](pqxx::work& txn) -> absl::Status {
    if (txn.exec_params(kLockClinic, id.value()).empty()) return NoSuchClinic(id);
    if (const std::int64_t future = FutureBookings(txn, id); future > 0 && !with_future_bookings) {
      return absl::FailedPreconditionError(
          absl::StrCat("the clinic has ", future, " bookings of the future"));
    }
    txn.exec_params0(kDelete, id.value());
    return absl::OkStatus();
  });
}

}  // namespace frontdesk
