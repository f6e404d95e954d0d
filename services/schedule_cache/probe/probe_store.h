#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_PROBE_PROBE_STORE_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_PROBE_PROBE_STORE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"
#include "services/schedule_cache/probe/probed_day.h"

namespace frontdesk {

class PostgresPool;

// What a probe was asked to look at.
struct ProbeScope {
  PractitionerId practitioner;  // empty, here and below: all
  BusinessId business;
  bool full_scan = true;  // false: only days that the table says are worked

  friend bool operator==(const ProbeScope&, const ProbeScope&) = default;
};

// A probe that has begun.
struct ProbeRun {
  std::string id;
  ProbeScope scope;
  absl::CivilDay first_day;
  absl::CivilDay last_day;  // inclusive
};

enum class PlaceState { kOpen, kDone, kNotBookable };

// How far a run has come at one workplace.
struct PlaceProgress {
  Workplace place;
  AppointmentTypeId appointment_type;  // that is asked for
  absl::CivilDay next_day;             // all days before it are done
  PlaceState state = PlaceState::kOpen;
};

// Keeps the progress of probes in the database, so that one that ended early, however hard, goes on
// where it was. Saving the same again changes nothing. Thread-safe. Fails with
// kBookingSystemUnavailable while the database cannot be reached in time.
class ProbeStore {
 public:
  // `pool` must outlive the object.
  explicit ProbeStore(PostgresPool& pool) : pool_(pool) {}

  // The clinic's run that has not finished.
  absl::StatusOr<std::optional<ProbeRun>> FindUnfinished(const ClinicId& clinic,
                                                         absl::Time deadline);

  // Begins a run and forgets the clinic's earlier one, finished or not.
  absl::StatusOr<ProbeRun> Begin(const ClinicId& clinic, const ProbeScope& scope,
                                 absl::CivilDay first_day, absl::CivilDay last_day,
                                 const std::vector<PlaceProgress>& places, absl::Time deadline);

  absl::StatusOr<std::vector<PlaceProgress>> LoadPlaces(const std::string& run,
                                                        absl::Time deadline);

  // Stores what was found and how far the place is now, both or nothing. Fails with Aborted where
  // another probe of the clinic has begun meanwhile.
  absl::Status Save(const std::string& run, const std::vector<ProbedDay>& days,
                    const PlaceProgress& progress, absl::Time deadline);

  // By workplace and day.
  absl::StatusOr<std::vector<ProbedDay>> LoadDays(const std::string& run, absl::Time deadline);

  absl::Status Finish(const std::string& run, absl::Time deadline);

 private:
  PostgresPool& pool_;
};

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_PROBE_PROBE_STORE_H_
