#include "libs/postgres/database_health.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <functional>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "libs/telemetry/log_capture.h"
#include "libs/testing/scratch_database.h"

namespace frontdesk {
namespace {

using test::ScratchDatabase;
using ::testing::ElementsAre;

// What a DatabaseHealth has told.
class Told {
 public:
  std::function<void(bool)> Listener() {
    return [this](bool answers) {
      const absl::MutexLock lock(&mutex_);
      all_.push_back(answers);
    };
  }

  // All of it, once there are `count`; after half a minute what there is.
  std::vector<bool> Await(std::size_t count) {
    const absl::MutexLock lock(&mutex_);
    const auto enough = [this, count] { return all_.size() >= count; };
    mutex_.AwaitWithTimeout(absl::Condition(&enough), absl::Seconds(30));
    return all_;
  }

 private:
  absl::Mutex mutex_;
  std::vector<bool> all_;
};

const DatabaseHealthOptions kQuick = {.every = absl::Milliseconds(5),
                                      .patience = absl::Seconds(1),
                                      .away_after = absl::Milliseconds(50)};

TEST(DatabaseHealth, KnowsFromTheBeginning) {
  const test::LogCapture log;
  const ScratchDatabase database = ScratchDatabase::Empty();
  Told told;
  const DatabaseHealth health(database.url(), kQuick, told.Listener());

  EXPECT_TRUE(health.answers());
  EXPECT_THAT(told.Await(1), ElementsAre(true));

  Told told_of_none;
  const DatabaseHealth none("postgresql://desk@127.0.0.1:1/front", kQuick, told_of_none.Listener());
  EXPECT_FALSE(none.answers());
  EXPECT_THAT(told_of_none.Await(1), ElementsAre(false));
}

TEST(DatabaseHealth, NoticesThatItWentAwayAndCameBack) {
  const test::LogCapture log;
  const ScratchDatabase database = ScratchDatabase::Empty();
  Told told;
  const DatabaseHealth health(database.url(), kQuick, told.Listener());

  database.cluster().Stop();
  EXPECT_THAT(told.Await(2), ElementsAre(true, false));
  EXPECT_FALSE(health.answers());

  database.cluster().Start();
  EXPECT_THAT(told.Await(3), ElementsAre(true, false, true));
  EXPECT_TRUE(health.answers());
}

TEST(DatabaseHealth, SaysNothingAboutAShortAbsence) {
  const test::LogCapture log;
  const ScratchDatabase database = ScratchDatabase::Empty();
  Told told;
  const DatabaseHealth health(
      database.url(),
      {.every = absl::Milliseconds(5), .patience = absl::Seconds(1), .away_after = absl::Hours(1)},
      told.Listener());

  database.cluster().Stop();
  database.cluster().Start();

  EXPECT_TRUE(health.answers());
  EXPECT_THAT(told.Await(1), ElementsAre(true));
}

}  // namespace
}  // namespace frontdesk
