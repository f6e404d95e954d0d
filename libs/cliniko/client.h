#ifndef FRONTDESK_LIBS_CLINIKO_CLIENT_H_
#define FRONTDESK_LIBS_CLINIKO_CLIENT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/cliniko/types.h"
#include "libs/domain/ids.h"

namespace frontdesk::cliniko {

// Rows that are polled for changes. `as_of` is the server's own time just before it read the first
// row: ask for what was updated since then (less an overlap of two minutes) the next time. Source:
// contract/cliniko.md, section 13.
template <typename Row>
struct Listing {
  std::vector<Row> rows{};
  absl::Time as_of{};
};

// One page of a long list.
struct PatientPage {
  std::vector<Patient> rows{};
  bool last = true;
  // Of rows on all pages, where Cliniko tells it. Nothing may depend on its being there.
  std::optional<int> total{};
  absl::Time as_of{};  // the server's own time, as in Listing
};

// Days of the account's calendar, both included.
struct DayRange {
  absl::CivilDay first{};
  absl::CivilDay last{};
};

// An instant range, [start, end).
struct TimeRange {
  absl::Time start{};
  absl::Time end{};
};

// Conditions that are set must all hold.
struct PatientFilter {
  // Compared by Cliniko in ways that nobody documents (case, accents): compare the answer again.
  std::string first_name{};
  std::string preferred_first_name{};
  std::string last_name{};
  bool names_contain = false;  // false: the whole name; true: any part of it
  std::string email{};
  std::optional<absl::CivilDay> date_of_birth{};
  std::optional<absl::Time> updated_since{};
  bool include_archived = false;
};

struct AppointmentFilter {
  PatientId patient{};  // empty, here and below: any
  PractitionerId practitioner{};
  BusinessId business{};
  AppointmentTypeId type{};
  std::optional<TimeRange> starts_in{};
  std::optional<absl::Time> updated_since{};
  bool include_cancelled = false;  // and archived ones
};

struct CalendarFilter {
  PractitionerId practitioner{};  // empty, here and below: any
  BusinessId business{};
  std::optional<TimeRange> overlaps{};  // entries that touch any part of it
  std::optional<absl::Time> updated_since{};
  bool include_cancelled = false;  // and archived ones; wanted by whoever polls for changes
};

// One clinic's Cliniko account. Implementations are thread-safe.
//
// Every call has ended by `deadline`. Every error carries a Failure (libs/cliniko/failure.h), and
// these can come from any call: kInvalidKey, kForbidden, kRateLimited, kTimeout, kUnreachable,
// kUntrustedServer, kServerError, kMalformedAnswer. Further ones are named at the call. After a
// failed write, MayHaveTakenEffect(status) tells whether Cliniko may have done it.
//
// Reads are repeated where that can help and time remains; a write is sent once.
class Client {
 public:
  virtual ~Client() = default;

  // The user of the key: the cheapest way to try a key.
  virtual absl::StatusOr<User> GetUser(absl::Time deadline) = 0;
  // The settings that every user may see.
  virtual absl::StatusOr<AccountSettings> GetSettings(absl::Time deadline) = 0;

  virtual absl::StatusOr<std::vector<Business>> ListBusinesses(absl::Time deadline) = 0;
  // The active ones.
  virtual absl::StatusOr<std::vector<Practitioner>> ListPractitioners(absl::Time deadline) = 0;
  virtual absl::StatusOr<std::vector<AppointmentType>> ListAppointmentTypes(
      absl::Time deadline) = 0;
  // Who offers what where. Whether hidden ones are left out is unknown: intersect with the three
  // flags.
  virtual absl::StatusOr<std::vector<Service>> ListServices(absl::Time deadline) = 0;
  virtual absl::StatusOr<std::vector<DailyAvailability>> ListDailyAvailabilities(
      absl::Time deadline) = 0;
  // Those that start at `from` or later. A removed one just vanishes: list again and compare.
  virtual absl::StatusOr<std::vector<AvailabilityBlock>> ListAvailabilityBlocks(
      absl::Time from, absl::Time deadline) = 0;

  // The starts that the account's online booking settings let a patient choose: sorted, each once.
  // Nothing free is an empty list. `days` is in the account's zone, at most seven days, none in the
  // past. Fails with kNotBookableOnline (remember it as such: it does not mean "full"), or
  // kInvalidWindow.
  virtual absl::StatusOr<std::vector<absl::Time>> AvailableTimes(const BusinessId& business,
                                                                 const PractitionerId& practitioner,
                                                                 const AppointmentTypeId& type,
                                                                 const DayRange& days,
                                                                 absl::Time deadline) = 0;
  // The first such start, or nothing. Accounts differ in whether Cliniko wants dates here: where it
  // does, `days` (of any length) is searched seven days at a time; elsewhere it is not used. Fails
  // with kNotBookableOnline; for a combination that ListServices has, take that as nothing free.
  virtual absl::StatusOr<std::optional<absl::Time>> NextAvailableTime(
      const BusinessId& business, const PractitionerId& practitioner, const AppointmentTypeId& type,
      const DayRange& days, absl::Time deadline) = 0;

  // There is no search by telephone number: keep an index of all patients.
  virtual absl::StatusOr<Listing<Patient>> FindPatients(const PatientFilter& filter,
                                                        absl::Time deadline) = 0;
  // The same list a page at a time, for accounts of any size: 100 rows a page, `page` counted from
  // 1. In the order in which patients were created or, with `updated_since`, last updated. The list
  // moves while it is read: a row may come twice or, where another vanished before it, not at all.
  virtual absl::StatusOr<PatientPage> FindPatientsPage(const PatientFilter& filter, int page,
                                                       absl::Time deadline) = 0;
  // Also an archived or merged one. Fails with kNotFound.
  virtual absl::StatusOr<Patient> GetPatient(const PatientId& id, absl::Time deadline) = 0;
  // Cliniko does not refuse a patient that it has already. Fails with kValidation.
  virtual absl::StatusOr<Patient> CreatePatient(const NewPatient& patient, absl::Time deadline) = 0;

  // Cliniko refuses neither overlaps nor times outside working hours: look at HasConflicts
  // afterwards. Fails with kValidation.
  virtual absl::StatusOr<Appointment> CreateAppointment(const NewAppointment& appointment,
                                                        absl::Time deadline) = 0;
  // Also a cancelled or archived one. Fails with kNotFound.
  virtual absl::StatusOr<Appointment> GetAppointment(const AppointmentId& id,
                                                     absl::Time deadline) = 0;
  // Oldest first. May lag behind a write by some seconds.
  virtual absl::StatusOr<std::vector<Appointment>> FindAppointments(const AppointmentFilter& filter,
                                                                    absl::Time deadline) = 0;
  // Fails with kNotFound (also for a cancelled or archived one), or kValidation.
  virtual absl::StatusOr<Appointment> MoveAppointment(const AppointmentId& id,
                                                      const AppointmentMove& move,
                                                      absl::Time deadline) = 0;
  // Idempotent: OK where it is cancelled or archived already. Cannot be undone. `note` may be
  // empty. Fails with kNotFound, or kValidation.
  virtual absl::Status CancelAppointment(const AppointmentId& id, CancellationReason reason,
                                         const std::string& note, absl::Time deadline) = 0;
  // Takes it off the calendar, as if it had been a mistake. Idempotent, as above. Where Cliniko
  // refuses (kNotFound, kForbidden, kInvalidRequest, kValidation), cancelling is what remains.
  virtual absl::Status ArchiveAppointment(const AppointmentId& id, absl::Time deadline) = 0;
  // Whether something else overlaps it; Cliniko does not say what, ListCalendar does.
  // Fails with kNotFound.
  virtual absl::StatusOr<bool> HasConflicts(const AppointmentId& id, absl::Time deadline) = 0;

  // Appointments, group appointments and unavailable blocks together.
  virtual absl::StatusOr<Listing<CalendarEntry>> ListCalendar(const CalendarFilter& filter,
                                                              absl::Time deadline) = 0;
};

}  // namespace frontdesk::cliniko

#endif  // FRONTDESK_LIBS_CLINIKO_CLIENT_H_
