#include "libs/clinics/cached_clinic_registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/clinics/clinic_changes.h"
#include "libs/clinics/fake_clinic_registry.h"
#include "libs/cliniko/api_key.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "libs/domain/key_owner.h"
#include "libs/status/domain_error.h"
#include "libs/testing/status_matchers.h"

namespace frontdesk {
namespace {

using ::frontdesk::test::FailsWith;
using ::frontdesk::test::IsOk;
using ::frontdesk::test::IsOkAndHolds;
using ::testing::Field;

const ClinicId kClinic("00000000-0000-4000-8000-000000000001");

ClinikoCredentials Credentials(const std::string& key) {
  return {.api_key = *cliniko::ApiKey::Parse(key), .contact_email = "ops@clinic.example"};
}

class CachedClinicRegistryTest : public ::testing::Test {
 protected:
  CachedClinicRegistryTest() {
    source_.Add({.id = kClinic, .name = "Before", .phone_numbers = {"+61290000001"}},
                Credentials("first-au1"));
    source_.AddKey("hash", kClinic);
  }

  absl::Time Soon() const { return clock_.Now() + absl::Seconds(1); }

  FakeClock clock_{absl::FromUnixSeconds(1'800'000'000)};
  FakeClinicRegistry source_;
  ClinicChanges changes_;
  CachedClinicRegistry registry_{source_, changes_, clock_};
};

TEST_F(CachedClinicRegistryTest, AsksOnceWhileTheAnswerIsFresh) {
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(registry_.Find(kClinic, Soon()), IsOkAndHolds(Field(&Clinic::name, "Before")));
  }
  EXPECT_EQ(source_.calls(), 1);
}

TEST_F(CachedClinicRegistryTest, SeesAChangeAfterAFewSeconds) {
  ASSERT_THAT(registry_.Find(kClinic, Soon()), IsOk());
  source_.Add({.id = kClinic, .name = "After"}, Credentials("second-au1"));
  clock_.Advance(absl::Seconds(5));

  EXPECT_THAT(registry_.Find(kClinic, Soon()), IsOkAndHolds(Field(&Clinic::name, "After")));
}

TEST_F(CachedClinicRegistryTest, AsksNobodyForLongWhileChangesAreKnown) {
  ASSERT_THAT(registry_.FindCredentials(kClinic, Soon()), IsOk());
  for (int i = 0; i < 10; ++i) {
    clock_.Advance(absl::Seconds(30));
    changes_.Confirm(clock_.Now() - absl::Milliseconds(500));
    ASSERT_THAT(registry_.FindCredentials(kClinic, Soon()), IsOk());
  }
  EXPECT_EQ(source_.calls(), 1);

  clock_.Advance(absl::Seconds(2));  // nobody says that nothing has changed
  ASSERT_THAT(registry_.FindCredentials(kClinic, Soon()), IsOk());
  EXPECT_EQ(source_.calls(), 2);
}

TEST_F(CachedClinicRegistryTest, SeesAChangeAsSoonAsItIsTold) {
  ASSERT_THAT(registry_.Find(kClinic, Soon()), IsOk());
  source_.Add({.id = kClinic, .name = "After"}, Credentials("second-au1"));
  changes_.Tell(kClinic);
  changes_.Confirm(clock_.Now());

  EXPECT_THAT(registry_.Find(kClinic, Soon()), IsOkAndHolds(Field(&Clinic::name, "After")));
}

// What was read before the change must not count as new once the database can be asked again.
TEST_F(CachedClinicRegistryTest, SeesAChangeThatWasToldWhileTheDatabaseFailed) {
  ASSERT_THAT(registry_.Find(kClinic, Soon()), IsOk());
  changes_.Tell(kClinic);
  source_.FailWith(MakeError(DomainError::kBookingSystemUnavailable, "down"));
  ASSERT_THAT(registry_.Find(kClinic, Soon()), IsOkAndHolds(Field(&Clinic::name, "Before")));
  source_.FailWith(absl::OkStatus());
  source_.Add({.id = kClinic, .name = "After"}, Credentials("second-au1"));
  clock_.Advance(absl::Seconds(5));
  changes_.Confirm(clock_.Now());

  EXPECT_THAT(registry_.Find(kClinic, Soon()), IsOkAndHolds(Field(&Clinic::name, "After")));
}

TEST_F(CachedClinicRegistryTest, TellsThatAKeyIsFromMemoryWhileTheDatabaseIsDown) {
  EXPECT_THAT(registry_.Authenticate("hash", Soon()),
              IsOkAndHolds(Field(&KeyOwner::from_memory, false)));
  source_.FailWith(MakeError(DomainError::kBookingSystemUnavailable, "down"));
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(registry_.Authenticate("hash", Soon()),
                IsOkAndHolds(Field(&KeyOwner::from_memory, true)));
  }
  EXPECT_EQ(source_.calls(), 2);
  source_.FailWith(absl::OkStatus());
  clock_.Advance(absl::Milliseconds(150));
  EXPECT_THAT(registry_.Authenticate("hash", Soon()),
              IsOkAndHolds(Field(&KeyOwner::from_memory, false)));
}

TEST_F(CachedClinicRegistryTest, FindsANewClinicAtOnceAfterAMiss) {
  const ClinicId added("00000000-0000-4000-8000-000000000002");
  ASSERT_THAT(registry_.Find(added, Soon()), FailsWith(DomainError::kClinicNotFound));
  source_.Add({.id = added, .name = "New"}, Credentials("third-au1"));

  EXPECT_THAT(registry_.Find(added, Soon()), IsOk());
}

TEST_F(CachedClinicRegistryTest, LocksARevokedKeyOutAtOnce) {
  ASSERT_THAT(registry_.Authenticate("hash", Soon()), IsOk());
  source_.RevokeKey("hash");

  EXPECT_THAT(registry_.Authenticate("hash", Soon()), FailsWith(DomainError::kUnauthorized));
}

TEST_F(CachedClinicRegistryTest, DoesNotLetARevokedKeyBackInDuringAnOutage) {
  ASSERT_THAT(registry_.Authenticate("hash", Soon()), IsOk());
  source_.RevokeKey("hash");
  clock_.Advance(absl::Seconds(5));
  ASSERT_THAT(registry_.Authenticate("hash", Soon()), FailsWith(DomainError::kUnauthorized));
  source_.FailWith(MakeError(DomainError::kBookingSystemUnavailable, "down"));

  EXPECT_THAT(registry_.Authenticate("hash", Soon()),
              FailsWith(DomainError::kBookingSystemUnavailable));
}

TEST_F(CachedClinicRegistryTest, AnswersFromMemoryWhileTheDatabaseIsDown) {
  ASSERT_THAT(registry_.FindByNumber("+61290000001", Soon()), IsOk());
  ASSERT_THAT(registry_.FindCredentials(kClinic, Soon()), IsOk());
  source_.FailWith(MakeError(DomainError::kBookingSystemUnavailable, "down"));
  clock_.Advance(absl::Minutes(29));

  EXPECT_THAT(registry_.FindByNumber("+61290000001", Soon()), IsOk());
  EXPECT_THAT(registry_.FindCredentials(kClinic, Soon()), IsOk());
}

TEST_F(CachedClinicRegistryTest, AnswersFromMemoryWhereTheDatabaseIsLate) {
  ASSERT_THAT(registry_.Authenticate("hash", Soon()), IsOk());
  source_.FailWith(absl::DeadlineExceededError("late"));

  EXPECT_THAT(registry_.Authenticate("hash", Soon()),
              IsOkAndHolds(Field(&KeyOwner::from_memory, true)));
}

TEST_F(CachedClinicRegistryTest, DoesNotMakeEveryCallerWaitForADatabaseThatIsDown) {
  ASSERT_THAT(registry_.Find(kClinic, Soon()), IsOk());
  source_.FailWith(MakeError(DomainError::kBookingSystemUnavailable, "down"));
  clock_.Advance(absl::Minutes(1));
  for (int i = 0; i < 10; ++i) ASSERT_THAT(registry_.Find(kClinic, Soon()), IsOk());

  EXPECT_EQ(source_.calls(), 2);
}

TEST_F(CachedClinicRegistryTest, DoesNotTrustMemoryForEver) {
  ASSERT_THAT(registry_.Find(kClinic, Soon()), IsOk());
  source_.FailWith(MakeError(DomainError::kBookingSystemUnavailable, "down"));
  clock_.Advance(absl::Minutes(31));

  EXPECT_THAT(registry_.Find(kClinic, Soon()), FailsWith(DomainError::kBookingSystemUnavailable));
}

TEST_F(CachedClinicRegistryTest, StaysWithinItsCapacity) {
  CachedClinicRegistry small(source_, changes_, clock_, {.capacity = 2});
  for (int i = 0; i < 5; ++i) {
    const ClinicId id(absl::StrCat("00000000-0000-4000-8000-00000000010", i));
    source_.Add({.id = id, .name = "One of many"}, Credentials("key-au1"));
    ASSERT_THAT(small.Find(id, Soon()), IsOk());
  }
  const int before = source_.calls();
  ASSERT_THAT(small.Find(ClinicId("00000000-0000-4000-8000-000000000100"), Soon()), IsOk());

  EXPECT_EQ(source_.calls(), before + 1);
}

}  // namespace
}  // namespace frontdesk
