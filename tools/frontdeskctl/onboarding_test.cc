#include "tools/frontdeskctl/onboarding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/clinics/postgres_clinic_registry.h"
#include "libs/clinics/registered_clinic.h"
#include "libs/cliniko/failure.h"
#include "libs/cliniko/fake_client.h"
#include "libs/cliniko/types.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "libs/domain/key_owner.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/seal/gateway_key.h"
#include "libs/seal/keyring.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/status_matchers.h"
#include "tools/frontdeskctl/progress.h"

namespace frontdesk::ctl {
namespace {

using ::frontdesk::test::IsOk;
using ::frontdesk::test::IsOkAndHolds;
using ::frontdesk::test::StatusIs;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using World = cliniko::FakeClient::World;

class OnboardingTest : public ::testing::Test {
 protected:
  OnboardingTest() {
    client_.Edit([](World& world) {
      world.user = {.role = "administrator", .zone = {.label = "Sydney"}};
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

  absl::StatusOr<OnboardedClinic> Run() { return onboarding_.Run(request_); }

  absl::Time Soon() const { return clock_.Now() + absl::Seconds(30); }
  std::string Clinics() { return database_.Execute("SELECT count(*) FROM schedule_cache.clinics"); }

  SystemClock clock_;
  test::ScratchDatabase database_;
  PostgresPool pool_{{.url = database_.UrlAs("frontdesk_operator"), .size = 2}};
  Keyring keyring_ = test::TestKeyring();
  cliniko::FakeClient client_{clock_};
  std::ostringstream said_;
  Progress progress_{said_, clock_, Onboarding::kSteps};
  Onboarding onboarding_{client_, pool_, keyring_, clock_, progress_};
  OnboardingRequest request_ = {.name = "Harbour Health",
                                .phone_number = "+61290000001",
                                .country = "AU",
                                .contact_email = "ops@clinic.example",
                                .cliniko_key = *cliniko::ApiKey::Parse("made-up-au1")};
};

TEST_F(OnboardingTest, LeavesAClinicThatIsReadyToBeServed) {
  const absl::StatusOr<OnboardedClinic> clinic = Run();

  ASSERT_THAT(clinic, IsOk());
  EXPECT_EQ(clinic->counts, (DirectoryCounts{.businesses = 1,
                                             .practitioners = 1,
                                             .appointment_types = 1,
                                             .offerings = 1,
                                             .working_hours = 1}));
  EXPECT_THAT(clinic->warnings, IsEmpty());
  PostgresClinicRegistry registry(pool_, keyring_);
  EXPECT_THAT(
      registry.Authenticate(HashGatewayKey(clinic->gateway_key), Soon()),
      IsOkAndHolds(Field(&KeyOwner::clinic, AllOf(Field(&Clinic::id, clinic->id),
                                                  Field(&Clinic::zone_name, "Australia/Sydney")))));
  const absl::StatusOr<ClinikoCredentials> credentials =
      registry.FindCredentials(clinic->id, Soon());
  ASSERT_THAT(credentials, IsOk());
  EXPECT_EQ(credentials->api_key.Reveal(), "made-up-au1");
  EXPECT_THAT(said_.str(), HasSubstr("[1/4] Trying the key with Cliniko ... it works, as admin"));
}

// What the directory cost to learn is not asked for again by the first sync.
TEST_F(OnboardingTest, RemembersHowTheAccountCountsWeekdays) {
  ASSERT_THAT(Run(), IsOk());
  EXPECT_EQ(database_.Execute("SELECT numbering || numbers FROM schedule_cache.weekday_numberings"),
            "iso128");
}

TEST_F(OnboardingTest, LetsAnOperatorsZoneStay) {
  constexpr char kByOperator[] = "SELECT time_zone_by_operator FROM schedule_cache.clinics";
  ASSERT_THAT(Run(), IsOk());
  EXPECT_EQ(database_.Execute(kByOperator), "f");

  database_.Execute("DELETE FROM schedule_cache.clinics");
  request_.zone_name = "Australia/Perth";
  ASSERT_THAT(Onboarding(client_, pool_, keyring_, clock_, progress_).Run(request_), IsOk());
  EXPECT_EQ(database_.Execute(kByOperator), "t");
}

TEST_F(OnboardingTest, LeavesNothingBehindWhicheverStepFails) {
  for (const cliniko::Call call : {cliniko::Call::kGetUser, cliniko::Call::kGetSettings,
                                   cliniko::Call::kListBusinesses, cliniko::Call::kListServices}) {
    SCOPED_TRACE(static_cast<int>(call));
    client_.FailNext(call, cliniko::MakeFailure({cliniko::Failure::kServerError}, "500"));
    EXPECT_TRUE(cliniko::IsFailure(Run().status(), cliniko::Failure::kServerError));
    EXPECT_EQ(Clinics(), "0");
  }
}

// The clinic's row must not stay when its directory cannot be stored.
TEST_F(OnboardingTest, LeavesNothingBehindWhenTheDirectoryIsRefused) {
  client_.Edit([](World& world) { world.practitioners[0].id = PractitionerId("not a number"); });

  EXPECT_THAT(Run(), StatusIs(absl::StatusCode::kInternal));
  EXPECT_EQ(Clinics(), "0");
}

TEST_F(OnboardingTest, RefusesANumberThatLeadsToAClinic) {
  ASSERT_THAT(Run(), IsOk());

  EXPECT_THAT(Run(), StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_EQ(Clinics(), "1");
}

TEST_F(OnboardingTest, TakesTheZoneFromTheSettingsWhereTheUserHasNone) {
  client_.Edit([](World& world) {
    world.user.zone = {};
    world.settings.zone = {.label = "Perth"};
  });

  EXPECT_THAT(Run(), IsOkAndHolds(Field(&OnboardedClinic::zone_name, "Australia/Perth")));
}

TEST_F(OnboardingTest, AsksForTheZoneWhereClinikoDoesNotTell) {
  client_.Edit([](World& world) { world.user.zone = {}; });

  EXPECT_THAT(Run(), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("--time-zone")));
  EXPECT_EQ(Clinics(), "0");
}

TEST_F(OnboardingTest, TakesTheZoneThatWasSaidAndTellsThatClinikoSaysAnother) {
  request_.zone_name = "Australia/Perth";

  EXPECT_THAT(Run(), IsOkAndHolds(AllOf(Field(&OnboardedClinic::zone_name, "Australia/Perth"),
                                        Field(&OnboardedClinic::warnings,
                                              Contains(HasSubstr("Australia/Sydney"))))));
}

TEST_F(OnboardingTest, DoesWithoutSettingsThatTheUserMayNotSee) {
  client_.FailNext(cliniko::Call::kGetSettings,
                   cliniko::MakeFailure({cliniko::Failure::kForbidden}, "403"));

  EXPECT_THAT(Run(), IsOk());
}

TEST_F(OnboardingTest, WarnsWhereOnlineBookingIsOff) {
  client_.Edit([](World& world) { world.settings.online_bookings_enabled = false; });

  EXPECT_THAT(Run(),
              IsOkAndHolds(Field(&OnboardedClinic::warnings, Contains(HasSubstr("switched off")))));
}

}  // namespace
}  // namespace frontdesk::ctl
