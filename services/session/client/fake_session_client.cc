#include "services/session/client/fake_session_client.h"

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "libs/domain/search.h"
#include "services/session/client/ref_of_caller.h"

namespace frontdesk::test {

absl::StatusOr<SearchStart> FakeSessionClient::BeginSearch(const CallContext& call,
                                                           const Clinic& clinic,
                                                           const Caller& caller,
                                                           const SearchCriteria& criteria) {
  return sessions_.BeginSearch(call, RefOfCaller(clinic, caller), criteria);
}

absl::Status FakeSessionClient::RecordOffer(const CallContext& call, const Clinic& clinic,
                                            const Caller& caller, const SearchCriteria& criteria,
                                            absl::Span<const SlotKey> offered) {
  return sessions_.RecordOffer(call, RefOfCaller(clinic, caller), criteria, offered);
}

absl::StatusOr<OfferAnswer> FakeSessionClient::MakeOffer(const CallContext& call,
                                                         const Clinic& clinic, const Caller& caller,
                                                         const SearchOffer& offer) {
  return sessions_.MakeOffer(call, RefOfCaller(clinic, caller), offer);
}

absl::StatusOr<SessionView> FakeSessionClient::GetSession(const CallContext& call,
                                                          const Clinic& clinic,
                                                          const Caller& caller) {
  return sessions_.Get(call, RefOfCaller(clinic, caller));
}

absl::Status FakeSessionClient::ClearRefusals(const CallContext& call, const Clinic& clinic,
                                              const Caller& caller) {
  return sessions_.ClearRefusals(call, RefOfCaller(clinic, caller));
}

absl::Status FakeSessionClient::ClearRefusalsAfterBooking(const CallContext& call,
                                                          const Clinic& clinic,
                                                          const Caller& caller,
                                                          const BusinessId& business) {
  return sessions_.ClearRefusalsAfterBooking(call, RefOfCaller(clinic, caller), business);
}

absl::Status FakeSessionClient::RememberLocation(const CallContext& call, const Clinic& clinic,
                                                 const Caller& caller, const BusinessId& business) {
  return sessions_.RememberLocation(call, RefOfCaller(clinic, caller), business);
}

absl::Status FakeSessionClient::EndSession(const CallContext& call, const Clinic& clinic,
                                           const Caller& caller) {
  return sessions_.End(call, RefOfCaller(clinic, caller));
}

}  // namespace frontdesk::test
