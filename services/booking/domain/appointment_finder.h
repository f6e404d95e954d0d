#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_APPOINTMENT_FINDER_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_APPOINTMENT_FINDER_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/cliniko/client.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "services/booking/domain/booking_store.h"
#include "services/booking/domain/owned_appointment.h"
#include "services/booking/domain/patient_store.h"

namespace frontdesk::booking {

// Which appointment somebody means; each part may be empty. The ids win over the confirmation
// number, and that over the words.
struct AppointmentQuery {
  AppointmentId appointment;
  BookingId booking;
  std::string confirmation;  // "APT-123456"
  std::string words;         // "my massage on Tuesday"
  std::string patient_name;  // of several who share the number it narrows down
};

// Finds the appointments that a caller may hear of: those of the patients who have their number,
// those that were booked from it for somebody else, and no others. Thread-safe.
class AppointmentFinder {
 public:
  // All must outlive the object.
  AppointmentFinder(PatientStore& patients, BookingStore& bookings, const Clock& clock)
      : patients_(patients), bookings_(bookings), clock_(clock) {}

  // The live ones from now on, earliest first. Fails with kBookingSystemUnavailable.
  absl::StatusOr<std::vector<OwnedAppointment>> List(const Directory& directory,
                                                     const Caller& caller,
                                                     const std::string& patient_name,
                                                     cliniko::Client& client, absl::Time deadline);

  // The one that is meant. By id it may be past or cancelled; by words or confirmation number it is
  // to come, and cancelled only where no live one fits. A caller who withholds their number is
  // known by what they booked in this session. Fails with kAppointmentNotFound,
  // kAppointmentClarificationNeeded (choices: what fits; where nothing does, the next three), or
  // kBookingSystemUnavailable.
  absl::StatusOr<OwnedAppointment> Find(const Directory& directory, const Caller& caller,
                                        const AppointmentQuery& query, cliniko::Client& client,
                                        absl::Time deadline);

 private:
  absl::StatusOr<std::vector<OwnedAppointment>> Coming(const Directory& directory,
                                                       const std::string& phone,
                                                       const std::string& patient_name,
                                                       cliniko::Client& client,
                                                       absl::Time deadline);
  // What was booked from `phone` for somebody who has another one.
  absl::Status AddBookedForOthers(const Directory& directory, const std::string& phone,
                                  const std::string& patient_name, cliniko::Client& client,
                                  absl::Time deadline, std::vector<OwnedAppointment>& coming);
  absl::StatusOr<OwnedAppointment> FindById(const Directory& directory, const Caller& caller,
                                            const AppointmentId& id, cliniko::Client& client,
                                            absl::Time deadline);
  bool MadeInThisCall(const Booking& booking, const Caller& caller) const;

  PatientStore& patients_;
  BookingStore& bookings_;
  const Clock& clock_;
};

// What a failed question to Cliniko means to a caller, of whom nothing was changed.
absl::Status CannotAsk(const absl::Status& why);

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_APPOINTMENT_FINDER_H_
