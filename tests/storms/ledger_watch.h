#ifndef FRONTDESK_TESTS_STORMS_LEDGER_WATCH_H_
#define FRONTDESK_TESTS_STORMS_LEDGER_WATCH_H_

#include <atomic>
#include <set>
#include <string>
#include <thread>

#include "tests/storms/storm.h"

namespace frontdesk::test {

// Looks at Postgres again and again, from construction until Stop, for what must not be for a
// moment, whatever becomes of it: two active bookings of one practitioner that overlap, or a
// booking that is called booked while Cliniko has the appointment elsewhere.
class LedgerWatch {
 public:
  // `storm` must outlive the object.
  explicit LedgerWatch(const Storm& storm);
  ~LedgerWatch() { Stop(); }

  // Once more is OK.
  void Stop();

  int looks() const { return looks_; }
  // What was seen. After Stop only.
  const std::set<std::string>& seen() const { return seen_; }

 private:
  void Loop();

  const Storm& storm_;
  std::atomic<int> looks_ = 0;
  std::set<std::string> seen_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace frontdesk::test

#endif  // FRONTDESK_TESTS_STORMS_LEDGER_WATCH_H_
