#ifndef FRONTDESK_TESTS_STORMS_REPLICAS_H_
#define FRONTDESK_TESTS_STORMS_REPLICAS_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <thread>

#include "absl/time/time.h"
#include "tests/storms/storm.h"

namespace frontdesk::test {

// What the failpoints of all processes have written to their logs.
struct FailpointTally {
  std::set<std::string> reached;
  std::map<std::string, int> kills;  // by name
  int hangs = 0;
  int errors = 0;
};
FailpointTally TallyOf(const std::string& logs);

// Kills the replicas of a storm at random and starts them again, from construction until Stop.
// While it works, nobody else may start or kill them.
class Replicas {
 public:
  Replicas(Storm& storm, std::uint32_t seed);
  ~Replicas() { Stop(); }

  // Every replica runs then, without failpoints. Once more is OK.
  void Stop();

  // Deaths by a failpoint and by kill -9 from outside, at a moment between any two steps.
  int deaths() const { return deaths_; }

 private:
  void Loop();
  std::string Failpoints();

  Storm& storm_;
  std::mt19937 random_;
  std::array<absl::Time, Storm::kReplicas> until_;  // lives no longer
  std::atomic<int> deaths_ = 0;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace frontdesk::test

#endif  // FRONTDESK_TESTS_STORMS_REPLICAS_H_
