#include "tests/bench/cold.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/status/status_macros.h"
#include "tests/bench/http_load.h"
#include "tests/bench/post.h"
#include "tests/bench/webhooks.h"
#include "tests/bench/world.h"

namespace frontdesk::bench {
namespace {

// What is forgotten in Postgres is forgotten in memory a quarter of a second later at most.
constexpr absl::Duration kForgotten = absl::Milliseconds(600);
// Each of them needs one round trip to Cliniko, with one request or several beside each other.
constexpr const char* kColdWebhooks[] = {"/availability-checker", "/find-next-available",
                                         "/get-available-practitioners"};

absl::Status Forget(const House& house) {
  RETURN_IF_ERROR(house
                      .Execute("DELETE FROM schedule_cache.slot_cache; "
                               "INSERT INTO schedule_cache.slot_drops (clinic_id, practitioner_id) "
                               "SELECT clinic_id, '' FROM schedule_cache.clinics")
                      .status());
  absl::SleepFor(kForgotten);
  return absl::OkStatus();
}

// The question of each clinic. The directory is known by then.
absl::StatusOr<std::vector<Post>> PostsOf(const House& house, const std::string& webhook) {
  std::vector<Post> posts;
  for (std::size_t i = 0; i < house.clinics().size(); ++i) {
    const BenchClinic& clinic = house.clinics()[i];
    ASSIGN_OR_RETURN(const std::vector<Question> questions,
                     ReadsOf(house, clinic, static_cast<int>(i)));
    for (const Question& question : questions) {
      if (question.path == webhook) posts.push_back(PostOf(clinic, question));
    }
  }
  return posts;
}

absl::StatusOr<double> SlotRequests(const House& house) {
  ASSIGN_OR_RETURN(const auto requests, house.ClinikoRequests());
  double sum = 0;
  for (const auto& [route, count] : requests) {
    // Syncs go on meanwhile.
    if (absl::StrContains(route, "available_time")) sum += count;
  }
  return sum;
}

absl::StatusOr<ColdRow> MeasureRow(const House& house, const std::string& webhook,
                                   absl::Duration cliniko, int rounds) {
  ASSIGN_OR_RETURN(std::vector<Post> posts, PostsOf(house, webhook));
  Latencies latencies;
  double requests = 0;
  std::size_t number = 0;
  for (int round = 0; round < rounds; ++round) {
    RETURN_IF_ERROR(Forget(house));
    RETURN_IF_ERROR(house.SlowClinikoBy(cliniko));
    ASSIGN_OR_RETURN(const double before, SlotRequests(house));
    ASSIGN_OR_RETURN(const HttpLoaded loaded,
                     Drive({.address = house.gateway(),
                            .connections = 1,
                            .duration = absl::Minutes(2),
                            .most = posts.size()},
                           [&](std::size_t n) { return posts[n].Numbered(++number); }));
    ASSIGN_OR_RETURN(const double after, SlotRequests(house));
    RETURN_IF_ERROR(house.SlowClinikoBy(absl::ZeroDuration()));
    if (loaded.succeeded != posts.size()) {
      return absl::InternalError(absl::StrCat(webhook, " succeeded ", loaded.succeeded, " of ",
                                              posts.size(), " times cold"));
    }
    latencies.Add(loaded.latencies);
    requests += after - before;
  }
  return ColdRow{.layout = house.layout(),
                 .webhook = webhook,
                 .cliniko_ms = absl::ToDoubleMilliseconds(cliniko),
                 .samples = latencies.size(),
                 .median_ms = absl::ToDoubleMilliseconds(latencies.Percentile(0.5)),
                 .longest_ms = absl::ToDoubleMilliseconds(latencies.Percentile(1)),
                 .cliniko = requests / static_cast<double>(latencies.size())};
}

}  // namespace

absl::StatusOr<std::vector<ColdRow>> MeasureCold(House& house, const ColdPlan& plan,
                                                 Progress progress) {
  std::vector<ColdRow> rows;
  for (const char* webhook : kColdWebhooks) {
    for (const absl::Duration cliniko : plan.cliniko) {
      ASSIGN_OR_RETURN(ColdRow row, MeasureRow(house, webhook, cliniko, plan.rounds));
      progress(absl::StrFormat(
          "%-14s %-30s cold, Cliniko at %3.0f ms: median %5.1f ms, %.1f "
          "requests to it",
          NameOf(row.layout), row.webhook, row.cliniko_ms, row.median_ms, row.cliniko));
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

}  // namespace frontdesk::bench
