#include "services/schedule_cache/domain/punctual_slot_store.h"

#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "libs/testing/status_matchers.h"
#include "services/schedule_cache/domain/fake_slot_store.h"

namespace frontdesk::schedule_cache {
namespace {

using ::frontdesk::test::FailsWith;
using ::frontdesk::test::IsOk;

const ClinicId kClinic("c");
const std::vector<Offering> kOfferings = {
    {PractitionerId("201"), BusinessId("101"), AppointmentTypeId("302")}};
const absl::CivilDay kTuesday(2026, 7, 14);
const TimeRange kAlways = {absl::FromUnixSeconds(0), absl::FromUnixSeconds(4'000'000'000)};

// A store whose reads hang while the test holds `hanging_`.
class PunctualSlotStoreTest : public ::testing::Test {
 protected:
  PunctualSlotStoreTest() {
    inner_.AfterLoad([this] {
      ++reads_;
      const std::lock_guard lock(hanging_);
    });
  }
  absl::StatusOr<SlotStore::Known> Load(absl::Duration wait) {
    return store_.Load(kClinic, kOfferings, {kTuesday, kTuesday}, kAlways, absl::Now() + wait);
  }

  std::mutex hanging_;
  std::atomic<int> reads_ = 0;
  FakeSlotStore inner_;
  PunctualSlotStore store_{inner_, {.threads = 1, .queue_limit = 1}};
};

TEST_F(PunctualSlotStoreTest, GivesWhatTheOtherStoreHas) {
  const std::vector<CachedDay> days = {{.offering = kOfferings[0], .day = kTuesday}};
  ASSERT_THAT(store_.Save(kClinic, days, absl::InfiniteFuture()), IsOk());
  inner_.Take(kOfferings[0].practitioner, kAlways);

  const auto known = Load(absl::InfiniteDuration());
  ASSERT_THAT(known, IsOk());
  EXPECT_EQ(known->days, days);
  const auto taken = store_.LoadTaken(kClinic, kOfferings, kAlways, absl::InfiniteFuture());
  ASSERT_THAT(taken, IsOk());
  EXPECT_EQ(*taken, known->taken);
}

TEST_F(PunctualSlotStoreTest, AnswersInTimeWhereTheOtherStoreHangs) {
  {
    const std::lock_guard hang(hanging_);
    while (reads_ == 0) {
      EXPECT_THAT(Load(absl::Milliseconds(20)), FailsWith(DomainError::kBookingSystemUnavailable));
    }
    EXPECT_THAT(Load(absl::Milliseconds(20)), FailsWith(DomainError::kBookingSystemUnavailable));
    // The first read hangs and the second waits behind it, so there is no room for a third.
    EXPECT_THAT(Load(absl::InfiniteDuration()), FailsWith(DomainError::kBookingSystemUnavailable));
  }
  while (!Load(absl::Seconds(30)).ok()) std::this_thread::yield();
  EXPECT_EQ(reads_, 2);  // what nobody waited for any more was not read
}

}  // namespace
}  // namespace frontdesk::schedule_cache
