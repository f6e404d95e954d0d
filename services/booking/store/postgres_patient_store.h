#ifndef FRONTDESK_SERVICES_BOOKING_STORE_POSTGRES_PATIENT_STORE_H_
#define FRONTDESK_SERVICES_BOOKING_STORE_POSTGRES_PATIENT_STORE_H_

#include <optional>
#include <string>
#include <vector>

#include "services/booking/domain/patient_store.h"

namespace frontdesk {
class PostgresPool;
}

namespace frontdesk::booking {

// Patients in booking.patients, their numbers in booking.patient_phones.
class PostgresPatientStore : public PatientStore {
 public:
  // `pool` must outlive the object.
  explicit PostgresPatientStore(PostgresPool& pool) : pool_(pool) {}

  absl::StatusOr<std::vector<KnownPatient>> FindByPhone(const ClinicId& clinic,
                                                        const std::string& phone,
                                                        absl::Time deadline) override;
  absl::Status Save(const ClinicId& clinic, const KnownPatient& patient, const std::string& phone,
                    absl::Time deadline) override;
  absl::StatusOr<std::optional<PatientTurn>> TakeTurn(const ClinicId& clinic,
                                                      const std::string& phone,
                                                      absl::Duration lease,
                                                      absl::Time deadline) override;
  absl::Status GiveBack(const PatientTurn& turn, absl::Time deadline) override;
  absl::Status Forget(const ClinicId& clinic, const PatientId& patient,
                      absl::Time deadline) override;

 private:
  PostgresPool& pool_;
};

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_STORE_POSTGRES_PATIENT_STORE_H_
