#ifndef FRONTDESK_SERVICES_BOOKING_STORE_POSTGRES_PATIENT_INDEX_H_
#define FRONTDESK_SERVICES_BOOKING_STORE_POSTGRES_PATIENT_INDEX_H_

#include <vector>

#include "services/booking/domain/patient_index.h"

namespace frontdesk {
class PostgresPool;
}

namespace frontdesk::booking {

// The index in booking.patients and booking.patient_phones, its progress in booking.patient_syncs,
// whose rows are the turns as well.
class PostgresPatientIndex : public PatientIndex {
 public:
  // `pool` must outlive the object.
  explicit PostgresPatientIndex(PostgresPool& pool) : pool_(pool) {}

  absl::StatusOr<PatientSyncState> Load(const Turn& turn, absl::Duration lease,
                                        absl::Time deadline) override;
  absl::Status Save(const Turn& turn, const std::vector<IndexedPatient>& patients,
                    absl::Duration lease, absl::Time deadline) override;
  absl::Status EndPoll(const Turn& turn, absl::Time read_up_to, absl::Time deadline) override;
  absl::Status BeginFullRead(const Turn& turn, absl::Time deadline) override;
  absl::Status SavePage(const Turn& turn, const std::vector<IndexedPatient>& patients,
                        int next_page, absl::Time as_of, absl::Duration lease,
                        absl::Time deadline) override;
  absl::StatusOr<std::vector<PatientId>> Unseen(const Turn& turn, int limit,
                                                absl::Time deadline) override;
  absl::Status Remove(const Turn& turn, const std::vector<PatientId>& patients,
                      absl::Time deadline) override;
  absl::StatusOr<bool> EndFullRead(const Turn& turn, std::optional<int> total,
                                   absl::Time deadline) override;
  absl::Status WantFullRead(const ClinicId& clinic, absl::Time deadline) override;
  absl::StatusOr<PatientIndexStatus> Status(const ClinicId& clinic, absl::Time deadline) override;

 private:
  PostgresPool& pool_;
};

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_STORE_POSTGRES_PATIENT_INDEX_H_
