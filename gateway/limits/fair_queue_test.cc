#include "gateway/limits/fair_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace frontdesk::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Queue = FairQueue<int>;
using Added = Queue::Added;

constexpr absl::Time kNow = absl::UnixEpoch();

Added Add(Queue& queue, const std::string& who, int item) {
  return queue.Add(who, item, kNow + absl::Seconds(1));
}

std::vector<int> TakeAll(Queue& queue) {
  std::vector<int> taken;
  while (const auto next = queue.Next()) taken.push_back(next->item);
  return taken;
}

TEST(FairQueue, TakesCallersInTurnAndTheirsInOrder) {
  Queue queue({.running = 10, .running_each = 10, .waiting = 10, .waiting_each = 10});
  for (const int item : {1, 2, 3, 4}) Add(queue, "noisy", item);
  Add(queue, "quiet", 5);
  Add(queue, "other", 6);
  EXPECT_THAT(TakeAll(queue), ElementsAre(1, 5, 6, 2, 3, 4));
}

TEST(FairQueue, RunsNoMoreAtATimeThanItMay) {
  Queue queue({.running = 2, .running_each = 2, .waiting = 10, .waiting_each = 10});
  for (const int item : {1, 2, 3}) Add(queue, "one", item);
  EXPECT_THAT(TakeAll(queue), ElementsAre(1, 2));
  queue.Done("one");
  EXPECT_THAT(TakeAll(queue), ElementsAre(3));
}

TEST(FairQueue, LeavesRoomForOthersWhateverOneSends) {
  Queue queue({.running = 3, .running_each = 2, .waiting = 10, .waiting_each = 10});
  for (const int item : {1, 2, 3, 4}) Add(queue, "noisy", item);
  EXPECT_THAT(TakeAll(queue), ElementsAre(1, 2));
  Add(queue, "quiet", 5);
  EXPECT_THAT(TakeAll(queue), ElementsAre(5));
  queue.Done("quiet");
  EXPECT_THAT(TakeAll(queue), IsEmpty());
  queue.Done("noisy");
  EXPECT_THAT(TakeAll(queue), ElementsAre(3));
}

TEST(FairQueue, RefusesWhatOneHasTooManyOfAndThenWhatAllHave) {
  Queue queue({.running = 1, .running_each = 1, .waiting = 3, .waiting_each = 2});
  EXPECT_EQ(Add(queue, "noisy", 1), Added::kYes);  // can run at once
  EXPECT_EQ(Add(queue, "noisy", 2), Added::kYes);
  EXPECT_EQ(Add(queue, "noisy", 3), Added::kYes);
  EXPECT_EQ(Add(queue, "noisy", 4), Added::kEnoughOfTheirs);
  EXPECT_EQ(Add(queue, "quiet", 5), Added::kYes);
  EXPECT_EQ(Add(queue, "other", 6), Added::kFull);
  EXPECT_THAT(TakeAll(queue), ElementsAre(1));
  EXPECT_EQ(Add(queue, "noisy", 7), Added::kFull);
  queue.Done("noisy");
  EXPECT_THAT(TakeAll(queue), ElementsAre(5));
}

TEST(FairQueue, GivesUpWhatHasWaitedTooLong) {
  Queue queue({.running = 1, .running_each = 1, .waiting = 9, .waiting_each = 9});
  queue.Add("one", 1, kNow + absl::Seconds(1));
  queue.Add("one", 2, kNow + absl::Seconds(3));
  queue.Add("two", 3, kNow + absl::Seconds(2));
  EXPECT_THAT(queue.TakeExpired(kNow + absl::Seconds(2)), ElementsAre(1, 3));
  EXPECT_EQ(queue.waiting(), 1u);
  EXPECT_THAT(TakeAll(queue), ElementsAre(2));
  EXPECT_THAT(queue.TakeExpired(kNow + absl::Hours(1)), IsEmpty());  // it runs
}

TEST(FairQueue, GoesOnAfterEverybodyIsGone) {
  Queue queue({.running = 1, .running_each = 1, .waiting = 1, .waiting_each = 1});
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(Add(queue, "one", i), Added::kYes);
    EXPECT_THAT(TakeAll(queue), ElementsAre(i));
    queue.Done("one");
    EXPECT_EQ(queue.running(), 0u);
  }
}

}  // namespace
}  // namespace frontdesk::gateway
