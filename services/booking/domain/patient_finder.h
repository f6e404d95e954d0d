#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_PATIENT_FINDER_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_PATIENT_FINDER_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/cliniko/client.h"
#include "libs/domain/ids.h"
#include "services/booking/domain/booking.h"
#include "services/booking/domain/patient_store.h"

namespace frontdesk::booking {

// Finds the patient whom a booking is for, or creates them. Thread-safe.
class PatientFinder {
 public:
  // `store` must outlive the object.
  explicit PatientFinder(PatientStore& store) : store_(store) {}

  // By phone in the local index, which asks Cliniko nothing; then by name in Cliniko with the phone
  // compared here, since the index may lag; else created. A family shares a phone, so the name must
  // fit too, the one that they prefer or the one that is written. `country` is the clinic's, for
  // numbers that somebody typed without a country code. Of those who come at the same time with one
  // number one looks and creates at a time, over all replicas. Fails as `client` does.
  absl::StatusOr<PatientId> FindOrCreate(const ClinicId& clinic, const Person& person,
                                         const std::string& country, cliniko::Client& client,
                                         absl::Time deadline);

  // Drops a patient whom Cliniko refused from the index, so that the next booking looks for them
  // anew.
  void Forget(const ClinicId& clinic, const PatientId& patient, absl::Time deadline);

 private:
  absl::StatusOr<PatientTurn> AwaitTurn(const ClinicId& clinic, const std::string& phone,
                                        absl::Time deadline);
  // What is not in the index.
  absl::StatusOr<PatientId> FindOrCreateInTurn(const ClinicId& clinic, const Person& person,
                                               const std::string& country, cliniko::Client& client,
                                               absl::Time deadline);

  PatientStore& store_;
};

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_PATIENT_FINDER_H_
