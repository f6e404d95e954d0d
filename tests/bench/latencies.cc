#include "tests/bench/latencies.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "absl/time/time.h"

namespace frontdesk::bench {

void Latencies::Add(absl::Duration took) { took_.push_back(took); }

void Latencies::Add(const Latencies& others) {
  took_.insert(took_.end(), others.took_.begin(), others.took_.end());
}

absl::Duration Latencies::Percentile(double part) const {
  if (took_.empty()) return absl::ZeroDuration();
  const double last = static_cast<double>(took_.size() - 1);
  // The nearest rank, so that every percentile is a time that somebody really waited.
  const double rank = std::ceil(part * static_cast<double>(took_.size())) - 1;
  const auto index = static_cast<std::ptrdiff_t>(std::clamp(rank, 0.0, last));
  std::vector<absl::Duration> sorted = took_;
  std::nth_element(sorted.begin(), sorted.begin() + index, sorted.end());
  return sorted[static_cast<std::size_t>(index)];
}

}  // namespace frontdesk::bench
