#ifndef FRONTDESK_TESTS_BENCH_RESULTS_H_
#define FRONTDESK_TESTS_BENCH_RESULTS_H_

#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "tests/bench/house.h"

namespace frontdesk::bench {

// What one server did under one load.
struct Measured {
  double per_second = 0;  // requests, in a closed loop
  double p50_ms = 0;      // in an open loop, from the moment at which each was due
  double p99_ms = 0;
  double p999_ms = 0;
  double open_per_second = 0;    // the rate of that open loop
  double cpu_per_1000 = 0;       // seconds, of all processes of the server
  double database_per_1000 = 0;  // seconds, of Postgres
  std::size_t answers = 0;
  std::size_t not_successes = 0;  // refused, lost, or answered without success
};

// A webhook that is answered from what is known, beside a floor with as many gRPC calls.
struct WarmRow {
  Layout layout = Layout::kOneProcess;
  std::string webhook;
  std::string asks;
  bool reads = true;
  int connections = 1;
  double rpcs = 0;                // gRPC calls a request
  int floor_rpcs = 0;             // of the floor's
  double cliniko = 0;             // requests to Cliniko a request
  double selects = 0;             // questions to Postgres a request
  double floor_with_selects = 0;  // requests a second, if the floor made as many SELECTs
  double bare_http = 0;  // requests a second of a floor that makes no calls; 0: not measured
  Measured ours;
  Measured floor;

  double RateRatio() const { return floor.per_second > 0 ? ours.per_second / floor.per_second : 0; }
  double RateRatioWithSelects() const {
    return floor_with_selects > 0 ? ours.per_second / floor_with_selects : 0;
  }
  double RateRatioToBareHttp() const { return bare_http > 0 ? ours.per_second / bare_http : 0; }
  double P99Ratio() const { return floor.p99_ms > 0 ? ours.p99_ms / floor.p99_ms : 0; }
};

// What the processes hold once all webhooks have been asked.
struct MemoryRow {
  Layout layout = Layout::kOneProcess;
  std::vector<std::pair<std::string, double>> mib;  // resident, by process
};

struct StartRow {
  Layout layout = Layout::kOneProcess;
  double ready_ms = 0;   // from the first process's start until every part answers
  double answer_ms = 0;  // until the first free times were told, from what Postgres has
};

// A question about which nothing is known yet, so that Cliniko is asked.
struct ColdRow {
  Layout layout = Layout::kOneProcess;
  std::string webhook;
  double cliniko_ms = 0;  // what Cliniko takes for each request
  std::size_t samples = 0;
  double median_ms = 0;
  double longest_ms = 0;
  double cliniko = 0;  // requests to Cliniko a question

  // What we add where one round trip suffices.
  double BeyondMs() const { return median_ms - cliniko_ms; }
};

struct BookingRow {
  Layout layout = Layout::kOneProcess;
  double conflicts = 0;  // the part of the requests whose time another one asks for too
  int connections = 1;
  std::size_t asked = 0;
  std::size_t booked = 0;
  std::size_t taken = 0;  // told that somebody else has it
  std::size_t other = 0;  // any other answer
  double booked_per_second = 0;
  double p50_ms = 0;
  double p99_ms = 0;
  double cliniko = 0;  // requests to Cliniko a request
};

// What one booking of a known patient asks of Postgres: each is one round trip.
struct RoundTrips {
  std::size_t bookings = 0;
  double per_booking = 0;
  std::vector<std::pair<std::string, double>> statements;  // a booking, most first
};

// A warm question while there is more of something.
struct GrowthRow {
  std::string of;  // "clinics", "sessions"
  double count = 0;
  double per_second = 0;
  double cpu_per_1000 = 0;  // seconds, of Frontdesk, less what it uses when nobody asks
  double database_per_1000 = 0;
  double idle_cpu = 0;        // seconds a second while nobody asks
  double memory_mib = 0;      // of Frontdesk, resident
  double database_bytes = 0;  // of the rows, with indexes
};

// SELECT by primary key over libpqxx, nothing else.
struct SelectRow {
  int connections = 1;
  double per_second = 0;
  double p50_ms = 0;
  double p99_ms = 0;
};

// Requests a second that the row's floor would reach if each of its requests made as many SELECTs
// as ours asks Postgres questions: all of it shares the processors, so the times of both add up. 0
// if that was not measured.
inline double FloorWithSelects(const WarmRow& row, const std::vector<SelectRow>& selects) {
  for (const SelectRow& select : selects) {
    if (select.connections != row.connections || row.floor.per_second <= 0) continue;
    return 1 / (1 / row.floor.per_second + std::round(row.selects) / select.per_second);
  }
  return 0;
}

// Where and of what it was measured.
struct Setting {
  std::string date;
  std::string commit;
  std::string processor;
  int processors = 0;
  double memory_gib = 0;
  std::vector<std::pair<std::string, std::string>> versions;  // of what it stands on
  bool quick = false;
  double took_seconds = 0;
};

struct Results {
  Setting setting;
  std::vector<WarmRow> warm;
  std::vector<MemoryRow> memory;
  std::vector<StartRow> starts;
  std::vector<ColdRow> cold;
  std::vector<BookingRow> bookings;
  RoundTrips round_trips;
  std::vector<GrowthRow> growth;
  std::vector<SelectRow> selects;
};

}  // namespace frontdesk::bench

#endif  // FRONTDESK_TESTS_BENCH_RESULTS_H_
