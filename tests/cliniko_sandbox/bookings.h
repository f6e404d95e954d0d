#ifndef FRONTDESK_TESTS_CLINIKO_SANDBOX_BOOKINGS_H_
#define FRONTDESK_TESTS_CLINIKO_SANDBOX_BOOKINGS_H_

#include <string>
#include <vector>

#include "tests/cliniko_sandbox/body.h"
#include "tests/cliniko_sandbox/world.h"

namespace frontdesk::sandbox {

// Changes of appointments that both the API and the clinic's staff make.

struct Moment {
  IdGenerator& ids;
  absl::Time now;          // whole seconds
  absl::Time precise_now;  // for ids
};

// Stores `appointment` with a new id and its attendee. Returns the stored record.
IndividualAppointment& AddAppointment(Account& account, const Moment& moment,
                                      IndividualAppointment appointment);

// Staff take the very time that a create (`ids` empty) or an update of an appointment asks for.
// Does nothing for a body that names no time.
void TakeTimeAskedFor(Account& account, const Moment& moment, const std::vector<Id>& ids,
                      const Json& body);
// The notes of theirs.
inline constexpr char kTakenMeanwhile[] = "Taken meanwhile";

// Marks as cancelled; `reason` is one of the codes of 10.12.
void CancelAppointment(IndividualAppointment& appointment, absl::Time now, int reason, Text note);
bool IsCancellationReason(int reason);

template <typename T>
void Archive(T& record, absl::Time now) {
  record.archived_at = record.deleted_at = record.updated_at = now;
}

// Reads "cancellation_reason", which is mandatory.
int ReadCancellationReason(BodyReader& reader);

Attendee& AddAttendee(Account& account, const Moment& moment, Id booking, Id patient);

UnavailableBlock& AddUnavailableBlock(Account& account, const Moment& moment,
                                      UnavailableBlock block);

}  // namespace frontdesk::sandbox

#endif  // FRONTDESK_TESTS_CLINIKO_SANDBOX_BOOKINGS_H_
