#include "libs/clinics/clinic_change.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/clinics/registered_clinic.h"
#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/status/domain_error.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/status_matchers.h"

namespace frontdesk {
namespace {

using ::frontdesk::test::FailsWith;
using ::frontdesk::test::IsOk;

class ChangeClinicTest : public ::testing::Test {
 protected:
  ChangeClinicTest() {
    test::Register(pool_, clinic_, test::TestKeyring());
    database_.Execute(absl::StrCat("INSERT INTO schedule_cache.slot_cache VALUES ('",
                                   clinic_.id.value(),
                                   "', '21', '11', '31', '2027-03-01', '{}', true, now())"));
  }

  static absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

  std::string Row() {
    return database_.Execute(
        "SELECT concat_ws('|', clinic_name, contact_email, time_zone, directory_version) "
        "FROM schedule_cache.clinics");
  }
  std::string CachedDays() {
    return database_.Execute("SELECT count(*) FROM schedule_cache.slot_cache");
  }

  test::ScratchDatabase database_;
  PostgresPool pool_{{.url = database_.UrlAs("frontdesk_operator"), .size = 2}};
  const NewClinic clinic_ = test::ANewClinic();
};

TEST_F(ChangeClinicTest, ChangesOnlyWhatWasSaid) {
  ASSERT_THAT(ChangeClinic(pool_, clinic_.id, {.name = "Another Name"}, Soon()), IsOk());
  EXPECT_EQ(Row(), absl::StrCat("Another Name|", clinic_.contact_email, "|Australia/Sydney|1"));
  ASSERT_THAT(ChangeClinic(pool_, clinic_.id, {.contact_email = "new@clinic.example"}, Soon()),
              IsOk());
  EXPECT_EQ(Row(), "Another Name|new@clinic.example|Australia/Sydney|2");
  EXPECT_EQ(CachedDays(), "1");
}

TEST_F(ChangeClinicTest, ForgetsTheDaysOfAnotherZone) {
  ASSERT_THAT(ChangeClinic(pool_, clinic_.id, {.zone_name = "Australia/Sydney"}, Soon()), IsOk());
  EXPECT_EQ(CachedDays(), "1");
  ASSERT_THAT(ChangeClinic(pool_, clinic_.id, {.zone_name = "Australia/Perth"}, Soon()), IsOk());
  EXPECT_EQ(CachedDays(), "0");
  EXPECT_EQ(database_.Execute("SELECT clinic_id::text FROM schedule_cache.slot_drops"),
            clinic_.id.value());
}

// The sync used to put Cliniko's zone back.
TEST_F(ChangeClinicTest, KeepsTheZoneOfAnOperatorFromTheSync) {
  const auto by_operator = [&] {
    return database_.Execute("SELECT time_zone_by_operator FROM schedule_cache.clinics");
  };
  ASSERT_THAT(ChangeClinic(pool_, clinic_.id, {.name = "Another Name"}, Soon()), IsOk());
  EXPECT_EQ(by_operator(), "f");
  ASSERT_THAT(ChangeClinic(pool_, clinic_.id, {.zone_name = "Australia/Perth"}, Soon()), IsOk());
  EXPECT_EQ(by_operator(), "t");
}

TEST_F(ChangeClinicTest, FailsForAClinicThatIsNotThere) {
  for (const char* id : {"00000000-0000-4000-8000-00000000000f", "nonsense"}) {
    EXPECT_THAT(ChangeClinic(pool_, ClinicId(id), {.name = "x"}, Soon()),
                FailsWith(DomainError::kClinicNotFound));
  }
}

}  // namespace
}  // namespace frontdesk
