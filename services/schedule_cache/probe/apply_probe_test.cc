#include "services/schedule_cache/probe/apply_probe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/clinics/registered_clinic.h"
#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/status_matchers.h"
#include "services/schedule_cache/directory/directory_snapshot.h"
#include "services/schedule_cache/directory/postgres_directory_store.h"
#include "services/schedule_cache/directory/working_hours.h"
#include "services/schedule_cache/probe/probed_day.h"

namespace frontdesk {
namespace {

using ::frontdesk::test::IsOk;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

const absl::CivilDay kMonday(2027, 3, 1);
const Workplace kPlace = {PractitionerId("21"), BusinessId("11")};

class ApplyProbeTest : public ::testing::Test {
 protected:
  ApplyProbeTest() {
    test::Register(pool_, clinic_, test::TestKeyring());
    Sync();
  }

  static absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

  // With weekly hours on Mondays and Tuesdays, or none.
  void Sync(bool weekly = false) {
    DirectorySnapshot snapshot = {
        .businesses = {{.id = kPlace.business, .name = "City", .primary = true}},
        .practitioners = {{.id = kPlace.practitioner, .first_name = "Ada"}}};
    for (const int day_of_week : {1, 2}) {
      if (!weekly) break;
      snapshot.weekly_hours.push_back({.practitioner = kPlace.practitioner,
                                       .business = kPlace.business,
                                       .day_of_week = day_of_week,
                                       .opens_minute = 480,
                                       .closes_minute = 1080,
                                       .effective_from = kAlways});
    }
    ASSERT_THAT(PostgresDirectoryStore(pool_).Replace(clinic_.id, snapshot, absl::Now(), Soon()),
                IsOk());
  }

  void AddManual(int day_of_week) {
    database_.Execute(absl::StrCat(
        "INSERT INTO schedule_cache.practitioner_schedules (clinic_id, practitioner_id, "
        "business_id, day_of_week, start_time, end_time, effective_from, source) VALUES ('",
        clinic_.id.value(), "', '21', '11', ", day_of_week,
        ", '10:00', '12:00', '2026-01-01', 'manual')"));
  }

  // Free from 9 to 17 on the weekdays that are told.
  static std::vector<ProbedDay> Days(int weeks, const std::function<bool(int)>& free) {
    std::vector<ProbedDay> days;
    for (int i = 0; i < weeks * 7; ++i) {
      ProbedDay& day = days.emplace_back(ProbedDay{.place = kPlace, .day = kMonday + i});
      if (!free((i + 1) % 7)) continue;
      day.found = {.earliest_minute = 540, .latest_minute = 990, .closes_minute = 1020};
    }
    return days;
  }
  static std::vector<ProbedDay> MondaysAndFridays(int weeks) {
    return Days(weeks, [](int day_of_week) { return day_of_week == 1 || day_of_week == 5; });
  }

  PlaceReport Apply(const std::vector<ProbedDay>& days, bool overwrite_manual = false) {
    const absl::StatusOr<std::vector<PlaceReport>> reports =
        ApplyProbe(pool_, clinic_.id, days,
                   {.first_day = days.front().day,
                    .last_day = days.back().day,
                    .overwrite_manual = overwrite_manual},
                   Soon());
    EXPECT_THAT(reports, IsOk());
    if (!reports.ok() || reports->size() != 1) return {};
    return reports->front();
  }

  // "weekday start-end from..until source", by weekday and source.
  std::string Rows() {
    return database_.Execute(
        "SELECT string_agg(concat(day_of_week, ' ', start_time, '-', end_time, ' ', "
        "effective_from, '..', effective_until, ' ', source), ', ' ORDER BY day_of_week, source) "
        "FROM schedule_cache.practitioner_schedules");
  }
  std::string Version() {
    return database_.Execute("SELECT directory_version FROM schedule_cache.clinics");
  }

  test::ScratchDatabase database_;
  PostgresPool pool_{{.url = database_.UrlAs("frontdesk_operator"), .size = 2}};
  const NewClinic clinic_ = test::ANewClinic();
};

TEST_F(ApplyProbeTest, WritesWhatWasFoundAndTellsReplicasOnce) {
  const std::string before = Version();
  const PlaceReport report = Apply(MondaysAndFridays(12));

  EXPECT_EQ(report.outcome, PlaceOutcome::kWritten);
  EXPECT_EQ(report.rows, 2);
  EXPECT_EQ(Rows(),
            "1 09:00:00-17:00:00 2027-03-01.. probe, 5 09:00:00-17:00:00 2027-03-05.. probe");
  const std::string after = Version();
  EXPECT_NE(after, before);

  EXPECT_EQ(Apply(MondaysAndFridays(12)).outcome, PlaceOutcome::kUnchanged);
  EXPECT_EQ(Version(), after);
}

TEST_F(ApplyProbeTest, IsNotWipedByTheNextSync) {
  Apply(MondaysAndFridays(12));
  const std::string rows = Rows();
  Sync();
  EXPECT_EQ(Rows(), rows);
  Sync(/*weekly=*/true);
  Sync();
  EXPECT_EQ(Rows(), rows);
}

TEST_F(ApplyProbeTest, LeavesWeeklyHoursOfClinikoBesideItsOwnAndTellsWhereTheyDiffer) {
  Sync(/*weekly=*/true);
  const PlaceReport report = Apply(MondaysAndFridays(2));

  EXPECT_EQ(report.outcome, PlaceOutcome::kWritten);
  EXPECT_THAT(report.surprise, ElementsAre(5));
  EXPECT_THAT(report.silent, ElementsAre(2));  // Tuesdays may be booked out: they stay
  EXPECT_EQ(Rows(),
            "1 09:00:00-17:00:00 2027-03-01.. probe, 1 08:00:00-18:00:00 1970-01-01.. weekly, "
            "2 08:00:00-18:00:00 1970-01-01.. weekly, 5 09:00:00-17:00:00 2027-03-05.. probe");
}

TEST_F(ApplyProbeTest, KeepsTheLunchBreakThatClinikoKnows) {
  Sync(/*weekly=*/true);
  database_.Execute(
      "UPDATE schedule_cache.practitioner_schedules SET end_time = '12:30' WHERE day_of_week = 1;"
      "INSERT INTO schedule_cache.practitioner_schedules (clinic_id, practitioner_id, business_id, "
      "day_of_week, start_time, end_time, effective_from, source) SELECT clinic_id, "
      "practitioner_id, business_id, 1, '13:15', '18:00', effective_from, source "
      "FROM schedule_cache.practitioner_schedules WHERE day_of_week = 1");
  Apply(Days(2, [](int day_of_week) { return day_of_week == 1; }));

  EXPECT_EQ(database_.Execute(
                "SELECT string_agg(concat(start_time, '-', end_time), ', ' ORDER BY start_time) "
                "FROM schedule_cache.practitioner_schedules WHERE source = 'probe'"),
            "09:00:00-12:30:00, 13:15:00-17:00:00");
}

TEST_F(ApplyProbeTest, KeepsHoursMadeByHandUnlessToldOtherwise) {
  AddManual(3);
  const std::string rows = Rows();
  const PlaceReport kept = Apply(MondaysAndFridays(12));
  EXPECT_EQ(kept.outcome, PlaceOutcome::kKeptManual);
  EXPECT_THAT(kept.surprise, UnorderedElementsAre(1, 5));
  EXPECT_EQ(Rows(), rows);

  const PlaceReport overwritten = Apply(MondaysAndFridays(12), /*overwrite_manual=*/true);
  EXPECT_EQ(overwritten.outcome, PlaceOutcome::kWritten);
  EXPECT_EQ(overwritten.replaced_rows, 1);
  EXPECT_EQ(Rows(),
            "1 09:00:00-17:00:00 2027-03-01.. probe, 5 09:00:00-17:00:00 2027-03-05.. probe");
}

TEST_F(ApplyProbeTest, KeepsHoursMadeByHandWhereNothingWasFound) {
  AddManual(3);
  const std::string rows = Rows();

  EXPECT_EQ(Apply(Days(52, [](int) { return false; }), true).outcome, PlaceOutcome::kNothing);
  EXPECT_EQ(Rows(), rows);
}

// A place with rows for some days is taken as closed on all others.
TEST_F(ApplyProbeTest, LeavesAPlaceUnknownWhereTooLittleWasSeen) {
  EXPECT_EQ(Apply(MondaysAndFridays(3)).outcome, PlaceOutcome::kTooLittle);
  EXPECT_EQ(Rows(), "");
}

TEST_F(ApplyProbeTest, AddsToWhatAnEarlierProbeFoundWhenItSeesLess) {
  Apply(MondaysAndFridays(12));
  // One week in which all Fridays are booked.
  Apply(Days(1, [](int day_of_week) { return day_of_week == 1; }));

  EXPECT_EQ(Rows(),
            "1 09:00:00-17:00:00 2027-03-01.. probe, 5 09:00:00-17:00:00 2027-03-05.. probe");
}

TEST_F(ApplyProbeTest, FailsForAClinicThatIsNotThere) {
  EXPECT_FALSE(ApplyProbe(pool_, ClinicId("00000000-0000-4000-8000-000000000009"), {},
                          {.first_day = kMonday, .last_day = kMonday}, Soon())
                   .ok());
}

}  // namespace
}  // namespace frontdesk
