#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_BOOKER_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_BOOKER_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/clinics/cliniko_clients.h"
#include "libs/directory_cache/directory_cache.h"
#include "libs/domain/call_context.h"
#include "services/booking/domain/booking.h"
#include "services/booking/domain/booking_store.h"
#include "services/booking/domain/patient_finder.h"
#include "services/booking/domain/patient_store.h"
#include "services/booking/domain/plan_booking.h"
#include "services/booking/domain/settler.h"
#include "services/schedule_cache/client/schedule_cache_client.h"
#include "services/session/client/session_client.h"

namespace frontdesk::booking {

struct BookerOptions {
  // The oldest slot data on which a booking may rest. Source: design.md, "Booking", 2.
  absl::Duration slot_age = absl::Seconds(2);
  // Once the time is ours, the work goes on this long, whether or not the caller still waits.
  absl::Duration finish_within = absl::Seconds(20);
};

// How long a booking counts as standing after it was last sure: an agent in a loop must not use up
// the clinic's requests to Cliniko, and what staff do meanwhile is noticed by StaffWatch.
inline constexpr absl::Duration kSureFor = absl::Seconds(60);

struct BookingAnswer {
  Booking booking;
  BookingPlan plan;
  std::shared_ptr<const Directory> directory;  // of the clinic, never null
  // An earlier request did it. Requests that come while the first one is under way share its
  // answer. Source: contract/webhooks.md, section 4.9.
  bool already_booked = false;
};

// Books appointments: first in the store, whose constraint decides who gets a contested time, then
// in Cliniko. Thread-safe.
class Booker {
 public:
  // What it works with; all must outlive it.
  struct Parts {
    DirectoryCache& directories;
    ScheduleCacheClient& schedule;
    SessionClient& sessions;
    ClinikoClients& clinikos;
    BookingStore& bookings;
    PatientFinder& patients;
    Settler& settler;
    const Clock& clock;
  };

  Booker(const Parts& parts, const BookerOptions& options) : parts_(parts), options_(options) {}

  // Errors: those of BookAppointment in booking.proto.
  absl::StatusOr<BookingAnswer> Book(const BookingRequest& request, const CallContext& call);

 private:
  // The active booking that is what this request asks for, in any of its readings. Empty: there is
  // none.
  absl::StatusOr<std::optional<Booking>> Holder(const BookingPlan& plan,
                                                const BookingRequest& request,
                                                const std::vector<NewBooking>& readings,
                                                const CallContext& call);
  // The same among `rows`.
  absl::StatusOr<std::optional<Booking>> HolderAmong(const std::vector<Booking>& rows,
                                                     const BookingRequest& request,
                                                     const std::vector<NewBooking>& readings);
  // What `attempt`, one of the readings, meets: the booking under its key, if there is one, and the
  // active ones of the practitioner that touch its time.
  absl::StatusOr<std::optional<Booking>> HolderOf(const NewBooking& attempt,
                                                  const std::optional<Booking>& by_key,
                                                  const std::vector<Booking>& holders,
                                                  const BookingRequest& request,
                                                  const std::vector<NewBooking>& readings);
  // The holder once it is settled; fails if it failed. Empty: nothing is in the way.
  absl::StatusOr<std::optional<Booking>> EarlierAttempt(const Directory& directory,
                                                        const BookingPlan& plan,
                                                        const BookingRequest& request,
                                                        const std::vector<NewBooking>& readings,
                                                        const CallContext& call);
  absl::StatusOr<std::optional<Booking>> Settled(Booking earlier, const Directory& directory,
                                                 const BookingPlan& plan,
                                                 const std::vector<NewBooking>& readings,
                                                 const CallContext& call);
  // Claims the time of `attempt`, one of the readings, or finds the earlier attempt that has it.
  struct Claimed {
    std::optional<Booking> earlier;
    Booking booking;                     // pending, unless there is an earlier one
    std::vector<KnownPatient> patients;  // who has its number
  };
  absl::StatusOr<Claimed> ClaimTime(const NewBooking& attempt, const Directory& directory,
                                    const BookingPlan& plan, const BookingRequest& request,
                                    const std::vector<NewBooking>& readings, absl::Time arrived,
                                    const CallContext& call);
  BookingAnswer Again(Booking booking, const BookingPlan& plan,
                      const std::shared_ptr<const Directory>& directory, absl::Time arrived) const;
  // The booking as Cliniko has it; empty if staff have cancelled it there. What they changed is
  // noted, and what is held of the days' slots is dropped on all replicas. Cliniko is asked once in
  // kSureFor.
  std::optional<Booking> AsItStands(Booking booking, const Directory& directory,
                                    const CallContext& call);
  absl::StatusOr<Booking> Carry(Claimed claimed, const Directory& directory,
                                const BookingPlan& plan);
  // `dropped`: the cached slots of its days are, with its confirmation.
  void TellOthers(const Booking& booking, bool dropped, const Directory& directory,
                  const BookingRequest& request, const CallContext& call);
  absl::Status Refuse(const absl::Status& why, const Directory& directory, const BookingPlan& plan,
                      absl::Time wanted, const CallContext& call);

  const Parts parts_;
  const BookerOptions options_;
  // Whether a wish like one of these was carried out or found here before: then it is looked for
  // before the slots are, since the time that it holds is not free any more. Nobody leans on it:
  // a repeated wish of which another replica alone knows finds that out by its time not being free,
  // or when it claims it.
  bool WasSeen(const std::vector<NewBooking>& readings);
  void Remember(const NewBooking& attempt);

  absl::Mutex mutex_;
  absl::flat_hash_set<std::size_t> wishes_ ABSL_GUARDED_BY(mutex_);  // hashes of them
  // When Cliniko last showed them; those for which that is too long ago are dropped now and then.
  absl::flat_hash_map<BookingId, absl::Time> seen_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_BOOKER_H_
