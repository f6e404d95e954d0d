#include "tests/bench/report.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "tests/bench/goals.h"
#include "tests/bench/house.h"
#include "tests/bench/results.h"
#include "tests/bench/table.h"

namespace frontdesk::bench {
namespace {

constexpr absl::string_view kIntroduction = R"md(# Benchmarks

Written by `./dev bench`, which anybody can run; [tests/bench](../tests/bench/README.md) tells how it
measures. The same figures for machines: [benchmarks.json](benchmarks.json).

Everything runs on one machine and shares its processors: Frontdesk, Postgres, the Cliniko sandbox and
the driver that asks. So what counts is each figure's ratio to **the floor**, which was measured in the
same run, in turns with ours: a bare cpp-httplib server that parses the same question and prints the
same answer, with as many bare gRPC calls in between as ours makes, of messages of like sizes, in the
same layout. The floor looks nothing up, checks no key, logs nothing and asks no database.
)md";

constexpr absl::string_view kWarm = R"md(
## Warm

Everything that an answer needs is known. Requests a second are those of a closed loop: so many
connections, each asks again when it has its answer. Times are those of an open loop, counted from the
moment at which a request was due; both are asked as often, at half of the slower one's rate. CPU is in
seconds per 1000 requests, of all processes of Frontdesk, and of Postgres beside it. "calls" is the
number of calls a request makes between the parts, counted while they ran; the floor makes as many over
gRPC. "SQL" is how often a request asks Postgres: of the reads, /confirm-location and /find-next-available
keep in Postgres what the call has to remember. The floor asks none; "of floor + SQL" tells what we reach
of a floor that made as many of the bare SELECTs at the end of this page, worked out from both.
)md";

constexpr absl::string_view kOneProcess =
    R"md(The parts call each other's functions here; gRPC is for those who are elsewhere. The floor makes its
calls over gRPC's in-process channels, the usual way to join such parts, and "of bare HTTP" is what we
reach of a floor that makes no calls at all.

)md";

std::string SettingText(const Setting& s) {
  std::string text = absl::StrFormat("\n%s, commit %s, %d x %s, %.0f GiB", s.date, s.commit,
                                     s.processors, s.processor, s.memory_gib);
  for (const auto& [name, version] : s.versions) absl::StrAppend(&text, ", ", name, " ", version);
  absl::StrAppend(&text, absl::StrFormat("; it took %.0f seconds.", s.took_seconds));
  if (s.quick) absl::StrAppend(&text, " A quick run: short, and of a part of it all.");
  return text + "\n";
}

std::string GoalsText(const Results& results) {
  const std::vector<Goal> goals = GoalsOf(results);
  if (goals.empty()) return "";
  Table table({"what is to hold", "measured", ""}, /*texts=*/3);
  for (const Goal& goal : goals) {
    table.Add({goal.goal, goal.measured, goal.met ? "met" : "not met"});
  }
  return absl::StrCat("\n## What is to hold\n\n", table.Text());
}

std::string WarmText(const Results& results, Layout layout, int only_connections) {
  const bool one = layout == Layout::kOneProcess;
  std::vector<std::string> heads = {
      "webhook", "calls",  "at a time", "requests/s",  "of floor", "SQL",      "of floor + SQL",
      "p50 ms",  "p99 ms", "p99.9 ms",  "p99 / floor", "CPU",      "Postgres", "CPU / floor"};
  if (one) heads.push_back("of bare HTTP");
  Table table(heads, /*texts=*/1);
  bool any = false;
  for (const WarmRow& row : results.warm) {
    if (row.layout != layout) continue;
    if (only_connections > 0 && row.connections != only_connections) continue;
    any = true;
    std::vector<std::string> cells = {
        row.webhook,
        Number(row.rpcs),
        absl::StrCat(row.connections),
        Number(row.ours.per_second),
        Percent(row.RateRatio()),
        Number(row.selects),
        Percent(row.RateRatioWithSelects()),
        Number(row.ours.p50_ms),
        Number(row.ours.p99_ms),
        Number(row.ours.p999_ms),
        Number(row.P99Ratio()),
        Number(row.ours.cpu_per_1000),
        Number(row.ours.database_per_1000),
        Number(row.floor.cpu_per_1000 > 0 ? row.ours.cpu_per_1000 / row.floor.cpu_per_1000 : 0)};
    if (one) cells.push_back(Percent(row.RateRatioToBareHttp()));
    table.Add(std::move(cells));
  }
  if (!any) return "";
  return absl::StrCat("\n### ", NameOf(layout), "\n\n", one ? kOneProcess : "", table.Text());
}

std::string FloorText(const Results& results) {
  Table table({"layout", "of", "calls", "at a time", "requests/s", "p50 ms", "p99 ms", "CPU"},
              /*texts=*/2);
  for (const WarmRow& row : results.warm) {
    table.Add({NameOf(row.layout), row.webhook, absl::StrCat(row.floor_rpcs),
               absl::StrCat(row.connections), Number(row.floor.per_second),
               Number(row.floor.p50_ms), Number(row.floor.p99_ms), Number(row.floor.cpu_per_1000)});
  }
  std::string text = absl::StrCat("\n## The floor itself\n\n", table.Text());
  if (results.selects.empty()) return text;
  Table selects({"at a time", "SELECTs/s", "p50 ms", "p99 ms"}, /*texts=*/0);
  for (const SelectRow& row : results.selects) {
    selects.Add({absl::StrCat(row.connections), Number(row.per_second), Number(row.p50_ms),
                 Number(row.p99_ms)});
  }
  absl::StrAppend(&text, "\nOne row by its primary key over libpqxx:\n\n", selects.Text());
  return text;
}

std::string QuestionsText(const Results& results) {
  Table table({"webhook", "asked", "requests to Cliniko"}, /*texts=*/2);
  for (const WarmRow& row : results.warm) {
    if (row.layout != results.warm.front().layout ||
        row.connections != results.warm.front().connections) {
      continue;
    }
    table.Add({row.webhook, row.asks, Number(row.cliniko)});
  }
  return absl::StrCat("\nWhat was asked:\n\n", table.Text());
}

std::string ColdText(const Results& results) {
  if (results.cold.empty()) return "";
  Table table({"layout", "webhook", "Cliniko ms", "median ms", "beyond Cliniko ms", "longest ms",
               "requests to Cliniko", "samples"},
              /*texts=*/2);
  for (const ColdRow& row : results.cold) {
    table.Add({NameOf(row.layout), row.webhook, Number(row.cliniko_ms), Number(row.median_ms),
               Number(row.BeyondMs()), Number(row.longest_ms), Number(row.cliniko),
               absl::StrCat(row.samples)});
  }
  return absl::StrCat(
      "\n## Cold\n\nNothing is known of the free times, so Cliniko is asked, which takes so long "
      "for "
      "each request. One question after the other.\n\n",
      table.Text());
}

std::string BookingsText(const Results& results) {
  if (results.bookings.empty()) return "";
  Table table({"layout", "conflicts", "at a time", "bookings/s", "booked", "taken", "other",
               "p50 ms", "p99 ms", "requests to Cliniko"},
              /*texts=*/1);
  for (const BookingRow& row : results.bookings) {
    table.Add({NameOf(row.layout), Percent(row.conflicts), absl::StrCat(row.connections),
               Number(row.booked_per_second), absl::StrCat(row.booked), absl::StrCat(row.taken),
               absl::StrCat(row.other), Number(row.p50_ms), Number(row.p99_ms),
               Number(row.cliniko)});
  }
  std::string text = absl::StrCat(
      "\n## Bookings\n\nNew bookings for known patients, over several clinics. At 50 % every time "
      "is "
      "asked for twice at once, for two patients. Cliniko adds no time of its own.\n\n",
      table.Text());
  const RoundTrips& trips = results.round_trips;
  if (trips.bookings == 0) return text;
  Table statements({"statement", "a booking"}, /*texts=*/1);
  for (const auto& [statement, times] : trips.statements) {
    statements.Add({absl::StrCat("`", statement, "`"), Number(times)});
  }
  absl::StrAppend(&text, "\nOne booking asks Postgres ", Number(trips.per_booking),
                  " times (counted over ", trips.bookings, " bookings):\n\n", statements.Text());
  return text;
}

std::string GrowthText(const Results& results) {
  if (results.growth.empty()) return "";
  Table table({"of", "there are", "requests/s", "CPU", "Postgres", "CPU idle", "memory MiB",
               "database MiB"},
              /*texts=*/1);
  for (const GrowthRow& row : results.growth) {
    table.Add({row.of, absl::StrFormat("%.0f", row.count), Number(row.per_second),
               Number(row.cpu_per_1000), Number(row.database_per_1000), Number(row.idle_cpu),
               Number(row.memory_mib), Number(row.database_bytes / (1 << 20))});
  }
  return absl::StrCat(
      "\n## Growth\n\nWarm questions in turn of all clinics (`/availability-checker`), and of all "
      "live sessions (`/find-next-available`), in one process. CPU is in seconds per 1000 "
      "requests; "
      "idle, in seconds a second.\n\n",
      table.Text());
}

std::string StartText(const Results& results) {
  if (results.starts.empty() && results.memory.empty()) return "";
  std::string text = "\n## Start and memory\n\n";
  Table starts({"layout", "ready ms", "first answer ms"}, /*texts=*/1);
  for (const StartRow& row : results.starts) {
    starts.Add({NameOf(row.layout), Number(row.ready_ms), Number(row.answer_ms)});
  }
  if (!results.starts.empty()) absl::StrAppend(&text, starts.Text(), "\n");
  Table memory({"layout", "process", "resident MiB"}, /*texts=*/2);
  for (const MemoryRow& row : results.memory) {
    for (const auto& [process, mib] : row.mib) {
      memory.Add({NameOf(row.layout), process, Number(mib)});
    }
  }
  if (!results.memory.empty()) {
    absl::StrAppend(&text, "Once all webhooks have been asked:\n\n", memory.Text());
  }
  return text;
}

}  // namespace

std::string MarkdownOf(const Results& results) {
  std::string text = absl::StrCat(kIntroduction, SettingText(results.setting), GoalsText(results));
  if (!results.warm.empty()) {
    absl::StrAppend(&text, kWarm, WarmText(results, Layout::kOneProcess, 0),
                    WarmText(results, Layout::kFiveProcesses, 0), QuestionsText(results));
  }
  absl::StrAppend(&text, ColdText(results), BookingsText(results), GrowthText(results),
                  StartText(results));
  if (!results.warm.empty()) absl::StrAppend(&text, FloorText(results));
  return text;
}

std::string SummaryOf(const Results& results) {
  constexpr int kConnections = 8;
  return absl::StrCat(WarmText(results, Layout::kOneProcess, kConnections),
                      WarmText(results, Layout::kFiveProcesses, kConnections), ColdText(results),
                      BookingsText(results), GrowthText(results), StartText(results),
                      GoalsText(results), SettingText(results.setting));
}

}  // namespace frontdesk::bench
