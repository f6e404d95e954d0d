#include "tests/bench/run.h"

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/status/status_macros.h"
#include "tests/bench/webhooks.h"
#include "tests/bench/world.h"

namespace frontdesk::bench {
namespace {

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

Plan FullPlan() { return {}; }

Plan QuickPlan() {
  Plan plan;
  plan.warm.connections = {8};
  plan.warm.closed = absl::Milliseconds(200);
  plan.warm.open = absl::Milliseconds(400);
  plan.starts = 1;
  return plan;
}

absl::StatusOr<Results> Run(const HouseOptions& options, const Plan& plan, Progress progress) {
  Results results;
  progress("setting up clinics, Cliniko and the database");
  ASSIGN_OR_RETURN(const std::unique_ptr<House> house, House::Build(options));
  for (const Layout layout : plan.layouts) {
    ASSIGN_OR_RETURN(const StartRow start, MeasureStart(*house, layout, plan.starts));
    progress(absl::StrFormat("%s: ready after %.0f ms", NameOf(layout), start.ready_ms));
    results.starts.push_back(start);
    ASSIGN_OR_RETURN(const std::vector<WarmRow> warm, MeasureWarm(*house, plan.warm, progress));
    Append(warm, results.warm);
    results.memory.push_back({.layout = layout, .mib = house->Memory()});
  }
  return results;
}

}  // namespace frontdesk::bench
