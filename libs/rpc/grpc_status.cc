#include "libs/rpc/grpc_status.h"

#include <string>

#include "absl/status/status.h"
#include "absl/strings/cord.h"
#include "absl/strings/string_view.h"
#include "google/rpc/error_info.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/support/status.h"
#include "libs/status/domain_error.h"

namespace frontdesk {
namespace {

constexpr char kErrorDomain[] = "frontdesk";
constexpr char kErrorInfoUrl[] = "type.googleapis.com/google.rpc.ErrorInfo";

}  // namespace

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;

  google::rpc::ErrorInfo info;
  if (const auto facts = status.GetPayload(kErrorInfoUrl))
    info.ParseFromString(std::string(*facts));
  info.set_domain(kErrorDomain);
  const auto reason = status.GetPayload(kReasonPayload);
  info.set_reason(reason.has_value() ? std::string(*reason) : ReasonOf(ClassifyError(status)));

  google::rpc::Status wire;
  wire.set_code(static_cast<int>(status.code()));
  wire.set_message(std::string(status.message()));
  wire.add_details()->PackFrom(info);
  status.ForEachPayload([&](absl::string_view type, const absl::Cord& payload) {
    if (type == kReasonPayload || type == kErrorInfoUrl) return;
    auto* detail = wire.add_details();
    detail->set_type_url(std::string(type));
    detail->set_value(std::string(payload));
  });
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), wire.message(),
                      wire.SerializeAsString());
}

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();

  absl::Status result(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  google::rpc::Status wire;
  if (status.error_details().empty() || !wire.ParseFromString(status.error_details())) {
    return result;
  }
  for (const auto& detail : wire.details()) {
    result.SetPayload(detail.type_url(), absl::Cord(detail.value()));
    google::rpc::ErrorInfo info;
    if (detail.UnpackTo(&info) && info.domain() == kErrorDomain) {
      result.SetPayload(kReasonPayload, absl::Cord(info.reason()));
    }
  }
  return result;
}

}  // namespace frontdesk
