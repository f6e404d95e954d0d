#include "libs/clinics/credentials_renewal.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/clinics/cached_clinic_registry.h"
#include "libs/clinics/clinic_changes.h"
#include "libs/clinics/fake_clinic_registry.h"
#include "libs/cliniko/api_key.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "libs/status/domain_error.h"
#include "libs/testing/status_matchers.h"

namespace frontdesk {
namespace {

using ::frontdesk::test::IsOk;

class CredentialsRenewalTest : public ::testing::Test {
 protected:
  CredentialsRenewalTest() {
    for (int i = 0; i < kClinics; ++i) Give(i, "first-au1");
    changes_.Confirm(clock_.Now());
  }

  static ClinicId IdOf(int i) {
    return ClinicId(absl::StrCat("00000000-0000-4000-8000-00000000000", i));
  }
  void Give(int i, const std::string& key) {
    source_.Add({.id = IdOf(i)}, {.api_key = *cliniko::ApiKey::Parse(key)});
  }
  std::string KeyOf(int i) {
    const auto credentials = registry_.FindCredentials(IdOf(i), clock_.Now() + absl::Seconds(1));
    EXPECT_THAT(credentials, IsOk());
    return credentials.ok() ? credentials->api_key.Reveal() : "";
  }
  void Advance(absl::Duration time) {
    clock_.Advance(time);
    changes_.Confirm(clock_.Now());
  }

  static constexpr int kClinics = 3;
  FakeClock clock_{absl::FromUnixSeconds(1'800'000'000)};
  FakeClinicRegistry source_;
  ClinicChanges changes_;
  CachedClinicRegistry registry_{source_, changes_, clock_};
  CredentialsRenewal renewal_{registry_, changes_, clock_, {.every = absl::Minutes(4)}};
};

// The first booking in ten minutes used to read them twice.
TEST_F(CredentialsRenewalTest, LetsNobodyWaitForCredentials) {
  for (int minute = 0; minute < 60; ++minute) {
    renewal_.Look();
    const int before = source_.calls();
    for (int i = 0; i < kClinics; ++i) EXPECT_EQ(KeyOf(i), "first-au1");
    EXPECT_EQ(source_.calls(), before);
    Advance(absl::Minutes(1));
  }
  EXPECT_EQ(source_.calls(), 15);
}

TEST_F(CredentialsRenewalTest, LeavesAChangeToBeSeenAsSoonAsItIsTold) {
  renewal_.Look();
  Give(1, "second-au1");
  changes_.Tell(IdOf(1));

  EXPECT_EQ(KeyOf(1), "second-au1");
}

TEST_F(CredentialsRenewalTest, ReadsThemAgainOnceAnythingMayHaveChanged) {
  renewal_.Look();
  changes_.TellAll();
  renewal_.Look();
  const int before = source_.calls();
  KeyOf(0);

  EXPECT_EQ(before, 2);
  EXPECT_EQ(source_.calls(), before);
}

TEST_F(CredentialsRenewalTest, ReadsNothingWhileChangesAreNotKnown) {
  clock_.Advance(absl::Seconds(2));
  renewal_.Look();

  EXPECT_EQ(source_.calls(), 0);
}

TEST_F(CredentialsRenewalTest, TriesAgainSoonAfterAFailure) {
  source_.FailWith(MakeError(DomainError::kBookingSystemUnavailable, "down"));
  for (int i = 0; i < 3; ++i) renewal_.Look();
  EXPECT_EQ(source_.calls(), 1);
  source_.FailWith(absl::OkStatus());
  Advance(absl::Seconds(5));
  renewal_.Look();
  KeyOf(0);

  EXPECT_EQ(source_.calls(), 2);
}

}  // namespace
}  // namespace frontdesk
