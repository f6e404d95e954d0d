#include "services/schedule_cache/domain/slot_cache.h"

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/clinics/fake_cliniko_clients.h"
#include "libs/cliniko/failure.h"
#include "libs/cliniko/fake_client.h"
#include "libs/testing/status_matchers.h"
#include "services/schedule_cache/domain/fake_slot_store.h"

namespace frontdesk::schedule_cache {
namespace {

using cliniko::Call;
using ::frontdesk::test::FailsWith;
using ::frontdesk::test::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const PractitionerId kCameron("201");
const BusinessId kCity("101");
const AppointmentTypeId kMassage("302");
const Offering kOffering = {kCameron, kCity, kMassage};
const absl::CivilDay kTuesday(2026, 7, 14);
constexpr absl::Duration kPatience = absl::Milliseconds(350);

class SlotCacheTest : public ::testing::Test {
 protected:
  SlotCacheTest() {
    absl::TimeZone sydney;
    EXPECT_TRUE(absl::LoadTimeZone("Australia/Sydney", &sydney));
    directory_.clinic = {.id = ClinicId("c"), .country = "AU", .zone = sydney};
    directory_.version = 7;
    directory_.businesses = {{.id = kCity, .name = "City Rooms"}};
    directory_.practitioners = {{.id = kCameron}};
    directory_.appointment_types = {{.id = kMassage, .duration = absl::Minutes(60)}};
    directory_.offerings = {kOffering};
    clinikos_.Set(directory_.clinic.id, cliniko_);
    Offer({At(9), At(10)});
  }

  absl::Time At(int hour) const {
    return absl::FromCivil(absl::CivilHour(kTuesday) + hour, directory_.clinic.zone);
  }

  void Offer(std::vector<absl::Time> starts) {
    cliniko_->Edit([&](cliniko::FakeClient::World& world) {
      world.zone = directory_.clinic.zone;
      world.times[{kCity, kCameron, kMassage}] = starts;
    });
  }

  OpenSlotsQuery Tuesday() const {
    return {.clinic = directory_.clinic.id, .offerings = {kOffering}, .days = {kTuesday, kTuesday}};
  }

  absl::StatusOr<OpenSlots> AskToBook(absl::Time start) {
    OpenSlotsQuery query = Tuesday();
    query.max_age = absl::Seconds(2);
    query.to_book = {start};
    return cache_.ListOpenSlots(directory_, query, absl::Now() + absl::Seconds(10),
                                absl::Now() + kPatience);
  }
  absl::StatusOr<OpenSlots> Ask(absl::Duration wait = absl::Seconds(10)) {
    return cache_.ListOpenSlots(directory_, Tuesday(), absl::Now() + wait,
                                absl::Now() + std::min(wait, kPatience));
  }

  // The starts of the only day of an answer.
  static std::vector<absl::Time> Starts(const absl::StatusOr<OpenSlots>& slots) {
    EXPECT_THAT(slots, IsOk());
    if (!slots.ok() || slots->days.size() != 1) return {};
    const auto starts = slots->days[0].starts();
    return {starts.begin(), starts.end()};
  }

  // What a hook of Cliniko's uses must outlive the fetches, which go on when their test has its
  // answer.
  absl::Notification go_on_;
  std::atomic<int> calls_ = 0;
  Directory directory_;
  // Monday noon in Sydney, in step with the real clock by which deadlines are kept.
  FakeClock clock_{absl::FromUnixSeconds(1783908000)};
  std::shared_ptr<cliniko::FakeClient> cliniko_ = std::make_shared<cliniko::FakeClient>(clock_);
  FakeClinikoClients clinikos_;
  FakeSlotStore store_;
  SlotCounters counters_;
  SlotMemory memory_{{}, counters_};
  SlotFetcher fetcher_{
      clinikos_, store_, clock_, counters_, {.fetch_limit = absl::Hours(24 * 365 * 10)}};
  SlotCache cache_{memory_, store_, fetcher_, clock_, counters_, {}};
};

TEST_F(SlotCacheTest, AsksClinikoOnceWhileTheAnswerIsFresh) {
  EXPECT_THAT(Starts(Ask()), ElementsAre(At(9), At(10)));
  clock_.Advance(absl::Minutes(4));
  EXPECT_THAT(Starts(Ask()), ElementsAre(At(9), At(10)));
  EXPECT_EQ(cliniko_->Count(Call::kAvailableTimes), 1);
}

TEST_F(SlotCacheTest, TellsWhatTheAnswerTook) {
  const auto cold = Ask();
  const auto warm = Ask();
  clock_.Advance(absl::Hours(1));
  cliniko_->FailNext(Call::kAvailableTimes,
                     cliniko::MakeFailure({.failure = cliniko::Failure::kServerError}, "500"));
  const auto old = Ask();

  ASSERT_THAT(cold, IsOk());
  EXPECT_EQ(cold->cost, (SearchCost{.upstream_requests = 1}));
  ASSERT_THAT(warm, IsOk());
  EXPECT_EQ(warm->cost, (SearchCost{.cached_lookups = 1}));
  ASSERT_THAT(old, IsOk());
  EXPECT_EQ(old->cost,
            (SearchCost{.cached_lookups = 1, .upstream_requests = 1, .failed_requests = 1}));
}

TEST_F(SlotCacheTest, AsksAgainWhenTheAnswerIsStale) {
  EXPECT_THAT(Ask(), IsOk());
  Offer({At(11)});
  clock_.Advance(absl::Minutes(6));

  EXPECT_THAT(Starts(Ask()), ElementsAre(At(11)));
}

TEST_F(SlotCacheTest, RemembersADayWithoutFreeTimes) {
  Offer({});
  EXPECT_THAT(Starts(Ask()), IsEmpty());
  EXPECT_THAT(Starts(Ask()), IsEmpty());
  EXPECT_EQ(cliniko_->Count(Call::kAvailableTimes), 1);
}

TEST_F(SlotCacheTest, NeverTakesAFailureForAnEmptyDay) {
  cliniko_->FailNext(Call::kAvailableTimes,
                     cliniko::MakeFailure({.failure = cliniko::Failure::kServerError}, "500"));

  EXPECT_THAT(Ask(), FailsWith(DomainError::kBookingSystemUnavailable));
  EXPECT_THAT(Starts(Ask()), ElementsAre(At(9), At(10)));
}

TEST_F(SlotCacheTest, AnswersOldDataMarkedAsStaleWhenClinikoFails) {
  EXPECT_THAT(Ask(), IsOk());
  clock_.Advance(absl::Hours(1));
  cliniko_->FailNext(Call::kAvailableTimes,
                     cliniko::MakeFailure({.failure = cliniko::Failure::kServerError}, "500"));

  const auto slots = Ask();
  EXPECT_THAT(Starts(slots), ElementsAre(At(9), At(10)));
  EXPECT_TRUE(slots->days[0].stale);
}

// Each of a thousand callers used to ask the store three times for what could not be newer.
TEST_F(SlotCacheTest, AnswersFromMemoryMarkedAsStaleWhileClinikoIsDown) {
  EXPECT_THAT(Ask(), IsOk());
  clock_.Advance(absl::Hours(1));
  memory_.Confirm(clock_.Now());
  clinikos_.SetDown(directory_.clinic.id, true);
  const int loads = store_.loads() + store_.taken_loads();

  const auto slots = Ask();
  EXPECT_THAT(Starts(slots), ElementsAre(At(9), At(10)));
  EXPECT_TRUE(slots->days[0].stale);
  EXPECT_EQ(store_.loads() + store_.taken_loads(), loads);

  clinikos_.SetDown(directory_.clinic.id, false);
  EXPECT_FALSE(Ask()->days[0].stale);
}

TEST_F(SlotCacheTest, LooksForWhatOthersHaveBookedEvenWhileClinikoIsDown) {
  EXPECT_THAT(Ask(), IsOk());
  clock_.Advance(absl::Hours(1));
  clinikos_.SetDown(directory_.clinic.id, true);
  store_.Take(kCameron, {At(9), At(10)});

  EXPECT_THAT(Starts(Ask()), ElementsAre(At(10)));
}

TEST_F(SlotCacheTest, SaysAtOnceThatNothingIsKnownWhileClinikoIsDown) {
  clinikos_.SetDown(directory_.clinic.id, true);

  EXPECT_THAT(Ask(), FailsWith(DomainError::kBookingSystemUnavailable));
  EXPECT_EQ(store_.loads(), 1);
  EXPECT_EQ(store_.taken_loads(), 0) << "nothing was waited for";
  EXPECT_EQ(cliniko_->Count(Call::kAvailableTimes), 0);
}

TEST_F(SlotCacheTest, WaitsOnlyAMomentWhereSomethingIsKnown) {
  EXPECT_THAT(Ask(), IsOk());
  clock_.Advance(absl::Hours(1));
  cliniko_->Before(Call::kAvailableTimes, [&] {
    go_on_.WaitForNotification();
    return absl::OkStatus();
  });

  // The deadline is far away: it is the patience that ends the wait.
  const auto slots = Ask(absl::Hours(1));
  go_on_.Notify();
  EXPECT_THAT(Starts(slots), ElementsAre(At(9), At(10)));
  EXPECT_TRUE(slots->days[0].stale);
}

// A store that was slow held the answer up until its deadline, and the caller heard "still
// checking" of what was known.
TEST_F(SlotCacheTest, WaitsNoLongerForAnythingWhereSomethingIsKnown) {
  EXPECT_THAT(Ask(), IsOk());
  clock_.Advance(absl::Hours(1));

  EXPECT_THAT(Ask(absl::Hours(1)), IsOk());
  EXPECT_LT(store_.taken_deadline(), absl::Now() + kPatience);
}

TEST_F(SlotCacheTest, SaysThatItIsStillCheckingWhenClinikoIsLateAndAnswersTheNextAskFromTheCache) {
  cliniko_->Before(Call::kAvailableTimes, [&] {
    go_on_.WaitForNotification();
    return absl::OkStatus();
  });

  EXPECT_THAT(Ask(absl::Milliseconds(100)), FailsWith(DomainError::kStillChecking));
  go_on_.Notify();
  EXPECT_THAT(Starts(Ask()), ElementsAre(At(9), At(10)));
  EXPECT_EQ(cliniko_->Count(Call::kAvailableTimes), 1);
}

TEST_F(SlotCacheTest, AsksOneQuestionOnceForAllWhoAskItAtATime) {
  cliniko_->Before(Call::kAvailableTimes, [&] {
    go_on_.WaitForNotification();
    return absl::OkStatus();
  });
  std::vector<std::thread> callers;
  for (int i = 0; i < 8; ++i) {
    callers.emplace_back([&] { EXPECT_THAT(Starts(Ask()), ElementsAre(At(9), At(10))); });
  }
  while (cliniko_->Count(Call::kAvailableTimes) == 0) std::this_thread::yield();
  go_on_.Notify();
  for (std::thread& caller : callers) caller.join();

  // Whoever came after the answer was stored was served from there.
  EXPECT_EQ(cliniko_->Count(Call::kAvailableTimes), 1);
}

TEST_F(SlotCacheTest, NeverOffersATimeThatWeHaveBooked) {
  EXPECT_THAT(Ask(), IsOk());
  store_.Take(kCameron, {At(9), At(10)});

  EXPECT_THAT(Starts(Ask()), ElementsAre(At(10)));
}

// What we had booked was read once, before the wait for Cliniko.
TEST_F(SlotCacheTest, NeverOffersATimeThatWeHaveBookedWhileClinikoWasAsked) {
  cliniko_->Before(Call::kAvailableTimes, [&] {
    store_.Take(kCameron, {At(9), At(10)});
    return absl::OkStatus();
  });

  EXPECT_THAT(Starts(Ask()), ElementsAre(At(10)));
}

TEST_F(SlotCacheTest, ReadsWhatWeHaveBookedOnceWhereNothingHadToBeFetched) {
  EXPECT_THAT(Ask(), IsOk());
  EXPECT_EQ(store_.taken_loads(), 1);
  EXPECT_THAT(Ask(), IsOk());
  EXPECT_EQ(store_.taken_loads(), 1);
}

TEST_F(SlotCacheTest, NeverAsksForADayOff) {
  directory_.working_hours = {{.practitioner = kCameron,
                               .business = kCity,
                               .day_of_week = 3,
                               .opens_minute = 540,
                               .closes_minute = 1020,
                               .effective_from = absl::CivilDay(1970, 1, 1)}};

  const auto slots = Ask();
  ASSERT_THAT(slots, IsOk());
  EXPECT_THAT(slots->days, IsEmpty());
  EXPECT_FALSE(slots->partial);
  EXPECT_EQ(cliniko_->Count(Call::kAvailableTimes), 0);
}

TEST_F(SlotCacheTest, TellsWhatIsNotBookableOnlineFromWhatIsFull) {
  cliniko_->Edit([](cliniko::FakeClient::World& world) { world.times.clear(); });

  const auto slots = Ask();
  ASSERT_THAT(slots, IsOk());
  ASSERT_EQ(slots->days.size(), 1u);
  EXPECT_FALSE(slots->days[0].cached->bookable);
}

TEST_F(SlotCacheTest, ReadsLiveWhenItIsTold) {
  EXPECT_THAT(Ask(), IsOk());
  clock_.Advance(absl::Seconds(5));
  OpenSlotsQuery query = Tuesday();
  query.max_age = absl::Seconds(2);

  EXPECT_THAT(cache_.ListOpenSlots(directory_, query, absl::Now() + absl::Seconds(10),
                                   absl::Now() + kPatience),
              IsOk());
  EXPECT_EQ(cliniko_->Count(Call::kAvailableTimes), 2);
}

// A booking's question used to join a fetch that was too old for it, and was refused for its
// answer.
TEST_F(SlotCacheTest, JoinsNoFetchThatBeganTooLongAgo) {
  cliniko_->Before(Call::kAvailableTimes, [&] {
    if (++calls_ == 1) go_on_.WaitForNotification();
    return absl::OkStatus();
  });
  EXPECT_THAT(Ask(absl::Milliseconds(100)), FailsWith(DomainError::kStillChecking));
  while (calls_ == 0) std::this_thread::yield();
  clock_.Advance(absl::Seconds(3));
  OpenSlotsQuery query = Tuesday();
  query.max_age = absl::Seconds(2);

  const auto slots = cache_.ListOpenSlots(directory_, query, absl::Now() + absl::Seconds(10),
                                          absl::Now() + kPatience);
  go_on_.Notify();
  EXPECT_THAT(Starts(slots), ElementsAre(At(9), At(10)));
  ASSERT_THAT(slots, IsOk());
  EXPECT_FALSE(slots->days[0].stale);
}

TEST_F(SlotCacheTest, BeginsNoMoreFetchesForOneQuestionThanItMay) {
  OpenSlotsQuery query = Tuesday();
  query.offerings.clear();
  for (int id = 1; id <= 65; ++id) {
    query.offerings.push_back({PractitionerId(absl::StrCat(id)), kCity, kMassage});
  }
  directory_.offerings = query.offerings;

  const auto slots = cache_.ListOpenSlots(directory_, query, absl::Now() + absl::Seconds(10),
                                          absl::Now() + kPatience);
  ASSERT_THAT(slots, IsOk());
  EXPECT_EQ(cliniko_->Count(Call::kAvailableTimes), 64);
  EXPECT_EQ(slots->days.size(), 64u);
  EXPECT_TRUE(slots->partial);
}

TEST_F(SlotCacheTest, RefusesWhatTheClinicDoesNotOffer) {
  OpenSlotsQuery query = Tuesday();
  query.offerings = {{PractitionerId("999"), kCity, kMassage}};

  EXPECT_THAT(
      cache_.ListOpenSlots(directory_, query, absl::InfiniteFuture(), absl::InfiniteFuture()),
      FailsWith(DomainError::kInvalidRequest));
}

TEST_F(SlotCacheTest, HasNothingToSayOfThePast) {
  OpenSlotsQuery query = Tuesday();
  query.days = {kTuesday - 10, kTuesday - 5};

  const auto slots =
      cache_.ListOpenSlots(directory_, query, absl::InfiniteFuture(), absl::InfiniteFuture());
  ASSERT_THAT(slots, IsOk());
  EXPECT_THAT(slots->days, IsEmpty());
}

TEST_F(SlotCacheTest, AsksNoStoreWhileItsMemoryIsInStep) {
  EXPECT_THAT(Ask(), IsOk());
  memory_.Confirm(clock_.Now());
  const int loads = store_.loads() + store_.taken_loads();

  EXPECT_THAT(Starts(Ask()), ElementsAre(At(9), At(10)));
  EXPECT_EQ(store_.loads() + store_.taken_loads(), loads);
  EXPECT_EQ(counters_.Read().memory_hits, 1);
}

TEST_F(SlotCacheTest, AsksTheStoreWhenItsMemoryWasNotComparedForTooLong) {
  EXPECT_THAT(Ask(), IsOk());
  memory_.Confirm(clock_.Now());
  clock_.Advance(absl::Milliseconds(751));
  store_.Take(kCameron, {At(9), At(10)});

  EXPECT_THAT(Starts(Ask()), ElementsAre(At(10)));
}

TEST_F(SlotCacheTest, AsksTheStoreForAPractitionerWhoseBookingsChanged) {
  EXPECT_THAT(Ask(), IsOk());
  store_.Take(kCameron, {At(9), At(10)});
  memory_.Evict(directory_.clinic.id, kCameron);
  memory_.Confirm(clock_.Now());

  EXPECT_THAT(Starts(Ask()), ElementsAre(At(10)));
  const int loads = store_.loads();
  EXPECT_THAT(Starts(Ask()), ElementsAre(At(10)));
  EXPECT_EQ(store_.loads(), loads);
}

// What was read before a booking and kept after it would be offered until it expires.
TEST_F(SlotCacheTest, NeverKeepsWhatWasReadBeforeAChange) {
  EXPECT_THAT(Ask(), IsOk());
  memory_.Evict(directory_.clinic.id, kCameron);
  store_.AfterLoad([this] {
    store_.AfterLoad(nullptr);
    store_.Take(kCameron, {At(9), At(10)});
    memory_.Evict(directory_.clinic.id, kCameron);
    memory_.Confirm(clock_.Now());
  });
  EXPECT_THAT(Starts(Ask()), ElementsAre(At(9), At(10)));  // as it was when it was read

  EXPECT_THAT(Starts(Ask()), ElementsAre(At(10)));
}

TEST_F(SlotCacheTest, ForgetsWhatWasKeptUnderAnotherDirectory) {
  EXPECT_THAT(Ask(), IsOk());
  memory_.Confirm(clock_.Now());
  directory_.version = 8;
  directory_.appointment_types[0].duration = absl::Minutes(90);
  store_.Take(kCameron, {At(11), At(12)});

  EXPECT_THAT(Starts(Ask()), ElementsAre(At(9)));
}

TEST_F(SlotCacheTest, AnswersFromMemoryMarkedAsStaleWhenTheStoreIsGone) {
  EXPECT_THAT(Ask(), IsOk());
  store_.FailWith(MakeError(DomainError::kBookingSystemUnavailable, "gone"));
  clock_.Advance(absl::Hours(1));

  const auto slots = Ask();
  EXPECT_THAT(Starts(slots), ElementsAre(At(9), At(10)));
  ASSERT_THAT(slots, IsOk());
  EXPECT_TRUE(slots->days[0].stale);
  EXPECT_EQ(counters_.Read().without_store, 1);
}

TEST_F(SlotCacheTest, NeverAnswersAChangedPractitionersOldTimesWhenTheStoreIsGone) {
  EXPECT_THAT(Ask(), IsOk());
  memory_.Evict(directory_.clinic.id, kCameron);
  store_.FailWith(MakeError(DomainError::kBookingSystemUnavailable, "gone"));

  EXPECT_THAT(Ask(), FailsWith(DomainError::kBookingSystemUnavailable));
}

TEST_F(SlotCacheTest, GivesWhoSetsALimitOfTheirOwnNothingFromMemory) {
  EXPECT_THAT(Ask(), IsOk());
  memory_.Confirm(clock_.Now());
  store_.Take(kCameron, {At(9), At(10)});
  OpenSlotsQuery query = Tuesday();
  query.max_age = absl::Minutes(1);

  EXPECT_THAT(Starts(cache_.ListOpenSlots(directory_, query, absl::Now() + absl::Seconds(10),
                                          absl::Now() + kPatience)),
              ElementsAre(At(10)));
}

TEST_F(SlotCacheTest, AnswersWhoBooksByClinikoAlone) {
  store_.Take(kCameron, {At(9), At(10)});
  store_.FailWith(MakeError(DomainError::kBookingSystemUnavailable, "not to be asked"));

  // Nine is ours, which whoever claims it will hear.
  EXPECT_THAT(Starts(AskToBook(At(9))), ElementsAre(At(9), At(10)));
  store_.FailWith(absl::OkStatus());
  // It was not kept, neither there nor here.
  memory_.Confirm(clock_.Now());
  EXPECT_THAT(Starts(Ask()), ElementsAre(At(10)));
  EXPECT_EQ(cliniko_->Count(Call::kAvailableTimes), 2);
}

TEST_F(SlotCacheTest, AsksClinikoOnceForManyWhoBookAtATime) {
  EXPECT_THAT(Starts(AskToBook(At(9))), ElementsAre(At(9), At(10)));
  EXPECT_THAT(Starts(AskToBook(At(10))), ElementsAre(At(9), At(10)));
  EXPECT_EQ(cliniko_->Count(Call::kAvailableTimes), 1);

  // Booked meanwhile: who comes now hears what Cliniko says of it.
  cache_.Forget(directory_.clinic.id, kCameron);
  Offer({At(10)});
  EXPECT_THAT(Starts(AskToBook(At(9))), ElementsAre(At(10)));
  EXPECT_EQ(cliniko_->Count(Call::kAvailableTimes), 2);
}

TEST_F(SlotCacheTest, AsksClinikoAnewWhereWhatItSaidIsNoUse) {
  EXPECT_THAT(Starts(AskToBook(At(9))), ElementsAre(At(9), At(10)));
  Offer({At(9), At(10), At(14)});
  EXPECT_THAT(Starts(AskToBook(At(14))), ElementsAre(At(9), At(10), At(14)));
  EXPECT_EQ(cliniko_->Count(Call::kAvailableTimes), 2);
  clock_.Advance(absl::Seconds(3));
  EXPECT_THAT(AskToBook(At(9)), IsOk());
  EXPECT_EQ(cliniko_->Count(Call::kAvailableTimes), 3);
}

// Else they would be offered, as another time, what they were just refused.
TEST_F(SlotCacheTest, KeepsWhatItReadForWhoCannotBook) {
  store_.Take(kCameron, {At(9), At(10)});

  EXPECT_THAT(Starts(AskToBook(At(14))), ElementsAre(At(10)));
  EXPECT_THAT(Starts(Ask()), ElementsAre(At(10)));
  EXPECT_EQ(cliniko_->Count(Call::kAvailableTimes), 1);
}

TEST_F(SlotCacheTest, AnswersWhoBooksFromMemoryThatIsYoungEnough) {
  EXPECT_THAT(Ask(), IsOk());
  clock_.Advance(absl::Seconds(1));
  memory_.Confirm(clock_.Now());
  EXPECT_THAT(Starts(AskToBook(At(9))), ElementsAre(At(9), At(10)));
  EXPECT_EQ(cliniko_->Count(Call::kAvailableTimes), 1);

  clock_.Advance(absl::Seconds(2));
  memory_.Confirm(clock_.Now());
  EXPECT_THAT(Starts(AskToBook(At(9))), ElementsAre(At(9), At(10)));
  EXPECT_EQ(cliniko_->Count(Call::kAvailableTimes), 2);
}

TEST_F(SlotCacheTest, TellsWhoBooksNothingOldWhenClinikoFails) {
  EXPECT_THAT(Ask(), IsOk());
  clock_.Advance(absl::Seconds(3));
  memory_.Confirm(clock_.Now());
  cliniko_->FailNext(Call::kAvailableTimes,
                     cliniko::MakeFailure({.failure = cliniko::Failure::kServerError}, "500"));

  EXPECT_THAT(AskToBook(At(9)), FailsWith(DomainError::kBookingSystemUnavailable));
}

TEST_F(SlotCacheTest, ForgetsInMemoryWhatItDrops) {
  EXPECT_THAT(Ask(), IsOk());
  memory_.Confirm(clock_.Now());
  Offer({At(11)});

  EXPECT_THAT(cache_.Drop(directory_.clinic.id, {}, {kTuesday, kTuesday}, absl::InfiniteFuture()),
              IsOk());
  EXPECT_THAT(Starts(Ask()), ElementsAre(At(11)));
}

TEST_F(SlotCacheTest, AnswersAnOfferingThatIsNamedTwiceOnce) {
  OpenSlotsQuery query = Tuesday();
  query.offerings.push_back(kOffering);

  const auto slots = cache_.ListOpenSlots(directory_, query, absl::Now() + absl::Seconds(10),
                                          absl::Now() + kPatience);
  EXPECT_THAT(Starts(slots), ElementsAre(At(9), At(10)));
  EXPECT_FALSE(slots->partial);
}

TEST_F(SlotCacheTest, CountsWhatItDid) {
  EXPECT_THAT(Ask(), IsOk());  // a miss
  EXPECT_THAT(Ask(), IsOk());  // from the store
  memory_.Confirm(clock_.Now());
  EXPECT_THAT(Ask(), IsOk());  // from memory
  clock_.Advance(absl::Hours(1));
  cliniko_->FailNext(Call::kAvailableTimes,
                     cliniko::MakeFailure({.failure = cliniko::Failure::kServerError}, "500"));
  EXPECT_THAT(Ask(), IsOk());  // stale

  const SlotStats stats = counters_.Read();
  EXPECT_EQ(stats.misses, 2);
  EXPECT_EQ(stats.store_hits, 1);
  EXPECT_EQ(stats.memory_hits, 1);
  EXPECT_EQ(stats.stale_days, 1);
  EXPECT_EQ(stats.fetches_ok, 1);
  EXPECT_EQ(stats.fetches_failed, 1);
  EXPECT_EQ(memory_.entries(), 1u);
}

}  // namespace
}  // namespace frontdesk::schedule_cache
