#include "services/schedule_cache/domain/slot_refresher.h"

#include <memory>
#include <thread>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/clinics/fake_cliniko_clients.h"
#include "libs/cliniko/failure.h"
#include "libs/cliniko/fake_client.h"
#include "libs/testing/status_matchers.h"
#include "services/schedule_cache/domain/fake_slot_store.h"

namespace frontdesk::schedule_cache {
namespace {

using cliniko::Call;
using ::testing::ElementsAre;

const Offering kMassage = {PractitionerId("201"), BusinessId("101"), AppointmentTypeId("302")};
const absl::CivilDay kTuesday(2026, 7, 14);

// Fresh for five minutes; due between 4:15 and 4:30.
class SlotRefresherTest : public ::testing::Test {
 protected:
  SlotRefresherTest() {
    directory_->clinic = {.id = ClinicId("c"), .country = "AU", .zone = absl::UTCTimeZone()};
    directory_->version = 7;
    directory_->appointment_types = {
        {.id = kMassage.appointment_type, .duration = absl::Minutes(60)}};
    clinikos_.Set(ClinicId("c"), cliniko_);
    cliniko_->Edit([&](cliniko::FakeClient::World& world) {
      world.times[{kMassage.business, kMassage.practitioner, kMassage.appointment_type}] = {At(9),
                                                                                            At(10)};
    });
    Keep(kTuesday);
  }

  absl::Time At(int hour) const {
    return absl::FromCivil(absl::CivilHour(kTuesday) + hour, absl::UTCTimeZone());
  }
  // A day without times, as it was fetched and asked for just now.
  void Keep(absl::CivilDay day) {
    const CachedDay empty = {.offering = kMassage, .day = day, .fetched_at = clock_.Now()};
    memory_.Keep(ClinicId("c"), memory_.GenerationOf(ClinicId("c"), kMassage.practitioner), 7,
                 std::make_shared<const CachedDay>(empty), clock_.Now());
  }
  std::vector<absl::Time> Held(absl::CivilDay day = kTuesday) {
    const auto held = memory_.Find(ClinicId("c"), kMassage, day, directory_->version, clock_.Now());
    return held == nullptr ? std::vector<absl::Time>() : held->starts;
  }
  int Asked() const { return cliniko_->Count(Call::kAvailableTimes); }

  FakeClock clock_{absl::FromUnixSeconds(1783908000)};
  std::shared_ptr<cliniko::FakeClient> cliniko_ = std::make_shared<cliniko::FakeClient>(clock_);
  FakeClinikoClients clinikos_;
  FakeSlotStore store_;
  SlotCounters counters_;
  SlotMemory memory_{{}, counters_};
  SlotFetcher fetcher_{
      clinikos_, store_, clock_, counters_, {.fetch_limit = absl::Hours(24 * 365 * 10)}};
  std::shared_ptr<Directory> directory_ = std::make_shared<Directory>();
  SlotRefresher refresher_{memory_,
                           store_,
                           fetcher_,
                           [this](const ClinicId&) { return directory_; },
                           clock_,
                           counters_,
                           {.asked_within = absl::Minutes(5)}};
};

TEST_F(SlotRefresherTest, FetchesJustBeforeADayExpires) {
  clock_.Advance(absl::Seconds(254));
  refresher_.Refresh();
  EXPECT_EQ(Asked(), 0);

  clock_.Advance(absl::Seconds(17));
  refresher_.Refresh();
  EXPECT_EQ(Asked(), 1);
  EXPECT_THAT(Held(), ElementsAre(At(9), At(10)));
  EXPECT_EQ(counters_.Read().refreshes, 1);
}

TEST_F(SlotRefresherTest, LeavesTheTimesThatWeHaveBookedOut) {
  store_.Take(kMassage.practitioner, {At(9), At(10)});
  clock_.Advance(absl::Seconds(271));
  refresher_.Refresh();

  EXPECT_THAT(Held(), ElementsAre(At(10)));
}

TEST_F(SlotRefresherTest, FetchesTheDaysOfOneOfferingTogetherAndKeepsThoseThatWereHeld) {
  Keep(kTuesday + 2);
  clock_.Advance(absl::Seconds(271));
  refresher_.Refresh();

  EXPECT_EQ(Asked(), 1);
  EXPECT_EQ(memory_.entries(), 2u);
}

TEST_F(SlotRefresherTest, LeavesWhatHasExpiredToWhoeverAsksForIt) {
  clock_.Advance(absl::Seconds(300));
  refresher_.Refresh();

  EXPECT_EQ(Asked(), 0);
}

TEST_F(SlotRefresherTest, LeavesWhatNobodyAskedForLately) {
  SlotRefresher impatient(memory_, store_, fetcher_, [this](const ClinicId&) { return directory_; },
                          clock_, counters_, {.asked_within = absl::Minutes(3)});
  clock_.Advance(absl::Seconds(271));
  impatient.Refresh();
  EXPECT_EQ(Asked(), 0);

  // Whoever asks now is on the phone.
  Held();
  impatient.Refresh();
  EXPECT_EQ(Asked(), 1);
}

TEST_F(SlotRefresherTest, TakesWhatAnotherReplicaFetchedFromTheStore) {
  clock_.Advance(absl::Seconds(250));
  const std::vector<CachedDay> stored = {
      {.offering = kMassage, .day = kTuesday, .starts = {At(11)}, .fetched_at = clock_.Now()}};
  ASSERT_THAT(store_.Save(ClinicId("c"), stored, absl::InfiniteFuture()), test::IsOk());
  clock_.Advance(absl::Seconds(21));
  refresher_.Refresh();

  EXPECT_EQ(Asked(), 0);
  EXPECT_THAT(Held(), ElementsAre(At(11)));
}

TEST_F(SlotRefresherTest, LeavesAClinicAloneForAWhileAfterAFailure) {
  cliniko_->FailNext(Call::kAvailableTimes,
                     cliniko::MakeFailure({.failure = cliniko::Failure::kServerError}, "500"));
  clock_.Advance(absl::Seconds(271));
  refresher_.Refresh();
  clock_.Advance(absl::Seconds(14));
  refresher_.Refresh();
  EXPECT_EQ(Asked(), 1);

  clock_.Advance(absl::Seconds(1));
  refresher_.Refresh();
  EXPECT_EQ(Asked(), 2);
}

TEST_F(SlotRefresherTest, RefreshesNothingThatTheDirectoryNoLongerDescribes) {
  clock_.Advance(absl::Seconds(271));
  directory_->version = 8;
  refresher_.Refresh();

  EXPECT_EQ(Asked(), 0);
}

TEST_F(SlotRefresherTest, BeginsNoMoreFetchesInARoundThanItMay) {
  for (int day = 10; day <= 50; day += 10) Keep(kTuesday + day);
  SlotRefresher frugal(memory_, store_, fetcher_, [this](const ClinicId&) { return directory_; },
                       clock_, counters_, {.asked_within = absl::Minutes(5), .most_fetches = 2});
  clock_.Advance(absl::Seconds(271));
  frugal.Refresh();

  EXPECT_EQ(Asked(), 2);
}

TEST_F(SlotRefresherTest, ComesToItByItself) {
  clock_.Advance(absl::Seconds(271));
  SlotRefresher busy(memory_, store_, fetcher_, [this](const ClinicId&) { return directory_; },
                     clock_, counters_,
                     {.every = absl::Milliseconds(1), .asked_within = absl::Minutes(5)});
  busy.Start();
  while (Asked() == 0) std::this_thread::yield();
}

}  // namespace
}  // namespace frontdesk::schedule_cache
