#include "tests/bench/growth.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/status/status_macros.h"
#include "tests/bench/clinic_copies.h"
#include "tests/bench/http_load.h"
#include "tests/bench/post.h"
#include "tests/bench/process_use.h"
#include "tests/bench/webhooks.h"
#include "tests/bench/world.h"

namespace frontdesk::bench {
namespace {

// The sessions that are asked about, whatever there is of them, so that each is asked as often.
constexpr std::size_t kAskedSessions = 100;
constexpr std::size_t kFirstSession = 50'000'000;  // of those that are written
constexpr std::size_t kWarmUps = 4'000;            // of sessions

absl::StatusOr<Question> ReadOf(const House& house, const BenchClinic& clinic, const char* path) {
  ASSIGN_OR_RETURN(const std::vector<Question> questions, ReadsOf(house, clinic, 0));
  return *std::find_if(questions.begin(), questions.end(),
                       [&](const Question& question) { return question.path == path; });
}

absl::StatusOr<double> NumberOf(const House& house, const std::string& sql) {
  ASSIGN_OR_RETURN(const std::string text, house.Execute(sql));
  double number = 0;
  if (!absl::SimpleAtod(text, &number))
    return absl::InternalError(absl::StrCat("no number: ", sql));
  return number;
}

// Asks `warm_ups` questions, waits, and asks for as long as the plan says.
absl::StatusOr<GrowthRow> MeasureRow(const House& house, const GrowthPlan& plan,
                                     std::size_t warm_ups, const RequestOf& warm_up,
                                     const RequestOf& request) {
  const auto ask = [&](absl::Duration duration, std::size_t most,
                       const RequestOf& of) -> absl::StatusOr<HttpLoaded> {
    ASSIGN_OR_RETURN(HttpLoaded loaded, Drive({.address = house.gateway(),
                                               .connections = plan.connections,
                                               .duration = duration,
                                               .most = most},
                                              of));
    if (loaded.succeeded < loaded.answered || loaded.failed > 0) {
      return absl::InternalError(absl::StrCat("of ", loaded.answered, " answers ", loaded.succeeded,
                                              " succeeded, ", loaded.failed, " failed"));
    }
    return loaded;
  };
  const std::vector<pid_t> pids = house.pids();
  const pid_t database = house.database_pid();
  RETURN_IF_ERROR(ask(absl::Minutes(2), warm_ups, warm_up).status());
  absl::SleepFor(absl::Milliseconds(500));
  const absl::Duration idle_cpu = UseOf(pids).cpu;
  absl::SleepFor(plan.idle);
  const absl::Duration cpu = UseOf(pids).cpu;
  const absl::Duration database_cpu = UseOf(FamilyOf(database)).cpu;
  ASSIGN_OR_RETURN(const HttpLoaded loaded, ask(plan.measured, HttpLoad().most, request));
  GrowthRow row{.per_second = loaded.PerSecond(),
                .idle_cpu = absl::FDivDuration(cpu - idle_cpu, plan.idle)};
  const ProcessUse after = UseOf(pids);
  const double thousands = static_cast<double>(loaded.answered) / 1000;
  row.cpu_per_1000 =
      absl::ToDoubleSeconds(after.cpu - cpu - row.idle_cpu * loaded.took) / thousands;
  row.database_per_1000 =
      absl::ToDoubleSeconds(UseOf(FamilyOf(database)).cpu - database_cpu) / thousands;
  row.memory_mib = static_cast<double>(after.bytes) / (1 << 20);
  return row;
}

absl::StatusOr<std::vector<GrowthRow>> GrowClinics(House& house, const GrowthPlan& plan,
                                                   Progress progress) {
  std::vector<GrowthRow> rows;
  ClinicCopies copies(house);
  for (const std::size_t count : plan.clinics) {
    progress(absl::StrFormat("growing to %d clinics", count));
    RETURN_IF_ERROR(copies.GrowTo(count));
    RETURN_IF_ERROR(house.Start(Layout::kOneProcess));
    ASSIGN_OR_RETURN(Question question,
                     ReadOf(house, copies.clinics().front(), "/availability-checker"));
    std::vector<Post> posts;
    for (const BenchClinic& clinic : copies.clinics()) {
      question.body["dialedNumber"] = clinic.number;
      posts.push_back(PostOf(clinic, question));
    }
    RETURN_IF_ERROR(copies.Freshen());
    std::size_t number = 0;
    const RequestOf all = [&](std::size_t) {
      ++number;
      return posts[number % count].Numbered(number % kLiveCalls);
    };
    const RequestOf one = [&](std::size_t) { return posts[0].Numbered(++number % kLiveCalls); };
    for (const bool in_turn : {false, true}) {
      if (!in_turn && count == 1) continue;
      ASSIGN_OR_RETURN(GrowthRow row, MeasureRow(house, plan, std::max(count, kLiveCalls), all,
                                                 in_turn ? all : one));
      row.of = in_turn ? "clinics" : "clinics, of which one is asked";
      row.count = static_cast<double>(count);
      ASSIGN_OR_RETURN(row.database_bytes,
                       NumberOf(house, "SELECT pg_database_size(current_database())"));
      progress(absl::StrFormat("%d %s: %.0f/s, CPU %.3f, Postgres %.3f, %.0f MiB", count, row.of,
                               row.per_second, row.cpu_per_1000, row.database_per_1000,
                               row.memory_mib));
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

// Writes live sessions of a clinic, from the `from`-th to before the `to`-th, as a search left
// them.
absl::Status AddSessions(const House& house, std::size_t from, std::size_t to) {
  const std::string sql = absl::StrCat(
      "INSERT INTO session.session_rejected_slots (clinic_id, caller_phone, session_id, criteria, "
      "offered, refused, offered_at, business_id) SELECT '",
      house.clinics().front().id, "', '", PatientPhone(0, 0), "', 'conv_bench_' || (",
      kFirstSession,
      " + i), 'practitioners=1369107396034560012 types=1369104376135680006 "
      "businesses=1369102866186240003 from=2026-01-01', "
      "array['1369107396034560012/1369102866186240003/1795467600',"
      "'1369107396034560012/1369102866186240003/1795471200'], "
      "array['1369107396034560012/1369102866186240003/1795410000',"
      "'1369107396034560012/1369102866186240003/1795413600'], now(), '' FROM generate_series(",
      from, ", ", to, " - 1) i");
  RETURN_IF_ERROR(house.Execute(sql).status());
  return house.Execute("ANALYZE session.session_rejected_slots").status();
}

absl::StatusOr<std::vector<GrowthRow>> GrowSessions(House& house, const GrowthPlan& plan,
                                                    Progress progress) {
  std::vector<GrowthRow> rows;
  std::size_t there = 0;
  for (const std::size_t count : plan.sessions) {
    progress(absl::StrFormat("growing to %d live sessions", count));
    RETURN_IF_ERROR(AddSessions(house, there, count));
    there = count;
    ASSIGN_OR_RETURN(
        const double bytes,
        NumberOf(house, "SELECT pg_total_relation_size('session.session_rejected_slots')"));
    RETURN_IF_ERROR(house.Start(Layout::kOneProcess));
    ASSIGN_OR_RETURN(const Question question,
                     ReadOf(house, house.clinics().front(), "/find-next-available"));
    Post post = PostOf(house.clinics().front(), question);
    const std::size_t of = std::min(count, kAskedSessions);
    const std::size_t apart = count / of;
    std::size_t number = 0;
    const RequestOf asked = [&](std::size_t) {
      return post.Numbered(kFirstSession + ++number % of * apart);
    };
    const RequestOf every = [&](std::size_t n) { return post.Numbered(kFirstSession + n % count); };
    ASSIGN_OR_RETURN(GrowthRow row,
                     MeasureRow(house, plan, std::min(count, kWarmUps), every, asked));
    row.of = "sessions";
    row.count = static_cast<double>(count);
    row.database_bytes = bytes;
    progress(absl::StrFormat("%d sessions: %.0f/s, CPU %.3f, Postgres %.3f, %.0f MiB", count,
                             row.per_second, row.cpu_per_1000, row.database_per_1000,
                             row.memory_mib));
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

absl::StatusOr<std::vector<GrowthRow>> MeasureGrowth(House& house, const GrowthPlan& plan,
                                                     Progress progress) {
  // Sessions first: the clinics that are added would be known while they are measured.
  ASSIGN_OR_RETURN(std::vector<GrowthRow> rows, GrowSessions(house, plan, progress));
  ASSIGN_OR_RETURN(const std::vector<GrowthRow> clinics, GrowClinics(house, plan, progress));
  rows.insert(rows.end(), clinics.begin(), clinics.end());
  return rows;
}

}  // namespace frontdesk::bench
