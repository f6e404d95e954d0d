#ifndef FRONTDESK_TESTS_END_TO_END_CLINIC_UNDER_TEST_H_
#define FRONTDESK_TESTS_END_TO_END_CLINIC_UNDER_TEST_H_

#include <cstddef>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "libs/testing/process.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/scratch_pgbouncer.h"
#include "tests/cliniko_sandbox/sandbox_server.h"

namespace frontdesk::test {

enum class Form { kOneProcess, kFiveProcesses };

// An answer of the gateway.
struct HttpAnswer {
  int status = 0;       // 0: no answer at all
  nlohmann::json body;  // discarded if it is not JSON
  std::string text;
};

// What frontdeskctl is told of a clinic of the sandbox's world.
struct ClinicToAdd {
  std::string name;
  std::string phone;
  std::string country;
  std::string time_zone;
  std::string contact_email;
  std::string cliniko_key;
};

// Posts anything with any headers to a gateway at host:port.
HttpAnswer PostTo(const std::string& address, const std::string& path, const std::string& body,
                  const std::vector<std::pair<std::string, std::string>>& headers);

// The clinics of worlds/demo.json.
ClinicToAdd Sydney();
ClinicToAdd NewYork();

// What frontdeskctl answered.
struct AddedClinic {
  std::string id;
  std::string key;     // for the gateway
  std::string number;  // E.164
};

struct House {
  std::vector<ClinicToAdd> clinics = {Sydney()};
  std::string world;         // the text of a world file; empty: the demo world
  bool works_daily = false;  // everybody works on all seven days of the week
  // When it is for the clinics and for Cliniko as the house starts; not before the present.
  absl::Time now = absl::InfinitePast();
  bool own_limits = false;  // the gateway's; else it takes all that a test can send
  bool pooler = false;      // Postgres is reached through a PgBouncer in transaction mode alone
  // Where database-url-app, -booking, -schedule-cache, -session and -operator are; empty: the roles
  // of database().
  std::string url_folder = "";
};

// The whole of Frontdesk as an operator runs it: real processes on free ports, a real Postgres with
// a role for each, the Cliniko sandbox, and clinics of its world onboarded with frontdeskctl.
// Everything ends with the object.
class ClinicUnderTest {
 public:
  explicit ClinicUnderTest(Form form, const House& house = {});

  // One of session, schedule_cache, booking, availability, gateway (five processes), or frontdesk.
  // With "-" and anything behind it ("frontdesk-2"), one more of that kind. `failpoints`: see
  // libs/failpoint/failpoint.h.
  void Start(const std::string& name, const std::string& failpoints = "");
  // Whether the process has died since it was started.
  bool Ended(const std::string& name) { return processes_.at(name)->Ended(); }
  // kill -9.
  void Kill(const std::string& name);
  // SIGTERM. Returns the exit code once the process has ended.
  int Stop(const std::string& name);
  // From now on requests go to the gateway of this process: "gateway", "frontdesk", "frontdesk-2".
  void CallThrough(const std::string& name) { front_ = name; }
  // Until /readyz says that every part answers; false after half a minute.
  bool AwaitReady();

  // Posts JSON with the first clinic's key, or with the given one.
  HttpAnswer Post(const std::string& path, const nlohmann::json& body);
  HttpAnswer Post(const AddedClinic& clinic, const std::string& path, const nlohmann::json& body);
  // Posts anything with any headers.
  HttpAnswer PostRaw(const std::string& path, const std::string& body,
                     const std::vector<std::pair<std::string, std::string>>& headers);
  HttpAnswer Get(const std::string& path);

  // A request for the free times of the demo practitioner on the next day that has some.
  nlohmann::json AskForTimes(const std::string& day) const;
  // The answer to it.
  HttpAnswer FreeTimes();
  // A request that books `slot` (one of slot_details).
  nlohmann::json BookingOf(const nlohmann::json& slot, const std::string& name,
                           const std::string& phone) const;

  sandbox::SandboxServer& cliniko() { return *cliniko_; }
  ScratchDatabase& database() { return database_; }
  // In the order of House::clinics.
  const AddedClinic& clinic(std::size_t i) const { return clinics_.at(i); }
  // Of the first clinic.
  const std::string& key() const { return clinic(0).key; }
  const std::string& clinic_id() const { return clinic(0).id; }
  const std::string& number() const { return clinic(0).number; }
  // host:port of the gateway that requests go to.
  std::string gateway_address() const { return addresses_.at(front_); }
  // Of a service's gRPC port.
  std::string AddressOf(const std::string& service) const;
  pid_t pid(const std::string& name) const { return processes_.at(name)->pid(); }
  // What all processes have logged so far.
  std::string Logs() const;

 private:
  std::string Listen(const std::string& name);
  void WriteUrls();
  std::string DatabaseUrlFile(const std::string& kind) const;
  void Onboard(const std::vector<ClinicToAdd>& clinics);

  const Form form_;
  const bool own_limits_;
  ScratchDatabase database_;
  std::optional<ScratchPgBouncer> pooler_;
  std::unique_ptr<sandbox::SandboxServer> cliniko_;
  const std::string url_folder_;
  std::string keyring_file_ = InTemp("keyring");
  std::vector<AddedClinic> clinics_;
  const absl::Time now_;
  std::string front_;
  // By service, and by process for a gateway; kept across restarts.
  std::map<std::string, std::string> addresses_;
  std::map<std::string, std::unique_ptr<Process>> processes_;
  std::vector<std::unique_ptr<Process>> ended_;
};

}  // namespace frontdesk::test

#endif  // FRONTDESK_TESTS_END_TO_END_CLINIC_UNDER_TEST_H_
