#ifndef FRONTDESK_SERVICES_SESSION_CLIENT_FAKE_SESSION_CLIENT_H_
#define FRONTDESK_SERVICES_SESSION_CLIENT_FAKE_SESSION_CLIENT_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "libs/civil/clock.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "libs/domain/search.h"
#include "services/session/client/session_client.h"
#include "services/session/domain/sessions.h"
#include "services/session/store/fake_session_store.h"

namespace frontdesk::test {

// The service's own rules over a store in memory, for tests of those that use it. Every clinic is
// known.
class FakeSessionClient : public SessionClient {
 public:
  // `clock` must outlive the object.
  explicit FakeSessionClient(const Clock& clock) : sessions_(store_, clock, SessionLimits()) {}

  absl::StatusOr<SearchStart> BeginSearch(const CallContext& call, const Clinic& clinic,
                                          const Caller& caller,
                                          const SearchCriteria& criteria) override;
  absl::Status RecordOffer(const CallContext& call, const Clinic& clinic, const Caller& caller,
                           const SearchCriteria& criteria,
                           absl::Span<const SlotKey> offered) override;
  absl::StatusOr<OfferAnswer> MakeOffer(const CallContext& call, const Clinic& clinic,
                                        const Caller& caller, const SearchOffer& offer) override;
  absl::StatusOr<SessionView> GetSession(const CallContext& call, const Clinic& clinic,
                                         const Caller& caller) override;
  absl::Status ClearRefusals(const CallContext& call, const Clinic& clinic,
                             const Caller& caller) override;
  absl::Status ClearRefusalsAfterBooking(const CallContext& call, const Clinic& clinic,
                                         const Caller& caller, const BusinessId& business) override;
  absl::Status RememberLocation(const CallContext& call, const Clinic& clinic, const Caller& caller,
                                const BusinessId& business) override;
  absl::Status EndSession(const CallContext& call, const Clinic& clinic,
                          const Caller& caller) override;

  // Every call fails with `failure` from now on, as when the service is down; OK ends that.
  void FailWith(const absl::Status& failure) { store_.FailWith(failure); }

 private:
  FakeSessionStore store_;
  Sessions sessions_;
};

}  // namespace frontdesk::test

#endif  // FRONTDESK_SERVICES_SESSION_CLIENT_FAKE_SESSION_CLIENT_H_
