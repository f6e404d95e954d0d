#include "services/session/client/grpc_session_client.h"

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "frontdesk/v1/session.grpc.pb.h"
#include "frontdesk/v1/session.pb.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "libs/domain/search.h"
#include "libs/rpc/asker.h"
#include "libs/rpc/convert.h"
#include "libs/rpc/peer.h"
#include "libs/status/status_macros.h"
#include "services/session/client/ref_of_caller.h"
#include "services/session/client/session_client.h"
#include "services/session/domain/session.h"
#include "services/session/domain/session_ref.h"
#include "services/session/wire/convert.h"

namespace frontdesk {
namespace {

using Api = v1::SessionService;

// A request of any kind, with its session filled in.
template <typename Request>
Request RequestFor(const Clinic& clinic, const Caller& caller) {
  const SessionRef ref = RefOfCaller(clinic, caller);
  Request request;
  request.set_clinic_id(ref.clinic.value());
  request.mutable_caller()->set_session_id(ref.id.value());
  if (ref.phone.has_value()) request.mutable_caller()->set_phone(ref.phone->e164());
  return request;
}

class GrpcSessionClient : public SessionClient {
 public:
  explicit GrpcSessionClient(const Peer& session) : session_(session) {}

  absl::StatusOr<SearchStart> BeginSearch(const CallContext& call, const Clinic& clinic,
                                          const Caller& caller,
                                          const SearchCriteria& criteria) override {
    auto request = RequestFor<v1::BeginSearchRequest>(clinic, caller);
    ToProto(criteria, request.mutable_criteria());
    ASSIGN_OR_RETURN(const auto response, session_.Ask(&Api::Stub::BeginSearch,
                                                       &Api::Service::BeginSearch, request, call));
    SearchStart start;
    ASSIGN_OR_RETURN(start.refused, SlotsFromProto(response.refused(), kMostRefused));
    ASSIGN_OR_RETURN(start.offer_again, SlotsFromProto(response.offer_again()));
    return start;
  }

  absl::Status RecordOffer(const CallContext& call, const Clinic& clinic, const Caller& caller,
                           const SearchCriteria& criteria,
                           absl::Span<const SlotKey> offered) override {
    auto request = RequestFor<v1::RecordOfferRequest>(clinic, caller);
    ToProto(criteria, request.mutable_criteria());
    ToProto(offered, request.mutable_offered());
    return session_.Ask(&Api::Stub::RecordOffer, &Api::Service::RecordOffer, request, call)
        .status();
  }

  absl::StatusOr<OfferAnswer> MakeOffer(const CallContext& call, const Clinic& clinic,
                                        const Caller& caller, const SearchOffer& offer) override {
    auto request = RequestFor<v1::MakeOfferRequest>(clinic, caller);
    ToProto(offer.criteria, request.mutable_criteria());
    ToProto(offer.times, request.mutable_offered());
    ToProto(offer.searched_for, request.mutable_searched_for());
    request.set_start_known(offer.start_known);
    const auto response =
        session_.Ask(&Api::Stub::MakeOffer, &Api::Service::MakeOffer, request, call);
    if (absl::IsUnimplemented(response.status())) {
      return BeginAndRecord(call, clinic, caller, offer);
    }
    RETURN_IF_ERROR(response.status());
    OfferAnswer answer{.recorded = response->recorded()};
    ASSIGN_OR_RETURN(answer.start.refused, SlotsFromProto(response->refused(), kMostRefused));
    ASSIGN_OR_RETURN(answer.start.offer_again, SlotsFromProto(response->offer_again()));
    return answer;
  }

  absl::StatusOr<SessionView> GetSession(const CallContext& call, const Clinic& clinic,
                                         const Caller& caller) override {
    const auto request = RequestFor<v1::GetSessionRequest>(clinic, caller);
    ASSIGN_OR_RETURN(const auto response, session_.Ask(&Api::Stub::GetSession,
                                                       &Api::Service::GetSession, request, call));
    SessionView view{.business = BusinessId(response.business_id()),
                     .preferred_business = BusinessId(response.preferred_business_id())};
    ASSIGN_OR_RETURN(view.refused, SlotsFromProto(response.refused(), kMostRefused));
    ASSIGN_OR_RETURN(view.offered, SlotsFromProto(response.offered()));
    return view;
  }

  absl::Status ClearRefusals(const CallContext& call, const Clinic& clinic,
                             const Caller& caller) override {
    const auto request = RequestFor<v1::ClearRefusalsRequest>(clinic, caller);
    return session_.Ask(&Api::Stub::ClearRefusals, &Api::Service::ClearRefusals, request, call)
        .status();
  }

  absl::Status ClearRefusalsAfterBooking(const CallContext& call, const Clinic& clinic,
                                         const Caller& caller,
                                         const BusinessId& business) override {
    auto request = RequestFor<v1::ClearRefusalsRequest>(clinic, caller);
    request.set_booked_business_id(business.value());
    return session_.Ask(&Api::Stub::ClearRefusals, &Api::Service::ClearRefusals, request, call)
        .status();
  }

  absl::Status RememberLocation(const CallContext& call, const Clinic& clinic, const Caller& caller,
                                const BusinessId& business) override {
    auto request = RequestFor<v1::RememberLocationRequest>(clinic, caller);
    request.set_business_id(business.value());
    // Whoever remembers it has a thread for that, and answers meanwhile.
    return session_
        .AskPunctual(&Api::Stub::RememberLocation, &Api::Service::RememberLocation, request, call)
        .status();
  }

  absl::Status EndSession(const CallContext& call, const Clinic& clinic,
                          const Caller& caller) override {
    const auto request = RequestFor<v1::EndSessionRequest>(clinic, caller);
    return session_.Ask(&Api::Stub::EndSession, &Api::Service::EndSession, request, call).status();
  }

 private:
  // MakeOffer of a service of the version before, as during an upgrade.
  absl::StatusOr<OfferAnswer> BeginAndRecord(const CallContext& call, const Clinic& clinic,
                                             const Caller& caller, const SearchOffer& offer) {
    OfferAnswer answer;
    ASSIGN_OR_RETURN(answer.start, BeginSearch(call, clinic, caller, offer.criteria));
    if (!offer.start_known && !Stands(offer.times, answer.start)) return answer;
    RETURN_IF_ERROR(RecordOffer(call, clinic, caller, offer.criteria, offer.times));
    return OfferAnswer{.recorded = true};
  }

  const Asker<Api> session_;
};

}  // namespace

std::unique_ptr<SessionClient> MakeGrpcSessionClient(const Peer& session) {
  return std::make_unique<GrpcSessionClient>(session);
}

}  // namespace frontdesk
