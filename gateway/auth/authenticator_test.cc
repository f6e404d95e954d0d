#include "gateway/auth/authenticator.h"

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gateway/clients/key_client.h"
#include "gateway/testing/fixture.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/status/domain_error.h"

namespace frontdesk::gateway::test {
namespace {

// Every key is the clinic's, unless told otherwise.
class AnyKey : public KeyClient {
 public:
  absl::StatusOr<Clinic> Authenticate(const std::string& key_sha256,
                                      const CallContext& /*call*/) override {
    ++asked;
    last_hash = key_sha256;
    if (!failure.ok()) return failure;
    return CityClinic();
  }

  absl::Status failure;
  int asked = 0;
  std::string last_hash;
};

class AuthenticatorTest : public ::testing::Test {
 protected:
  absl::Status Authenticate(const std::string& key) {
    return authenticator_.Authenticate(key, CallContext()).status();
  }

  FakeClock clock_{absl::FromUnixSeconds(1'783'900'800)};
  AnyKey keys_;
  Authenticator authenticator_{keys_, clock_, {.good_for = absl::Seconds(5), .max_keys = 3}};
};

TEST_F(AuthenticatorTest, AsksWithTheHashAndNeverWithTheKey) {
  EXPECT_TRUE(Authenticate("abc").ok());
  // The SHA-256 of "abc" is the example of its standard, FIPS 180-2.
  EXPECT_EQ(keys_.last_hash.substr(0, 4), "\xba\x78\x16\xbf");
  EXPECT_EQ(keys_.last_hash.size(), 32u);
}

TEST_F(AuthenticatorTest, AsksOnceForAGoodKeyUntilItsTimeIsUp) {
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(Authenticate("abc").ok());
  EXPECT_EQ(keys_.asked, 1);

  clock_.Advance(absl::Seconds(5));
  EXPECT_TRUE(Authenticate("abc").ok());
  EXPECT_EQ(keys_.asked, 2);
}

TEST_F(AuthenticatorTest, AsksAgainForAKeyThatWasRefused) {
  keys_.failure = MakeError(DomainError::kUnauthorized, "unknown");
  EXPECT_TRUE(IsError(Authenticate("abc"), DomainError::kUnauthorized));
  keys_.failure = absl::OkStatus();
  EXPECT_TRUE(Authenticate("abc").ok());
}

TEST_F(AuthenticatorTest, NeverTakesAFailureForARefusal) {
  keys_.failure = absl::UnavailableError("away");
  EXPECT_TRUE(absl::IsUnavailable(Authenticate("abc")));
}

TEST_F(AuthenticatorTest, RefusesKeysThatCannotBeAnyonesWithoutAsking) {
  EXPECT_TRUE(IsError(Authenticate(""), DomainError::kUnauthorized));
  EXPECT_TRUE(IsError(Authenticate(std::string(513, 'k')), DomainError::kUnauthorized));
  EXPECT_EQ(keys_.asked, 0);
}

TEST_F(AuthenticatorTest, WorksOnWhenMoreKeysAreInUseThanItRemembers) {
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 10; ++i) EXPECT_TRUE(Authenticate(absl::StrCat("key", i)).ok());
  }
  EXPECT_LE(keys_.asked, 30);
  EXPECT_GT(keys_.asked, 10);  // it cannot remember all of them
}

}  // namespace
}  // namespace frontdesk::gateway::test
