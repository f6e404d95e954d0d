#ifndef FRONTDESK_SERVICES_AVAILABILITY_DOMAIN_STAFF_H_
#define FRONTDESK_SERVICES_AVAILABILITY_DOMAIN_STAFF_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/civil/time_of_day.h"
#include "libs/directory_cache/directory_cache.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/resolve/references.h"
#include "services/availability/domain/data_age.h"
#include "services/availability/domain/said_day.h"
#include "services/schedule_cache/client/schedule_cache_client.h"
#include "services/schedule_cache/client/why_nothing.h"

namespace frontdesk::availability {

// Who works at a place, by name.
struct PlaceStaff {
  Business business;
  std::vector<Practitioner> practitioners;
};

// What one practitioner offers, and where.
struct PractitionerProfile {
  Practitioner practitioner;
  std::vector<AppointmentType> appointment_types;  // by name
  std::vector<Business> businesses;                // the primary first
};

// Somebody with a free time on a day.
struct FreePractitioner {
  Practitioner practitioner;
  std::vector<AppointmentType> appointment_types;  // with a free time
  int slot_count = 0;                              // distinct starts
  absl::Time first_start;
};

struct FreeStaff {
  Business business;
  absl::CivilDay day;
  std::vector<FreePractitioner> practitioners;  // by name
  std::optional<DayPart> part;                  // of the day, if one was asked for
  NothingFree reason = NothingFree::kUnknown;   // why nobody is free, if nobody is
  bool may_not_be_open = false;  // nobody is free so far ahead that it may not be open yet
  std::vector<Practitioner>
      free_otherwise;          // by name; who is in another part, if nobody is in `part`
  bool year_repaired = false;  // of the day that was said
  std::optional<AppointmentType> appointment_type;  // what was asked for; empty: any
  DataAge age;
};

// The clinic's people: who they are, what they offer, who is free. Thread-safe.
class Staff {
 public:
  // The arguments must outlive the object.
  Staff(DirectoryCache& directories, ScheduleCacheClient& schedule, const Clock& clock)
      : directories_(directories), schedule_(schedule), clock_(clock) {}

  // An empty `business` is the only one of the clinic; with several it fails with
  // kLocationClarificationNeeded. Fails with kNoPractitionersFound.
  absl::StatusOr<PlaceStaff> At(const ClinicId& clinic, const BusinessRef& business,
                                const CallContext& call);

  // With `business` only what they offer there. Fails with the errors of libs/resolve and
  // kNoServices.
  absl::StatusOr<PractitionerProfile> Profile(const ClinicId& clinic,
                                              const PractitionerRef& practitioner,
                                              const BusinessRef& business, const CallContext& call);

  // Who has a free time at a place on a day, or in a part of it that is given or was said. Nobody
  // is an empty answer.
  absl::StatusOr<FreeStaff> FreeOn(const ClinicId& clinic, const BusinessRef& business,
                                   const AppointmentTypeRef& type, const SaidDay& when,
                                   std::optional<DayPart> part, const CallContext& call);

 private:
  DirectoryCache& directories_;
  ScheduleCacheClient& schedule_;
  const Clock& clock_;
};

}  // namespace frontdesk::availability

#endif  // FRONTDESK_SERVICES_AVAILABILITY_DOMAIN_STAFF_H_
