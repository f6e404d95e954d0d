#ifndef FRONTDESK_TESTS_END_TO_END_CLINIC_UNDER_TEST_H_
#define FRONTDESK_TESTS_END_TO_END_CLINIC_UNDER_TEST_H_

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "libs/testing/process.h"
#include "libs/testing/scratch_database.h"
#include "tests/cliniko_sandbox/sandbox_server.h"

namespace frontdesk::test {

enum class Form { kOneProcess, kFiveProcesses };

// An answer of the gateway.
struct HttpAnswer {
  int status = 0;        // 0: no answer at all
  nlohmann::json body;   // discarded if it is not JSON
  std::string text;
};

// The whole of Frontdesk as an operator runs it: real processes on free ports, a real Postgres, the Cliniko
// sandbox with the demo world, and its Sydney clinic onboarded with frontdeskctl. Everything ends with the
// object.
class ClinicUnderTest {
 public:
  explicit ClinicUnderTest(Form form);

  // One of session, schedule_cache, booking, availability, gateway (five processes), or frontdesk.
  void Start(const std::string& name);
  // kill -9.
  void Kill(const std::string& name);
  // Until /readyz says that every part answers; false after half a minute.
  bool AwaitReady();

  // Posts JSON with the clinic's key.
  HttpAnswer Post(const std::string& path, const nlohmann::json& body);
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
  const std::string& key() const { return key_; }
  const std::string& clinic_id() const { return clinic_id_; }
  const std::string& number() const { return number_; }
  // Of a service's gRPC port.
  std::string AddressOf(const std::string& service) const;
  // What all processes have logged so far.
  std::string Logs() const;

 private:
  std::string Listen(const std::string& name);
  void Onboard();

  const Form form_;
  ScratchDatabase database_;
  std::unique_ptr<sandbox::SandboxServer> cliniko_;
  std::string url_file_ = InTemp("database_url");
  std::string keyring_file_ = InTemp("keyring");
  std::string key_;
  std::string clinic_id_;
  std::string number_;
  std::map<std::string, std::string> addresses_;  // by process or service; kept across restarts
  std::map<std::string, std::unique_ptr<Process>> processes_;
  std::vector<std::unique_ptr<Process>> ended_;
};

}  // namespace frontdesk::test

#endif  // FRONTDESK_TESTS_END_TO_END_CLINIC_UNDER_TEST_H_
