#include "services/schedule_cache/domain/change_follower.h"

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/clinics/clinic_changes.h"
#include "libs/status/domain_error.h"
#include "libs/testing/status_matchers.h"

namespace frontdesk::schedule_cache {
namespace {

using ::frontdesk::test::FailsWith;
using ::frontdesk::test::IsOk;

const ClinicId kClinic("00000000-0000-4000-8000-000000000001");
const Offering kMassage = {PractitionerId("201"), BusinessId("101"), AppointmentTypeId("302")};
const Offering kWithAnother = {PractitionerId("202"), BusinessId("101"), AppointmentTypeId("302")};
const absl::CivilDay kTuesday(2026, 7, 14);

class ScriptedChanges : public SlotChanges {
 public:
  absl::StatusOr<RecentChanges> Recent(absl::Time /*deadline*/) override {
    ++asked;
    return answer;
  }
  std::atomic<int> asked = 0;
  absl::StatusOr<RecentChanges> answer = RecentChanges();
};

class ChangeFollowerTest : public ::testing::Test {
 protected:
  void KeepBoth() {
    for (const Offering& offering : {kMassage, kWithAnother}) {
      memory_.Keep(kClinic, memory_.GenerationOf(kClinic, offering.practitioner), 1,
                   std::make_shared<const CachedDay>(CachedDay{
                       .offering = offering, .day = kTuesday, .fetched_at = clock_.Now()}),
                   clock_.Now());
    }
  }
  bool Holds(const Offering& offering) {
    return memory_.Find(kClinic, offering, kTuesday, 1, clock_.Now()) != nullptr;
  }
  void Tell(std::vector<SlotChange> slots) { changes_.answer->slots = std::move(slots); }

  FakeClock clock_{absl::FromUnixSeconds(1'784'000'000)};
  SlotCounters counters_;
  SlotMemory memory_{{}, counters_};
  ScriptedChanges changes_;
  std::vector<ClinicState> clinics_;
  ClinicChanges clinic_changes_;
  ChangeFollower follower_{changes_,
                           memory_,
                           clinic_changes_,
                           clock_,
                           clock_,
                           counters_,
                           [this](const ClinicState& clinic) { clinics_.push_back(clinic); }};
};

TEST_F(ChangeFollowerTest, EvictsThePractitionerWhoseBookingsChanged) {
  ASSERT_THAT(follower_.Poll(), IsOk());
  KeepBoth();
  Tell({{"a", kClinic, kMassage.practitioner}});
  ASSERT_THAT(follower_.Poll(), IsOk());

  EXPECT_FALSE(Holds(kMassage));
  EXPECT_TRUE(Holds(kWithAnother));
}

TEST_F(ChangeFollowerTest, EvictsForOneChangeOnce) {
  Tell({{"a", kClinic, kMassage.practitioner}});
  ASSERT_THAT(follower_.Poll(), IsOk());
  KeepBoth();
  ASSERT_THAT(follower_.Poll(), IsOk());
  EXPECT_TRUE(Holds(kMassage));

  Tell({{"late", kClinic, kMassage.practitioner}, {"a", kClinic, kMassage.practitioner}});
  ASSERT_THAT(follower_.Poll(), IsOk());
  EXPECT_FALSE(Holds(kMassage));
}

TEST_F(ChangeFollowerTest, VouchesForTheMomentBeforeItAsked) {
  EXPECT_FALSE(memory_.Trusted(clock_.Now()));
  ASSERT_THAT(follower_.Poll(), IsOk());
  EXPECT_TRUE(memory_.Trusted(clock_.Now()));

  clock_.Advance(absl::Seconds(1));
  changes_.answer = MakeError(DomainError::kBookingSystemUnavailable, "gone");
  EXPECT_THAT(follower_.Poll(), FailsWith(DomainError::kBookingSystemUnavailable));
  EXPECT_FALSE(memory_.Trusted(clock_.Now()));
  EXPECT_EQ(counters_.Read().polls_failed, 1);
}

// What changed and went out of reach in the meantime is not told of any more.
TEST_F(ChangeFollowerTest, ForgetsEverythingAfterALongSilence) {
  ASSERT_THAT(follower_.Poll(), IsOk());
  KeepBoth();
  clock_.Advance(absl::Seconds(9));
  ASSERT_THAT(follower_.Poll(), IsOk());
  EXPECT_TRUE(Holds(kMassage));

  clock_.Advance(absl::Seconds(11));
  ASSERT_THAT(follower_.Poll(), IsOk());
  EXPECT_FALSE(Holds(kMassage));
  EXPECT_FALSE(Holds(kWithAnother));
}

TEST_F(ChangeFollowerTest, PassesOnWhichClinicsChanged) {
  changes_.answer->clinics = {{"7", kClinic, 5, false}};
  ASSERT_THAT(follower_.Poll(), IsOk());

  ASSERT_EQ(clinics_.size(), 1u);
  EXPECT_EQ(clinics_[0].clinic, kClinic);
  EXPECT_EQ(clinics_[0].directory_version, 5);
  EXPECT_FALSE(clinics_[0].active);
}

TEST_F(ChangeFollowerTest, TellsOnceThatAClinicChanged) {
  ASSERT_THAT(follower_.Poll(), IsOk());
  const ClinicChanges::Moment before = clinic_changes_.Now();
  changes_.answer->clinics = {{"7", kClinic, 5, true}};
  ASSERT_THAT(follower_.Poll(), IsOk());
  EXPECT_TRUE(clinic_changes_.Since(kClinic, before));
  EXPECT_TRUE(clinic_changes_.Known(clock_.Now(), absl::ZeroDuration()));
  ASSERT_EQ(follower_.told().clinics->size(), 1u);
  EXPECT_EQ(follower_.told().asked_at, clock_.Now());

  const ClinicChanges::Moment after = clinic_changes_.Now();
  ASSERT_THAT(follower_.Poll(), IsOk());
  EXPECT_FALSE(clinic_changes_.Since(kClinic, after));

  changes_.answer->clinics = {{"8", kClinic, 5, true}};
  ASSERT_THAT(follower_.Poll(), IsOk());
  EXPECT_TRUE(clinic_changes_.Since(kClinic, after));
}

TEST_F(ChangeFollowerTest, TakesAllClinicsForChangedAfterALongSilence) {
  ASSERT_THAT(follower_.Poll(), IsOk());
  const ClinicChanges::Moment before = clinic_changes_.Now();
  clock_.Advance(absl::Seconds(11));
  ASSERT_THAT(follower_.Poll(), IsOk());
  EXPECT_TRUE(clinic_changes_.Since(kClinic, before));
}

TEST_F(ChangeFollowerTest, AsksAgainAndAgainUntilItEnds) {
  ChangeFollower follower(changes_, memory_, clinic_changes_, clock_, clock_, counters_,
                          [](const ClinicState&) {}, {.every = absl::Milliseconds(1)});
  follower.Start();
  while (changes_.asked < 3) std::this_thread::yield();
}

}  // namespace
}  // namespace frontdesk::schedule_cache
