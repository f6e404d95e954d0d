#include "gateway/clients/grpc_availability_client.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "frontdesk/v1/availability.grpc.pb.h"
#include "gateway/clients/names_proto.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/rpc/asker.h"
#include "libs/rpc/convert.h"
#include "libs/rpc/peer.h"
#include "libs/status/error_detail.h"
#include "libs/status/status_macros.h"

namespace frontdesk::gateway {
namespace {

v1::CheckAvailabilityRequest ToProto(const AvailabilityQuery& query) {
  v1::CheckAvailabilityRequest request;
  request.set_clinic_id(query.clinic.value());
  frontdesk::ToProto(query.caller, request.mutable_caller());
  if (!query.practitioner.empty()) ToProto(query.practitioner, request.mutable_practitioner());
  if (!query.service.empty()) ToProto(query.service, request.mutable_appointment_type());
  if (!query.business.empty()) ToProto(query.business, request.mutable_business());
  if (!query.spoken_day.empty()) request.set_spoken_day(query.spoken_day);
  request.set_part_of_day(ToProto(query.part_of_day));
  return request;
}

NothingFree ReasonOf(v1::NothingFreeReason reason) {
  switch (reason) {
    case v1::NOTHING_FREE_REASON_NOT_WORKING:
      return NothingFree::kNotWorking;
    case v1::NOTHING_FREE_REASON_FULLY_BOOKED:
      return NothingFree::kFullyBooked;
    case v1::NOTHING_FREE_REASON_MAY_NOT_BE_OPEN:
      return NothingFree::kMayNotBeOpen;
    default:  // also what a newer service may add
      return NothingFree::kUnknown;
  }
}

// Of a repeated field, each element as the domain's type.
auto ListFrom(const auto& messages) {
  std::vector<decltype(frontdesk::FromProto(*messages.begin()))> list;
  for (const auto& message : messages) list.push_back(frontdesk::FromProto(message));
  return list;
}

absl::StatusOr<std::vector<DayOpenings>> OpeningsFrom(const auto& messages) {
  std::vector<DayOpenings> list;
  for (const v1::DayOpenings& message : messages) {
    ASSIGN_OR_RETURN(DayOpenings openings, frontdesk::FromProto(message));
    list.push_back(std::move(openings));
  }
  return list;
}

// Two machines' clocks may differ by more than the age of fresh data.
absl::Duration AgeOf(const v1::DataAge& age) {
  if (!age.has_fetched_at()) return absl::ZeroDuration();
  return std::max(absl::Now() - frontdesk::FromProto(age.fetched_at()), absl::ZeroDuration());
}

absl::StatusOr<Availability> FromProto(const v1::CheckAvailabilityResponse& response) {
  Availability result{.requested_day_available = response.requested_day_available(),
                      .reason = ReasonOf(response.reason()),
                      .other_part_of_day = response.other_part_of_day(),
                      .year_repaired = response.year_repaired(),
                      .part_of_day = PartOfDayFrom(response.part_of_day()),
                      .stale = response.age().stale(),
                      .age = AgeOf(response.age()),
                      .partial = response.age().partial(),
                      .cost = frontdesk::FromProto(response.cost())};
  ASSIGN_OR_RETURN(result.requested_day, frontdesk::FromProto(response.requested_day()));
  ASSIGN_OR_RETURN(result.openings, OpeningsFrom(response.openings()));
  if (response.has_next_available()) {
    ASSIGN_OR_RETURN(result.next_available, frontdesk::FromProto(response.next_available()));
  }
  if (response.has_next_at_requested()) {
    ASSIGN_OR_RETURN(result.next_at_requested, frontdesk::FromProto(response.next_at_requested()));
  }
  result.other_businesses = ListFrom(response.other_businesses());
  return result;
}

v1::FindNextAvailableRequest ToProto(const NextQuery& query) {
  v1::FindNextAvailableRequest request;
  request.set_clinic_id(query.clinic.value());
  frontdesk::ToProto(query.caller, request.mutable_caller());
  if (!query.practitioner.empty()) ToProto(query.practitioner, request.mutable_practitioner());
  if (!query.service.empty()) ToProto(query.service, request.mutable_appointment_type());
  if (!query.business.empty()) ToProto(query.business, request.mutable_business());
  if (!query.spoken_day.empty()) request.set_spoken_day(query.spoken_day);
  request.set_max_days(query.max_days);
  request.set_part_of_day(ToProto(query.part_of_day));
  return request;
}

absl::StatusOr<NextTimes> FromProto(const v1::FindNextAvailableResponse& response) {
  NextTimes result{.exhausted = response.exhausted(),
                   .year_repaired = response.year_repaired(),
                   .reason = ReasonOf(response.reason()),
                   .part_of_day = PartOfDayFrom(response.part_of_day()),
                   .stale = response.age().stale(),
                   .age = AgeOf(response.age()),
                   .partial = response.age().partial(),
                   .cost = frontdesk::FromProto(response.cost())};
  if (response.has_requested_day()) {
    ASSIGN_OR_RETURN(result.requested_day, frontdesk::FromProto(response.requested_day()));
  }
  if (response.has_first_day() && response.has_last_day()) {
    ASSIGN_OR_RETURN(result.first_day, frontdesk::FromProto(response.first_day()));
    ASSIGN_OR_RETURN(result.last_day, frontdesk::FromProto(response.last_day()));
  }
  ASSIGN_OR_RETURN(result.openings, OpeningsFrom(response.openings()));
  ASSIGN_OR_RETURN(result.elsewhere, OpeningsFrom(response.elsewhere()));
  if (response.has_practitioner()) {
    result.practitioner = frontdesk::FromProto(response.practitioner());
  }
  if (response.has_appointment_type()) {
    result.service = frontdesk::FromProto(response.appointment_type());
  }
  if (response.has_business()) result.business = frontdesk::FromProto(response.business());
  return result;
}

v1::ListAvailablePractitionersRequest ToProto(const FreeStaffQuery& query) {
  v1::ListAvailablePractitionersRequest request;
  request.set_clinic_id(query.clinic.value());
  frontdesk::ToProto(query.caller, request.mutable_caller());
  if (!query.business.empty()) ToProto(query.business, request.mutable_business());
  if (!query.service.empty()) ToProto(query.service, request.mutable_appointment_type());
  if (!query.spoken_day.empty()) request.set_spoken_day(query.spoken_day);
  request.set_part_of_day(ToProto(query.part_of_day));
  return request;
}

absl::StatusOr<FreeStaff> FromProto(const v1::ListAvailablePractitionersResponse& response) {
  FreeStaff staff{.business = frontdesk::FromProto(response.business()),
                  .part_of_day = PartOfDayFrom(response.part_of_day()),
                  .reason = ReasonOf(response.reason()),
                  .free_otherwise = ListFrom(response.free_otherwise()),
                  .year_repaired = response.year_repaired(),
                  .stale = response.age().stale(),
                  .age = AgeOf(response.age()),
                  .partial = response.age().partial(),
                  .cost = frontdesk::FromProto(response.cost())};
  ASSIGN_OR_RETURN(staff.day, frontdesk::FromProto(response.day()));
  if (response.has_appointment_type()) {
    staff.service = frontdesk::FromProto(response.appointment_type());
  }
  for (const auto& entry : response.practitioners()) {
    staff.practitioners.push_back({.practitioner = frontdesk::FromProto(entry.practitioner()),
                                   .services = ListFrom(entry.appointment_types()),
                                   .slot_count = entry.slot_count(),
                                   .first_start = frontdesk::FromProto(entry.first_start_time())});
  }
  return staff;
}

v1::ConfirmLocationRequest ToProto(const LocationAnswer& answer) {
  v1::ConfirmLocationRequest request;
  request.set_clinic_id(answer.clinic.value());
  frontdesk::ToProto(answer.caller, request.mutable_caller());
  request.set_answer(answer.words);
  for (const Choice& choice : answer.offered) {
    v1::Choice& offered = *request.add_offered();
    offered.set_id(choice.id);
    offered.set_label(choice.label);
  }
  return request;
}

using Api = v1::AvailabilityService;

class GrpcAvailabilityClient : public AvailabilityClient {
 public:
  explicit GrpcAvailabilityClient(const Peer& availability) : availability_(availability) {}

  absl::StatusOr<Availability> Check(const AvailabilityQuery& query,
                                     const CallContext& call) override {
    ASSIGN_OR_RETURN(
        const auto response,
        availability_.AskPunctual(&Api::Stub::CheckAvailability, &Api::Service::CheckAvailability,
                                  ToProto(query), call));
    return FromProto(response);
  }

  absl::StatusOr<NextTimes> FindNext(const NextQuery& query, const CallContext& call) override {
    ASSIGN_OR_RETURN(
        const auto response,
        availability_.AskPunctual(&Api::Stub::FindNextAvailable, &Api::Service::FindNextAvailable,
                                  ToProto(query), call));
    return FromProto(response);
  }

  absl::StatusOr<FreeStaff> ListFree(const FreeStaffQuery& query,
                                     const CallContext& call) override {
    ASSIGN_OR_RETURN(
        const auto response,
        availability_.AskPunctual(&Api::Stub::ListAvailablePractitioners,
                                  &Api::Service::ListAvailablePractitioners, ToProto(query), call));
    return FromProto(response);
  }

  absl::StatusOr<ResolvedPlace> ResolveLocation(const ClinicId& clinic, const Caller& caller,
                                                const std::string& spoken_name,
                                                const CallContext& call) override {
    v1::ResolveLocationRequest request;
    request.set_clinic_id(clinic.value());
    frontdesk::ToProto(caller, request.mutable_caller());
    request.set_spoken_name(spoken_name);
    ASSIGN_OR_RETURN(const auto response,
                     availability_.AskPunctual(&Api::Stub::ResolveLocation,
                                               &Api::Service::ResolveLocation, request, call));
    return ResolvedPlace{.business = frontdesk::FromProto(response.business()),
                         .confidence = response.confidence()};
  }

  absl::StatusOr<Business> ConfirmLocation(const LocationAnswer& answer,
                                           const CallContext& call) override {
    ASSIGN_OR_RETURN(const auto response, availability_.AskPunctual(&Api::Stub::ConfirmLocation,
                                                                    &Api::Service::ConfirmLocation,
                                                                    ToProto(answer), call));
    return frontdesk::FromProto(response.business());
  }

  absl::StatusOr<PlaceStaff> ListStaff(const ClinicId& clinic, const BusinessRef& business,
                                       const CallContext& call) override {
    v1::ListPractitionersRequest request;
    request.set_clinic_id(clinic.value());
    if (!business.empty()) ToProto(business, request.mutable_business());
    ASSIGN_OR_RETURN(const auto response,
                     availability_.AskPunctual(&Api::Stub::ListPractitioners,
                                               &Api::Service::ListPractitioners, request, call));
    return PlaceStaff{.business = frontdesk::FromProto(response.business()),
                      .practitioners = ListFrom(response.practitioners())};
  }

  absl::StatusOr<PractitionerProfile> GetPractitioner(const ClinicId& clinic,
                                                      const PractitionerRef& practitioner,
                                                      const BusinessRef& business,
                                                      const CallContext& call) override {
    v1::GetPractitionerRequest request;
    request.set_clinic_id(clinic.value());
    if (!practitioner.empty()) ToProto(practitioner, request.mutable_practitioner());
    if (!business.empty()) ToProto(business, request.mutable_business());
    ASSIGN_OR_RETURN(const auto response,
                     availability_.AskPunctual(&Api::Stub::GetPractitioner,
                                               &Api::Service::GetPractitioner, request, call));
    return PractitionerProfile{.practitioner = frontdesk::FromProto(response.practitioner()),
                               .services = ListFrom(response.appointment_types()),
                               .businesses = ListFrom(response.businesses())};
  }

 private:
  const Asker<Api> availability_;
};

}  // namespace

std::unique_ptr<AvailabilityClient> MakeGrpcAvailabilityClient(const Peer& availability) {
  return std::make_unique<GrpcAvailabilityClient>(availability);
}

}  // namespace frontdesk::gateway
