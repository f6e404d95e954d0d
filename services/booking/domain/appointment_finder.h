#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_APPOINTMENT_FINDER_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_APPOINTMENT_FINDER_H_

#include <set>
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
  std::string patient_name;  // of several who share the number it narrows down; the words win
  // What the caller says the number is. Anybody can say any number, so it counts only where their
  // own is withheld, and for the patient alone who has it and is called `patient_name`.
  std::string claimed_phone;
};

// Finds the appointments that a caller may hear of: those of the patients who have their number,
// those that were booked from it for somebody else, and no others. A caller who withholds their
// number hears of what was booked in this call, and of what is under the number and the name that
// they say. Thread-safe.
class AppointmentFinder {
 public:
  // All must outlive the object.
  AppointmentFinder(PatientStore& patients, BookingStore& bookings, const Clock& clock)
      : patients_(patients), bookings_(bookings), clock_(clock) {}

  // The live ones from now on, earliest first; of `query` only the name, where it is somebody's of
  // the number, and the claimed number count. Fails with kMissingInformation (patient_name) as Find
  // does, or kBookingSystemUnavailable.
  absl::StatusOr<std::vector<OwnedAppointment>> List(const Directory& directory,
                                                     const Caller& caller,
                                                     const AppointmentQuery& query,
                                                     cliniko::Client& client, absl::Time deadline);

  // The one that is meant. By id it may be past or cancelled; by words or confirmation number it is
  // to come, and cancelled only where no live one fits. By words it is never a guess whose it is: a
  // name in them, else the said one, chooses among the people of the number, and where it is
  // nobody's, or the words are about "my wife", even one that fits is asked about. Fails with
  // kAppointmentNotFound, kAppointmentClarificationNeeded (choices: what fits; where nothing does,
  // the next three; each with its patient's name where several are on the number or the name fits
  // nobody),
  // kMissingInformation (patient_name: a number is claimed without one, whatever there is under
  // it), or kBookingSystemUnavailable.
  absl::StatusOr<OwnedAppointment> Find(const Directory& directory, const Caller& caller,
                                        const AppointmentQuery& query, cliniko::Client& client,
                                        absl::Time deadline);

 private:
  // By which number a caller is known, and how surely.
  struct Known;

  static Known KnownBy(const Caller& caller, const AppointmentQuery& query, const Clinic& clinic);
  // Whom and what the caller may hear of.
  struct Reach;
  // Whose appointments somebody means.
  using Whom = std::set<PatientId>;  // empty: anybody's

  absl::StatusOr<Reach> ReachOf(const Known& known, const ClinicId& clinic, absl::Time deadline);
  absl::StatusOr<std::vector<KnownPatient>> FamilyOf(const Known& known, const ClinicId& clinic,
                                                     absl::Time deadline);
  absl::StatusOr<std::vector<OwnedAppointment>> Coming(const Directory& directory,
                                                       const Known& known, const Reach& reach,
                                                       const Whom& whom, cliniko::Client& client,
                                                       absl::Time deadline);
  // What the caller booked: from their number, for somebody who has another one; or in this call.
  absl::StatusOr<std::vector<Booking>> BookedByThem(const ClinicId& clinic, const Known& known,
                                                    absl::Time deadline);
  absl::Status AddBookedByThem(const Reach& reach, const Whom& whom, cliniko::Client& client,
                               absl::Time deadline, std::vector<OwnedAppointment>& coming);
  absl::StatusOr<OwnedAppointment> FindKnown(const Directory& directory, const Known& known,
                                             const AppointmentQuery& query, cliniko::Client& client,
                                             absl::Time deadline);
  absl::StatusOr<OwnedAppointment> FindByWords(const Directory& directory, const Known& known,
                                               const Reach& reach, const std::string& words,
                                               cliniko::Client& client, absl::Time deadline);
  absl::StatusOr<OwnedAppointment> FindById(const Directory& directory, const Known& known,
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
