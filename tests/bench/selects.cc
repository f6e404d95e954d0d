#include "tests/bench/selects.h"

#include <chrono>
#include <exception>
#include <mutex>
#include <pqxx/connection>
#include <pqxx/nontransaction>
#include <pqxx/result>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "libs/status/status_macros.h"
#include "tests/bench/latencies.h"
#include "tests/bench/results.h"

namespace frontdesk::bench {
namespace {

using Clock = std::chrono::steady_clock;

// Asks until `end`. Throws libpqxx's exceptions.
Latencies Ask(const std::string& url, Clock::time_point end) {
  pqxx::connection connection(url);
  pqxx::nontransaction work(connection);
  const std::string id =
      work.exec1("SELECT clinic_id FROM schedule_cache.clinics LIMIT 1")[0].as<std::string>();
  Latencies latencies;
  for (Clock::time_point began = Clock::now(); began < end;) {
    work.exec_params1("SELECT clinic_name FROM schedule_cache.clinics WHERE clinic_id = $1::uuid",
                      id);
    const Clock::time_point now = Clock::now();
    latencies.Add(absl::FromChrono(now - began));
    began = now;
  }
  return latencies;
}

absl::StatusOr<SelectRow> MeasureRow(const std::string& url, int connections,
                                     absl::Duration duration) {
  std::mutex mutex;
  Latencies latencies;
  std::string failure;
  std::vector<std::thread> threads;
  const Clock::time_point end = Clock::now() + absl::ToChronoNanoseconds(duration);
  for (int i = 0; i < connections; ++i) {
    threads.emplace_back([&] {
      try {
        const Latencies own = Ask(url, end);
        const std::lock_guard lock(mutex);
        latencies.Add(own);
      } catch (const std::exception& e) {
        const std::lock_guard lock(mutex);
        failure = e.what();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  if (!failure.empty()) return absl::InternalError(absl::StrCat("SELECT failed: ", failure));
  return SelectRow{
      .connections = connections,
      .per_second = static_cast<double>(latencies.size()) / absl::ToDoubleSeconds(duration),
      .p50_ms = absl::ToDoubleMilliseconds(latencies.Percentile(0.5)),
      .p99_ms = absl::ToDoubleMilliseconds(latencies.Percentile(0.99))};
}

}  // namespace

absl::StatusOr<std::vector<SelectRow>> MeasureSelects(const std::string& database_url,
                                                      const std::vector<int>& connections,
                                                      absl::Duration duration) {
  std::vector<SelectRow> rows;
  for (const int n : connections) {
    ASSIGN_OR_RETURN(const SelectRow row, MeasureRow(database_url, n, duration));
    rows.push_back(row);
  }
  return rows;
}

}  // namespace frontdesk::bench
