#include "services/schedule_cache/domain/slot_memory.h"

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace frontdesk::schedule_cache {
namespace {

const ClinicId kClinic("00000000-0000-4000-8000-000000000001");
const ClinicId kOtherClinic("00000000-0000-4000-8000-000000000002");
const Offering kMassage = {PractitionerId("201"), BusinessId("101"), AppointmentTypeId("302")};
const Offering kWithAnother = {PractitionerId("202"), BusinessId("101"), AppointmentTypeId("302")};
const absl::CivilDay kTuesday(2026, 7, 14);
const absl::Time kNow = absl::FromUnixSeconds(1'784'000'000);
constexpr int kVersion = 7;

SlotMemory::Day ADay(const Offering& offering, absl::CivilDay day, int starts = 1) {
  return std::make_shared<const CachedDay>(
      CachedDay{.offering = offering,
                .day = day,
                .starts = std::vector<absl::Time>(static_cast<std::size_t>(starts), kNow),
                .fetched_at = kNow});
}

class SlotMemoryTest : public ::testing::Test {
 protected:
  void Keep(const Offering& offering, absl::CivilDay day, const ClinicId& clinic = kClinic) {
    memory_.Keep(clinic, memory_.GenerationOf(clinic, offering.practitioner), kVersion,
                 ADay(offering, day), kNow);
  }
  bool Holds(const Offering& offering, absl::CivilDay day, const ClinicId& clinic = kClinic) {
    return memory_.Find(clinic, offering, day, kVersion, kNow) != nullptr;
  }

  SlotCounters counters_;
  SlotMemory memory_{{.most_entries = 3}, counters_};
};

TEST_F(SlotMemoryTest, GivesBackTheVeryDayThatWasKept) {
  const SlotMemory::Day day = ADay(kMassage, kTuesday);
  memory_.Keep(kClinic, memory_.GenerationOf(kClinic, kMassage.practitioner), kVersion, day, kNow);

  EXPECT_EQ(memory_.Find(kClinic, kMassage, kTuesday, kVersion, kNow), day);
}

TEST_F(SlotMemoryTest, NeverShowsAnotherClinicsDays) {
  Keep(kMassage, kTuesday);
  EXPECT_FALSE(Holds(kMassage, kTuesday, kOtherClinic));
}

TEST_F(SlotMemoryTest, ForgetsTheDayThatWasAskedForLongestAgo) {
  for (int day = 0; day < 3; ++day) Keep(kMassage, kTuesday + day);
  EXPECT_TRUE(Holds(kMassage, kTuesday));
  Keep(kMassage, kTuesday + 3);

  EXPECT_TRUE(Holds(kMassage, kTuesday));
  EXPECT_FALSE(Holds(kMassage, kTuesday + 1));
  EXPECT_EQ(memory_.entries(), 3u);
  EXPECT_EQ(counters_.Read().entry_evictions, 1);
}

TEST_F(SlotMemoryTest, StaysWithinItsBytes) {
  SlotMemory small({.most_entries = 1000, .most_bytes = 20'000}, counters_);
  for (int day = 0; day < 100; ++day) {
    small.Keep(kClinic, small.GenerationOf(kClinic, kMassage.practitioner), kVersion,
               ADay(kMassage, kTuesday + day, 100), kNow);
    EXPECT_LE(small.bytes(), 20'000u);
  }
  EXPECT_GT(small.entries(), 3u);
  EXPECT_NE(small.Find(kClinic, kMassage, kTuesday + 99, kVersion, kNow), nullptr);
}

TEST_F(SlotMemoryTest, CountsTheBytesOfADayThatTakesAnothersPlaceOnce) {
  Keep(kMassage, kTuesday);
  const std::size_t bytes = memory_.bytes();
  Keep(kMassage, kTuesday);
  memory_.Renew(kClinic, memory_.GenerationOf(kClinic, kMassage.practitioner), kVersion,
                ADay(kMassage, kTuesday));

  EXPECT_EQ(memory_.bytes(), bytes);
  EXPECT_EQ(memory_.entries(), 1u);
}

TEST_F(SlotMemoryTest, EvictsOnePractitioner) {
  Keep(kMassage, kTuesday);
  Keep(kMassage, kTuesday + 1);
  Keep(kWithAnother, kTuesday);
  memory_.Evict(kClinic, kMassage.practitioner);

  EXPECT_FALSE(Holds(kMassage, kTuesday));
  EXPECT_FALSE(Holds(kMassage, kTuesday + 1));
  EXPECT_TRUE(Holds(kWithAnother, kTuesday));
}

TEST_F(SlotMemoryTest, EvictsAWholeClinic) {
  Keep(kMassage, kTuesday);
  Keep(kWithAnother, kTuesday);
  Keep(kMassage, kTuesday, kOtherClinic);
  memory_.Evict(kClinic, {});

  EXPECT_FALSE(Holds(kMassage, kTuesday));
  EXPECT_FALSE(Holds(kWithAnother, kTuesday));
  EXPECT_TRUE(Holds(kMassage, kTuesday, kOtherClinic));
}

TEST_F(SlotMemoryTest, KeepsNothingThatWasReadBeforeAnEviction) {
  const auto generation = memory_.GenerationOf(kClinic, kMassage.practitioner);
  for (const PractitionerId& evicted : {kMassage.practitioner, PractitionerId()}) {
    memory_.Evict(kClinic, evicted);
    memory_.Keep(kClinic, generation, kVersion, ADay(kMassage, kTuesday), kNow);
    EXPECT_FALSE(Holds(kMassage, kTuesday));
  }
}

TEST_F(SlotMemoryTest, ForgetsWhatBelongsToAnotherDirectory) {
  Keep(kMassage, kTuesday);

  EXPECT_EQ(memory_.Find(kClinic, kMassage, kTuesday, kVersion + 1, kNow), nullptr);
}

TEST_F(SlotMemoryTest, RenewsOnlyWhatItHolds) {
  Keep(kMassage, kTuesday);
  const auto generation = memory_.GenerationOf(kClinic, kMassage.practitioner);
  const SlotMemory::Day renewed = ADay(kMassage, kTuesday, 2);
  memory_.Renew(kClinic, generation, kVersion, renewed);
  memory_.Renew(kClinic, generation, kVersion, ADay(kMassage, kTuesday + 1));

  EXPECT_EQ(memory_.Find(kClinic, kMassage, kTuesday, kVersion, kNow), renewed);
  EXPECT_FALSE(Holds(kMassage, kTuesday + 1));
}

TEST_F(SlotMemoryTest, IsTrustedForAMomentAfterItWasConfirmed) {
  EXPECT_FALSE(memory_.Trusted(kNow));
  memory_.Confirm(kNow);
  EXPECT_TRUE(memory_.Trusted(kNow + absl::Milliseconds(750)));
  EXPECT_FALSE(memory_.Trusted(kNow + absl::Milliseconds(751)));
  EXPECT_FALSE(memory_.Trusted(kNow - absl::Seconds(1)));  // the clock was set back
}

TEST_F(SlotMemoryTest, TellsWhatWasAskedForLately) {
  Keep(kMassage, kTuesday);
  Keep(kMassage, kTuesday + 1);
  memory_.Find(kClinic, kMassage, kTuesday, kVersion, kNow + absl::Minutes(1));

  const auto asked = memory_.RecentlyAsked(kNow + absl::Seconds(1), absl::InfiniteFuture());
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_EQ(asked[0].day->day, kTuesday);
  EXPECT_TRUE(memory_.RecentlyAsked(kNow, kNow).empty());
}

TEST_F(SlotMemoryTest, NeverShowsWhatWasEvictedToAnyThread) {
  SlotMemory memory({}, counters_);
  std::atomic<int> truth = 0;    // how many starts there are, as the store would say
  std::atomic<int> evicted = 0;  // the days with fewer have been evicted
  std::vector<std::thread> callers;
  for (int i = 0; i < 3; ++i) {
    callers.emplace_back([&] {
      while (evicted < 2000) {
        const int at_least = evicted;
        auto day = memory.Find(kClinic, kMassage, kTuesday, kVersion, kNow);
        if (day != nullptr) {
          EXPECT_GE(static_cast<int>(day->starts.size()), at_least);
          continue;
        }
        const auto generation = memory.GenerationOf(kClinic, kMassage.practitioner);
        day = ADay(kMassage, kTuesday, truth);
        std::this_thread::yield();
        memory.Keep(kClinic, generation, kVersion, day, kNow);
      }
    });
  }
  for (int change = 1; change <= 2000; ++change) {
    truth = change;
    memory.Evict(kClinic, kMassage.practitioner);
    evicted = change;
  }
  for (std::thread& caller : callers) caller.join();
}

}  // namespace
}  // namespace frontdesk::schedule_cache
