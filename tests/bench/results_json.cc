#include "tests/bench/results_json.h"

#include <nlohmann/json.hpp>
#include <string>

#include "tests/bench/house.h"
#include "tests/bench/results.h"

namespace frontdesk::bench {
namespace {

using Json = nlohmann::ordered_json;

Json Of(const Measured& m) {
  return {{"requests_per_second", m.per_second},
          {"p50_ms", m.p50_ms},
          {"p99_ms", m.p99_ms},
          {"p99_9_ms", m.p999_ms},
          {"open_loop_per_second", m.open_per_second},
          {"cpu_seconds_per_1000", m.cpu_per_1000},
          {"postgres_cpu_seconds_per_1000", m.database_per_1000},
          {"answers", m.answers},
          {"not_successes", m.not_successes}};
}

Json Of(const WarmRow& r) {
  return {{"layout", NameOf(r.layout)},
          {"webhook", r.webhook},
          {"asks", r.asks},
          {"reads", r.reads},
          {"connections", r.connections},
          {"grpc_calls", r.rpcs},
          {"floor_grpc_calls", r.floor_rpcs},
          {"cliniko_requests", r.cliniko},
          {"postgres_questions", r.selects},
          {"rate_of_floor", r.RateRatio()},
          {"rate_of_floor_with_selects", r.RateRatioWithSelects()},
          {"rate_of_bare_http", r.RateRatioToBareHttp()},
          {"p99_of_floor", r.P99Ratio()},
          {"frontdesk", Of(r.ours)},
          {"floor", Of(r.floor)}};
}

Json Of(const MemoryRow& r) {
  Json mib = Json::object();
  for (const auto& [process, size] : r.mib) mib[process] = size;
  return {{"layout", NameOf(r.layout)}, {"resident_mib", mib}};
}

Json Of(const StartRow& r) {
  return {{"layout", NameOf(r.layout)}, {"ready_ms", r.ready_ms}, {"answer_ms", r.answer_ms}};
}

Json Of(const ColdRow& r) {
  return {{"layout", NameOf(r.layout)}, {"webhook", r.webhook},
          {"cliniko_ms", r.cliniko_ms}, {"samples", r.samples},
          {"median_ms", r.median_ms},   {"beyond_cliniko_ms", r.BeyondMs()},
          {"longest_ms", r.longest_ms}, {"cliniko_requests", r.cliniko}};
}

Json Of(const BookingRow& r) {
  return {{"layout", NameOf(r.layout)},
          {"conflicts", r.conflicts},
          {"connections", r.connections},
          {"asked", r.asked},
          {"booked", r.booked},
          {"taken", r.taken},
          {"other", r.other},
          {"booked_per_second", r.booked_per_second},
          {"p50_ms", r.p50_ms},
          {"p99_ms", r.p99_ms},
          {"cliniko_requests", r.cliniko}};
}

Json Of(const RoundTrips& r) {
  Json statements = Json::array();
  for (const auto& [statement, times] : r.statements) {
    statements.push_back({{"statement", statement}, {"per_booking", times}});
  }
  return {{"bookings", r.bookings}, {"per_booking", r.per_booking}, {"statements", statements}};
}

Json Of(const GrowthRow& r) {
  return {{"of", r.of},
          {"count", r.count},
          {"requests_per_second", r.per_second},
          {"cpu_seconds_per_1000", r.cpu_per_1000},
          {"postgres_cpu_seconds_per_1000", r.database_per_1000},
          {"idle_cpu", r.idle_cpu},
          {"resident_mib", r.memory_mib},
          {"database_bytes", r.database_bytes}};
}

Json Of(const SelectRow& r) {
  return {{"connections", r.connections},
          {"selects_per_second", r.per_second},
          {"p50_ms", r.p50_ms},
          {"p99_ms", r.p99_ms}};
}

Json Of(const Setting& s) {
  Json versions = Json::object();
  for (const auto& [name, version] : s.versions) versions[name] = version;
  return {{"date", s.date},
          {"commit", s.commit},
          {"processor", s.processor},
          {"processors", s.processors},
          {"memory_gib", s.memory_gib},
          {"versions", versions},
          {"quick", s.quick},
          {"took_seconds", s.took_seconds}};
}

template <typename Row>
Json All(const std::vector<Row>& rows) {
  Json all = Json::array();
  for (const Row& row : rows) all.push_back(Of(row));
  return all;
}

}  // namespace

std::string JsonOf(const Results& results) {
  const Json all = {{"setting", Of(results.setting)},
                    {"warm", All(results.warm)},
                    {"memory", All(results.memory)},
                    {"starts", All(results.starts)},
                    {"cold", All(results.cold)},
                    {"bookings", All(results.bookings)},
                    {"round_trips", Of(results.round_trips)},
                    {"growth", All(results.growth)},
                    {"selects", All(results.selects)}};
  return all.dump(1) + "\n";
}

}  // namespace frontdesk::bench
