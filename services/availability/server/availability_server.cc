#include "services/availability/server/availability_server.h"

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/postgres/values.h"
#include "libs/resolve/proto.h"
#include "libs/rpc/answer.h"
#include "libs/rpc/convert.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"

namespace frontdesk::availability {
namespace {

std::optional<DayPart> ReadPart(v1::PartOfDay part) {
  switch (part) {
    case v1::PART_OF_DAY_MORNING:
      return DayPart::kMorning;
    case v1::PART_OF_DAY_AFTERNOON:
      return DayPart::kAfternoon;
    case v1::PART_OF_DAY_EVENING:
      return DayPart::kEvening;
    default:
      return std::nullopt;
  }
}

v1::PartOfDay WritePart(std::optional<DayPart> part) {
  if (!part.has_value()) return v1::PART_OF_DAY_UNSPECIFIED;
  switch (*part) {
    case DayPart::kMorning:
      return v1::PART_OF_DAY_MORNING;
    case DayPart::kAfternoon:
      return v1::PART_OF_DAY_AFTERNOON;
    case DayPart::kEvening:
      return v1::PART_OF_DAY_EVENING;
  }
  return v1::PART_OF_DAY_UNSPECIFIED;
}

v1::NothingFreeReason WriteReason(const AvailabilityAnswer& answer) {
  if (answer.requested_day_available) return v1::NOTHING_FREE_REASON_UNSPECIFIED;
  switch (answer.reason) {
    case NothingFree::kNotWorking:
      return v1::NOTHING_FREE_REASON_NOT_WORKING;
    case NothingFree::kFullyBooked:
      return v1::NOTHING_FREE_REASON_FULLY_BOOKED;
    case NothingFree::kUnknown:
      break;
  }
  return v1::NOTHING_FREE_REASON_UNSPECIFIED;
}

absl::StatusOr<AvailabilityQuery> FromProto(const v1::CheckAvailabilityRequest& request) {
  if (!IsUuid(request.clinic_id())) {
    return MakeError(DomainError::kClinicNotFound, "the clinic id is not a UUID");
  }
  AvailabilityQuery query{.clinic = ClinicId(request.clinic_id()),
                          .caller = frontdesk::FromProto(request.caller()),
                          .part = ReadPart(request.part_of_day())};
  ASSIGN_OR_RETURN(query.practitioner, RefFromProto(request.practitioner()));
  ASSIGN_OR_RETURN(query.appointment_type, RefFromProto(request.appointment_type()));
  ASSIGN_OR_RETURN(query.business, RefFromProto(request.business()));
  if (request.has_day()) {
    ASSIGN_OR_RETURN(query.when, frontdesk::FromProto(request.day()));
  } else if (!request.spoken_day().empty()) {
    ASSIGN_OR_RETURN(query.when, SaidFromProto(request.spoken_day(), "spoken_day"));
  }
  return query;
}

void ToProto(const AvailabilityAnswer& answer, v1::CheckAvailabilityResponse* response) {
  using frontdesk::ToProto;
  ToProto(answer.requested_day, response->mutable_requested_day());
  for (const DayOpenings& openings : answer.openings) ToProto(openings, response->add_openings());
  response->set_requested_day_available(answer.requested_day_available);
  response->set_reason(WriteReason(answer));
  for (const Business& b : answer.other_businesses) ToProto(b, response->add_other_businesses());
  response->set_year_repaired(answer.year_repaired);
  response->set_part_of_day(WritePart(answer.part));
  if (answer.age.fetched_at != absl::InfiniteFuture()) {
    ToProto(answer.age.fetched_at, response->mutable_age()->mutable_fetched_at());
  }
  response->mutable_age()->set_stale(answer.age.stale);
  response->mutable_age()->set_partial(answer.age.partial);
}

}  // namespace

grpc::Status AvailabilityServer::CheckAvailability(grpc::ServerContext* context,
                                                   const v1::CheckAvailabilityRequest* request,
                                                   v1::CheckAvailabilityResponse* response) {
  return Answer(*context, "CheckAvailability", [&](const CallContext& call) -> absl::Status {
    ASSIGN_OR_RETURN(const AvailabilityQuery query, FromProto(*request));
    ASSIGN_OR_RETURN(const AvailabilityAnswer answer, availability_.Check(query, call));
    ToProto(answer, response);
    return absl::OkStatus();
  });
}

}  // namespace frontdesk::availability
