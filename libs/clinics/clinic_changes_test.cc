#include "libs/clinics/clinic_changes.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/time/time.h"
#include "libs/domain/ids.h"

namespace frontdesk {
namespace {

const ClinicId kOne("00000000-0000-4000-8000-000000000001");
const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

TEST(ClinicChanges, TellOfAClinicThatChangedAfterItWasRead) {
  ClinicChanges changes;
  const ClinicChanges::Moment before = changes.Now();
  EXPECT_FALSE(changes.Since(kOne, before));

  changes.Tell(kOne);

  EXPECT_TRUE(changes.Since(kOne, before));
  EXPECT_FALSE(changes.Since(kOne, changes.Now()));
}

TEST(ClinicChanges, OfOneLeaveMostOthersAlone) {
  ClinicChanges changes;
  const ClinicChanges::Moment before = changes.Now();
  changes.Tell(kOne);
  int changed = 0;
  for (int i = 0; i < 100; ++i) changed += changes.Since(ClinicId(std::to_string(i)), before);
  EXPECT_LT(changed, 10);
}

TEST(ClinicChanges, OfEverythingAreThoseOfEach) {
  ClinicChanges changes;
  const ClinicChanges::Moment before = changes.Now();
  changes.TellAll();
  EXPECT_TRUE(changes.Since(kOne, before));
  EXPECT_FALSE(changes.Since(kOne, changes.Now()));
}

TEST(ClinicChanges, AreKnownForAsLongAsSomebodyConfirmsThem) {
  ClinicChanges changes;
  EXPECT_FALSE(changes.Known(kNow, absl::Hours(1)));
  changes.Confirm(kNow);
  EXPECT_TRUE(changes.Known(kNow + absl::Seconds(1), absl::Seconds(1)));
  EXPECT_FALSE(changes.Known(kNow + absl::Milliseconds(1001), absl::Seconds(1)));
}

TEST(ClinicChanges, AreNotKnownByAClockThatWasSetBack) {
  ClinicChanges changes;
  changes.Confirm(kNow);
  EXPECT_FALSE(changes.Known(kNow - absl::Milliseconds(1), absl::Hours(1)));
}

}  // namespace
}  // namespace frontdesk
