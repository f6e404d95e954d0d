#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_PATIENT_FINDER_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_PATIENT_FINDER_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "libs/cliniko/client.h"
#include "libs/domain/ids.h"
#include "services/booking/domain/booking.h"
#include "services/booking/domain/patient_store.h"

namespace frontdesk::booking {

struct PatientFinderOptions {
  // So long after a creation that was never answered the patient may still turn up in Cliniko.
  absl::Duration may_come_late = absl::Seconds(15);
  absl::Duration look_again_after = absl::Milliseconds(500);
};

// Finds the patient whom a booking is for, or creates them. Thread-safe.
class PatientFinder {
 public:
  // `store` must outlive the object.
  explicit PatientFinder(PatientStore& store, const PatientFinderOptions& options = {})
      : store_(store), options_(options) {}

  // By phone in the local index, which asks Cliniko nothing; then by name in Cliniko with the phone
  // compared here, since the index may lag; else created. A family shares a phone, so the name must
  // fit too, the one that they prefer or the one that is written, as far as it is known: "Casey
  // Caller" is the "Casey" of that number and "Casey Ann Caller", unless two could be. `country` is
  // the clinic's, for numbers that somebody typed without a country code. Of those who come at the
  // same time with one number one looks and creates at a time, over all replicas. After a creation
  // of which nobody knows the outcome nobody is created under the number before Cliniko was looked
  // through for as long as they may come late. Fails as `client` does, and with
  // kBookingSystemUnavailable where that takes longer than `deadline`.
  absl::StatusOr<PatientId> FindOrCreate(const ClinicId& clinic, const Person& person,
                                         const std::string& country, cliniko::Client& client,
                                         absl::Time deadline);

  // Whom FindOrCreate finds if those who have the number are `known`; empty: it looks further.
  static std::optional<PatientId> Among(const std::vector<KnownPatient>& known,
                                        const Person& person);

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

  // The one of the name in Cliniko who has the number; empty if there is none, or several.
  absl::StatusOr<std::optional<KnownPatient>> LookInCliniko(const Person& person,
                                                            const std::string& country,
                                                            cliniko::Client& client,
                                                            absl::Time deadline);
  // The same, for as long as somebody who was to be created under the number may turn up.
  absl::StatusOr<std::optional<KnownPatient>> LookForLate(const ClinicId& clinic,
                                                          const Person& person,
                                                          const std::string& country,
                                                          cliniko::Client& client,
                                                          absl::Time deadline);
  // Until when that is; the past if nobody is awaited.
  absl::Time AwaitedUntil(const ClinicId& clinic, const std::string& phone) const;
  absl::StatusOr<KnownPatient> Create(const ClinicId& clinic, const Person& person,
                                      const std::string& country, cliniko::Client& client,
                                      absl::Time deadline);

  PatientStore& store_;
  const PatientFinderOptions options_;
  mutable absl::Mutex mutex_;
  // Under which numbers a creation was never answered, and until when it may come late. The turn,
  // which is kept then, tells the other replicas for a while.
  absl::flat_hash_map<std::pair<ClinicId, std::string>, absl::Time> awaited_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_PATIENT_FINDER_H_
