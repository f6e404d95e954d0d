#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_PATIENT_SYNC_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_PATIENT_SYNC_H_

#include <functional>
#include <stop_token>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/clinics/clinic_registry.h"
#include "libs/clinics/cliniko_clients.h"
#include "libs/cliniko/client.h"
#include "libs/turns/turns.h"
#include "services/booking/domain/patient_index.h"

namespace frontdesk::booking {

struct PatientSyncOptions {
  // Polling cannot see a patient who vanished without a trace, nor one who slipped through.
  absl::Duration full_read_every = absl::Hours(24);
  // How many patients whom it did not see a full read asks after; the next one asks after others.
  int most_questions = 100;
  // A full read that is older begins anew rather than going on.
  absl::Duration longest_full_read = absl::Hours(6);
  // Cliniko tells times in seconds, and its clocks may differ. Source: contract/cliniko.md, 13.
  absl::Duration overlap = absl::Minutes(2);
  absl::Duration for_one_answer = absl::Seconds(10);
  absl::Duration lease =
      absl::Minutes(2);  // longer than one page takes, or a wait for Cliniko's limit
};

// Keeps the index of a clinic's patients in step with Cliniko: all of them once a day and the first
// time, page by page, so that it goes on where it failed and holds a hundred at a time; what
// changed since the last time otherwise. One request when nothing changed. Thread-safe.
//
// Whoever was archived is not found any more, whoever was merged leads to the one they were merged
// into, and whoever a full read does not see is asked after, and removed if Cliniko does not know
// them. A failure loses nothing: what was read is true, and the next sync begins where this one
// was sure.
class PatientSync {
 public:
  // All must outlive the object.
  PatientSync(ClinicRegistry& registry, ClinikoClients& clients, PatientIndex& index,
              const Clock& clock, const PatientSyncOptions& options)
      : registry_(registry), clients_(clients), index_(index), clock_(clock), options_(options) {}

  // Fails with Cancelled when a stop is requested, with Aborted when the turn is somebody else's,
  // and with the errors of the collaborators; those of Cliniko carry their cliniko::Failure.
  absl::Status Sync(const Turn& turn, const std::stop_token& stop);

 private:
  // One sync under way.
  struct Round;

  // Asks again when the rate limit has been reset.
  template <typename Result>
  Result Ask(Round& round, absl::FunctionRef<Result(absl::Time deadline)> ask);
  absl::Status Poll(Round& round, absl::Time since);
  absl::Status ReadAll(Round& round, const PatientSyncState& state);
  // Cliniko alone knows whether somebody whom a full read did not see has vanished: counting does
  // not tell, since one may vanish, and another be made, while the list is read.
  absl::Status AskAfterUnseen(Round& round);
  absl::StatusOr<cliniko::PatientPage> ReadPage(Round& round, cliniko::PatientFilter filter,
                                                int page);

  ClinicRegistry& registry_;
  ClinikoClients& clients_;
  PatientIndex& index_;
  const Clock& clock_;
  const PatientSyncOptions options_;
};

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_PATIENT_SYNC_H_
