#include "services/schedule_cache/domain/deferring_slot_store.h"

#include <memory>
#include <thread>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "libs/status/domain_error.h"
#include "libs/testing/status_matchers.h"
#include "services/schedule_cache/domain/fake_slot_store.h"
#include "services/schedule_cache/domain/slot_counters.h"
#include "services/schedule_cache/domain/slot_memory.h"

namespace frontdesk::schedule_cache {
namespace {

using ::frontdesk::test::FailsWith;
using ::frontdesk::test::IsOk;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const ClinicId kClinic("c");
const Offering kOffering = {PractitionerId("201"), BusinessId("101"), AppointmentTypeId("302")};
const Offering kOther = {PractitionerId("202"), BusinessId("101"), AppointmentTypeId("302")};
const absl::CivilDay kTuesday(2026, 7, 14);
const DaySpan kWeek = {kTuesday, kTuesday + 6};

CachedDay Day(const Offering& offering, absl::CivilDay day, int fetched_at = 1) {
  return {.offering = offering,
          .day = day,
          .fetched_at = absl::FromUnixSeconds(1'800'000'000 + fetched_at)};
}

std::vector<CachedDay> In(SlotStore& store) {
  const auto known = store.Load(kClinic, {kOffering, kOther}, kWeek, {}, absl::InfiniteFuture());
  EXPECT_THAT(known, IsOk());
  return known.ok() ? known->days : std::vector<CachedDay>();
}

class DeferringSlotStoreTest : public ::testing::Test {
 protected:
  void Save(const std::vector<CachedDay>& days) {
    ASSERT_THAT(deferring_->Save(kClinic, days, absl::InfiniteFuture()), IsOk());
  }
  // Saves what is left.
  void End() { deferring_.reset(); }

  FakeSlotStore store_;
  SlotCounters counters_;
  SlotMemory memory_{{}, counters_};
  // It saves nothing by itself as long as a test takes.
  std::unique_ptr<DeferringSlotStore> deferring_ = std::make_unique<DeferringSlotStore>(
      store_, memory_, DeferringSlotStoreOptions{.delay = absl::Hours(1), .most_days = 4});
};

TEST_F(DeferringSlotStoreTest, HasWhatItIsStillToSave) {
  Save({Day(kOffering, kTuesday)});
  Save({Day(kOther, kTuesday + 1)});

  EXPECT_THAT(In(store_), IsEmpty());
  EXPECT_THAT(In(*deferring_),
              UnorderedElementsAre(Day(kOffering, kTuesday), Day(kOther, kTuesday + 1)));
  EXPECT_EQ(deferring_->SavedJustNow(kClinic, {kOffering}, kWeek),
            (std::vector<CachedDay>{Day(kOffering, kTuesday)}));
  EXPECT_EQ(deferring_->SavedJustNow(kClinic, {kOffering}, {kTuesday + 1, kTuesday + 1}),
            std::vector<CachedDay>());
  End();
  EXPECT_THAT(In(store_),
              UnorderedElementsAre(Day(kOffering, kTuesday), Day(kOther, kTuesday + 1)));
}

TEST_F(DeferringSlotStoreTest, SavesByItselfAMomentLater) {
  DeferringSlotStore soon(store_, memory_, {.delay = absl::Milliseconds(1)});
  ASSERT_THAT(
      soon.Save(kClinic, std::vector<CachedDay>{Day(kOffering, kTuesday)}, absl::InfiniteFuture()),
      IsOk());

  while (In(store_).empty()) std::this_thread::yield();
  EXPECT_THAT(In(soon), UnorderedElementsAre(Day(kOffering, kTuesday)));
}

TEST_F(DeferringSlotStoreTest, GivesTheNewestOfADay) {
  ASSERT_THAT(store_.Save(kClinic, std::vector<CachedDay>{Day(kOffering, kTuesday, 2)},
                          absl::InfiniteFuture()),
              IsOk());
  Save({Day(kOffering, kTuesday, 1)});
  EXPECT_THAT(In(*deferring_), UnorderedElementsAre(Day(kOffering, kTuesday, 2)));

  Save({Day(kOffering, kTuesday, 4)});
  Save({Day(kOffering, kTuesday, 3)});
  EXPECT_THAT(In(*deferring_), UnorderedElementsAre(Day(kOffering, kTuesday, 4)));
  End();
  EXPECT_THAT(In(store_), UnorderedElementsAre(Day(kOffering, kTuesday, 4)));
}

TEST_F(DeferringSlotStoreTest, DoesNotPutBackWhatWasDropped) {
  Save({Day(kOffering, kTuesday), Day(kOther, kTuesday)});
  ASSERT_THAT(deferring_->Drop(kClinic, kOffering.practitioner, kWeek, absl::InfiniteFuture()),
              IsOk());

  EXPECT_THAT(In(*deferring_), UnorderedElementsAre(Day(kOther, kTuesday)));
  End();
  EXPECT_THAT(In(store_), UnorderedElementsAre(Day(kOther, kTuesday)));
}

// A booking drops days in the database itself, and memory hears of it.
TEST_F(DeferringSlotStoreTest, DoesNotPutBackWhatMemoryHeardAChangeOf) {
  Save({Day(kOffering, kTuesday), Day(kOther, kTuesday)});
  memory_.Evict(kClinic, kOffering.practitioner);

  EXPECT_THAT(In(*deferring_), UnorderedElementsAre(Day(kOther, kTuesday)));
  End();
  EXPECT_THAT(In(store_), UnorderedElementsAre(Day(kOther, kTuesday)));
}

TEST_F(DeferringSlotStoreTest, HoldsNoMoreThanItMay) {
  Save({Day(kOffering, kTuesday), Day(kOffering, kTuesday + 1), Day(kOffering, kTuesday + 2)});

  const std::vector<CachedDay> more = {Day(kOther, kTuesday), Day(kOther, kTuesday + 1)};
  EXPECT_THAT(deferring_->Save(kClinic, more, absl::InfiniteFuture()),
              FailsWith(DomainError::kBookingSystemUnavailable));
  Save({Day(kOther, kTuesday)});
}

}  // namespace
}  // namespace frontdesk::schedule_cache
