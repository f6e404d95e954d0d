#ifndef FRONTDESK_TESTS_BENCH_LATENCIES_H_
#define FRONTDESK_TESTS_BENCH_LATENCIES_H_

#include <cstddef>
#include <vector>

#include "absl/time/time.h"

namespace frontdesk::bench {

// How long each of many requests took, all of them kept, so percentiles are exact.
class Latencies {
 public:
  void Add(absl::Duration took);
  void Add(const Latencies& others);

  std::size_t size() const { return took_.size(); }

  // The time within which `part` (0 to 1) of all had their answer, by the nearest rank. Zero if
  // there are none.
  absl::Duration Percentile(double part) const;

 private:
  std::vector<absl::Duration> took_;
};

}  // namespace frontdesk::bench

#endif  // FRONTDESK_TESTS_BENCH_LATENCIES_H_
