#ifndef FRONTDESK_TESTS_STORMS_TROUBLE_H_
#define FRONTDESK_TESTS_STORMS_TROUBLE_H_

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/time.h"
#include "tests/cliniko_sandbox/sandbox_server.h"

namespace frontdesk::test {

// A time that staff could take.
struct StaffTime {
  std::string practitioner;  // Cliniko's id
  std::string start;         // RFC 3339
};

// Makes Cliniko answer with errors, not at all, late, in halves, from the past, or after having
// done what was asked; and staff take times and give them back, also the very time that a request
// asks for, in the moment in which it is handled. At random, until Stop.
class Trouble {
 public:
  // An appointment that staff made.
  struct StaffClaim {
    std::string appointment;
    bool meanwhile = false;  // made while Cliniko handled a create or a move to that time
    absl::Time made;
    absl::Time gone = absl::InfiniteFuture();  // about to be given back
  };

  Trouble(sandbox::SandboxServer& cliniko, std::vector<StaffTime> times, std::uint32_t seed);
  ~Trouble() { Stop(); }

  // No fault is left; what staff took stays. Once more is OK.
  void Stop();

  int faults() const { return faults_; }
  // Oldest first.
  std::vector<StaffClaim> staff_claims() const { return ClaimsAmong("/appointments"); }

 private:
  void Loop();
  void AddFault();
  void TakeTime();
  void Race();
  void GiveBack();
  std::vector<StaffClaim> ClaimsAmong(const std::string& path) const;

  sandbox::SandboxServer& cliniko_;
  const std::vector<StaffTime> times_;
  std::mt19937 random_;
  std::atomic<int> faults_ = 0;
  mutable std::mutex mutex_;
  std::map<std::string, absl::Time> gone_;  // by appointment
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace frontdesk::test

#endif  // FRONTDESK_TESTS_STORMS_TROUBLE_H_
