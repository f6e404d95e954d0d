#ifndef FRONTDESK_LIBS_CLINIKO_HTTP_CLIENT_H_
#define FRONTDESK_LIBS_CLINIKO_HTTP_CLIENT_H_

#include <atomic>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/civil/clock.h"
#include "libs/cliniko/api_key.h"
#include "libs/cliniko/call_observer.h"
#include "libs/cliniko/circuit_breaker.h"
#include "libs/cliniko/client.h"
#include "libs/cliniko/retry_policy.h"
#include "libs/concurrency/watchdog.h"

namespace frontdesk::cliniko {

class Query;
class Rest;
struct Route;

struct HttpClientOptions {
  std::string base_url{};  // empty: https://api.{shard of the key}.cliniko.com/v1
  // Cliniko wants to know who calls and how to reach them: "Frontdesk (ops@clinic.example)".
  std::string user_agent_name = "Frontdesk";
  std::string contact_email{};    // required
  int most_connections = 8;       // at a time; more calls wait for one
  std::string ca_file{};          // PEM; empty: what the system trusts
  bool allow_plain_http = false;  // to other hosts than this one: sends the key in clear
  size_t longest_body = 8u << 20;
  RetryOptions retry{};
  CallObserver observer{};
  // Asked right before each exchange, so that all replicas can share a budget. Must not wait for
  // one to be free, since a connection is held meanwhile: where it fails with kRateLimited and a
  // reset before the deadline, the client waits until then, without a connection, and asks again;
  // a write waits for kLongestWaitOfWrite at most. Anything else that it fails with is the call's
  // failure. A status that carries no Failure counts as kRateLimited.
  std::function<absl::Status(absl::Time deadline)> admit{};
  // Watches the exchanges, and lets calls fail at once while Cliniko does not answer. May be shared
  // by clients of one account. Empty: none.
  std::shared_ptr<CircuitBreaker> breaker{};
  // Once a stop is requested, calls under way and later ones fail at once with kTimeout: for a
  // process that ends. What may have taken effect is told as after any time-out.
  std::stop_token hang_up{};
  std::function<void(absl::Duration)> sleep{};  // for tests; empty: really sleep
  std::shared_ptr<Watchdog> watchdog{};         // to share its thread; empty: one of its own
};

// Cliniko over HTTPS. The server's certificate is always verified, redirects are never followed,
// and the key and the patients' data appear in no status. Source: contract/cliniko.md.
class HttpClient : public Client {
 public:
  // `clock` must outlive the client. Fails with INVALID_ARGUMENT for a bad URL, e-mail address or
  // name, for a CA file that cannot be read, and for plain HTTP that is not allowed.
  static absl::StatusOr<std::unique_ptr<HttpClient>> Create(const ApiKey& key,
                                                            HttpClientOptions options,
                                                            const Clock& clock);
  // No call may be under way.
  ~HttpClient() override;

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
  explicit HttpClient(std::unique_ptr<Rest> rest);

  // Reads with `query` extended by the filters that show hidden records; without deleted_at if
  // Cliniko refuses that one, which is in the newer lists of fields only.
  template <typename Result, typename Read>
  Result ReadHidden(const Query& query, Read read);
  absl::StatusOr<std::optional<absl::Time>> NextAvailableInWindows(const Route& route,
                                                                   const std::string& path,
                                                                   const DayRange& days,
                                                                   absl::Time deadline);
  // OK if the appointment is off the calendar already, else `refusal`.
  absl::Status OkIfGone(const AppointmentId& id, const absl::Status& refusal, absl::Time deadline);

  const std::unique_ptr<Rest> rest_;
  // What this account turned out to be like.
  std::atomic<bool> next_time_needs_days_ = false;
  std::atomic<bool> refuses_deleted_at_ = false;
};

}  // namespace frontdesk::cliniko

#endif  // FRONTDESK_LIBS_CLINIKO_HTTP_CLIENT_H_
