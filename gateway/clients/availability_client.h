#ifndef FRONTDESK_GATEWAY_CLIENTS_AVAILABILITY_CLIENT_H_
#define FRONTDESK_GATEWAY_CLIENTS_AVAILABILITY_CLIENT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gateway/clients/names.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/domain/search.h"
#include "libs/status/error_detail.h"

namespace frontdesk::gateway {

struct AvailabilityQuery {
  ClinicId clinic;
  Caller caller;
  PractitionerRef practitioner;  // empty: anyone who offers the service
  AppointmentTypeRef service;
  BusinessRef business;
  std::string spoken_day;  // empty: today
  PartOfDay part_of_day = PartOfDay::kAny;
};

enum class NothingFree {
  kUnknown,
  kNotWorking,
  kFullyBooked,
  kMayNotBeOpen,  // so far ahead that the clinic may not have opened it for booking
};

struct Availability {
  absl::CivilDay requested_day;
  std::vector<DayOpenings>
      openings;  // all of one day, which is requested_day if that one has times
  bool requested_day_available = false;
  NothingFree reason = NothingFree::kUnknown;  // why requested_day has nothing
  // The requested day has nothing in part_of_day, and the openings are of another.
  bool other_part_of_day = false;
  // If it has nothing, or nothing in part_of_day: the earliest time anywhere and, where that is
  // another, the earliest at the place that was asked for. One time each.
  std::optional<DayOpenings> next_available;
  std::optional<DayOpenings> next_at_requested;
  std::vector<Business> other_businesses;  // where else the practitioner works
  bool year_repaired = false;              // the day was said with a past year
  PartOfDay part_of_day = PartOfDay::kAny;
  bool stale = false;
  absl::Duration age;  // of the oldest part of the answer
  bool partial = false;
  SearchCost cost;
};

struct NextQuery {
  ClinicId clinic;
  Caller caller;
  PractitionerRef practitioner;  // empty: anyone
  AppointmentTypeRef service;
  BusinessRef business;    // empty: everywhere
  std::string spoken_day;  // the earliest; empty: today
  int max_days = 14;       // 1 to 60
  PartOfDay part_of_day = PartOfDay::kAny;
};

struct NextTimes {
  std::vector<DayOpenings> openings;   // in the order of time, one time each
  bool exhausted = false;              // all there is was offered and turned down in this call
  std::vector<DayOpenings> elsewhere;  // if the business that was asked for has nothing
  bool year_repaired = false;
  // What was asked for; empty: any.
  std::optional<Practitioner> practitioner;
  std::optional<AppointmentType> service;
  std::optional<Business> business;
  // Why there is nothing; or why requested_day, the one that was asked for, has nothing, if it is
  // set.
  NothingFree reason = NothingFree::kUnknown;
  std::optional<absl::CivilDay> requested_day;
  PartOfDay part_of_day = PartOfDay::kAny;
  // What was searched, both included; empty: the next days.
  std::optional<absl::CivilDay> first_day;
  std::optional<absl::CivilDay> last_day;
  bool stale = false;
  absl::Duration age;  // of the oldest part of the answer
  bool partial = false;
  SearchCost cost;
};

struct FreeStaffQuery {
  ClinicId clinic;
  Caller caller;
  BusinessRef business;
  AppointmentTypeRef service;  // empty: any
  std::string spoken_day;      // empty: today
  PartOfDay part_of_day = PartOfDay::kAny;
};

struct FreePractitioner {
  Practitioner practitioner;
  std::vector<AppointmentType> services;  // with a free time that day
  int slot_count = 0;
  absl::Time first_start;
};

struct FreeStaff {
  Business business;
  absl::CivilDay day;
  std::vector<FreePractitioner> practitioners;  // by name; nobody is free if it is empty
  PartOfDay part_of_day = PartOfDay::kAny;
  NothingFree reason = NothingFree::kUnknown;  // why nobody is free
  std::optional<AppointmentType> service;      // what was asked for; empty: any
  std::vector<Practitioner>
      free_otherwise;          // if nobody is free in part_of_day: who is in another part
  bool year_repaired = false;  // the day was said with a past year
  bool stale = false;
  absl::Duration age;  // of the oldest part of the answer
  bool partial = false;
  SearchCost cost;
};

struct ResolvedPlace {
  Business business;
  double confidence = 1.0;  // 0 to 1
};

struct LocationAnswer {
  ClinicId clinic;
  Caller caller;
  std::string words;            // the caller's
  std::vector<Choice> offered;  // what was offered, in that order; ids may be empty
};

struct PlaceStaff {
  Business business;
  std::vector<Practitioner> practitioners;  // by name
};

struct PractitionerProfile {
  Practitioner practitioner;
  std::vector<AppointmentType> services;  // by name
  std::vector<Business> businesses;
};

// The availability service: what availability.proto says of each call. Implementations are
// thread-safe. Errors carry a DomainError with its
// details.
class AvailabilityClient {
 public:
  virtual ~AvailabilityClient() = default;
  virtual absl::StatusOr<Availability> Check(const AvailabilityQuery& query,
                                             const CallContext& call) = 0;
  virtual absl::StatusOr<NextTimes> FindNext(const NextQuery& query, const CallContext& call) = 0;
  virtual absl::StatusOr<FreeStaff> ListFree(const FreeStaffQuery& query,
                                             const CallContext& call) = 0;
  // `spoken_name` may be a location's id; empty asks for all.
  virtual absl::StatusOr<ResolvedPlace> ResolveLocation(const ClinicId& clinic,
                                                        const Caller& caller,
                                                        const std::string& spoken_name,
                                                        const CallContext& call) = 0;
  virtual absl::StatusOr<Business> ConfirmLocation(const LocationAnswer& answer,
                                                   const CallContext& call) = 0;
  virtual absl::StatusOr<PlaceStaff> ListStaff(const ClinicId& clinic, const BusinessRef& business,
                                               const CallContext& call) = 0;
  // With a `business` only what they offer there.
  virtual absl::StatusOr<PractitionerProfile> GetPractitioner(const ClinicId& clinic,
                                                              const PractitionerRef& practitioner,
                                                              const BusinessRef& business,
                                                              const CallContext& call) = 0;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_CLIENTS_AVAILABILITY_CLIENT_H_
