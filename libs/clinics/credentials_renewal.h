#ifndef FRONTDESK_LIBS_CLINICS_CREDENTIALS_RENEWAL_H_
#define FRONTDESK_LIBS_CLINICS_CREDENTIALS_RENEWAL_H_

#include <thread>

#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/clinics/cached_clinic_registry.h"
#include "libs/clinics/clinic_changes.h"

namespace frontdesk {

struct CredentialsRenewalOptions {
  // Before what was read counts as old: see CachedClinicRegistryOptions::told_fresh_for.
  absl::Duration every = absl::Minutes(4);
  absl::Duration look_every = absl::Milliseconds(200);
  absl::Duration read_limit = absl::Seconds(5);
};

// Keeps the credentials of all clinics read, in one statement now and then: else the first caller
// of a clinic in ten minutes, and so nearly each, would wait until they are. A change of one is
// seen as before. While changes are not known nothing is read, since it would be old at once.
class CredentialsRenewal {
 public:
  // The references must outlive the object.
  CredentialsRenewal(CachedClinicRegistry& registry, const ClinicChanges& changes,
                     const Clock& clock, const CredentialsRenewalOptions& options = {});

  // Looks whether they are to be read, and reads them. Not thread-safe.
  void Look();

  // Looks on a thread of its own until the end; call it once.
  void Start();

 private:
  CachedClinicRegistry& registry_;
  const ClinicChanges& changes_;
  const Clock& clock_;
  const CredentialsRenewalOptions options_;
  absl::Time next_ = absl::InfinitePast();
  ClinicChanges::Moment noted_ = 0;  // before they were read
  std::jthread thread_;              // last: it uses all of the above
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CLINICS_CREDENTIALS_RENEWAL_H_
