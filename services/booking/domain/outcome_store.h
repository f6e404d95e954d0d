#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_OUTCOME_STORE_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_OUTCOME_STORE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/booking/domain/booking.h"

namespace frontdesk::booking {

enum class Asked { kBooking, kMove, kCancellation };

// What became of something that a caller asked for and had to leave without an answer.
struct LateOutcome {
  Asked asked = Asked::kBooking;
  bool done = false;  // as they wanted
  Booking booking;    // where and when it is, or would have been
};

// One call, as far as it can be told from others.
struct CallerKey {
  ClinicId clinic;
  std::string session_id;
  std::string phone;        // E.164; empty: withheld
  bool identified = false;  // the session id alone can only be one caller's
};

// A call that asked for something and has not heard what became of it, perhaps since it is not
// settled yet.
struct OpenCall {
  ClinicId clinic;
  std::string session_id;
  friend bool operator==(const OpenCall&, const OpenCall&) = default;
};

// Who has not heard yet what became of what they asked for. BookingStore notes it as soon as
// something is asked, so that no crash loses it. Implementations are thread-safe; all calls fail
// with kBookingSystemUnavailable where the store cannot be reached.
class OutcomeStore {
 public:
  virtual ~OutcomeStore() = default;

  // The caller hears now what became of `booking`, if it is not empty, and of all that this call
  // asked for within the last `during`.
  virtual absl::Status Heard(const CallerKey& caller, const BookingId& booking,
                             absl::Duration during, absl::Time deadline) = 0;

  // What is settled by now and was not told before, oldest first; it counts as told from then on.
  // Nothing after two hours. Nothing for whom the session id alone does not identify, unless their
  // phone is the one that asked.
  virtual absl::StatusOr<std::vector<LateOutcome>> Tell(const CallerKey& caller,
                                                        absl::Time deadline) = 0;

  // The open calls of the last two hours, of all clinics, in no order; at most `most`.
  virtual absl::StatusOr<std::vector<OpenCall>> ListOpenCalls(int most, absl::Time deadline) = 0;
};

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_OUTCOME_STORE_H_
