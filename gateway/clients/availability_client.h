#ifndef FRONTDESK_GATEWAY_CLIENTS_AVAILABILITY_CLIENT_H_
#define FRONTDESK_GATEWAY_CLIENTS_AVAILABILITY_CLIENT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "gateway/clients/names.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"

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

enum class NothingFree { kUnknown, kNotWorking, kFullyBooked };

struct Availability {
  absl::CivilDay requested_day;
  std::vector<DayOpenings>
      openings;  // all of one day, which is requested_day if that one has times
  bool requested_day_available = false;
  NothingFree reason = NothingFree::kUnknown;  // why requested_day has nothing
  std::vector<Business> other_businesses;      // where else the practitioner works
  bool year_repaired = false;                  // the day was said with a past year
  PartOfDay part_of_day = PartOfDay::kAny;
  bool stale = false;
  bool partial = false;
};

// The availability service. Implementations are thread-safe. Errors carry a DomainError with its
// details.
class AvailabilityClient {
 public:
  virtual ~AvailabilityClient() = default;
  virtual absl::StatusOr<Availability> Check(const AvailabilityQuery& query,
                                             const CallContext& call) = 0;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_CLIENTS_AVAILABILITY_CLIENT_H_
