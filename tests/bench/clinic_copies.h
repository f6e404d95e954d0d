#ifndef FRONTDESK_TESTS_BENCH_CLINIC_COPIES_H_
#define FRONTDESK_TESTS_BENCH_CLINIC_COPIES_H_

#include <cstddef>
#include <vector>

#include "absl/status/status.h"
#include "tests/bench/house.h"

namespace frontdesk::bench {

// Many clinics, faster than an operator could onboard them: copies of the first one, with all that
// is known of it, written straight into the database.
class ClinicCopies {
 public:
  // `house` must outlive the object and have a clinic.
  explicit ClinicCopies(const House& house) : house_(house), clinics_{house.clinics().front()} {}

  // Until there are `count`, with the first one itself.
  absl::Status GrowTo(std::size_t count);

  // What is cached of their free times was read just now.
  absl::Status Freshen() const;

  const std::vector<BenchClinic>& clinics() const { return clinics_; }

 private:
  absl::Status Add(std::size_t count);

  const House& house_;
  std::vector<BenchClinic> clinics_;
};

}  // namespace frontdesk::bench

#endif  // FRONTDESK_TESTS_BENCH_CLINIC_COPIES_H_
