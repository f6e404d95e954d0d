#include "gateway/limits/lanes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "gateway/limits/doorkeeper.h"

namespace frontdesk::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr absl::Time kNow = absl::UnixEpoch();
constexpr absl::Duration kYoung = absl::Milliseconds(25);
constexpr FairQueueOptions kRoomy = {
    .running = 10, .running_each = 10, .waiting = 10, .waiting_each = 10};

class LanesTest : public ::testing::Test {
 protected:
  void Add(Lane lane, int item) { lanes_.Add(lane, "somebody", item, kNow + absl::Seconds(1)); }
  std::vector<int> TakeAll(absl::Time now = kNow) {
    std::vector<int> taken;
    while (const std::optional<int> next = lanes_.Next(now)) taken.push_back(*next);
    return taken;
  }

  Lanes<int> lanes_{{.brief = kRoomy,
                     .pages = {.running = 1, .running_each = 1},
                     .searches = kRoomy,
                     .reports = {.running = 1, .running_each = 1},
                     .strangers = kRoomy,
                     .starts = {.at_once = 2, .young_for = kYoung},
                     .strangers_per_second = 2}};
};

TEST_F(LanesTest, TakesWhatIsBriefFirst) {
  Add(Lane::kSearch, 1);
  Add(Lane::kPage, 2);
  Add(Lane::kBrief, 3);
  Add(Lane::kBrief, 4);
  EXPECT_THAT(TakeAll(), ElementsAre(3, 4, 2, 1));
}

TEST_F(LanesTest, BeginsAFewSearchesAtATimeAndAllThatIsBrief) {
  for (const int search : {1, 2, 3}) Add(Lane::kSearch, search);
  EXPECT_THAT(TakeAll(), ElementsAre(1, 2));
  for (const int brief : {4, 5, 6}) Add(Lane::kBrief, brief);
  EXPECT_THAT(TakeAll(), ElementsAre(4, 5, 6));

  lanes_.Done(4);
  EXPECT_THAT(TakeAll(), IsEmpty());
  lanes_.Done(1);
  EXPECT_THAT(TakeAll(), ElementsAre(3));
}

// Cliniko hangs, and each search waits for it until its patience is over.
TEST_F(LanesTest, SearchesThatWaitLetOthersBegin) {
  for (const int search : {1, 2, 3, 4, 5}) Add(Lane::kSearch, search);
  EXPECT_THAT(TakeAll(), ElementsAre(1, 2));
  EXPECT_EQ(lanes_.NextBegin(), kNow + kYoung);
  EXPECT_THAT(TakeAll(kNow + kYoung), ElementsAre(3, 4));
  EXPECT_THAT(TakeAll(kNow + 2 * kYoung), ElementsAre(5));
  EXPECT_EQ(lanes_.running(), 5u);
  EXPECT_EQ(lanes_.NextBegin(), absl::InfiniteFuture()) << "nothing waits";
}

TEST_F(LanesTest, KeepsPagesToTheirOwnThreads) {
  Add(Lane::kPage, 1);
  Add(Lane::kPage, 2);
  EXPECT_THAT(TakeAll(), ElementsAre(1));
  lanes_.Done(1);
  EXPECT_THAT(TakeAll(), ElementsAre(2));
}

TEST_F(LanesTest, KeepsReportsToTheirOwnThreads) {
  Add(Lane::kReport, 1);
  Add(Lane::kReport, 2);
  Add(Lane::kBrief, 3);
  EXPECT_THAT(TakeAll(), ElementsAre(3, 1));
  lanes_.Done(1);
  EXPECT_THAT(TakeAll(), ElementsAre(2));
}

// Each is a question about a key, however many addresses they come from.
TEST_F(LanesTest, BeginsSoManyStrangersInASecond) {
  for (const int stranger : {1, 2, 3}) Add(Lane::kStranger, stranger);
  EXPECT_THAT(TakeAll(), ElementsAre(1, 2));
  lanes_.Done(1);
  lanes_.Done(2);
  EXPECT_THAT(TakeAll(), IsEmpty());
  EXPECT_EQ(lanes_.NextBegin(), kNow + absl::Milliseconds(500));
  EXPECT_THAT(TakeAll(kNow + absl::Milliseconds(500)), ElementsAre(3));
  EXPECT_EQ(lanes_.NextBegin(), absl::InfiniteFuture()) << "nothing waits";
}

TEST_F(LanesTest, GivesUpWhatHasWaitedTooLongInAnyLane) {
  for (const int search : {1, 2, 3}) Add(Lane::kSearch, search);
  for (const int page : {4, 5}) Add(Lane::kPage, page);
  TakeAll();
  EXPECT_EQ(lanes_.waiting(), 2u);
  EXPECT_THAT(lanes_.TakeExpired(kNow + absl::Seconds(1)), ElementsAre(5, 3));
  EXPECT_EQ(lanes_.waiting(), 0u);
}

}  // namespace
}  // namespace frontdesk::gateway
