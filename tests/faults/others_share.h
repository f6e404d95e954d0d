#ifndef FRONTDESK_TESTS_FAULTS_OTHERS_SHARE_H_
#define FRONTDESK_TESTS_FAULTS_OTHERS_SHARE_H_

#include <sys/types.h>

#include <vector>

namespace frontdesk::test {

// How much of the machine's processors those took that have nothing to do with the test, while the
// object lives. A test that holds the product to milliseconds must not blame it for these; what the
// product takes itself is its own.
class OthersShare {
 public:
  // `ours` and their descendants are the test's.
  explicit OthersShare(std::vector<pid_t> ours);

  // Since the construction: 0 to 1.
  double share() const;

 private:
  struct Ticks {
    double all = 0;   // of all processors, busy or not
    double busy = 0;  // of these, for anybody
    double ours = 0;
  };
  Ticks Read() const;

  const std::vector<pid_t> ours_;
  const Ticks before_;
};

}  // namespace frontdesk::test

#endif  // FRONTDESK_TESTS_FAULTS_OTHERS_SHARE_H_
