#ifndef FRONTDESK_TESTS_BENCH_BOOKINGS_H_
#define FRONTDESK_TESTS_BENCH_BOOKINGS_H_

#include <cstddef>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tests/bench/house.h"
#include "tests/bench/progress.h"
#include "tests/bench/results.h"

namespace frontdesk::bench {

struct BookingPlan {
  std::size_t times = 400;  // that are booked in each row, over all clinics, if there are as many
  int connections = 8;
  std::size_t counted = 30;  // bookings whose round trips to the database are counted
  // So long the database is watched while nobody asks, to know what goes on anyway.
  absl::Duration idle = absl::Seconds(2);
};

// New bookings for known patients over the layout that runs, without conflicts and with. `day`:
// from today, the first that it books; takes two days, on which nothing may be booked before.
absl::StatusOr<std::vector<BookingRow>> MeasureBookings(House& house, const BookingPlan& plan,
                                                        int day, Progress progress);

// What a booking asks of the database: starts Frontdesk anew, by way of a proxy that counts. Takes
// one day.
absl::StatusOr<RoundTrips> CountRoundTrips(House& house, const BookingPlan& plan, int day);

}  // namespace frontdesk::bench

#endif  // FRONTDESK_TESTS_BENCH_BOOKINGS_H_
