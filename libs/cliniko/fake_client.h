#ifndef FRONTDESK_LIBS_CLINIKO_FAKE_CLIENT_H_
#define FRONTDESK_LIBS_CLINIKO_FAKE_CLIENT_H_

#include <array>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <tuple>
#include <vector>

#include "libs/civil/clock.h"
#include "libs/cliniko/client.h"

namespace frontdesk::cliniko {

// The calls of Client, for counting them and for hooking into them.
enum class Call {
  kGetUser,
  kGetSettings,
  kListBusinesses,
  kListPractitioners,
  kListAppointmentTypes,
  kListServices,
  kListDailyAvailabilities,
  kListAvailabilityBlocks,
  kAvailableTimes,
  kNextAvailableTime,
  kFindPatients,
  kFindPatientsPage,
  kGetPatient,
  kCreatePatient,
  kCreateAppointment,
  kGetAppointment,
  kFindAppointments,
  kMoveAppointment,
  kCancelAppointment,
  kArchiveAppointment,
  kHasConflicts,
  kListCalendar,
};
inline constexpr int kCalls = static_cast<int>(Call::kListCalendar) + 1;

// A Cliniko account in memory, for tests of whatever depends on Client. It behaves as
// contract/cliniko.md says where that matters to a caller: overlaps are accepted, cancelled records
// are hidden from lists, a booked time is no longer available. Thread-safe.
class FakeClient : public Client {
 public:
  using Offering = std::tuple<BusinessId, PractitionerId, AppointmentTypeId>;

  // What the account holds. A test fills it through Edit().
  struct World {
    User user;
    AccountSettings settings;
    absl::TimeZone zone = absl::UTCTimeZone();  // of the account: what a day is in AvailableTimes
    std::vector<Business> businesses;
    std::vector<Practitioner> practitioners;
    std::vector<AppointmentType> types;
    std::vector<Service> services;
    std::vector<DailyAvailability> daily_availabilities;
    std::vector<AvailabilityBlock> availability_blocks;
    // Starts on offer while nothing live overlaps them. An offering that is not here is not
    // bookable.
    std::map<Offering, std::vector<absl::Time>> times;
    std::vector<Patient> patients;
    std::vector<Appointment> appointments;
    std::vector<CalendarEntry> others;  // group appointments and unavailable blocks
  };

  // `clock` must outlive the object.
  explicit FakeClient(const Clock& clock) : clock_(clock) {}

  // Changes the world as staff would: behind the back of whoever uses the client.
  void Edit(const std::function<void(World&)>& change);
  // A copy.
  World Look() const;

  // Runs before each `call`, outside any lock, so it may wait; a status other than OK ends the call
  // with nothing done. An empty function takes the hook away.
  void Before(Call call, std::function<absl::Status()> hook);
  // The same after the call has taken effect: what the caller gets when an answer is lost.
  void After(Call call, std::function<absl::Status()> hook);
  // Fails the next `times` calls before they do anything.
  void FailNext(Call call, absl::Status status, int times = 1);

  // How often `call` was made, failures included.
  int Count(Call call) const;
  int CountAll() const;

  absl::StatusOr<User> GetUser(absl::Time deadline) override;
  absl::StatusOr<AccountSettings> GetSettings(absl::Time deadline) override;
  absl::StatusOr<std::vector<Business>> ListBusinesses(absl::Time deadline) override;
  absl::StatusOr<std::vector<Practitioner>> ListPractitioners(absl::Time deadline) override;
  absl::StatusOr<std::vector<AppointmentType>> ListAppointmentTypes(absl::Time deadline) override;
  absl::StatusOr<std::vector<Service>> ListServices(absl::Time deadline) override;
  absl::StatusOr<std::vector<DailyAvailability>> ListDailyAvailabilities(
      absl::Time deadline) override;
  absl::StatusOr<std::vector<AvailabilityBlock>> ListAvailabilityBlocks(
      absl::Time from, absl::Time deadline) override;
  absl::StatusOr<std::vector<absl::Time>> AvailableTimes(const BusinessId& business,
                                                         const PractitionerId& practitioner,
                                                         const AppointmentTypeId& type,
                                                         const DayRange& days,
                                                         absl::Time deadline) override;
  absl::StatusOr<std::optional<absl::Time>> NextAvailableTime(const BusinessId& business,
                                                              const PractitionerId& practitioner,
                                                              const AppointmentTypeId& type,
                                                              const DayRange& days,
                                                              absl::Time deadline) override;
  absl::StatusOr<Listing<Patient>> FindPatients(const PatientFilter& filter,
                                                absl::Time deadline) override;
  absl::StatusOr<PatientPage> FindPatientsPage(const PatientFilter& filter, int page,
                                               absl::Time deadline) override;
  absl::StatusOr<Patient> GetPatient(const PatientId& id, absl::Time deadline) override;
  absl::StatusOr<Patient> CreatePatient(const NewPatient& patient, absl::Time deadline) override;
  absl::StatusOr<Appointment> CreateAppointment(const NewAppointment& appointment,
                                                absl::Time deadline) override;
  absl::StatusOr<Appointment> GetAppointment(const AppointmentId& id, absl::Time deadline) override;
  absl::StatusOr<std::vector<Appointment>> FindAppointments(const AppointmentFilter& filter,
                                                            absl::Time deadline) override;
  absl::StatusOr<Appointment> MoveAppointment(const AppointmentId& id, const AppointmentMove& move,
                                              absl::Time deadline) override;
  absl::Status CancelAppointment(const AppointmentId& id, CancellationReason reason,
                                 const std::string& note, absl::Time deadline) override;
  absl::Status ArchiveAppointment(const AppointmentId& id, absl::Time deadline) override;
  absl::StatusOr<bool> HasConflicts(const AppointmentId& id, absl::Time deadline) override;
  absl::StatusOr<Listing<CalendarEntry>> ListCalendar(const CalendarFilter& filter,
                                                      absl::Time deadline) override;

 private:
  // Counts the call, runs its hooks around `body`, and holds the lock while `body` runs.
  template <typename Result, typename Body>
  Result Run(Call call, absl::Time deadline, Body body);
  absl::Status Enter(Call call, absl::Time deadline);
  absl::Status Leave(Call call);

  absl::Time Now() const;  // in whole seconds, as Cliniko tells instants
  std::string NewId();
  Appointment* Find(const AppointmentId& id);
  std::vector<CalendarEntry> Calendar() const;
  std::vector<Patient> PatientsOf(const PatientFilter& filter) const;
  absl::StatusOr<std::vector<absl::Time>> FreeTimes(const Offering& offering) const;

  struct Hooks {
    std::function<absl::Status()> before;
    std::function<absl::Status()> after;
    std::vector<absl::Status> failures;  // the next one last
    int count = 0;
  };

  const Clock& clock_;
  mutable std::mutex mutex_;
  World world_;
  std::array<Hooks, kCalls> hooks_;
  int ids_ = 0;
};

template <typename Result, typename Body>
Result FakeClient::Run(Call call, absl::Time deadline, Body body) {
  if (absl::Status status = Enter(call, deadline); !status.ok()) return status;
  Result result = [&]() -> Result {
    const std::lock_guard lock(mutex_);
    return body();
  }();
  if (absl::Status status = Leave(call); !status.ok()) return status;
  return result;
}

}  // namespace frontdesk::cliniko

#endif  // FRONTDESK_LIBS_CLINIKO_FAKE_CLIENT_H_
