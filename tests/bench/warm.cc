#include "tests/bench/warm.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/status/status_macros.h"
#include "tests/bench/floor_chain.h"
#include "tests/bench/http_load.h"
#include "tests/bench/post.h"
#include "tests/bench/process_use.h"
#include "tests/bench/webhooks.h"

namespace frontdesk::bench {
namespace {

using nlohmann::json;

double Sum(const std::map<std::string, double>& counts) {
  double sum = 0;
  for (const auto& [name, count] : counts) sum += count;
  return sum;
}

// Of the session that a question is asked in.
class Numbers {
 public:
  explicit Numbers(bool own_call) : own_call_(own_call) {}

  std::size_t Next() {
    // A call of its own is one that nobody has seen yet, in neither layout.
    static std::size_t calls = kLiveCalls;
    return own_call_ ? ++calls : next_++ % kLiveCalls;
  }

 private:
  const bool own_call_;
  std::size_t next_ = 1;
};

// A server under the load of one webhook, round by round.
class Side {
 public:
  Side(std::string address, Post post, bool own_call, std::vector<pid_t> pids, pid_t database_pid)
      : address_(std::move(address)),
        post_(std::move(post)),
        numbers_(own_call),
        pids_(std::move(pids)),
        database_pid_(database_pid) {}

  // What has to be asked once is asked before anything is measured.
  absl::Status WarmUp(int connections) {
    return Run({.address = address_,
                .connections = connections,
                .duration = absl::Milliseconds(100),
                .most = 2 * kLiveCalls})
        .status();
  }

  absl::Status Closed(int connections, absl::Duration duration) {
    const absl::Duration cpu = UseOf(pids_).cpu;
    const absl::Duration database_cpu = DatabaseCpu();
    ASSIGN_OR_RETURN(const HttpLoaded loaded,
                     Run({.address = address_, .connections = connections, .duration = duration}));
    cpu_ += UseOf(pids_).cpu - cpu;
    database_cpu_ += DatabaseCpu() - database_cpu;
    answered_ += loaded.answered;
    took_ += loaded.took;
    Count(loaded);
    return absl::OkStatus();
  }

  absl::Status Open(int connections, absl::Duration duration, double per_second) {
    ASSIGN_OR_RETURN(const HttpLoaded loaded, Run({.address = address_,
                                                   .connections = connections,
                                                   .duration = duration,
                                                   .per_second = per_second}));
    open_per_second_ = per_second;
    latencies_.Add(loaded.latencies);
    Count(loaded);
    return absl::OkStatus();
  }

  double PerSecond() const {
    return took_ > absl::ZeroDuration()
               ? static_cast<double>(answered_) / absl::ToDoubleSeconds(took_)
               : 0;
  }

  Measured Result() const {
    const double thousands = std::max(1.0, static_cast<double>(answered_)) / 1000;
    return {.per_second = PerSecond(),
            .p50_ms = absl::ToDoubleMilliseconds(latencies_.Percentile(0.5)),
            .p99_ms = absl::ToDoubleMilliseconds(latencies_.Percentile(0.99)),
            .p999_ms = absl::ToDoubleMilliseconds(latencies_.Percentile(0.999)),
            .open_per_second = open_per_second_,
            .cpu_per_1000 = absl::ToDoubleSeconds(cpu_) / thousands,
            .database_per_1000 = absl::ToDoubleSeconds(database_cpu_) / thousands,
            .answers = answers_,
            .not_successes = not_successes_};
  }

 private:
  absl::StatusOr<HttpLoaded> Run(const HttpLoad& load) {
    return Drive(load, [&](std::size_t) { return post_.Numbered(numbers_.Next()); });
  }

  absl::Duration DatabaseCpu() const {
    // Its processes come and go with connections.
    return database_pid_ == 0 ? absl::ZeroDuration() : UseOf(FamilyOf(database_pid_)).cpu;
  }

  void Count(const HttpLoaded& loaded) {
    answers_ += loaded.answered;
    not_successes_ += loaded.answered - loaded.succeeded + loaded.failed;
  }

  const std::string address_;
  Post post_;
  Numbers numbers_;
  const std::vector<pid_t> pids_;
  const pid_t database_pid_;  // 0: it asks none
  absl::Duration cpu_;
  absl::Duration database_cpu_;
  std::size_t answered_ = 0;  // of closed loops
  absl::Duration took_;
  Latencies latencies_;
  double open_per_second_ = 0;
  std::size_t answers_ = 0;
  std::size_t not_successes_ = 0;
};

// gRPC calls, requests to Cliniko and questions to Postgres that one question costs, once it is
// known.
struct Costs {
  double rpcs = 0;
  double cliniko = 0;
  double selects = 0;  // or other questions to Postgres
};

absl::StatusOr<Costs> CostsOf(const House& house, const BenchClinic& clinic,
                              const Question& question, std::size_t asked_for) {
  Post post = PostOf(clinic, question);
  Numbers numbers(question.own_call);
  ASSIGN_OR_RETURN(const auto calls, house.Calls());
  ASSIGN_OR_RETURN(const auto cliniko, house.ClinikoRequests());
  ASSIGN_OR_RETURN(const double selects, house.DatabaseAsks());
  ASSIGN_OR_RETURN(const HttpLoaded loaded,
                   Drive({.address = house.gateway(),
                          .connections = 4,
                          .duration = absl::Seconds(60),
                          .most = asked_for},
                         [&](std::size_t) { return post.Numbered(numbers.Next()); }));
  ASSIGN_OR_RETURN(const auto calls_after, house.Calls());
  ASSIGN_OR_RETURN(const auto cliniko_after, house.ClinikoRequests());
  ASSIGN_OR_RETURN(const double selects_after, house.DatabaseAsks());
  const double asked = std::max(1.0, static_cast<double>(loaded.answered));
  return Costs{.rpcs = (Sum(calls_after) - Sum(calls)) / asked,
               .cliniko = (Sum(cliniko_after) - Sum(cliniko)) / asked,
               .selects = (selects_after - selects) / asked};
}

// `bare` may be null: it is not measured.
absl::StatusOr<WarmRow> MeasureRow(const Question& question, int connections, const WarmPlan& plan,
                                   Side ours, Side floor, Side* bare) {
  RETURN_IF_ERROR(ours.WarmUp(connections));
  RETURN_IF_ERROR(floor.WarmUp(connections));
  if (bare != nullptr) RETURN_IF_ERROR(bare->WarmUp(connections));
  for (int round = 0; round < plan.rounds; ++round) {
    RETURN_IF_ERROR(ours.Closed(connections, plan.closed));
    RETURN_IF_ERROR(floor.Closed(connections, plan.closed));
    if (bare != nullptr) RETURN_IF_ERROR(bare->Closed(connections, plan.closed));
  }
  const double slower = std::min(ours.PerSecond(), floor.PerSecond());
  const double rate = std::max(1.0, slower * plan.load);
  for (int round = 0; round < plan.rounds; ++round) {
    RETURN_IF_ERROR(ours.Open(connections, plan.open / plan.rounds, rate));
    RETURN_IF_ERROR(floor.Open(connections, plan.open / plan.rounds, rate));
  }
  return WarmRow{.webhook = question.path,
                 .asks = question.asks,
                 .reads = question.reads,
                 .connections = connections,
                 .bare_http = bare == nullptr ? 0 : bare->PerSecond(),
                 .ours = ours.Result(),
                 .floor = floor.Result()};
}

}  // namespace

absl::StatusOr<std::vector<WarmRow>> MeasureWarm(House& house, const WarmPlan& plan,
                                                 Progress progress) {
  const BenchClinic& clinic = house.clinics().front();
  ASSIGN_OR_RETURN(const std::vector<Question> questions, TenWebhooks(house, clinic, 0));
  std::map<std::string, json> answers;
  for (const Question& question : questions) {
    ASSIGN_OR_RETURN(answers[question.path], house.Ask(clinic, question.path, question.body));
  }
  ASSIGN_OR_RETURN(
      const std::unique_ptr<FloorChain> floor,
      FloorChain::Start(house.options().programs, house.options().folder, house.layout(), answers));
  std::vector<WarmRow> rows;
  for (const Question& question : questions) {
    ASSIGN_OR_RETURN(const Costs costs, CostsOf(house, clinic, question, plan.counted));
    const int calls = static_cast<int>(std::clamp(std::round(costs.rpcs), 0.0, 9.0));
    const auto floor_with = [&](int hops) {
      return Side(floor->address(), FloorChain::PostOf(question, hops), question.own_call,
                  floor->pids(), /*database_pid=*/0);
    };
    for (const int connections : plan.connections) {
      Side bare = floor_with(0);
      ASSIGN_OR_RETURN(
          WarmRow row,
          MeasureRow(question, connections, plan,
                     Side(house.gateway(), PostOf(clinic, question), question.own_call,
                          house.pids(), house.database_pid()),
                     floor_with(calls), house.layout() == Layout::kOneProcess ? &bare : nullptr));
      row.layout = house.layout();
      row.rpcs = costs.rpcs;
      row.floor_rpcs = calls;
      row.cliniko = costs.cliniko;
      row.selects = costs.selects;
      progress(absl::StrFormat("%-14s %-30s %2d at a time: %6.0f/s, %3.0f %% of the floor",
                               NameOf(row.layout), row.webhook, connections, row.ours.per_second,
                               100 * row.RateRatio()));
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

}  // namespace frontdesk::bench
