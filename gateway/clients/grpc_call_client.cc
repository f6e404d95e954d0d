#include "gateway/clients/grpc_call_client.h"

#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "frontdesk/v1/session.grpc.pb.h"
#include "frontdesk/v1/session.pb.h"
#include "libs/civil/clock.h"
#include "libs/directory_cache/directory_cache.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/domain/search.h"
#include "libs/rpc/asker.h"
#include "libs/rpc/convert.h"
#include "libs/rpc/peer.h"
#include "libs/status/status_macros.h"
#include "services/schedule_cache/client/grpc_schedule_cache_client.h"
#include "services/schedule_cache/client/schedule_cache_client.h"
#include "services/session/client/grpc_session_client.h"
#include "services/session/client/session_client.h"

namespace frontdesk::gateway {
namespace {

using Api = v1::SessionService;

class GrpcCallClient : public CallClient {
 public:
  GrpcCallClient(const Peer& schedule_cache, const Peer& session, const Clock& clock)
      : schedule_cache_(MakeScheduleCacheClient(schedule_cache)),
        sessions_(MakeGrpcSessionClient(session)),
        outcomes_(session),
        directories_(
            [this](const ClinicId& clinic, std::int64_t known_version, const CallContext& call) {
              return schedule_cache_->GetDirectory(clinic, known_version, call);
            },
            clock) {}

  absl::StatusOr<std::shared_ptr<const Directory>> GetDirectory(const ClinicId& clinic,
                                                                const CallContext& call) override {
    return directories_.Get(clinic, call);
  }

  absl::StatusOr<bool> IsKnown(const Clinic& clinic, const Caller& caller,
                               const CallContext& call) override {
    ASSIGN_OR_RETURN(const SessionView view, sessions_->GetSession(call, clinic, caller));
    return !view.preferred_business.empty();
  }

  absl::Status Report(const CallReport& report, const CallContext& call) override {
    v1::RecordOutcomeRequest request;
    request.set_session_id(report.session_id);
    for (const std::string& number : report.numbers) request.add_numbers(number);
    request.set_kind(report.never_started ? v1::OUTCOME_KIND_NEVER_STARTED
                                          : v1::OUTCOME_KIND_ENDED);
    ToProto(report.reported_at, request.mutable_report_time());
    request.set_status(report.status);
    request.set_success(report.success);
    request.set_failure_reason(report.failure_reason);
    ToProto(report.duration, request.mutable_duration());
    if (report.only_clinic.has_value()) request.set_clinic_id(report.only_clinic->value());
    return outcomes_.Ask(&Api::Stub::RecordOutcome, &Api::Service::RecordOutcome, request, call)
        .status();
  }

 private:
  const std::unique_ptr<ScheduleCacheClient> schedule_cache_;
  const std::unique_ptr<SessionClient> sessions_;
  const Asker<Api> outcomes_;
  DirectoryCache directories_;
};

}  // namespace

std::unique_ptr<CallClient> MakeGrpcCallClient(const Peer& schedule_cache, const Peer& session,
                                               const Clock& clock) {
  return std::make_unique<GrpcCallClient>(schedule_cache, session, clock);
}

}  // namespace frontdesk::gateway
