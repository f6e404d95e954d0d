#include "services/schedule_cache/directory/directory_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/clinics/clinic_admin.h"
#include "libs/clinics/registered_clinic.h"
#include "libs/cliniko/weekdays.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/transaction.h"
#include "libs/status/domain_error.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/status_matchers.h"
#include "services/schedule_cache/directory/directory_snapshot.h"
#include "services/schedule_cache/directory/fake_directory_store.h"
#include "services/schedule_cache/directory/postgres_directory_store.h"
#include "services/schedule_cache/directory/replace_directory.h"
#include "services/schedule_cache/directory/working_hours.h"

namespace frontdesk {
namespace {

using ::frontdesk::test::FailsWith;
using ::frontdesk::test::IsOk;
using ::frontdesk::test::IsOkAndHolds;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;
using ::testing::UnorderedElementsAreArray;

const ClinicId kClinic = test::ANewClinic().id;
const absl::Time kSyncedAt = absl::FromUnixSeconds(1'800'000'000);

absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

WorkingHours Hours(int day_of_week, int opens, int closes) {
  return {.practitioner = PractitionerId("21"),
          .business = BusinessId("12"),
          .day_of_week = day_of_week,
          .opens_minute = opens,
          .closes_minute = closes,
          .effective_from = kAlways};
}

// Two locations, two practitioners, two types.
DirectorySnapshot ASnapshot() {
  const absl::CivilDay saturday(2026, 3, 7);
  WorkingHours block = Hours(6, 600, 1440);
  block.effective_from = saturday;
  block.effective_until = saturday;
  return {.businesses = {{.id = BusinessId("12"), .name = "Riverside 2", .primary = true},
                         {.id = BusinessId("11"), .name = "City Clinic"}},
          .practitioners = {{.id = PractitionerId("21"),
                             .title = "Dr",
                             .first_name = "Ada",
                             .last_name = "Example",
                             .display_name = "Dr Ada Example",
                             .appointment_type_count = 2},
                            {.id = PractitionerId("22"),
                             .first_name = "Ben",
                             .last_name = "Sample",
                             .display_name = "Ben Sample"}},
          .appointment_types =
              {{.id = AppointmentTypeId("31"), .name = "Initial", .duration = absl::Minutes(60)},
               {.id = AppointmentTypeId("32"), .name = "Return", .duration = absl::Minutes(30)}},
          .offerings = {{PractitionerId("21"), BusinessId("12"), AppointmentTypeId("31")},
                        {PractitionerId("21"), BusinessId("12"), AppointmentTypeId("32")}},
          .weekly_hours = {Hours(1, 540, 720), Hours(1, 780, 1020)},
          .block_hours = {block}};
}

struct InMemory {
  InMemory() { store.AddClinic({.id = kClinic}); }
  void SetZoneByOperator() { store.SetZoneByOperator(kClinic); }
  FakeDirectoryStore store;
};

struct InPostgres {
  InPostgres() { test::Register(pool, test::ANewClinic(), test::TestKeyring()); }
  void SetZoneByOperator() {
    database.Execute("UPDATE schedule_cache.clinics SET time_zone_by_operator = true");
  }
  test::ScratchDatabase database;
  PostgresPool pool{{.url = database.url(), .size = 2}};  // the owner's, to arrange
  PostgresPool service_pool{{.url = database.UrlAs("frontdesk_schedule_cache"), .size = 2}};
  PostgresDirectoryStore store{service_pool};
};

// What every store does.
template <typename Place>
class DirectoryStoreContract : public ::testing::Test {
 protected:
  DirectoryChange Replace(const DirectorySnapshot& snapshot) {
    const absl::StatusOr<DirectoryChange> change =
        place_.store.Replace(kClinic, snapshot, kSyncedAt, Soon());
    EXPECT_THAT(change, IsOk());
    return change.value_or(DirectoryChange{});
  }
  Directory Load() {
    const absl::StatusOr<StoredDirectory> stored = place_.store.Load(kClinic, Soon());
    EXPECT_THAT(stored, IsOk());
    return stored.ok() ? stored->directory : Directory{};
  }

  Place place_;
};

using Places = ::testing::Types<InMemory, InPostgres>;
TYPED_TEST_SUITE(DirectoryStoreContract, Places);

TYPED_TEST(DirectoryStoreContract, IsEmptyBeforeTheFirstSync) {
  const absl::StatusOr<StoredDirectory> stored = this->place_.store.Load(kClinic, Soon());

  ASSERT_THAT(stored, IsOk());
  EXPECT_EQ(stored->synced_at, std::nullopt);
  EXPECT_EQ(stored->directory.version, 0);
  EXPECT_THAT(stored->directory.businesses, IsEmpty());
}

TYPED_TEST(DirectoryStoreContract, GivesBackWhatItWasGiven) {
  const DirectorySnapshot snapshot = ASnapshot();
  EXPECT_TRUE(this->Replace(snapshot).changed);

  const absl::StatusOr<StoredDirectory> stored = this->place_.store.Load(kClinic, Soon());
  ASSERT_THAT(stored, IsOk());
  EXPECT_EQ(stored->synced_at, kSyncedAt);
  const Directory& directory = stored->directory;
  EXPECT_EQ(directory.clinic.id, kClinic);
  EXPECT_THAT(directory.practitioners, UnorderedElementsAreArray(snapshot.practitioners));
  EXPECT_THAT(directory.appointment_types, UnorderedElementsAreArray(snapshot.appointment_types));
  EXPECT_THAT(directory.offerings, UnorderedElementsAreArray(snapshot.offerings));
  std::vector<WorkingHours> hours = snapshot.weekly_hours;
  hours.insert(hours.end(), snapshot.block_hours.begin(), snapshot.block_hours.end());
  EXPECT_THAT(directory.working_hours, UnorderedElementsAreArray(hours));
}

TYPED_TEST(DirectoryStoreContract, ListsThePrimaryBusinessFirstAndTheOthersByName) {
  DirectorySnapshot snapshot = ASnapshot();
  snapshot.businesses.push_back({.id = BusinessId("13"), .name = "Airport"});
  this->Replace(snapshot);

  EXPECT_THAT(
      this->Load().businesses,
      ElementsAre(AllOf(Field(&Business::name, "Riverside 2"), Field(&Business::primary, true)),
                  AllOf(Field(&Business::name, "Airport"), Field(&Business::primary, false)),
                  AllOf(Field(&Business::name, "City Clinic"), Field(&Business::primary, false))));
}

TYPED_TEST(DirectoryStoreContract, KeepsItsVersionWhileNothingChanges) {
  const std::int64_t version = this->Replace(ASnapshot()).version;
  const DirectoryChange again = this->Replace(ASnapshot());

  EXPECT_FALSE(again.changed);
  EXPECT_EQ(again.version, version);
  EXPECT_THAT(this->place_.store.LoadVersion(kClinic, Soon()), IsOkAndHolds(version));
}

TYPED_TEST(DirectoryStoreContract, RaisesItsVersionWithEachKindOfChange) {
  const auto change = [](auto edit) {
    DirectorySnapshot snapshot = ASnapshot();
    edit(snapshot);
    return snapshot;
  };
  const DirectorySnapshot changed[] = {
      change([](auto& s) { s.businesses[1].name = "City"; }),
      change([](auto& s) { s.businesses.pop_back(); }),
      change([](auto& s) { s.practitioners[0].title = "Prof"; }),
      change([](auto& s) { s.practitioners.pop_back(); }),
      change([](auto& s) { s.appointment_types[0].duration = absl::Minutes(45); }),
      change([](auto& s) { s.offerings.pop_back(); }),
      change([](auto& s) { s.weekly_hours[0].closes_minute = 700; }),
      change([](auto& s) { s.weekly_hours.pop_back(); }),
      change([](auto& s) { s.block_hours.clear(); }),
      change([](auto& s) { s.zone_name = "Australia/Perth"; }),
  };
  for (const DirectorySnapshot& snapshot : changed) {
    SCOPED_TRACE(&snapshot - changed);
    const std::int64_t before = this->Replace(ASnapshot()).version;
    EXPECT_EQ(this->Replace(snapshot).version, before + 1);
    EXPECT_EQ(this->Load().version, before + 1);
  }
}

TYPED_TEST(DirectoryStoreContract, ForgetsWhatHasVanishedAndTakesItBack) {
  this->Replace(ASnapshot());
  this->Replace({.businesses = {ASnapshot().businesses[1]}});

  const Directory without = this->Load();
  EXPECT_THAT(without.businesses, ElementsAre(Field(&Business::id, BusinessId("11"))));
  EXPECT_THAT(without.practitioners, IsEmpty());
  EXPECT_THAT(without.appointment_types, IsEmpty());
  EXPECT_THAT(without.offerings, IsEmpty());
  EXPECT_THAT(without.working_hours, IsEmpty());

  this->Replace(ASnapshot());
  const Directory again = this->Load();
  EXPECT_EQ(again.businesses.size(), 2u);
  EXPECT_EQ(again.practitioners.size(), 2u);
  EXPECT_EQ(again.offerings.size(), 2u);
}

TYPED_TEST(DirectoryStoreContract, TakesTheTimeZoneOfTheSnapshot) {
  DirectorySnapshot snapshot = ASnapshot();
  snapshot.zone_name = "Australia/Perth";
  this->Replace(snapshot);
  EXPECT_EQ(this->Load().clinic.zone_name, "Australia/Perth");

  this->Replace(ASnapshot());
  EXPECT_EQ(this->Load().clinic.zone_name, "Australia/Perth");
}

TYPED_TEST(DirectoryStoreContract, KeepsTheTimeZoneThatAnOperatorNamed) {
  this->place_.SetZoneByOperator();
  const std::string before = this->Load().clinic.zone_name;
  DirectorySnapshot snapshot = ASnapshot();
  snapshot.zone_name = "Australia/Perth";
  this->Replace(snapshot);

  EXPECT_EQ(this->Load().clinic.zone_name, before);
  EXPECT_TRUE(this->place_.store.Recall(kClinic, Soon())->zone_by_operator);
}

TYPED_TEST(DirectoryStoreContract, RemembersHowAnAccountCountsWeekdays) {
  EXPECT_EQ(this->place_.store.Recall(kClinic, Soon())->weekdays, std::nullopt);
  for (const KnownWeekdays& weekdays :
       {KnownWeekdays{cliniko::WeekdayNumbering::kIso, 0b0011'1110},
        KnownWeekdays{cliniko::WeekdayNumbering::kSundayZero, 0b1},
        KnownWeekdays{cliniko::WeekdayNumbering::kMondayZero, 0b1111'1111}}) {
    ASSERT_THAT(this->place_.store.Remember(kClinic, weekdays, Soon()), IsOk());
    EXPECT_EQ(this->place_.store.Recall(kClinic, Soon())->weekdays, weekdays);
  }
}

TYPED_TEST(DirectoryStoreContract, FailsForAnUnknownClinic) {
  for (const ClinicId& id : {ClinicId("00000000-0000-4000-8000-00000000000f"), ClinicId("none")}) {
    EXPECT_THAT(this->place_.store.Replace(id, ASnapshot(), kSyncedAt, Soon()),
                FailsWith(DomainError::kClinicNotFound));
    EXPECT_THAT(this->place_.store.Load(id, Soon()), FailsWith(DomainError::kClinicNotFound));
    EXPECT_THAT(this->place_.store.LoadVersion(id, Soon()),
                FailsWith(DomainError::kClinicNotFound));
  }
}

class PostgresDirectoryStoreTest : public DirectoryStoreContract<InPostgres> {
 protected:
  std::vector<std::string> AliasesOf(const std::string& business) {
    const Directory directory = Load();
    const Business* found = directory.Find(BusinessId(business));
    return found == nullptr ? std::vector<std::string>() : found->aliases;
  }

  std::string Execute(const std::string& sql) { return place_.database.Execute(sql); }

  ClinicAdmin admin_{place_.pool};
};

TEST_F(PostgresDirectoryStoreTest, KeepsTheRowsOfWhatHasVanishedSinceBookingsNameThem) {
  Replace(ASnapshot());
  Replace({});

  EXPECT_EQ(Execute("SELECT count(*) FROM schedule_cache.practitioners WHERE NOT active"), "2");
}

TEST_F(PostgresDirectoryStoreTest, LeavesThePrimaryWhereSomebodyPutIt) {
  Replace(ASnapshot());
  Execute("UPDATE schedule_cache.businesses SET is_primary = false");
  Execute("UPDATE schedule_cache.businesses SET is_primary = true WHERE business_id = '11'");
  Replace(ASnapshot());

  EXPECT_EQ(Load().businesses.front().id, BusinessId("11"));
}

TEST_F(PostgresDirectoryStoreTest, MakesTheFirstOneThePrimaryWhenThePrimaryHasVanished) {
  Replace(ASnapshot());
  DirectorySnapshot snapshot = ASnapshot();
  snapshot.businesses = {{.id = BusinessId("13"), .name = "Airport"},
                         {.id = BusinessId("11"), .name = "City Clinic"}};
  snapshot.offerings.clear();
  snapshot.weekly_hours.clear();
  snapshot.block_hours.clear();
  Replace(snapshot);

  EXPECT_THAT(Load().businesses,
              ElementsAre(AllOf(Field(&Business::name, "Airport"), Field(&Business::primary, true)),
                          Field(&Business::primary, false)));
}

TEST_F(PostgresDirectoryStoreTest, MakesTheUsualAliases) {
  Replace(ASnapshot());

  EXPECT_THAT(AliasesOf("11"), UnorderedElementsAre("city", "city clinic"));
  EXPECT_THAT(AliasesOf("12"),
              UnorderedElementsAre("riverside 2", "main", "primary", "head office", "main clinic",
                                   "first location", "location 2", "clinic 2", "branch 2"));
}

TEST_F(PostgresDirectoryStoreTest, RenewsItsOwnAliasesAndLeavesThoseOfTheOperator) {
  Replace(ASnapshot());
  ASSERT_THAT(admin_.AddAlias(kClinic, BusinessId("11"), "the tall building", Soon()), IsOk());
  DirectorySnapshot renamed = ASnapshot();
  renamed.businesses[1].name = "Central";
  Replace(renamed);

  EXPECT_THAT(AliasesOf("11"), UnorderedElementsAre("central", "the tall building"));
}

TEST_F(PostgresDirectoryStoreTest, DoesNotBringBackAnAliasThatTheOperatorRemoved) {
  Replace(ASnapshot());
  ASSERT_THAT(admin_.RemoveAlias(kClinic, BusinessId("12"), "head office", Soon()), IsOk());
  const DirectoryChange again = Replace(ASnapshot());

  EXPECT_FALSE(again.changed);
  EXPECT_THAT(AliasesOf("12"), Not(Contains("head office")));
}

TEST_F(PostgresDirectoryStoreTest, LeavesHandMadeHoursAloneAndDoesNotDoubleThem) {
  Replace(ASnapshot());
  const std::string by_hand = absl::StrCat(
      "INSERT INTO schedule_cache.practitioner_schedules (clinic_id, practitioner_id, business_id, "
      "day_of_week, start_time, end_time, effective_from, source) VALUES ('",
      kClinic.value(), "', '21', '12', ");
  Execute(absl::StrCat(by_hand, "2, '09:00', '10:00', '1970-01-01', 'manual')"));
  Execute(absl::StrCat(by_hand, "3, '09:00', '10:00', '2026-01-01', 'probe')"));
  DirectorySnapshot snapshot = ASnapshot();
  snapshot.weekly_hours = {Hours(2, 540, 900)};
  Replace(snapshot);

  EXPECT_FALSE(Replace(snapshot).changed);
  EXPECT_EQ(Execute("SELECT string_agg(source || ' ' || day_of_week || ' ' || end_time, ', ' "
                    "ORDER BY source) FROM schedule_cache.practitioner_schedules"),
            "block 6 24:00:00, manual 2 10:00:00, probe 3 10:00:00");
}

TEST_F(PostgresDirectoryStoreTest, TouchesNoOtherClinic) {
  NewClinic other = test::ANewClinic();
  other.id = ClinicId("00000000-0000-4000-8000-000000000002");
  other.phone_number = "+61290000002";
  test::Register(place_.pool, other, test::TestKeyring());
  // Ids are Cliniko's, unique within an account only: two clinics may have the same.
  ASSERT_THAT(place_.store.Replace(other.id, ASnapshot(), kSyncedAt, Soon()), IsOk());
  Replace(ASnapshot());
  Replace({});

  const absl::StatusOr<StoredDirectory> untouched = place_.store.Load(other.id, Soon());
  ASSERT_THAT(untouched, IsOk());
  EXPECT_EQ(untouched->directory.practitioners.size(), 2u);
  EXPECT_EQ(untouched->directory.offerings.size(), 2u);
  EXPECT_EQ(untouched->directory.version, 1);
}

// A row that the database refuses must take the whole sync with it.
TEST_F(PostgresDirectoryStoreTest, ChangesNothingWhenARowIsRefused) {
  Replace(ASnapshot());
  DirectorySnapshot bad = ASnapshot();
  bad.businesses[0].name = "Renamed";
  bad.practitioners.push_back({.id = PractitionerId("not a number")});

  EXPECT_THAT(place_.store.Replace(kClinic, bad, kSyncedAt + absl::Hours(1), Soon()), Not(IsOk()));
  EXPECT_THAT(Load().businesses, Each(Field(&Business::name, Not("Renamed"))));
  EXPECT_EQ(place_.store.Load(kClinic, Soon())->synced_at, kSyncedAt);
}

TEST_F(PostgresDirectoryStoreTest, HasNoDirectoryForADisabledClinic) {
  Replace(ASnapshot());
  ASSERT_THAT(admin_.SetActive(kClinic, false, Soon()), IsOk());

  EXPECT_THAT(place_.store.Load(kClinic, Soon()), FailsWith(DomainError::kClinicNotFound));
  EXPECT_THAT(place_.store.Replace(kClinic, ASnapshot(), kSyncedAt, Soon()),
              FailsWith(DomainError::kClinicNotFound));
}

TEST_F(PostgresDirectoryStoreTest, TakesNamesAsTheyAre) {
  DirectorySnapshot snapshot = ASnapshot();
  snapshot.businesses[0].name = R"(O'Brien's "Big, {Bright}" \ NULL)";
  snapshot.businesses[1].name = "NULL";
  Replace(snapshot);

  EXPECT_EQ(Load().businesses[0].name, R"(O'Brien's "Big, {Bright}" \ NULL)");
  EXPECT_EQ(Load().businesses[1].name, "NULL");
}

// A sync used to lock the clinic's row so hard that nothing could be stored for the clinic
// meanwhile.
TEST_F(PostgresDirectoryStoreTest, LetsOthersStoreForTheClinicWhileItReplaces) {
  absl::StatusOr<Transaction> replacing = Transaction::Begin(place_.pool, Soon());
  ASSERT_THAT(replacing, IsOk());
  ASSERT_THAT(ReplaceDirectory(replacing->work(), kClinic, ASnapshot(), kSyncedAt), IsOk());

  EXPECT_NO_THROW(Execute(absl::StrCat(
      "SET lock_timeout = '1s'; INSERT INTO schedule_cache.slot_cache (clinic_id, practitioner_id, "
      "business_id, appointment_type_id, day, start_times, bookable, fetched_at) VALUES ('",
      kClinic.value(), "', '21', '12', '31', '2026-03-02', '{}', true, now())")));
  EXPECT_THAT(replacing->Commit(), IsOk());
}

TEST_F(PostgresDirectoryStoreTest, DropsTheSlotsOfDaysThatBeganOnAnotherClock) {
  place_.database.Execute(
      "INSERT INTO schedule_cache.slot_cache (clinic_id, practitioner_id, business_id, "
      "appointment_type_id, day, start_times, bookable, fetched_at) SELECT clinic_id, '1', '1', "
      "'1', '2026-03-02', '{}', true, now() FROM schedule_cache.clinics");
  Replace(ASnapshot());
  EXPECT_EQ(place_.database.Execute("SELECT count(*) FROM schedule_cache.slot_cache"), "1");

  DirectorySnapshot snapshot = ASnapshot();
  snapshot.zone_name = "Australia/Perth";
  Replace(snapshot);
  EXPECT_EQ(place_.database.Execute("SELECT count(*) FROM schedule_cache.slot_cache"), "0");
}

}  // namespace
}  // namespace frontdesk
