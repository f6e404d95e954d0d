#include "services/schedule_cache/domain/slot_fetcher.h"

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/synchronization/notification.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/clinics/fake_cliniko_clients.h"
#include "libs/cliniko/fake_client.h"
#include "libs/telemetry/log_capture.h"
#include "libs/testing/status_matchers.h"
#include "services/schedule_cache/domain/fake_slot_store.h"

namespace frontdesk::schedule_cache {
namespace {

using cliniko::Call;
using ::frontdesk::test::FailsWith;
using ::frontdesk::test::IsOk;
using ::frontdesk::test::IsOkAndHolds;

const Offering kOffering = {PractitionerId("201"), BusinessId("101"), AppointmentTypeId("302")};
const absl::CivilDay kTuesday(2026, 7, 14);
constexpr absl::Duration kLimit =
    absl::Hours(24 * 365 * 10);  // deadlines are kept by the real clock

absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

// One thread for each of two clinics. The first clinic's Cliniko hangs until the test lets it go
// on.
class SlotFetcherTest : public ::testing::Test {
 protected:
  SlotFetcherTest() {
    clinikos_.Set(slow_.id, slow_cliniko_);
    clinikos_.Set(quick_.id, std::make_shared<cliniko::FakeClient>(clock_));
    slow_cliniko_->Before(Call::kAvailableTimes, [this] {
      ++asked_;
      go_on_.WaitForNotification();
      return absl::OkStatus();
    });
  }

  std::shared_ptr<const SlotFetcher::Fetch> Start(const Clinic& clinic, absl::CivilDay day) {
    return Cover(clinic, {day}, FetchPriority::kCaller).front();
  }
  std::vector<std::shared_ptr<const SlotFetcher::Fetch>> Cover(
      const Clinic& clinic, const std::vector<absl::CivilDay>& days, FetchPriority priority) {
    return fetcher_.Cover(clinic, kOffering, days,
                          {.last = days.back(), .oldest = clock_.Now(), .priority = priority});
  }
  // Starts a fetch that hangs, and one that waits for its end.
  void HangAndWait() {
    hanging_ = Start(slow_, kTuesday);
    while (asked_ == 0) std::this_thread::yield();
    waiting_ = Start(slow_, kTuesday + 1);
  }
  // Lets Cliniko go on, with these two left to be asked.
  void ExpectAskedBefore(const SlotFetcher::Fetch& first, const SlotFetcher::Fetch& second) {
    std::atomic<int> asked = 0;
    std::atomic<bool> first_was_done = false;
    slow_cliniko_->Before(Call::kAvailableTimes, [&] {
      if (++asked == 2) first_was_done = first.Wait(absl::InfinitePast()).ok();
      return absl::OkStatus();
    });
    go_on_.Notify();
    EXPECT_THAT(first.Wait(Soon()), IsOk());
    EXPECT_THAT(second.Wait(Soon()), IsOk());
    EXPECT_TRUE(first_was_done);
  }

  const Clinic slow_ = {.id = ClinicId("slow"), .country = "AU", .zone = absl::UTCTimeZone()};
  const Clinic quick_ = {.id = ClinicId("quick"), .country = "AU", .zone = absl::UTCTimeZone()};
  FakeClock clock_{absl::FromUnixSeconds(1783908000)};
  absl::Notification go_on_;
  std::atomic<int> asked_ = 0;
  std::shared_ptr<cliniko::FakeClient> slow_cliniko_ =
      std::make_shared<cliniko::FakeClient>(clock_);
  FakeClinikoClients clinikos_;
  FakeSlotStore store_;
  SlotCounters counters_;
  SlotFetcher fetcher_{clinikos_,
                       store_,
                       clock_,
                       counters_,
                       {.threads = 2, .most_of_one = 1, .queue_limit = 4, .fetch_limit = kLimit}};
  std::shared_ptr<const SlotFetcher::Fetch> hanging_, waiting_;
};

// One clinic whose Cliniko hung used to take all threads.
TEST_F(SlotFetcherTest, HoldsUpOneClinicAlone) {
  HangAndWait();

  EXPECT_THAT(Start(quick_, kTuesday)->Wait(Soon()), IsOk());
  go_on_.Notify();
  EXPECT_THAT(hanging_->Wait(Soon()), IsOk());
  EXPECT_THAT(waiting_->Wait(Soon()), IsOk());
}

TEST_F(SlotFetcherTest, CountsTheTimeThatAFetchWaitsForItsTurn) {
  HangAndWait();
  clock_.Advance(kLimit);
  go_on_.Notify();

  EXPECT_THAT(waiting_->Wait(Soon()), FailsWith(DomainError::kBookingSystemUnavailable));
  EXPECT_EQ(asked_, 1);
}

TEST_F(SlotFetcherTest, AsksNothingMoreOnceItStops) {
  HangAndWait();
  fetcher_.Stop();
  go_on_.Notify();

  EXPECT_THAT(waiting_->Wait(Soon()), FailsWith(DomainError::kBookingSystemUnavailable));
  EXPECT_THAT(Start(quick_, kTuesday)->Wait(Soon()),
              FailsWith(DomainError::kBookingSystemUnavailable));
  EXPECT_EQ(asked_, 1);
}

TEST_F(SlotFetcherTest, AsksNothingOfAClinikoThatWentDownMeanwhile) {
  HangAndWait();
  clinikos_.SetDown(slow_.id, true);
  const auto refused = Start(slow_, kTuesday + 2);
  EXPECT_THAT(refused->Wait(absl::InfinitePast()),
              FailsWith(DomainError::kBookingSystemUnavailable));
  go_on_.Notify();

  EXPECT_THAT(waiting_->Wait(Soon()), FailsWith(DomainError::kBookingSystemUnavailable));
  EXPECT_EQ(asked_, 1);
}

TEST_F(SlotFetcherTest, RefusesWhatTheQueueCannotHold) {
  HangAndWait();
  Start(slow_, kTuesday + 2);
  Start(slow_, kTuesday + 3);
  const auto last = Start(slow_, kTuesday + 4);

  EXPECT_THAT(Start(slow_, kTuesday + 5)->Wait(Soon()),
              FailsWith(DomainError::kBookingSystemUnavailable));
  go_on_.Notify();
  EXPECT_THAT(last->Wait(Soon()), IsOk());
}

TEST_F(SlotFetcherTest, JoinsAFetchThatCoversTheDayAmongOthers) {
  hanging_ = Cover(slow_, {kTuesday, kTuesday + 3}, FetchPriority::kCaller).front();
  while (asked_ == 0) std::this_thread::yield();

  const auto fetches = Cover(slow_, {kTuesday + 2, kTuesday + 4}, FetchPriority::kCaller);
  ASSERT_EQ(fetches.size(), 2u);
  EXPECT_EQ(fetches[0], hanging_);
  go_on_.Notify();
  EXPECT_THAT(fetches[1]->Wait(Soon()), IsOk());
  EXPECT_EQ(asked_, 2);
}

TEST_F(SlotFetcherTest, AsksNothingThatAnotherReplicaHasStoredMeanwhile) {
  const std::vector<CachedDay> stored = {
      {.offering = kOffering, .day = kTuesday, .fetched_at = clock_.Now()}};
  ASSERT_THAT(store_.Save(slow_.id, stored, absl::InfiniteFuture()), IsOk());

  EXPECT_THAT(Start(slow_, kTuesday)->Wait(Soon()), IsOkAndHolds(stored));
  EXPECT_EQ(asked_, 0);
  EXPECT_EQ(counters_.Read().fetches_spared, 1);
  go_on_.Notify();
}

TEST_F(SlotFetcherTest, AsksClinikoWhereTheStoreIsGone) {
  store_.FailWith(absl::UnavailableError("gone"));

  EXPECT_THAT(Start(quick_, kTuesday)->Wait(Soon()), IsOk());
  go_on_.Notify();
}

TEST_F(SlotFetcherTest, LeavesHalfOfTheQueueToCallers) {
  HangAndWait();
  const auto last = Cover(slow_, {kTuesday + 2}, FetchPriority::kBackground).front();

  EXPECT_THAT(Cover(slow_, {kTuesday + 3}, FetchPriority::kBackground).front()->Wait(Soon()),
              FailsWith(DomainError::kBookingSystemUnavailable));
  go_on_.Notify();
  EXPECT_THAT(last->Wait(Soon()), IsOk());
}

TEST_F(SlotFetcherTest, LetsCallersGoBeforeBackgroundWork) {
  hanging_ = Start(slow_, kTuesday);
  while (asked_ == 0) std::this_thread::yield();
  const auto background = Cover(slow_, {kTuesday + 1}, FetchPriority::kBackground).front();
  waiting_ = Start(slow_, kTuesday + 2);
  ExpectAskedBefore(*waiting_, *background);
}

TEST_F(SlotFetcherTest, GivesABackgroundFetchThatACallerJoinsACallersPlace) {
  hanging_ = Start(slow_, kTuesday);
  while (asked_ == 0) std::this_thread::yield();
  const auto alone = Cover(slow_, {kTuesday + 1}, FetchPriority::kBackground).front();
  const auto joined = Cover(slow_, {kTuesday + 2}, FetchPriority::kBackground).front();
  EXPECT_EQ(Start(slow_, kTuesday + 2), joined);
  ExpectAskedBefore(*joined, *alone);
}

// Every fetch fails while Cliniko is away, and each used to write a line.
TEST_F(SlotFetcherTest, SaysThatClinikoIsAwayNowAndThenAndNotEachTime) {
  const auto quick_cliniko = std::make_shared<cliniko::FakeClient>(clock_);
  clinikos_.Set(quick_.id, quick_cliniko);
  quick_cliniko->Before(Call::kAvailableTimes, [] { return absl::UnavailableError("away"); });
  const frontdesk::test::LogCapture log;
  const auto fail = [&](int days) {
    EXPECT_FALSE(Start(quick_, kTuesday + days)->Wait(Soon()).ok());
  };

  for (int i = 0; i < 20; ++i) fail(i);
  EXPECT_EQ(log.Lines().size(), 1u);

  clock_.Advance(absl::Seconds(10));
  fail(0);
  ASSERT_EQ(log.Lines().size(), 2u);
  EXPECT_NE(log.Lines().back().find(R"("unsaid":19)"), std::string::npos) << log.Lines().back();
}

}  // namespace
}  // namespace frontdesk::schedule_cache
