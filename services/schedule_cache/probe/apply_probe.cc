#include "services/schedule_cache/probe/apply_probe.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <pqxx/result>
#include <pqxx/transaction>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/transaction.h"
#include "libs/postgres/values.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"
#include "services/schedule_cache/probe/kept_breaks.h"
#include "services/schedule_cache/probe/probed_day.h"
#include "services/schedule_cache/probe/probed_hours.h"

namespace frontdesk {
namespace {

// The same lock as that of a directory's replacement: the two come one after the other.
constexpr char kLockClinic[] =
    "SELECT FROM schedule_cache.clinics WHERE clinic_id = $1::uuid AND active FOR NO KEY UPDATE";
constexpr char kSelectRows[] =
    "SELECT day_of_week, extract(epoch FROM start_time)::integer / 60, "
    "extract(epoch FROM end_time)::integer / 60, effective_from::text, effective_until::text, "
    "source FROM schedule_cache.practitioner_schedules WHERE clinic_id = $1::uuid "
    "AND practitioner_id = $2 AND business_id = $3 ORDER BY 1, 4, 2";
constexpr char kHasPlace[] =
    "SELECT FROM schedule_cache.practitioners p, schedule_cache.businesses b "
    "WHERE p.clinic_id = $1::uuid AND p.practitioner_id = $2 AND b.clinic_id = $1::uuid "
    "AND b.business_id = $3";
constexpr char kDropRows[] =
    "DELETE FROM schedule_cache.practitioner_schedules WHERE clinic_id = $1::uuid "
    "AND practitioner_id = $2 AND business_id = $3 AND source = $4";
// Where Cliniko has a row of the same day and hour, that one is enough.
constexpr char kAddRow[] =
    "INSERT INTO schedule_cache.practitioner_schedules (clinic_id, practitioner_id, business_id, "
    "day_of_week, start_time, end_time, effective_from, effective_until, source) "
    "VALUES ($1::uuid, $2, $3, $4, $5::time, $6::time, $7::date, $8::date, 'probe') "
    "ON CONFLICT DO NOTHING";
constexpr char kBumpVersion[] =
    "UPDATE schedule_cache.clinics SET directory_version = directory_version + 1, "
    "updated_at = now() WHERE clinic_id = $1::uuid";

// "17:05"; 1440 is "24:00".
std::string ToTime(int minute) { return absl::StrFormat("%02d:%02d", minute / 60, minute % 60); }

// What the table has of one workplace.
struct StoredRows {
  std::vector<WorkingHours> probe;
  std::vector<WorkingHours> manual;
  std::vector<WorkingHours> cliniko;  // weekly hours and blocks
  std::vector<WorkingHours> weekly;   // of these, those of every week
};

class Applying {
 public:
  Applying(pqxx::work& txn, const ClinicId& clinic, const ApplyOptions& options)
      : txn_(txn), clinic_(clinic.value()), options_(options) {}

  bool changed() const { return changed_; }

  absl::StatusOr<PlaceReport> Apply(const std::vector<ProbedDay>& days) {
    const Workplace& place = days.front().place;
    PlaceReport report = {.place = place};
    // It may have left the directory since the probe began.
    if (txn_.exec_params(kHasPlace, clinic_, place.practitioner.value(), place.business.value())
            .empty()) {
      return report;
    }
    ASSIGN_OR_RETURN(const StoredRows stored, Load(place));
    ProbedHours hours = HoursOf(days, options_.sampled);
    hours.rows = KeepBreaks(hours.rows, KnownBreaks(stored));
    Compare(stored, days, report);
    report.rows = static_cast<int>(stored.probe.size());
    if (hours.rows.empty()) return report;
    if (!stored.manual.empty() && !options_.overwrite_manual) {
      report.outcome = PlaceOutcome::kKeptManual;
      return report;
    }
    // With the first rows of a place, its other days count as days off.
    const bool unknown = stored.weekly.empty() && stored.probe.empty();
    if (unknown && !hours.undecided.empty()) {
      report.outcome = PlaceOutcome::kTooLittle;
      return report;
    }
    const std::vector<WorkingHours> rows =
        MergeProbed(stored.probe, hours, options_.first_day, options_.last_day);
    report.rows = static_cast<int>(rows.size());
    report.replaced_rows = static_cast<int>(stored.manual.size());
    const bool same = rows == stored.probe && stored.manual.empty();
    report.outcome = same ? PlaceOutcome::kUnchanged : PlaceOutcome::kWritten;
    if (!same) Write(place, rows);
    return report;
  }

 private:
  absl::StatusOr<StoredRows> Load(const Workplace& place) {
    StoredRows stored;
    for (const pqxx::row& row : txn_.exec_params(kSelectRows, clinic_, place.practitioner.value(),
                                                 place.business.value())) {
      WorkingHours hours = {.practitioner = place.practitioner,
                            .business = place.business,
                            .day_of_week = row[0].as<int>(),
                            .opens_minute = row[1].as<int>(),
                            .closes_minute = row[2].as<int>()};
      ASSIGN_OR_RETURN(hours.effective_from, FromDate(row[3].as<std::string>()));
      if (!row[4].is_null()) {
        ASSIGN_OR_RETURN(hours.effective_until, FromDate(row[4].as<std::string>()));
      }
      const std::string source = row[5].as<std::string>();
      if (source == "weekly") stored.weekly.push_back(hours);
      (source == "probe"    ? stored.probe
       : source == "manual" ? stored.manual
                            : stored.cliniko)
          .push_back(hours);
    }
    return stored;
  }

  // The rows whose breaks a probe keeps: Cliniko's, else what was written before.
  static std::vector<WorkingHours> KnownBreaks(const StoredRows& stored) {
    if (!stored.weekly.empty()) return stored.weekly;
    std::vector<WorkingHours> known = stored.probe;
    known.insert(known.end(), stored.manual.begin(), stored.manual.end());
    return known;
  }

  // Weekdays on which the free times and the rows of others do not agree.
  static void Compare(const StoredRows& stored, const std::vector<ProbedDay>& days,
                      PlaceReport& report) {
    Directory others;
    others.working_hours = stored.cliniko;
    others.working_hours.insert(others.working_hours.end(), stored.manual.begin(),
                                stored.manual.end());
    std::set<int> found;
    std::set<int> worked;
    for (const ProbedDay& day : days) {
      const int day_of_week = (static_cast<int>(absl::GetWeekday(day.day)) + 1) % 7;
      const std::optional<bool> works =
          others.WorksOn(day.place.practitioner, day.place.business, day.day);
      if (day.found.has_value()) found.insert(day_of_week);
      if (works.value_or(false)) worked.insert(day_of_week);
      if (day.found.has_value() && works.has_value() && !*works) {
        report.surprise.insert(day_of_week);
      }
    }
    std::ranges::set_difference(worked, found, std::inserter(report.silent, report.silent.end()));
  }

  void Write(const Workplace& place, const std::vector<WorkingHours>& rows) {
    changed_ = true;
    for (const char* source : {"probe", "manual"}) {
      txn_.exec_params0(kDropRows, clinic_, place.practitioner.value(), place.business.value(),
                        source);
    }
    for (const WorkingHours& row : rows) {
      const std::optional<std::string> until = row.effective_until.has_value()
                                                   ? std::optional(ToDate(*row.effective_until))
                                                   : std::nullopt;
      txn_.exec_params0(kAddRow, clinic_, place.practitioner.value(), place.business.value(),
                        row.day_of_week, ToTime(row.opens_minute), ToTime(row.closes_minute),
                        ToDate(row.effective_from), OrNull(until));
    }
  }

  pqxx::work& txn_;
  const std::string clinic_;
  const ApplyOptions& options_;
  bool changed_ = false;
};

}  // namespace

absl::StatusOr<std::vector<PlaceReport>> ApplyProbe(PostgresPool& pool, const ClinicId& clinic,
                                                    const std::vector<ProbedDay>& days,
                                                    const ApplyOptions& options,
                                                    absl::Time deadline) {
  return InTransaction(
      pool, deadline, [&](pqxx::work& txn) -> absl::StatusOr<std::vector<PlaceReport>> {
        if (txn.exec_params(kLockClinic, clinic.value()).empty()) {
          return MakeError(DomainError::kClinicNotFound, clinic.value());
        }
        Applying applying(txn, clinic, options);
        std::vector<PlaceReport> reports;
        for (auto begin = days.begin(); begin != days.end();) {
          const auto end = std::find_if(
              begin, days.end(), [&](const ProbedDay& day) { return day.place != begin->place; });
          ASSIGN_OR_RETURN(reports.emplace_back(), applying.Apply({begin, end}));
          begin = end;
        }
        if (applying.changed()) txn.exec_params0(kBumpVersion, clinic.value());
        return reports;
      });
}

}  // namespace frontdesk
