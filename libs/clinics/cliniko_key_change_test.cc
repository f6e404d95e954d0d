#include "libs/clinics/cliniko_key_change.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/clinics/clinic_admin.h"
#include "libs/clinics/postgres_clinic_registry.h"
#include "libs/clinics/registered_clinic.h"
#include "libs/cliniko/api_key.h"
#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/seal/keyring.h"
#include "libs/status/domain_error.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/status_matchers.h"

namespace frontdesk {
namespace {

using ::frontdesk::test::FailsWith;
using ::frontdesk::test::IsOk;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// Keys that are no secrets: 32 times the same letter, in base64.
constexpr char kOldLine[] = "old YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE=\n";
constexpr char kNewLine[] = "new YmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmI=\n";

class ClinikoKeyChangeTest : public ::testing::Test {
 protected:
  ClinikoKeyChangeTest() {
    test::Register(pool_, clinic_, old_);
    NewClinic other = test::ANewClinic();
    other.id = other_;
    other.name = "Another";
    other.phone_number = "+61290000002";
    other.cliniko_key = *cliniko::ApiKey::Parse("made-up-other-uk1");
    test::Register(pool_, other, old_);
  }

  static absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

  std::string KeyOf(const ClinicId& id, const Keyring& keyring) {
    const absl::StatusOr<ClinikoCredentials> credentials =
        PostgresClinicRegistry(pool_, keyring).FindCredentials(id, Soon());
    EXPECT_THAT(credentials, IsOk());
    return credentials.ok() ? credentials->api_key.Reveal() : "";
  }
  // What names the clinic's budget.
  std::string FingerprintOf(const ClinicId& id) {
    return absl::HexStringToBytes(database_.Execute(
        absl::StrCat("SELECT encode(cliniko_key_sha256, 'hex') FROM schedule_cache.clinics "
                     "WHERE clinic_id = '",
                     id.value(), "'")));
  }
  KeyRotation Rotate(const Keyring& keyring) {
    const absl::StatusOr<KeyRotation> rotation = RotateClinikoKeys(pool_, keyring, Soon());
    EXPECT_THAT(rotation, IsOk());
    return *rotation;
  }

  test::ScratchDatabase database_;
  PostgresPool pool_{{.url = database_.UrlAs("frontdesk_operator"), .size = 2}};
  const Keyring old_ = *Keyring::Parse(kOldLine);
  const Keyring new_ = *Keyring::Parse(kNewLine);
  const Keyring both_ = *Keyring::Parse(absl::StrCat(kNewLine, kOldLine));
  const NewClinic clinic_ = test::ANewClinic();
  const ClinicId other_{"00000000-0000-4000-8000-0000000000a2"};
};

TEST_F(ClinikoKeyChangeTest, SealsEveryKeyUnderTheNewestKeyOfTheRing) {
  ASSERT_THAT(ClinicAdmin(pool_).SetActive(other_, false, Soon()), IsOk());
  database_.Execute("UPDATE schedule_cache.clinics SET cliniko_key_sha256 = NULL");
  const KeyRotation rotation = Rotate(both_);

  EXPECT_EQ(rotation.resealed, 2);
  EXPECT_EQ(rotation.current, 0);
  EXPECT_THAT(rotation.failures, IsEmpty());
  ASSERT_THAT(ClinicAdmin(pool_).SetActive(other_, true, Soon()), IsOk());
  // The old key is not needed any more.
  EXPECT_EQ(KeyOf(clinic_.id, new_), clinic_.cliniko_key.Reveal());
  EXPECT_EQ(KeyOf(other_, new_), "made-up-other-uk1");
  EXPECT_EQ(FingerprintOf(clinic_.id), clinic_.cliniko_key.Fingerprint());
}

TEST_F(ClinikoKeyChangeTest, DoesNothingTheSecondTime) {
  Rotate(both_);
  const std::string sealed = database_.Execute(
      "SELECT string_agg(cliniko_key_sealed::text, ',') FROM schedule_cache.clinics");
  const KeyRotation again = Rotate(both_);

  EXPECT_EQ(again.resealed, 0);
  EXPECT_EQ(again.current, 2);
  EXPECT_EQ(database_.Execute(
                "SELECT string_agg(cliniko_key_sealed::text, ',') FROM schedule_cache.clinics"),
            sealed);
}

TEST_F(ClinikoKeyChangeTest, LetsServicesThatHoldBothKeysReadAtAnyMoment) {
  EXPECT_EQ(KeyOf(clinic_.id, both_), clinic_.cliniko_key.Reveal());
  Rotate(both_);
  EXPECT_EQ(KeyOf(clinic_.id, both_), clinic_.cliniko_key.Reveal());
}

TEST_F(ClinikoKeyChangeTest, GoesOnPastAKeyThatCannotBeOpenedAndNamesItsClinic) {
  Rotate(both_);
  ASSERT_THAT(
      ReplaceClinikoKey(pool_, other_, *cliniko::ApiKey::Parse("made-up-other-uk1"), old_, Soon()),
      IsOk());
  const KeyRotation rotation = Rotate(new_);

  EXPECT_EQ(rotation.current, 1);
  EXPECT_THAT(rotation.failures, ElementsAre(AllOf(HasSubstr("Another"), HasSubstr("old"),
                                                   Not(HasSubstr("made-up")))));
  EXPECT_EQ(KeyOf(other_, old_), "made-up-other-uk1");
}

TEST_F(ClinikoKeyChangeTest, ReplacesAKeyAndItsShard) {
  ASSERT_THAT(ReplaceClinikoKey(pool_, clinic_.id, *cliniko::ApiKey::Parse("made-up-fresh-us1"),
                                both_, Soon()),
              IsOk());

  EXPECT_EQ(KeyOf(clinic_.id, both_), "made-up-fresh-us1");
  EXPECT_EQ(ClinicAdmin(pool_).Find(clinic_.id, Soon())->cliniko_shard, "us1");
  EXPECT_EQ(FingerprintOf(clinic_.id), cliniko::ApiKey::Parse("made-up-fresh-us1")->Fingerprint());
  EXPECT_EQ(FingerprintOf(other_), cliniko::ApiKey::Parse("made-up-other-uk1")->Fingerprint());
  EXPECT_THAT(ReplaceClinikoKey(pool_, ClinicId("00000000-0000-4000-8000-00000000000f"),
                                clinic_.cliniko_key, both_, Soon()),
              FailsWith(DomainError::kClinicNotFound));
}

}  // namespace
}  // namespace frontdesk
