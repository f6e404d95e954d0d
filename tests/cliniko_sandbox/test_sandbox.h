#ifndef FRONTDESK_TESTS_CLINIKO_SANDBOX_TEST_SANDBOX_H_
#define FRONTDESK_TESTS_CLINIKO_SANDBOX_TEST_SANDBOX_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "tests/cliniko_sandbox/json.h"
#include "tests/cliniko_sandbox/sandbox.h"
#include "tests/cliniko_sandbox/sandbox_server.h"

namespace frontdesk::test {

// What came back over HTTP. `status` is 0 when the connection broke before an answer.
struct Answer {
  int status = 0;
  std::string body;
  std::map<std::string, std::string> headers;  // names in lower case
  sandbox::Json json;                          // null unless the body is JSON
};

struct Headers {
  std::string key = "yarra-key-au1";
  std::string user_agent = "Frontdesk (dev@frontdesk.example)";
  std::string content_type = "application/json";
  // Sent as they are, also instead of those above.
  std::map<std::string, std::string> others = {};
};

// The ids of the test world; test_sandbox.cc has the file. Three clinics:
// Yarra Clinic (Melbourne, au1), Pacific Clinic (Los Angeles, us1), Thames Clinic (London, uk1).
inline constexpr char kMain[] = "101";  // Yarra's businesses
inline constexpr char kSide[] = "102";
inline constexpr char kHiddenPlace[] = "103";  // not shown online
inline constexpr char kShort[] = "201";        // 30 minutes
inline constexpr char kLong[] = "202";         // 45 minutes
inline constexpr char kHiddenType[] = "203";   // not shown online
inline constexpr char kGroup[] = "204";        // 45 minutes, 2 places
inline constexpr char kEarly[] = "205";        // 30 minutes, to be booked 48 hours ahead
inline constexpr char kArchivedType[] = "206";
inline constexpr char kAda[] = "301";   // kMain Mon-Fri 09:00-12:00 and 13:00-18:00; kSide Mon-Fri
inline constexpr char kGone[] = "302";  // inactive
inline constexpr char kHiddenPerson[] = "303";  // not shown online
inline constexpr char kBen[] = "304";           // default type kLong; kMain Mon-Fri 09:00-12:00
inline constexpr char kAnna[] = "401";          // patients
inline constexpr char kBert[] = "402";
inline constexpr char kArchivedPatient[] = "403";
inline constexpr char kShortIdPatient[] = "75335355";
inline constexpr char kGroupTime[] = "601";  // a group of kGroup, Friday 17:00, one place left

// A sandbox with the test world, and a client for it. The clock stands still at Monday 2026-03-02,
// 09:00 in Melbourne (2026-03-01T22:00:00Z).
class SandboxTest : public ::testing::Test {
 protected:
  SandboxTest();
  ~SandboxTest() override;

  // `path` is what follows "/v1", with the query.
  Answer Get(const std::string& path, const Headers& headers = {}) const;
  Answer Send(const std::string& method, const std::string& path, const std::string& body,
              const Headers& headers = {}) const;
  Answer Post(const std::string& path, const sandbox::Json& body,
              const Headers& headers = {}) const;
  Answer Patch(const std::string& path, const sandbox::Json& body) const;

  // The control path; fails the test unless the answer is 2xx.
  sandbox::Json Control(const std::string& method, const std::string& path,
                        const sandbox::Json& body = nullptr) const;
  void Set(const std::string& setting, const sandbox::Json& value) const;
  void Fault(const sandbox::Json& rule) const;

  // A body for POST /individual_appointments: Anna with Ada at kMain, kShort.
  static sandbox::Json Booking(const std::string& starts_at);
  // Books that; returns the id.
  std::string Book(const std::string& starts_at) const;
  bool HasConflict(const std::string& appointment) const;

  // The path of available_times for one triple and inclusive dates.
  static std::string TimesPath(const std::string& business, const std::string& practitioner,
                               const std::string& type, const std::string& from,
                               const std::string& to);
  // Ada's times for kShort at kMain on one day, as "HH:MM" of Melbourne.
  std::vector<std::string> AdasTimes(const std::string& day) const;

  static std::vector<std::string> Ids(const Answer& list, const std::string& plural);

  FakeClock clock_;
  std::unique_ptr<sandbox::SandboxServer> server_;
};

}  // namespace frontdesk::test

#endif  // FRONTDESK_TESTS_CLINIKO_SANDBOX_TEST_SANDBOX_H_
