#include "services/schedule_cache/probe/probe_store.h"

#include <optional>
#include <pqxx/result>
#include <pqxx/transaction>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/transaction.h"
#include "libs/postgres/values.h"
#include "libs/status/status_macros.h"
#include "services/schedule_cache/probe/probed_day.h"

namespace frontdesk {
namespace {

constexpr char kSelectUnfinished[] =
    "SELECT run_id::text, practitioner_id, business_id, full_scan, first_day::text, last_day::text "
    "FROM schedule_cache.probe_runs WHERE clinic_id = $1::uuid AND finished_at IS NULL";
constexpr char kForgetRun[] = "DELETE FROM schedule_cache.probe_runs WHERE clinic_id = $1::uuid";
constexpr char kInsertRun[] =
    "INSERT INTO schedule_cache.probe_runs (run_id, clinic_id, practitioner_id, business_id, "
    "full_scan, first_day, last_day) VALUES ($1::uuid, $2::uuid, $3, $4, $5, $6::date, $7::date)";
constexpr char kInsertPlace[] =
    "INSERT INTO schedule_cache.probe_pairs (run_id, practitioner_id, business_id, "
    "appointment_type_id, next_day, state) VALUES ($1::uuid, $2, $3, $4, $5::date, 'open')";
constexpr char kSelectPlaces[] =
    "SELECT practitioner_id, business_id, appointment_type_id, next_day::text, state "
    "FROM schedule_cache.probe_pairs WHERE run_id = $1::uuid ORDER BY 1, 2";
constexpr char kUpdatePlace[] =
    "UPDATE schedule_cache.probe_pairs SET appointment_type_id = $4, next_day = $5::date, "
    "state = $6 WHERE run_id = $1::uuid AND practitioner_id = $2 AND business_id = $3";
constexpr char kUpsertDays[] =
    "INSERT INTO schedule_cache.probe_days (run_id, practitioner_id, business_id, day, "
    "earliest_minute, latest_minute, closes_minute) "
    "SELECT $1::uuid, $2, $3, r.* FROM unnest($4::date[], $5::smallint[], $6::smallint[], "
    "$7::smallint[]) AS r ON CONFLICT (run_id, practitioner_id, business_id, day) DO UPDATE SET "
    "earliest_minute = excluded.earliest_minute, latest_minute = excluded.latest_minute, "
    "closes_minute = excluded.closes_minute";
constexpr char kSelectDays[] =
    "SELECT practitioner_id, business_id, day::text, earliest_minute, latest_minute, closes_minute "
    "FROM schedule_cache.probe_days WHERE run_id = $1::uuid ORDER BY 1, 2, 3";
constexpr char kFinish[] =
    "UPDATE schedule_cache.probe_runs SET finished_at = now() WHERE run_id = $1::uuid";

absl::string_view StateText(PlaceState state) {
  switch (state) {
    case PlaceState::kOpen:
      return "open";
    case PlaceState::kDone:
      return "done";
    case PlaceState::kNotBookable:
      return "not_bookable";
  }
  return "open";
}

PlaceState StateOf(absl::string_view text) {
  if (text == "done") return PlaceState::kDone;
  return text == "not_bookable" ? PlaceState::kNotBookable : PlaceState::kOpen;
}

// By hand, since ToArray has no null. Dates and numbers need no quotes.
std::string Array(const std::vector<std::string>& plain) {
  return absl::StrCat("{", absl::StrJoin(plain, ","), "}");
}

void SaveDays(pqxx::work& txn, const std::string& run, const Workplace& place,
              const std::vector<ProbedDay>& days) {
  std::vector<std::string> dates;
  std::vector<std::string> earliest;
  std::vector<std::string> latest;
  std::vector<std::string> closes;
  const auto add = [](std::vector<std::string>& column, bool found, int minute) {
    column.push_back(found ? absl::StrCat(minute) : "NULL");
  };
  for (const ProbedDay& day : days) {
    const FoundTimes found = day.found.value_or(FoundTimes());
    dates.push_back(ToDate(day.day));
    add(earliest, day.found.has_value(), found.earliest_minute);
    add(latest, day.found.has_value(), found.latest_minute);
    add(closes, day.found.has_value(), found.closes_minute);
  }
  txn.exec_params0(kUpsertDays, run, place.practitioner.value(), place.business.value(),
                   Array(dates), Array(earliest), Array(latest), Array(closes));
}

}  // namespace

absl::StatusOr<std::optional<ProbeRun>> ProbeStore::FindUnfinished(const ClinicId& clinic,
                                                                   absl::Time deadline) {
  return InTransaction(
      pool_, deadline, [&](pqxx::work& txn) -> absl::StatusOr<std::optional<ProbeRun>> {
        const pqxx::result found = txn.exec_params(kSelectUnfinished, clinic.value());
        if (found.empty()) return std::optional<ProbeRun>();
        const pqxx::row row = found[0];
        ProbeRun run = {.id = row[0].as<std::string>(),
                        .scope = {.practitioner = PractitionerId(row[1].as<std::string>()),
                                  .business = BusinessId(row[2].as<std::string>()),
                                  .full_scan = row[3].as<bool>()}};
        ASSIGN_OR_RETURN(run.first_day, FromDate(row[4].as<std::string>()));
        ASSIGN_OR_RETURN(run.last_day, FromDate(row[5].as<std::string>()));
        return std::optional<ProbeRun>(run);
      });
}

absl::StatusOr<ProbeRun> ProbeStore::Begin(const ClinicId& clinic, const ProbeScope& scope,
                                           absl::CivilDay first_day, absl::CivilDay last_day,
                                           const std::vector<PlaceProgress>& places,
                                           absl::Time deadline) {
  const ProbeRun run = {
      .id = NewUuid(), .scope = scope, .first_day = first_day, .last_day = last_day};
  RETURN_IF_ERROR(InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::Status {
    txn.exec_params0(kForgetRun, clinic.value());
    txn.exec_params0(kInsertRun, run.id, clinic.value(), scope.practitioner.value(),
                     scope.business.value(), scope.full_scan, ToDate(first_day), ToDate(last_day));
    for (const PlaceProgress& each : places) {
      txn.exec_params0(kInsertPlace, run.id, each.place.practitioner.value(),
                       each.place.business.value(), each.appointment_type.value(),
                       ToDate(each.next_day));
    }
    return absl::OkStatus();
  }));
  return run;
}

absl::StatusOr<std::vector<PlaceProgress>> ProbeStore::LoadPlaces(const std::string& run,
                                                                  absl::Time deadline) {
  return InTransaction(pool_, deadline,
                       [&](pqxx::work& txn) -> absl::StatusOr<std::vector<PlaceProgress>> {
                         std::vector<PlaceProgress> places;
                         for (const pqxx::row& row : txn.exec_params(kSelectPlaces, run)) {
                           PlaceProgress& each = places.emplace_back();
                           each.place = {.practitioner = PractitionerId(row[0].as<std::string>()),
                                         .business = BusinessId(row[1].as<std::string>())};
                           each.appointment_type = AppointmentTypeId(row[2].as<std::string>());
                           ASSIGN_OR_RETURN(each.next_day, FromDate(row[3].as<std::string>()));
                           each.state = StateOf(row[4].as<std::string>());
                         }
                         return places;
                       });
}

absl::Status ProbeStore::Save(const std::string& run, const std::vector<ProbedDay>& days,
                              const PlaceProgress& progress, absl::Time deadline) {
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::Status {
    const Workplace& place = progress.place;
    const pqxx::result updated =
        txn.exec_params(kUpdatePlace, run, place.practitioner.value(), place.business.value(),
                        progress.appointment_type.value(), ToDate(progress.next_day),
                        std::string(StateText(progress.state)));
    if (updated.affected_rows() != 1) {
      return absl::AbortedError("another probe of this clinic has begun meanwhile");
    }
    if (!days.empty()) SaveDays(txn, run, place, days);
    return absl::OkStatus();
  });
}

absl::StatusOr<std::vector<ProbedDay>> ProbeStore::LoadDays(const std::string& run,
                                                            absl::Time deadline) {
  return InTransaction(pool_, deadline,
                       [&](pqxx::work& txn) -> absl::StatusOr<std::vector<ProbedDay>> {
                         std::vector<ProbedDay> days;
                         for (const pqxx::row& row : txn.exec_params(kSelectDays, run)) {
                           ProbedDay& day = days.emplace_back();
                           day.place = {.practitioner = PractitionerId(row[0].as<std::string>()),
                                        .business = BusinessId(row[1].as<std::string>())};
                           ASSIGN_OR_RETURN(day.day, FromDate(row[2].as<std::string>()));
                           if (row[3].is_null()) continue;
                           day.found = {.earliest_minute = row[3].as<int>(),
                                        .latest_minute = row[4].as<int>(),
                                        .closes_minute = row[5].as<int>()};
                         }
                         return days;
                       });
}

absl::Status ProbeStore::Finish(const std::string& run, absl::Time deadline) {
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::Status {
    txn.exec_params0(kFinish, run);
    return absl::OkStatus();
  });
}

}  // namespace frontdesk
