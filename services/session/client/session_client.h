#ifndef FRONTDESK_SERVICES_SESSION_CLIENT_SESSION_CLIENT_H_
#define FRONTDESK_SERVICES_SESSION_CLIENT_SESSION_CLIENT_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "libs/domain/search.h"

namespace frontdesk {

// The session service, as its users see it; session.proto tells what each call does. `clinic` says
// whose caller it is and how to read the caller's phone, which may be given as dialled: what is no
// phone number counts as withheld. A caller without a usable session id is known by their phone
// alone. Fails with kClinicNotFound, and with kBookingSystemUnavailable or kStillChecking where the
// service cannot be reached by the deadline; a search can do without it then. Thread-safe.
class SessionClient {
 public:
  virtual ~SessionClient() = default;

  virtual absl::StatusOr<SearchStart> BeginSearch(const CallContext& call, const Clinic& clinic,
                                                  const Caller& caller,
                                                  const SearchCriteria& criteria) = 0;
  virtual absl::Status RecordOffer(const CallContext& call, const Clinic& clinic,
                                   const Caller& caller, const SearchCriteria& criteria,
                                   absl::Span<const SlotKey> offered) = 0;
  virtual absl::StatusOr<OfferAnswer> MakeOffer(const CallContext& call, const Clinic& clinic,
                                                const Caller& caller, const SearchOffer& offer) = 0;
  virtual absl::StatusOr<SessionView> GetSession(const CallContext& call, const Clinic& clinic,
                                                 const Caller& caller) = 0;
  virtual absl::Status ClearRefusals(const CallContext& call, const Clinic& clinic,
                                     const Caller& caller) = 0;
  // After a booking at `business`: RememberLocation, too, in the same call.
  virtual absl::Status ClearRefusalsAfterBooking(const CallContext& call, const Clinic& clinic,
                                                 const Caller& caller,
                                                 const BusinessId& business) = 0;
  virtual absl::Status RememberLocation(const CallContext& call, const Clinic& clinic,
                                        const Caller& caller, const BusinessId& business) = 0;
  virtual absl::Status EndSession(const CallContext& call, const Clinic& clinic,
                                  const Caller& caller) = 0;
};

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SESSION_CLIENT_SESSION_CLIENT_H_
