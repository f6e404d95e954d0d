#include "tests/bench/run.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/status/status_macros.h"
#include "tests/bench/selects.h"
#include "tests/bench/warm.h"
#include "tests/bench/webhooks.h"
#include "tests/bench/world.h"

namespace frontdesk::bench {
namespace {

// From today; none before it is booked by the other measurements, nor the ninth (webhooks.cc).
constexpr int kFirstBookingDay = 2;

double Median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// From the first process's start until all parts answer, and until free times were told.
absl::StatusOr<StartRow> MeasureStart(House& house, Layout layout, int times) {
  std::vector<double> ready;
  std::vector<double> answer;
  for (int i = 0; i < times; ++i) {
    house.Stop();
    const absl::Time began = absl::Now();
    RETURN_IF_ERROR(house.Start(layout));
    ready.push_back(absl::ToDoubleMilliseconds(absl::Now() - began));
    const BenchClinic& clinic = house.clinics().front();
    RETURN_IF_ERROR(
        house.Ask(clinic, "/availability-checker", TimesOf(clinic, kPractitioner, 1)).status());
    answer.push_back(absl::ToDoubleMilliseconds(absl::Now() - began));
  }
  return StartRow{.layout = layout, .ready_ms = Median(ready), .answer_ms = Median(answer)};
}

template <typename Row>
void Append(std::vector<Row> more, std::vector<Row>& all) {
  all.insert(all.end(), more.begin(), more.end());
}

}  // namespace

Plan FullPlan() {
  Plan plan;
  plan.clinics = 20;
  return plan;
}

Plan QuickPlan() {
  Plan plan;
  plan.clinics = 5;
  plan.warm.connections = {8};
  plan.warm.rounds = 2;
  plan.warm.closed = absl::Milliseconds(150);
  plan.warm.open = absl::Milliseconds(300);
  plan.starts = 1;
  plan.cold.cliniko = {absl::Milliseconds(150)};
  plan.bookings.times = 60;
  plan.bookings.counted = 10;
  plan.select_connections = {8};
  plan.selects = absl::Milliseconds(300);
  plan.growth.clinics = {1, 100};
  plan.growth.sessions = {100, 10'000};
  plan.growth.idle = absl::Milliseconds(500);
  plan.growth.measured = absl::Seconds(1);
  return plan;
}

absl::StatusOr<Results> Run(HouseOptions options, const Plan& plan, Progress progress) {
  Results results;
  const auto wanted = [&](const char* part) { return plan.only.empty() || plan.only.count(part); };
  progress("setting up clinics, Cliniko and the database");
  options.clinics = plan.clinics;
  ASSIGN_OR_RETURN(const std::unique_ptr<House> house, House::Build(options));
  if (wanted("warm")) {
    ASSIGN_OR_RETURN(results.selects,
                     MeasureSelects(options.database_url, plan.select_connections, plan.selects));
  }
  int day = kFirstBookingDay;
  for (const Layout layout : plan.layouts) {
    if (wanted("warm")) {
      ASSIGN_OR_RETURN(const StartRow start, MeasureStart(*house, layout, plan.starts));
      progress(absl::StrFormat("%s: ready after %.0f ms", NameOf(layout), start.ready_ms));
      results.starts.push_back(start);
      ASSIGN_OR_RETURN(auto warm, MeasureWarm(*house, plan.warm, progress));
      for (WarmRow& row : warm) row.floor_with_selects = FloorWithSelects(row, results.selects);
      Append(warm, results.warm);
      results.memory.push_back({.layout = layout, .mib = house->Memory()});
    } else if (wanted("cold") || wanted("bookings")) {
      RETURN_IF_ERROR(house->Start(layout));
    }
    if (wanted("cold")) {
      ASSIGN_OR_RETURN(const auto cold, MeasureCold(*house, plan.cold, progress));
      Append(cold, results.cold);
    }
    if (!wanted("bookings")) continue;
    ASSIGN_OR_RETURN(const auto bookings, MeasureBookings(*house, plan.bookings, day, progress));
    Append(bookings, results.bookings);
    day += 2;
  }
  if (wanted("bookings")) {
    ASSIGN_OR_RETURN(results.round_trips, CountRoundTrips(*house, plan.bookings, day));
    progress(
        absl::StrFormat("a booking asks the database %.1f times", results.round_trips.per_booking));
  }
  if (wanted("growth")) {
    ASSIGN_OR_RETURN(results.growth, MeasureGrowth(*house, plan.growth, progress));
  }
  return results;
}

}  // namespace frontdesk::bench
