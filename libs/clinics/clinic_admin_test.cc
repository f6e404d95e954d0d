#include "libs/clinics/clinic_admin.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/clinics/clinic_writes.h"
#include "libs/clinics/registered_clinic.h"
#include "libs/cliniko/api_key.h"
#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/status/domain_error.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/status_matchers.h"

namespace frontdesk {
namespace {

using ::frontdesk::test::ANewClinic;
using ::frontdesk::test::FailsWith;
using ::frontdesk::test::IsOk;
using ::frontdesk::test::IsOkAndHolds;
using ::frontdesk::test::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::Optional;

const BusinessId kBusiness("11");
const ClinicId kNobody("00000000-0000-4000-8000-00000000000f");

absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

std::string Hash(char fill) { return std::string(32, fill); }

class ClinicAdminTest : public ::testing::Test {
 protected:
  ClinicAdminTest() {
    test::Register(pool_, clinic_, test::TestKeyring());
    database_.Execute(absl::StrCat(
        "INSERT INTO schedule_cache.businesses (clinic_id, business_id, business_name) VALUES ('",
        clinic_.id.value(), "', '11', 'City')"));
  }

  std::vector<std::string> Aliases() {
    const absl::StatusOr<std::vector<LocationAlias>> found = admin_.ListAliases(clinic_.id, Soon());
    EXPECT_THAT(found, IsOk());
    std::vector<std::string> aliases;
    for (const LocationAlias& alias : *found) aliases.push_back(alias.alias);
    return aliases;
  }

  std::string Version() {
    return database_.Execute("SELECT directory_version FROM schedule_cache.clinics");
  }

  test::ScratchDatabase database_;
  PostgresPool pool_{{.url = database_.UrlAs("frontdesk_operator"), .size = 2}};
  NewClinic clinic_ = ANewClinic();
  ClinicAdmin admin_{pool_};
};

TEST_F(ClinicAdminTest, SetsTheRateOfRequestsAndTakesItBack) {
  const auto rate = [&] { return admin_.Find(clinic_.id, Soon())->cliniko_rate; };
  EXPECT_EQ(rate(), std::nullopt);

  EXPECT_THAT(admin_.SetClinikoRate(clinic_.id, 150, Soon()), IsOk());
  EXPECT_EQ(rate(), 150);
  for (const int wrong : {-1, 0, 1001}) {
    EXPECT_THAT(admin_.SetClinikoRate(clinic_.id, wrong, Soon()),
                StatusIs(absl::StatusCode::kInvalidArgument));
  }
  EXPECT_EQ(rate(), 150);
  EXPECT_THAT(admin_.SetClinikoRate(clinic_.id, std::nullopt, Soon()), IsOk());
  EXPECT_EQ(rate(), std::nullopt);
  EXPECT_THAT(admin_.SetClinikoRate(kNobody, 150, Soon()), FailsWith(DomainError::kClinicNotFound));
}

TEST_F(ClinicAdminTest, KnowsWhoSharesAClinikoKey) {
  NewClinic other = test::ANewClinic();
  other.id = ClinicId("00000000-0000-4000-8000-000000000002");
  other.phone_number = "+61290000002";
  test::Register(pool_, other, test::TestKeyring());
  NewClinic stranger = test::ANewClinic();
  stranger.id = ClinicId("00000000-0000-4000-8000-000000000003");
  stranger.phone_number = "+61290000003";
  stranger.cliniko_key = *cliniko::ApiKey::Parse("another-au1");
  test::Register(pool_, stranger, test::TestKeyring());

  EXPECT_THAT(admin_.ListSharingClinikoKey(clinic_.id, Soon()),
              IsOkAndHolds(ElementsAre(Field(&ClinicRecord::id, other.id))));
  EXPECT_THAT(admin_.ListSharingClinikoKey(stranger.id, Soon()), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(admin_.ListSharingClinikoKey(kNobody, Soon()),
              FailsWith(DomainError::kClinicNotFound));
}

TEST_F(ClinicAdminTest, SetsForHowLongPersonalDataStaysAndTakesItBack) {
  const auto days = [&] { return admin_.Find(clinic_.id, Soon())->retention_days; };
  EXPECT_EQ(days(), std::nullopt);

  EXPECT_THAT(admin_.SetRetentionDays(clinic_.id, 90, Soon()), IsOk());
  EXPECT_EQ(days(), 90);
  for (const int wrong : {-1, 0, 3651}) {
    EXPECT_THAT(admin_.SetRetentionDays(clinic_.id, wrong, Soon()),
                StatusIs(absl::StatusCode::kInvalidArgument));
  }
  EXPECT_EQ(days(), 90);
  EXPECT_THAT(admin_.SetRetentionDays(clinic_.id, std::nullopt, Soon()), IsOk());
  EXPECT_EQ(days(), std::nullopt);
  EXPECT_THAT(admin_.SetRetentionDays(kNobody, 90, Soon()),
              FailsWith(DomainError::kClinicNotFound));
}

TEST_F(ClinicAdminTest, ShowsAClinicWithoutItsSecrets) {
  const auto is_the_clinic =
      AllOf(Field(&ClinicRecord::id, clinic_.id), Field(&ClinicRecord::name, "Harbour Health"),
            Field(&ClinicRecord::contact_email, "ops@clinic.example"),
            Field(&ClinicRecord::cliniko_shard, "au1"),
            Field(&ClinicRecord::phone_numbers, ElementsAre("+61290000001")),
            Field(&ClinicRecord::active, true), Field(&ClinicRecord::synced_at, std::nullopt));

  EXPECT_THAT(admin_.Find(clinic_.id, Soon()), IsOkAndHolds(is_the_clinic));
  EXPECT_THAT(admin_.FindByNumber("+61290000001", Soon()), IsOkAndHolds(is_the_clinic));
  EXPECT_THAT(admin_.List(Soon()), IsOkAndHolds(ElementsAre(is_the_clinic)));
}

TEST_F(ClinicAdminTest, StillShowsADisabledClinic) {
  ASSERT_THAT(admin_.SetActive(clinic_.id, false, Soon()), IsOk());
  EXPECT_THAT(admin_.Find(clinic_.id, Soon()), IsOkAndHolds(Field(&ClinicRecord::active, false)));

  ASSERT_THAT(admin_.SetActive(clinic_.id, true, Soon()), IsOk());
  EXPECT_THAT(admin_.Find(clinic_.id, Soon()), IsOkAndHolds(Field(&ClinicRecord::active, true)));
}

TEST_F(ClinicAdminTest, FailsForAClinicThatIsNotThere) {
  for (const ClinicId& id : {kNobody, ClinicId("not an id")}) {
    SCOPED_TRACE(id.value());
    const auto not_found = FailsWith(DomainError::kClinicNotFound);
    EXPECT_THAT(admin_.Find(id, Soon()), not_found);
    EXPECT_THAT(admin_.SetActive(id, false, Soon()), not_found);
    EXPECT_THAT(admin_.ListKeys(id, Soon()), not_found);
    EXPECT_THAT(admin_.AddKey(id, "key", Hash('a'), Soon()), not_found);
    EXPECT_THAT(admin_.ListAliases(id, Soon()), not_found);
    EXPECT_THAT(admin_.AddAlias(id, kBusiness, "x", Soon()), not_found);
    EXPECT_THAT(admin_.RemoveAlias(id, kBusiness, "x", Soon()), not_found);
  }
}

TEST_F(ClinicAdminTest, RemembersWhenAKeyWasFirstRevoked) {
  ASSERT_THAT(admin_.AddKey(clinic_.id, "one", Hash('a'), Soon()), IsOk());
  ASSERT_THAT(admin_.AddKey(clinic_.id, "two", Hash('b'), Soon()), IsOk());
  ASSERT_THAT(admin_.RevokeKey(clinic_.id, "one", Soon()), IsOk());
  database_.Execute(
      "UPDATE schedule_cache.gateway_keys SET revoked_at = '2026-01-01T00:00:00Z' "
      "WHERE revoked_at IS NOT NULL");
  ASSERT_THAT(admin_.RevokeKey(clinic_.id, "one", Soon()), IsOk());

  EXPECT_THAT(
      admin_.ListKeys(clinic_.id, Soon()),
      IsOkAndHolds(ElementsAre(AllOf(Field(&GatewayKeyRecord::key_id, "two"),
                                     Field(&GatewayKeyRecord::revoked_at, std::nullopt)),
                               AllOf(Field(&GatewayKeyRecord::key_id, "one"),
                                     Field(&GatewayKeyRecord::revoked_at,
                                           Optional(absl::FromUnixSeconds(1'767'225'600)))))));
}

TEST_F(ClinicAdminTest, RevokesNoKeyOfAnotherClinic) {
  NewClinic other = ANewClinic();
  other.id = ClinicId("00000000-0000-4000-8000-000000000002");
  other.phone_number = "+61290000002";
  test::Register(pool_, other, test::TestKeyring());
  ASSERT_THAT(admin_.AddKey(clinic_.id, "one", Hash('a'), Soon()), IsOk());

  EXPECT_THAT(admin_.RevokeKey(other.id, "one", Soon()), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(ClinicAdminTest, KeepsAliasesInOneForm) {
  ASSERT_THAT(admin_.AddAlias(clinic_.id, kBusiness, "  The  Big One ", Soon()), IsOk());
  ASSERT_THAT(admin_.AddAlias(clinic_.id, kBusiness, "the big one", Soon()), IsOk());

  EXPECT_THAT(Aliases(), ElementsAre("the big one"));
  EXPECT_THAT(admin_.RemoveAlias(clinic_.id, kBusiness, "THE BIG ONE", Soon()), IsOk());
  EXPECT_THAT(Aliases(), IsEmpty());
}

TEST_F(ClinicAdminTest, TellsReadersOfTheDirectoryAboutAliases) {
  const std::string before = Version();
  ASSERT_THAT(admin_.AddAlias(clinic_.id, kBusiness, "the big one", Soon()), IsOk());

  EXPECT_NE(Version(), before);
}

TEST_F(ClinicAdminTest, RefusesAliasesThatNameNothing) {
  const std::string before = Version();
  EXPECT_THAT(admin_.AddAlias(clinic_.id, kBusiness, "  ", Soon()),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(admin_.AddAlias(clinic_.id, kBusiness, std::string(101, 'x'), Soon()),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(admin_.AddAlias(clinic_.id, BusinessId("12"), "x", Soon()),
              FailsWith(DomainError::kInvalidBusinessId));
  EXPECT_THAT(admin_.RemoveAlias(clinic_.id, kBusiness, "x", Soon()),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_EQ(Version(), before);
}

}  // namespace
}  // namespace frontdesk
