#include "services/schedule_cache/directory/directory_sync.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <thread>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/clinics/fake_clinic_registry.h"
#include "libs/clinics/fake_cliniko_clients.h"
#include "libs/cliniko/api_key.h"
#include "libs/cliniko/call_priority.h"
#include "libs/cliniko/failure.h"
#include "libs/cliniko/fake_client.h"
#include "libs/cliniko/types.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "libs/status/domain_error.h"
#include "libs/testing/status_matchers.h"
#include "libs/turns/fake_turns.h"
#include "services/schedule_cache/directory/fake_directory_store.h"

namespace frontdesk {
namespace {

using ::frontdesk::test::FailsWith;
using ::frontdesk::test::IsOk;
using ::frontdesk::test::StatusIs;

using World = cliniko::FakeClient::World;

const ClinicId kClinic("00000000-0000-4000-8000-000000000001");

class DirectorySyncTest : public ::testing::Test {
 protected:
  DirectorySyncTest() {
    const Clinic clinic = {.id = kClinic, .zone = absl::UTCTimeZone()};
    registry_.Add(clinic, {.api_key = *cliniko::ApiKey::Parse("made-up-au1"),
                           .contact_email = "ops@clinic.example"});
    clients_.Set(kClinic, client_);
    store_.AddClinic(clinic);
    client_->Edit([](World& world) {
      world.businesses = {{.id = BusinessId("11"), .name = "City"}};
      world.practitioners = {{.id = PractitionerId("21"), .first_name = "Ada"}};
      world.types = {
          {.id = AppointmentTypeId("31"), .name = "Initial", .duration = absl::Minutes(60)}};
      world.services = {{.business = BusinessId("11"),
                         .type = AppointmentTypeId("31"),
                         .practitioners = {PractitionerId("21")}}};
      world.daily_availabilities = {{.business = BusinessId("11"),
                                     .practitioner = PractitionerId("21"),
                                     .day_of_week = 7,
                                     .windows = {{.opens = {540}, .closes = {720}}}}};
    });
  }

  absl::StatusOr<SyncReport> Sync() { return sync_.Sync(kClinic, absl::InfiniteFuture()); }

  Directory Stored() { return store_.Load(kClinic, absl::InfiniteFuture())->directory; }

  FakeClock clock_{absl::FromCivil(absl::CivilDay(2026, 3, 2), absl::UTCTimeZone())};
  FakeClinicRegistry registry_;
  FakeClinikoClients clients_;
  FakeDirectoryStore store_;
  std::shared_ptr<cliniko::FakeClient> client_ = std::make_shared<cliniko::FakeClient>(clock_);
  DirectorySync sync_{registry_, clients_, store_, clock_};
};

TEST_F(DirectorySyncTest, StoresWhatClinikoHasAndCountsIt) {
  const absl::StatusOr<SyncReport> report = Sync();

  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->counts, (DirectoryCounts{.businesses = 1,
                                             .practitioners = 1,
                                             .appointment_types = 1,
                                             .offerings = 1,
                                             .working_hours = 1}));
  EXPECT_TRUE(report->changed);
  EXPECT_EQ(report->directory_version, 1);
  EXPECT_EQ(clients_.last_priority(), cliniko::CallPriority::kBackground);
  EXPECT_EQ(Stored().offerings.size(), 1u);
  EXPECT_EQ(store_.Load(kClinic, absl::InfiniteFuture())->synced_at, clock_.Now());
}

TEST_F(DirectorySyncTest, SaysWhenNothingHasChanged) {
  ASSERT_THAT(Sync(), IsOk());
  const absl::StatusOr<SyncReport> again = Sync();

  ASSERT_THAT(again, IsOk());
  EXPECT_FALSE(again->changed);
  EXPECT_EQ(again->directory_version, 1);
}

TEST_F(DirectorySyncTest, ChangesNothingWhicheverListFails) {
  ASSERT_THAT(Sync(), IsOk());
  client_->Edit([](World& world) { world.practitioners[0].first_name = "Renamed"; });
  for (const cliniko::Call call :
       {cliniko::Call::kListBusinesses, cliniko::Call::kListPractitioners,
        cliniko::Call::kListAppointmentTypes, cliniko::Call::kListServices,
        cliniko::Call::kListDailyAvailabilities, cliniko::Call::kListAvailabilityBlocks}) {
    SCOPED_TRACE(static_cast<int>(call));
    client_->FailNext(call, cliniko::MakeFailure({cliniko::Failure::kServerError}, "500"));
    const absl::StatusOr<SyncReport> report = Sync();

    EXPECT_TRUE(cliniko::IsFailure(report.status(), cliniko::Failure::kServerError));
    EXPECT_EQ(Stored().practitioners[0].first_name, "Ada");
    EXPECT_EQ(Stored().version, 1);
  }
}

// A key whose user may see nothing must not empty the directory.
TEST_F(DirectorySyncTest, TakesAnAccountWithoutBusinessesForAFailure) {
  ASSERT_THAT(Sync(), IsOk());
  client_->Edit([](World& world) { world.businesses.clear(); });

  EXPECT_THAT(Sync(), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(Stored().businesses.size(), 1u);
}

TEST_F(DirectorySyncTest, FailsForAClinicThatWeDoNotHave) {
  EXPECT_THAT(sync_.Sync(ClinicId("nobody"), absl::InfiniteFuture()),
              FailsWith(DomainError::kClinicNotFound));
  EXPECT_EQ(client_->CountAll(), 0);
}

TEST_F(DirectorySyncTest, TakesTheTimeZoneOfTheAccount) {
  client_->Edit([](World& world) { world.user.zone = {.identifier = "Australia/Perth"}; });
  ASSERT_THAT(Sync(), IsOk());
  EXPECT_EQ(Stored().clinic.zone_name, "Australia/Perth");

  client_->Edit([](World& world) {
    world.user.zone = {};
    world.settings.zone = {.label = "Brisbane"};
  });
  ASSERT_THAT(Sync(), IsOk());
  EXPECT_EQ(Stored().clinic.zone_name, "Australia/Brisbane");
}

TEST_F(DirectorySyncTest, AsksForNoTimeZoneWhereAnOperatorNamedOne) {
  store_.SetZoneByOperator(kClinic);
  client_->Edit([](World& world) { world.user.zone = {.identifier = "Australia/Perth"}; });
  ASSERT_THAT(Sync(), IsOk());

  EXPECT_EQ(client_->Count(cliniko::Call::kGetUser), 0);
  EXPECT_NE(Stored().clinic.zone_name, "Australia/Perth");
}

TEST_F(DirectorySyncTest, KeepsTheTimeZoneWhereClinikoTellsNone) {
  client_->FailNext(cliniko::Call::kGetSettings,
                    cliniko::MakeFailure({cliniko::Failure::kForbidden}, "403"));
  EXPECT_THAT(Sync(), IsOk());

  client_->FailNext(cliniko::Call::kGetSettings,
                    cliniko::MakeFailure({cliniko::Failure::kServerError}, "500"));
  EXPECT_TRUE(cliniko::IsFailure(Sync().status(), cliniko::Failure::kServerError));
}

// In a week that was booked out the hours used to be forgotten, and to come back in the next.
TEST_F(DirectorySyncTest, RemembersHowTheAccountCountsWeekdays) {
  client_->Edit([](World& world) {
    world.daily_availabilities[0].day_of_week = 1;
    world.times[{BusinessId("11"), PractitionerId("21"), AppointmentTypeId("31")}] = {
        absl::FromCivil(absl::CivilHour(2026, 3, 9, 10), absl::UTCTimeZone())};  // a Monday
  });
  ASSERT_THAT(Sync(), IsOk());
  ASSERT_EQ(Stored().working_hours.size(), 1u);
  EXPECT_EQ(Stored().working_hours[0].day_of_week, 1);
  const int asked = client_->Count(cliniko::Call::kAvailableTimes);
  EXPECT_GT(asked, 0);

  client_->Edit([](World& world) { world.times.begin()->second.clear(); });
  const absl::StatusOr<SyncReport> again = Sync();
  ASSERT_THAT(again, IsOk());
  EXPECT_FALSE(again->changed);
  EXPECT_EQ(client_->Count(cliniko::Call::kAvailableTimes), asked);
}

TEST_F(DirectorySyncTest, WaitsForWhoeverIsReadingTheClinic) {
  SystemClock clock;
  FakeTurns turns(clock);
  turns.Add(kClinic);
  DirectorySync sync(registry_, clients_, store_, clock_, &turns);
  const Turn others = **turns.Take(kClinic, absl::Hours(1), absl::InfiniteFuture());

  EXPECT_THAT(sync.Sync(kClinic, clock_.Now()), FailsWith(DomainError::kStillChecking));
  EXPECT_EQ(client_->CountAll(), 0);

  std::thread other([&] {
    EXPECT_THAT(turns.Done(others, {absl::Minutes(1), absl::Minutes(1)}, absl::InfiniteFuture()),
                IsOk());
  });
  EXPECT_THAT(sync.Sync(kClinic, absl::InfiniteFuture()), IsOk());
  other.join();
  EXPECT_EQ(turns.done(kClinic), 2);
  EXPECT_GT(turns.DueIn(kClinic).in, absl::Minutes(5));
}

TEST_F(DirectorySyncTest, GivesItsTurnBackWhenItFails) {
  FakeTurns turns(clock_);
  turns.Add(kClinic);
  DirectorySync sync(registry_, clients_, store_, clock_, &turns);
  client_->FailNext(cliniko::Call::kListServices,
                    cliniko::MakeFailure({cliniko::Failure::kServerError}, "500"));

  EXPECT_FALSE(sync.Sync(kClinic, absl::InfiniteFuture()).ok());
  EXPECT_FALSE(turns.held(kClinic));
}

}  // namespace
}  // namespace frontdesk
