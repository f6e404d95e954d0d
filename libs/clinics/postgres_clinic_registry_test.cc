#include "libs/clinics/postgres_clinic_registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/clinics/clinic_admin.h"
#include "libs/clinics/clinic_writes.h"
#include "libs/clinics/registered_clinic.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "libs/domain/key_owner.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/seal/gateway_key.h"
#include "libs/seal/keyring.h"
#include "libs/status/domain_error.h"
#include "libs/telemetry/log_capture.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/status_matchers.h"

namespace frontdesk {
namespace {

using ::frontdesk::test::ANewClinic;
using ::frontdesk::test::FailsWith;
using ::frontdesk::test::IsOk;
using ::frontdesk::test::IsOkAndHolds;
using ::frontdesk::test::LogCapture;
using ::frontdesk::test::Register;
using ::frontdesk::test::StatusIs;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;

absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

class PostgresClinicRegistryTest : public ::testing::Test {
 protected:
  PostgresClinicRegistryTest() { Register(pool_, clinic_, keyring_); }

  test::ScratchDatabase database_;
  PostgresPool pool_{{.url = database_.url(), .size = 2}};
  Keyring keyring_ = test::TestKeyring();
  NewClinic clinic_ = ANewClinic();
  PostgresClinicRegistry registry_{pool_, keyring_};
  ClinicAdmin admin_{pool_};
};

TEST_F(PostgresClinicRegistryTest, FindsAClinicByIdAndByNumber) {
  const auto is_the_clinic =
      AllOf(Field(&Clinic::id, clinic_.id), Field(&Clinic::name, "Harbour Health"),
            Field(&Clinic::country, "AU"), Field(&Clinic::zone_name, "Australia/Sydney"),
            Field(&Clinic::phone_numbers, ElementsAre("+61290000001")));

  EXPECT_THAT(registry_.Find(clinic_.id, Soon()), IsOkAndHolds(is_the_clinic));
  EXPECT_THAT(registry_.FindByNumber("+61290000001", Soon()), IsOkAndHolds(is_the_clinic));
}

TEST_F(PostgresClinicRegistryTest, DoesNotKnowOtherClinics) {
  EXPECT_THAT(registry_.Find(ClinicId("00000000-0000-4000-8000-00000000000f"), Soon()),
              FailsWith(DomainError::kClinicNotFound));
  EXPECT_THAT(registry_.FindByNumber("+61290000002", Soon()),
              FailsWith(DomainError::kClinicNotFound));
}

TEST_F(PostgresClinicRegistryTest, TakesAnIdThatIsNoneForAnUnknownOne) {
  for (const std::string id : {"", "1", "'; DROP TABLE", "00000000-0000-4000-8000-00000000000g"}) {
    SCOPED_TRACE(id);
    EXPECT_THAT(registry_.Find(ClinicId(id), Soon()), FailsWith(DomainError::kClinicNotFound));
    EXPECT_THAT(registry_.FindCredentials(ClinicId(id), Soon()),
                FailsWith(DomainError::kClinicNotFound));
  }
}

TEST_F(PostgresClinicRegistryTest, OpensTheClinicsClinikoKey) {
  const absl::StatusOr<ClinikoCredentials> credentials =
      registry_.FindCredentials(clinic_.id, Soon());

  ASSERT_THAT(credentials, IsOk());
  EXPECT_EQ(credentials->api_key.Reveal(), "made-up-au1");
  EXPECT_EQ(credentials->api_key.shard(), "au1");
  EXPECT_EQ(credentials->contact_email, "ops@clinic.example");
}

TEST_F(PostgresClinicRegistryTest, KeepsNoKeyInTheClear) {
  EXPECT_EQ(database_.Execute("SELECT count(*) FROM schedule_cache.clinics c "
                              "WHERE position('made-up'::bytea IN cliniko_key_sealed) > 0"),
            "0");
  EXPECT_EQ(database_.Execute("SELECT cliniko_key_kek FROM schedule_cache.clinics"), "k1");
}

// A copied row must not open another clinic's account.
TEST_F(PostgresClinicRegistryTest, DoesNotOpenAKeyThatWasSealedForAnotherClinic) {
  NewClinic other = ANewClinic();
  other.id = ClinicId("00000000-0000-4000-8000-000000000002");
  other.phone_number = "+61290000002";
  Register(pool_, other, keyring_);
  database_.Execute(absl::StrCat(
      "UPDATE schedule_cache.clinics SET cliniko_key_sealed = (SELECT cliniko_key_sealed FROM "
      "schedule_cache.clinics WHERE clinic_id = '",
      clinic_.id.value(), "') WHERE clinic_id = '", other.id.value(), "'"));

  EXPECT_THAT(registry_.FindCredentials(other.id, Soon()), StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(PostgresClinicRegistryTest, ListsTheKeysThatOpenOfClinicsThatAreNotDisabled) {
  NewClinic other = ANewClinic();
  for (int i = 2; i <= 4; ++i) {
    other.id = ClinicId(absl::StrCat("00000000-0000-4000-8000-00000000000", i));
    other.phone_number = absl::StrCat("+6129000000", i);
    Register(pool_, other, keyring_);
  }
  database_.Execute(
      "UPDATE schedule_cache.clinics SET cliniko_key_kek = 'k9' WHERE clinic_id::text LIKE '%3'");
  ASSERT_THAT(admin_.SetActive(other.id, false, Soon()), IsOk());

  const auto all = registry_.ListCredentials(Soon());
  ASSERT_THAT(all, IsOk());
  ASSERT_EQ(all->size(), 2u);
  EXPECT_EQ(all->at(clinic_.id).api_key.Reveal(), "made-up-au1");
  EXPECT_EQ(all->begin()->second.contact_email, "ops@clinic.example");
}

TEST_F(PostgresClinicRegistryTest, LetsAGatewayKeyInUntilItIsRevoked) {
  const std::string key = MintGatewayKey();
  ASSERT_THAT(admin_.AddKey(clinic_.id, GatewayKeyId(key), HashGatewayKey(key), Soon()), IsOk());
  EXPECT_THAT(registry_.Authenticate(HashGatewayKey(key), Soon()),
              IsOkAndHolds(Field(&KeyOwner::clinic, Field(&Clinic::id, clinic_.id))));
  EXPECT_THAT(registry_.Authenticate(HashGatewayKey("another"), Soon()),
              FailsWith(DomainError::kUnauthorized));

  ASSERT_THAT(admin_.RevokeKey(clinic_.id, GatewayKeyId(key), Soon()), IsOk());
  EXPECT_THAT(registry_.Authenticate(HashGatewayKey(key), Soon()),
              FailsWith(DomainError::kUnauthorized));
}

TEST_F(PostgresClinicRegistryTest, TakesAMalformedHashForAnUnknownKey) {
  EXPECT_THAT(registry_.Authenticate("", Soon()), FailsWith(DomainError::kUnauthorized));
  EXPECT_THAT(registry_.Authenticate(std::string("\0'\\x", 4), Soon()),
              FailsWith(DomainError::kUnauthorized));
}

TEST_F(PostgresClinicRegistryTest, DoesNotHaveADisabledClinic) {
  const std::string key = MintGatewayKey();
  ASSERT_THAT(admin_.AddKey(clinic_.id, GatewayKeyId(key), HashGatewayKey(key), Soon()), IsOk());
  ASSERT_THAT(admin_.SetActive(clinic_.id, false, Soon()), IsOk());

  EXPECT_THAT(registry_.Find(clinic_.id, Soon()), FailsWith(DomainError::kClinicNotFound));
  EXPECT_THAT(registry_.FindByNumber("+61290000001", Soon()),
              FailsWith(DomainError::kClinicNotFound));
  EXPECT_THAT(registry_.FindCredentials(clinic_.id, Soon()),
              FailsWith(DomainError::kClinicNotFound));
  EXPECT_THAT(registry_.Authenticate(HashGatewayKey(key), Soon()),
              FailsWith(DomainError::kUnauthorized));
  EXPECT_THAT(registry_.List(Soon()), IsOkAndHolds(ElementsAre()));
}

TEST_F(PostgresClinicRegistryTest, ListsClinicsByName) {
  NewClinic other = ANewClinic();
  other.id = ClinicId("00000000-0000-4000-8000-000000000002");
  other.name = "Another Clinic";
  other.phone_number = "+61290000002";
  Register(pool_, other, keyring_);

  EXPECT_THAT(registry_.List(Soon()),
              IsOkAndHolds(ElementsAre(Field(&Clinic::name, "Another Clinic"),
                                       Field(&Clinic::name, "Harbour Health"))));
}

TEST_F(PostgresClinicRegistryTest, FallsBackToSydneyForAZoneThatNobodyKnowsAndSaysSo) {
  database_.Execute("UPDATE schedule_cache.clinics SET time_zone = 'Australia/Atlantis'");
  const LogCapture logs;

  EXPECT_THAT(registry_.Find(clinic_.id, Soon()),
              IsOkAndHolds(Field(&Clinic::zone_name, "Australia/Sydney")));
  EXPECT_THAT(logs.Lines(),
              Contains(AllOf(HasSubstr("clinic_zone_unknown"), HasSubstr("Australia/Atlantis"))));
}

TEST_F(PostgresClinicRegistryTest, RefusesASecondClinicWithTheSameNumber) {
  NewClinic other = ANewClinic();
  other.id = ClinicId("00000000-0000-4000-8000-000000000002");

  EXPECT_THROW(Register(pool_, other, keyring_), std::runtime_error);
  EXPECT_THAT(registry_.Find(other.id, Soon()), FailsWith(DomainError::kClinicNotFound));
}

}  // namespace
}  // namespace frontdesk
