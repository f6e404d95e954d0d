#ifndef FRONTDESK_SERVICES_AVAILABILITY_DOMAIN_NEXT_FINDER_H_
#define FRONTDESK_SERVICES_AVAILABILITY_DOMAIN_NEXT_FINDER_H_

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "libs/civil/clock.h"
#include "libs/civil/time_of_day.h"
#include "libs/directory_cache/directory_cache.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/domain/search.h"
#include "libs/resolve/references.h"
#include "services/availability/domain/data_age.h"
#include "services/availability/domain/said_day.h"
#include "services/availability/domain/usual_places.h"
#include "services/schedule_cache/client/schedule_cache_client.h"
#include "services/schedule_cache/client/why_nothing.h"
#include "services/session/client/session_client.h"

namespace frontdesk::availability {

struct NextQuery {
  ClinicId clinic;
  Caller caller;
  PractitionerRef practitioner;  // empty or "anyone": all who offer the type
  AppointmentTypeRef appointment_type;
  BusinessRef business;  // empty: all
  SaidDay earliest;
  std::optional<DayPart> part;
  int max_days = 14;  // 1 to 60
  int max_slots = 2;  // 1 to 10
};

struct NextAnswer {
  std::vector<DayOpenings> openings;   // in the order of time, one time each
  bool exhausted = false;              // all there is was offered and turned down in this session
  std::vector<DayOpenings> elsewhere;  // if the business that was asked for has nothing
  bool year_repaired = false;
  std::optional<DayPart> part;
  // What the words were taken for; empty: any.
  std::optional<Practitioner> practitioner;
  AppointmentType appointment_type;
  std::optional<Business> business;
  // Why there are no openings, or why `requested_day` has none if it is set.
  NothingFree reason = NothingFree::kUnknown;
  bool may_not_be_open = false;  // nothing is free so far ahead that it may not be open yet
  absl::CivilDay first_day;      // what was searched, both included
  absl::CivilDay last_day;
  std::optional<absl::CivilDay>
      requested_day;  // the one day asked for, if openings are of later ones
  DataAge age;
};

// Finds the earliest free times over several days, leaving out what this caller turned down.
// Thread-safe.
class NextFinder {
 public:
  // The arguments must outlive the object.
  NextFinder(DirectoryCache& directories, ScheduleCacheClient& schedule, SessionClient& sessions,
             UsualPlaces& places, const Clock& clock)
      : directories_(directories),
        schedule_(schedule),
        sessions_(sessions),
        places_(places),
        clock_(clock) {}

  // What it answers is recorded as offered. Nothing free is an empty answer. Errors: those of
  // FindNextAvailable in availability.proto.
  absl::StatusOr<NextAnswer> Find(const NextQuery& query, const CallContext& call);

 private:
  struct Question;
  struct Reading;

  // Reads on, week by week, until enough is known that is not refused: a week costs Cliniko one
  // request an offering, and most searches end in the first.
  absl::Status ReadOn(const Question& asked, const std::vector<SlotKey>& refused, Reading& read);

  // What to answer to a search that begins with `start`. Reads more where what was read for
  // another start does not do.
  absl::StatusOr<NextAnswer> Choose(const Question& asked, const SearchStart& start,
                                    const CallContext& call, Reading& here,
                                    std::optional<Reading>& elsewhere);

  DirectoryCache& directories_;
  ScheduleCacheClient& schedule_;
  SessionClient& sessions_;
  UsualPlaces& places_;
  const Clock& clock_;
};

}  // namespace frontdesk::availability

#endif  // FRONTDESK_SERVICES_AVAILABILITY_DOMAIN_NEXT_FINDER_H_
