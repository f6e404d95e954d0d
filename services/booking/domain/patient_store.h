#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_PATIENT_STORE_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_PATIENT_STORE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"

namespace frontdesk::booking {

// A patient of the clinic as Cliniko knows them.
struct KnownPatient {
  PatientId id;
  std::string first_name;
  std::string last_name;
  std::string preferred_first_name = {};  // what they are called instead; mostly empty
};

// Whoever holds it may make a new patient under the number.
struct PatientTurn {
  ClinicId clinic;
  std::string phone;
  std::string token;
};

// The local index of patients by phone number, since Cliniko cannot search for one. Families share
// a number. Implementations are thread-safe; errors as BookingStore.
class PatientStore {
 public:
  virtual ~PatientStore() = default;

  // Those who have the number or for whom somebody had it whom staff merged into them, in the order
  // of their ids. Without archived ones.
  virtual absl::StatusOr<std::vector<KnownPatient>> FindByPhone(const ClinicId& clinic,
                                                                const std::string& phone,
                                                                absl::Time deadline) = 0;

  // Adds the patient, or the number to a patient who is there already.
  virtual absl::Status Save(const ClinicId& clinic, const KnownPatient& patient,
                            const std::string& phone, absl::Time deadline) = 0;

  // Makes it the caller's turn to make new patients under the number, for `lease` at most: nobody
  // else gets it until then or until GiveBack. Empty: it is somebody else's turn.
  virtual absl::StatusOr<std::optional<PatientTurn>> TakeTurn(const ClinicId& clinic,
                                                              const std::string& phone,
                                                              absl::Duration lease,
                                                              absl::Time deadline) = 0;
  virtual absl::Status GiveBack(const PatientTurn& turn, absl::Time deadline) = 0;

  // Removes the patient: Cliniko does not take bookings for them any more (archived or merged).
  virtual absl::Status Forget(const ClinicId& clinic, const PatientId& patient,
                              absl::Time deadline) = 0;
};

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_PATIENT_STORE_H_
