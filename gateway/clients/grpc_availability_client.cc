#include "gateway/clients/grpc_availability_client.h"

#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "frontdesk/v1/availability.grpc.pb.h"
#include "gateway/clients/names_proto.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "libs/rpc/channel.h"
#include "libs/rpc/convert.h"
#include "libs/rpc/grpc_status.h"
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
    default:  // also what a newer service may add
      return NothingFree::kUnknown;
  }
}

absl::StatusOr<Availability> FromProto(const v1::CheckAvailabilityResponse& response) {
  Availability result{.requested_day_available = response.requested_day_available(),
                      .reason = ReasonOf(response.reason()),
                      .year_repaired = response.year_repaired(),
                      .part_of_day = PartOfDayFrom(response.part_of_day()),
                      .stale = response.age().stale(),
                      .partial = response.age().partial()};
  ASSIGN_OR_RETURN(result.requested_day, frontdesk::FromProto(response.requested_day()));
  for (const v1::DayOpenings& day : response.openings()) {
    ASSIGN_OR_RETURN(DayOpenings openings, frontdesk::FromProto(day));
    result.openings.push_back(std::move(openings));
  }
  for (const v1::Business& business : response.other_businesses()) {
    result.other_businesses.push_back(frontdesk::FromProto(business));
  }
  return result;
}

class GrpcAvailabilityClient : public AvailabilityClient {
 public:
  explicit GrpcAvailabilityClient(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(v1::AvailabilityService::NewStub(channel)) {}

  absl::StatusOr<Availability> Check(const AvailabilityQuery& query,
                                     const CallContext& call) override {
    grpc::ClientContext context;
    Prepare(call, context);
    v1::CheckAvailabilityResponse response;
    RETURN_IF_ERROR(FromGrpc(stub_->CheckAvailability(&context, ToProto(query), &response)));
    return FromProto(response);
  }

 private:
  std::unique_ptr<v1::AvailabilityService::Stub> stub_;
};

}  // namespace

std::unique_ptr<AvailabilityClient> MakeGrpcAvailabilityClient(
    std::shared_ptr<grpc::Channel> channel) {
  return std::make_unique<GrpcAvailabilityClient>(channel);
}

}  // namespace frontdesk::gateway
