#include "tests/bench/bookings.h"

#include <algorithm>
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
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/status/status_macros.h"
#include "tests/bench/counting_proxy.h"
#include "tests/bench/http_load.h"
#include "tests/bench/post.h"
#include "tests/bench/webhooks.h"
#include "tests/bench/world.h"

namespace frontdesk::bench {
namespace {

using nlohmann::json;

// A free time of a practitioner.
struct FreeTime {
  std::size_t clinic = 0;
  int practitioner = 0;
  json slot;
};

// Those of all clinics on a day, neighbours at different clinics, so that requests that come one
// after the other are of different ones, as they are.
absl::StatusOr<std::vector<FreeTime>> FreeTimesOf(const House& house, int day) {
  std::vector<std::vector<FreeTime>> of_clinic;
  for (std::size_t i = 0; i < house.clinics().size(); ++i) {
    const BenchClinic& clinic = house.clinics()[i];
    std::vector<FreeTime>& times = of_clinic.emplace_back();
    for (int p = 0; p < kBookable; ++p) {
      ASSIGN_OR_RETURN(const json answer, house.Ask(clinic, "/availability-checker",
                                                    TimesOf(clinic, BookablePractitioner(p), day)));
      if (!answer.value("requestedDateAvailable", false)) continue;
      for (const json& slot : answer.at("slot_details")) times.push_back({i, p, slot});
    }
  }
  std::vector<FreeTime> all;
  for (std::size_t nth = 0;; ++nth) {
    const std::size_t before = all.size();
    for (const auto& times : of_clinic) {
      if (nth < times.size()) all.push_back(times[nth]);
    }
    if (all.size() == before) return all;
  }
}

Post BookingPost(const House& house, const FreeTime& time, int patient) {
  const BenchClinic& clinic = house.clinics()[time.clinic];
  const json booking =
      BookingOf(clinic, time.slot, BookablePractitioner(time.practitioner), PatientName(patient),
                PatientPhone(static_cast<int>(time.clinic), patient));
  return Post("/appointment-handler", absl::StrCat("X-API-Key: ", clinic.key, "\r\n"),
              booking.dump());
}

double SumOf(const std::map<std::string, double>& counts) {
  double sum = 0;
  for (const auto& [name, count] : counts) sum += count;
  return sum;
}

// Whether patients can be found by number.
absl::Status AwaitPatients(const House& house) {
  const std::string sql = absl::StrCat("SELECT count(*) >= ", kPatients * house.clinics().size(),
                                       " FROM booking.patient_phones");
  for (const absl::Time end = absl::Now() + absl::Seconds(60); absl::Now() < end;) {
    ASSIGN_OR_RETURN(const std::string all, house.Execute(sql));
    if (all == "t") return absl::OkStatus();
    absl::SleepFor(absl::Milliseconds(100));
  }
  return absl::UnavailableError("the clinics' patients were not read within a minute");
}

void CountOutcome(const HttpReply& reply, BookingRow& row) {
  const json answer = json::parse(reply.body, nullptr, /*allow_exceptions=*/false);
  const std::string error = answer.is_object() ? answer.value("error", "") : "no answer";
  if (answer.is_object() && answer.value("success", false)) {
    ++row.booked;
  } else if (error == "slot_taken" || error == "time_not_available") {
    ++row.taken;
  } else {
    ++row.other;
  }
}

absl::StatusOr<BookingRow> MeasureRow(const House& house, const BookingPlan& plan, int day,
                                      bool conflicts) {
  ASSIGN_OR_RETURN(std::vector<FreeTime> times, FreeTimesOf(house, day));
  times.resize(std::min(times.size(), plan.times));
  std::vector<Post> posts;
  const std::size_t clinics = house.clinics().size();
  for (std::size_t i = 0; i < times.size(); ++i) {
    const int patient = static_cast<int>(i / clinics) % kPatients;
    posts.push_back(BookingPost(house, times[i], patient));
    if (conflicts) {
      posts.push_back(BookingPost(house, times[i], (patient + kPatients / 2) % kPatients));
    }
  }
  ASSIGN_OR_RETURN(const auto before, house.ClinikoRequests());
  BookingRow row{.layout = house.layout(),
                 .conflicts = conflicts ? 0.5 : 0,
                 .connections = plan.connections,
                 .asked = posts.size()};
  // A session of its own for each, also across rows.
  const std::size_t first = static_cast<std::size_t>(day) * 1'000'000;
  ASSIGN_OR_RETURN(const HttpLoaded loaded,
                   Drive(
                       {.address = house.gateway(),
                        .connections = plan.connections,
                        .duration = absl::Minutes(5),
                        .most = posts.size()},
                       [&](std::size_t n) { return posts[n].Numbered(first + n); },
                       [&](std::size_t, const HttpReply& reply) { CountOutcome(reply, row); }));
  ASSIGN_OR_RETURN(const auto after, house.ClinikoRequests());
  row.other += loaded.failed;
  row.booked_per_second = static_cast<double>(row.booked) / absl::ToDoubleSeconds(loaded.took);
  row.p50_ms = absl::ToDoubleMilliseconds(loaded.latencies.Percentile(0.5));
  row.p99_ms = absl::ToDoubleMilliseconds(loaded.latencies.Percentile(0.99));
  row.cliniko = (SumOf(after) - SumOf(before)) / static_cast<double>(posts.size());
  return row;
}

// Asks all clinics in turn, some times a second, for what FreeTimesOf has asked before.
absl::Status AskAgainFor(const House& house, absl::Duration duration, int day) {
  const absl::Time end = absl::Now() + duration;
  while (absl::Now() < end) {
    for (const BenchClinic& clinic : house.clinics()) {
      RETURN_IF_ERROR(
          house.Ask(clinic, "/availability-checker", TimesOf(clinic, BookablePractitioner(0), day))
              .status());
    }
    absl::SleepFor(absl::Milliseconds(50));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<BookingRow>> MeasureBookings(House& house, const BookingPlan& plan,
                                                        int day, Progress progress) {
  RETURN_IF_ERROR(AwaitPatients(house));
  std::vector<BookingRow> rows;
  for (const bool conflicts : {false, true}) {
    ASSIGN_OR_RETURN(BookingRow row, MeasureRow(house, plan, day++, conflicts));
    progress(
        absl::StrFormat("%-14s %3.0f %% conflicts: %4.0f bookings/s, %d booked, %d taken, %d other",
                        NameOf(row.layout), 100 * row.conflicts, row.booked_per_second, row.booked,
                        row.taken, row.other));
    rows.push_back(std::move(row));
  }
  return rows;
}

absl::StatusOr<RoundTrips> CountRoundTrips(House& house, const BookingPlan& plan, int day) {
  ASSIGN_OR_RETURN(const std::unique_ptr<CountingProxy> proxy,
                   CountingProxy::Start(house.options().database_url));
  RETURN_IF_ERROR(house.Start(Layout::kOneProcess, proxy->url()));
  ASSIGN_OR_RETURN(std::vector<FreeTime> times, FreeTimesOf(house, day));
  times.resize(std::min(times.size(), plan.counted));
  std::vector<Post> posts;
  for (const FreeTime& time : times) posts.push_back(BookingPost(house, time, 0));

  // What the questions set off has ended. Then what goes on by the clock while somebody calls: they
  // ask for times that are known, which needs no database.
  RETURN_IF_ERROR(AskAgainFor(house, plan.idle / 2, day));
  const auto idle = proxy->Counts();
  RETURN_IF_ERROR(AskAgainFor(house, plan.idle, day));
  const auto before = proxy->Counts();
  const std::size_t first = static_cast<std::size_t>(day) * 1'000'000;
  const absl::Time began = absl::Now();
  ASSIGN_OR_RETURN(const HttpLoaded loaded,
                   Drive({.address = house.gateway(),
                          .connections = 1,
                          .duration = absl::Minutes(1),
                          .most = posts.size()},
                         [&](std::size_t n) { return posts[n].Numbered(first + n); }));
  const double periods = absl::FDivDuration(absl::Now() - began, plan.idle);
  const auto after = proxy->Counts();
  house.Stop();
  if (loaded.succeeded != posts.size()) {
    return absl::InternalError(absl::StrCat("booked ", loaded.succeeded, " of ", posts.size()));
  }

  const auto in = [](const std::map<std::string, double>& counts, const std::string& statement) {
    const auto found = counts.find(statement);
    return found == counts.end() ? 0 : found->second;
  };
  RoundTrips trips{.bookings = posts.size()};
  for (const auto& [statement, count] : after) {
    const double anyway = (in(before, statement) - in(idle, statement)) * periods;
    const double each =
        (count - in(before, statement) - anyway) / static_cast<double>(posts.size());
    if (each < 0.1) continue;  // a turn of what goes on anyway that happened to fall in here
    trips.statements.emplace_back(statement, each);
    trips.per_booking += each;
  }
  std::sort(trips.statements.begin(), trips.statements.end(),
            [](const auto& a, const auto& b) { return a.second > b.second; });
  return trips;
}

}  // namespace frontdesk::bench
