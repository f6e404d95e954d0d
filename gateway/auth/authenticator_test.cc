#include "gateway/auth/authenticator.h"

#include <mutex>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gateway/clients/key_client.h"
#include "gateway/testing/fixture.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/clinics/clinic_changes.h"
#include "libs/domain/call_context.h"
#include "libs/domain/key_owner.h"
#include "libs/status/domain_error.h"

namespace frontdesk::gateway::test {
namespace {

// Every key is the clinic's, unless told otherwise.
class AnyKey : public KeyClient {
 public:
  absl::StatusOr<KeyOwner> Authenticate(const std::string& key_sha256,
                                        const CallContext& /*call*/) override {
    const std::lock_guard lock(mutex_);
    ++asked_;
    last_hash_ = key_sha256;
    if (!failure_.ok()) return failure_;
    return KeyOwner{.clinic = CityClinic(), .from_memory = from_memory_};
  }

  void AnswerFromMemory(bool from_memory) {
    const std::lock_guard lock(mutex_);
    from_memory_ = from_memory;
  }
  void FailWith(const absl::Status& failure) {
    const std::lock_guard lock(mutex_);
    failure_ = failure;
  }
  int asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }
  std::string last_hash() const {
    const std::lock_guard lock(mutex_);
    return last_hash_;
  }

 private:
  mutable std::mutex mutex_;  // a key is asked about on other threads too
  absl::Status failure_;
  bool from_memory_ = false;
  int asked_ = 0;
  std::string last_hash_;
};

class AuthenticatorTest : public ::testing::Test {
 protected:
  absl::Status Authenticate(const std::string& key) {
    return authenticator_.Authenticate(key, CallContext()).status();
  }

  FakeClock clock_{absl::FromUnixSeconds(1'783'900'800)};
  AnyKey keys_;
  ClinicChanges changes_;  // nobody tells anything unless a test does
  Authenticator authenticator_{keys_, clock_, {.max_keys = 3}, &changes_};
};

TEST_F(AuthenticatorTest, AsksWithTheHashAndNeverWithTheKey) {
  EXPECT_TRUE(Authenticate("abc").ok());
  // The SHA-256 of "abc" is the example of its standard, FIPS 180-2.
  EXPECT_EQ(keys_.last_hash().substr(0, 4), "\xba\x78\x16\xbf");
  EXPECT_EQ(keys_.last_hash().size(), 32u);
}

TEST_F(AuthenticatorTest, AsksOnceForAGoodKeyThatIsUsedAgainAtOnce) {
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(Authenticate("abc").ok());
  EXPECT_EQ(keys_.asked(), 1);
}

TEST_F(AuthenticatorTest, AsksInTheBackgroundForAKeyInUse) {
  ASSERT_TRUE(Authenticate("abc").ok());
  clock_.Advance(absl::Milliseconds(400));
  keys_.FailWith(MakeError(DomainError::kUnauthorized, "revoked"));

  EXPECT_TRUE(Authenticate("abc").ok());  // waits for nobody

  while (keys_.asked() < 2) absl::SleepFor(absl::Milliseconds(1));
  const absl::Time deadline = absl::Now() + absl::Seconds(20);
  while (Authenticate("abc").ok() && absl::Now() < deadline) absl::SleepFor(absl::Milliseconds(1));
  EXPECT_TRUE(IsError(Authenticate("abc"), DomainError::kUnauthorized));
}

TEST_F(AuthenticatorTest, RefusesARevokedKeyWithinASecond) {
  ASSERT_TRUE(Authenticate("abc").ok());
  keys_.FailWith(MakeError(DomainError::kUnauthorized, "revoked"));
  clock_.Advance(absl::Milliseconds(700));

  EXPECT_TRUE(IsError(Authenticate("abc"), DomainError::kUnauthorized));
}

TEST_F(AuthenticatorTest, TakesAKnownKeyForGoodWhileNobodyCanBeAsked) {
  ASSERT_TRUE(Authenticate("abc").ok());
  keys_.FailWith(absl::UnavailableError("away"));
  clock_.Advance(absl::Seconds(4));
  EXPECT_TRUE(Authenticate("abc").ok());

  clock_.Advance(absl::Seconds(1));
  EXPECT_TRUE(absl::IsUnavailable(Authenticate("abc")));
}

TEST_F(AuthenticatorTest, BringsNoRevokedKeyBackWhenNobodyCanBeAsked) {
  ASSERT_TRUE(Authenticate("abc").ok());
  clock_.Advance(absl::Seconds(1));
  keys_.FailWith(MakeError(DomainError::kUnauthorized, "revoked"));
  ASSERT_FALSE(Authenticate("abc").ok());

  keys_.FailWith(absl::UnavailableError("away"));
  EXPECT_TRUE(absl::IsUnavailable(Authenticate("abc")));
}

TEST_F(AuthenticatorTest, AsksNobodyWhileItIsToldWhatChanges) {
  ASSERT_TRUE(Authenticate("abc").ok());
  for (int i = 0; i < 100; ++i) {
    clock_.Advance(absl::Seconds(1));
    changes_.Confirm(clock_.Now() - absl::Milliseconds(500));
    ASSERT_TRUE(Authenticate("abc").ok());
  }
  EXPECT_EQ(keys_.asked(), 1);
}

TEST_F(AuthenticatorTest, RefusesARevokedKeyAsSoonAsItIsTold) {
  ASSERT_TRUE(Authenticate("abc").ok());
  keys_.FailWith(MakeError(DomainError::kUnauthorized, "revoked"));
  changes_.Tell(CityClinic().id);
  changes_.Confirm(clock_.Now());

  EXPECT_TRUE(IsError(Authenticate("abc"), DomainError::kUnauthorized));
}

TEST_F(AuthenticatorTest, RefusesARevokedKeyWithinASecondAfterNobodyTellsAnyMore) {
  ASSERT_TRUE(Authenticate("abc").ok());
  clock_.Advance(absl::Minutes(1));
  changes_.Confirm(clock_.Now());
  ASSERT_TRUE(Authenticate("abc").ok());
  ASSERT_EQ(keys_.asked(), 1);
  keys_.FailWith(MakeError(DomainError::kUnauthorized, "revoked"));
  clock_.Advance(absl::Milliseconds(700));

  EXPECT_TRUE(IsError(Authenticate("abc"), DomainError::kUnauthorized));
}

// The schedule cache that answered may have known the key from before it was revoked.
TEST_F(AuthenticatorTest, DoesNotRelyOnWhatIsFromMemory) {
  keys_.AnswerFromMemory(true);
  ASSERT_TRUE(Authenticate("abc").ok());
  keys_.FailWith(MakeError(DomainError::kUnauthorized, "revoked"));
  clock_.Advance(absl::Milliseconds(700));
  changes_.Confirm(clock_.Now());

  EXPECT_TRUE(IsError(Authenticate("abc"), DomainError::kUnauthorized));
}

TEST_F(AuthenticatorTest, TakesAKeyThatWasGoodTheLastTimeItWasToldForGoodWhileNobodyCanBeAsked) {
  ASSERT_TRUE(Authenticate("abc").ok());
  clock_.Advance(absl::Minutes(5) - absl::Seconds(1));
  changes_.Confirm(clock_.Now());
  keys_.FailWith(absl::UnavailableError("away"));
  clock_.Advance(absl::Seconds(4));
  EXPECT_TRUE(Authenticate("abc").ok());

  clock_.Advance(absl::Seconds(1));
  EXPECT_TRUE(absl::IsUnavailable(Authenticate("abc")));
}

TEST_F(AuthenticatorTest, AsksAgainForAKeyThatWasRefused) {
  keys_.FailWith(MakeError(DomainError::kUnauthorized, "unknown"));
  EXPECT_TRUE(IsError(Authenticate("abc"), DomainError::kUnauthorized));
  keys_.FailWith(absl::OkStatus());
  EXPECT_TRUE(Authenticate("abc").ok());
}

TEST_F(AuthenticatorTest, NeverTakesAFailureForARefusal) {
  keys_.FailWith(absl::UnavailableError("away"));
  EXPECT_TRUE(absl::IsUnavailable(Authenticate("abc")));
}

TEST_F(AuthenticatorTest, RefusesKeysThatCannotBeAnyonesWithoutAsking) {
  EXPECT_TRUE(IsError(Authenticate(""), DomainError::kUnauthorized));
  EXPECT_TRUE(IsError(Authenticate(std::string(513, 'k')), DomainError::kUnauthorized));
  EXPECT_EQ(keys_.asked(), 0);
}

TEST_F(AuthenticatorTest, WorksOnWhenMoreKeysAreInUseThanItRemembers) {
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 10; ++i) EXPECT_TRUE(Authenticate(absl::StrCat("key", i)).ok());
  }
  EXPECT_LE(keys_.asked(), 30);
  EXPECT_GT(keys_.asked(), 10);  // it cannot remember all of them
}

}  // namespace
}  // namespace frontdesk::gateway::test
