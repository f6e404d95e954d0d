#include "tests/bench/goals.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tests/bench/house.h"
#include "tests/bench/results.h"
#include "tests/bench/table.h"

namespace frontdesk::bench {
namespace {

constexpr double kRateOfFiveProcesses = 0.6;
constexpr double kRateOfOneProcess = 0.7;
constexpr double kP99 = 2.5;
constexpr int kP99Connections = 8;
constexpr double kColdClinikoMs = 150;
constexpr double kBeyondMs = 15;
constexpr double kGrowth = 1.2;
constexpr double kClinikoOfABooking = 3;
constexpr double kRoundTripsOfABooking = 5;

std::vector<WarmRow> ReadsOf(const Results& results, Layout layout) {
  std::vector<WarmRow> rows;
  std::copy_if(results.warm.begin(), results.warm.end(), std::back_inserter(rows),
               [&](const WarmRow& row) { return row.reads && row.layout == layout; });
  return rows;
}

std::string NameOf(const WarmRow& row) {
  return absl::StrFormat("%s, %d at a time", row.webhook, row.connections);
}

void AddRate(const Results& results, Layout layout, double least, std::vector<Goal>& goals) {
  const std::vector<WarmRow> rows = ReadsOf(results, layout);
  if (rows.empty()) return;
  const auto reached = std::count_if(rows.begin(), rows.end(),
                                     [&](const WarmRow& row) { return row.RateRatio() >= least; });
  const WarmRow& worst = *std::min_element(
      rows.begin(), rows.end(),
      [](const WarmRow& a, const WarmRow& b) { return a.RateRatio() < b.RateRatio(); });
  goals.push_back({absl::StrCat("warm reads, ", bench::NameOf(layout), ": at least ",
                                Percent(least), " of the floor's requests a second"),
                   absl::StrCat(reached, " of ", rows.size(), "; least ",
                                Percent(worst.RateRatio()), " (", NameOf(worst), ")"),
                   reached == static_cast<std::ptrdiff_t>(rows.size())});
}

void AddP99(const Results& results, Layout layout, std::vector<Goal>& goals) {
  std::vector<WarmRow> rows = ReadsOf(results, layout);
  std::erase_if(rows, [](const WarmRow& row) { return row.connections != kP99Connections; });
  if (rows.empty()) return;
  const auto reached = std::count_if(rows.begin(), rows.end(),
                                     [](const WarmRow& row) { return row.P99Ratio() <= kP99; });
  const WarmRow& worst = *std::max_element(
      rows.begin(), rows.end(),
      [](const WarmRow& a, const WarmRow& b) { return a.P99Ratio() < b.P99Ratio(); });
  goals.push_back({absl::StrCat("warm reads, ", bench::NameOf(layout), ": p99 at ", kP99Connections,
                                " at a time at most ", Number(kP99), " times the floor's"),
                   absl::StrCat(reached, " of ", rows.size(), "; most ", Number(worst.P99Ratio()),
                                " times (", worst.webhook, ")"),
                   reached == static_cast<std::ptrdiff_t>(rows.size())});
}

void AddCold(const Results& results, std::vector<Goal>& goals) {
  double most = 0;
  bool any = false;
  for (const ColdRow& row : results.cold) {
    if (row.cliniko_ms != kColdClinikoMs) continue;
    any = true;
    most = std::max(most, row.BeyondMs());
  }
  if (!any) return;
  goals.push_back({absl::StrCat("cold, Cliniko at ", Number(kColdClinikoMs),
                                " ms: the median at most ", Number(kBeyondMs), " ms beyond that"),
                   absl::StrCat("at most ", Number(most), " ms"), most <= kBeyondMs});
}

void AddGrowth(const Results& results, const std::string& of, std::vector<Goal>& goals) {
  std::vector<GrowthRow> rows;
  std::copy_if(results.growth.begin(), results.growth.end(), std::back_inserter(rows),
               [&](const GrowthRow& row) { return row.of == of; });
  if (rows.size() < 2) return;
  const auto cost = [](const GrowthRow& row) { return row.cpu_per_1000 + row.database_per_1000; };
  const double growth = cost(rows.front()) > 0 ? cost(rows.back()) / cost(rows.front()) : 0;
  const BytesEach each = BytesOfOneMore(rows);
  goals.push_back(
      {absl::StrFormat("from %.0f to %.0f %s: the cost of a warm request grows by at most 20 %%",
                       rows.front().count, rows.back().count, of),
       absl::StrFormat("%+.0f %%; %.0f bytes of memory and %.0f in the database for each",
                       100 * (growth - 1), each.memory, each.database),
       growth <= kGrowth});
}

void AddBookings(const Results& results, std::vector<Goal>& goals) {
  double most = 0;
  bool any = false;
  for (const BookingRow& row : results.bookings) {
    if (row.conflicts > 0) continue;
    any = true;
    most = std::max(most, row.cliniko);
  }
  if (any) {
    // A background request that falls into the measurement is none of a booking's.
    goals.push_back({absl::StrCat("a booking for a known patient: at most ",
                                  Number(kClinikoOfABooking), " requests to Cliniko"),
                     Number(most), most <= kClinikoOfABooking + 0.05});
  }
  if (results.round_trips.bookings == 0) return;
  goals.push_back({absl::StrCat("the same: at most ", Number(kRoundTripsOfABooking),
                                " round trips to the database"),
                   Number(results.round_trips.per_booking),
                   results.round_trips.per_booking <= kRoundTripsOfABooking + 0.5});
}

}  // namespace

std::vector<Goal> GoalsOf(const Results& results) {
  std::vector<Goal> goals;
  AddRate(results, Layout::kFiveProcesses, kRateOfFiveProcesses, goals);
  AddRate(results, Layout::kOneProcess, kRateOfOneProcess, goals);
  AddP99(results, Layout::kFiveProcesses, goals);
  AddP99(results, Layout::kOneProcess, goals);
  AddCold(results, goals);
  AddGrowth(results, "clinics", goals);
  AddGrowth(results, "sessions", goals);
  AddBookings(results, goals);
  return goals;
}

BytesEach BytesOfOneMore(const std::vector<GrowthRow>& rows) {
  if (rows.size() < 2) return {};
  const GrowthRow& few = rows.front();
  const GrowthRow& many = rows.back();
  const double more = many.count - few.count;
  if (more <= 0) return {};
  return {.memory = (many.memory_mib - few.memory_mib) * (1 << 20) / more,
          .database = (many.database_bytes - few.database_bytes) / more};
}

}  // namespace frontdesk::bench
