#include "libs/call_trail/call_trail.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "libs/call_trail/call_events.h"
#include "libs/status/domain_error.h"
#include "libs/telemetry/log.h"
#include "libs/telemetry/log_capture.h"

namespace frontdesk {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class FakeCallEvents : public CallEvents {
 public:
  absl::Status Keep(const std::vector<std::string>& lines, absl::Time /*deadline*/) override {
    const absl::MutexLock lock(&mutex_);
    ++batches_;
    mutex_.Await(absl::Condition(
        +[](bool* held) { return !*held; }, &held_));
    if (!answer_.ok()) return answer_;
    largest_ = std::max(largest_, lines.size());
    kept_.insert(kept_.end(), lines.begin(), lines.end());
    return absl::OkStatus();
  }

  void Hold(bool held) {
    const absl::MutexLock lock(&mutex_);
    held_ = held;
  }
  void Answer(const absl::Status& answer) {
    const absl::MutexLock lock(&mutex_);
    answer_ = answer;
  }
  // Until so many have come in all.
  void AwaitBatches(int batches) {
    const absl::MutexLock lock(&mutex_);
    batches_wanted_ = batches;
    mutex_.Await(absl::Condition(
        +[](FakeCallEvents* self) { return self->batches_ >= self->batches_wanted_; }, this));
  }
  std::vector<std::string> kept() {
    const absl::MutexLock lock(&mutex_);
    return kept_;
  }
  std::size_t largest() {
    const absl::MutexLock lock(&mutex_);
    return largest_;
  }

 private:
  absl::Mutex mutex_;
  bool held_ = false;
  int batches_ = 0;
  int batches_wanted_ = 0;
  std::size_t largest_ = 0;
  absl::Status answer_;
  std::vector<std::string> kept_;
};

class CallTrailTest : public ::testing::Test {
 protected:
  static void LogOfARequest(int i) {
    const log::ScopedFields request({{"trace", log::Theirs("t1")}});
    log::Info("offered", {{"number", i}});
  }

  const test::LogCapture capture_;
  const CallTrailOptions quick_ = {.waiting = 1000, .every = absl::Milliseconds(1)};
  FakeCallEvents events_;
};

TEST_F(CallTrailTest, KeepsWhatIsLoggedOfARequestInItsOrder) {
  {
    const CallTrail trail(events_, quick_);
    log::Info("started");  // of nobody's call
    {
      const log::ScopedFields request({{"trace", log::Theirs("t1")}});
      log::Info("rpc", {{"code", absl::StatusCode::kOk}});
      log::Debug("detail");
      log::Info("cliniko", {{"took_ms", 12}});
      log::Warn("rpc", {{"code", absl::StatusCode::kUnavailable}});
    }
    const log::ScopedFields none({{"trace", log::Theirs("")}});
    log::Info("cliniko", {{"took_ms", 13}});
  }
  EXPECT_THAT(events_.kept(), ::testing::ElementsAre(AllOf(HasSubstr("cliniko"), HasSubstr("12")),
                                                     HasSubstr("UNAVAILABLE")));
}

TEST_F(CallTrailTest, KeepsWhatTheLogItselfIsToldToLeaveOut) {
  log::SetLevel(log::Level::kError);
  {
    const CallTrail trail(events_, quick_);
    LogOfARequest(1);
  }
  EXPECT_EQ(events_.kept().size(), 1u);
  EXPECT_TRUE(capture_.Lines().empty());
}

TEST_F(CallTrailTest, LosesWhatFindsNoRoomAndKeepsNobodyWaiting) {
  {
    const CallTrail trail(events_, quick_);
    events_.Hold(true);
    LogOfARequest(0);
    events_.AwaitBatches(1);  // and hangs
    for (int i = 1; i <= 5000; ++i) LogOfARequest(i);
    events_.Hold(false);
  }
  EXPECT_EQ(events_.kept().size(), 1001u);
  EXPECT_LE(events_.largest(), kMostCallEvents);
}

TEST_F(CallTrailTest, TriesAgainWhatMaySucceedLater) {
  {
    const CallTrail trail(events_, quick_);
    events_.Answer(MakeError(DomainError::kBookingSystemUnavailable, "away"));
    LogOfARequest(1);
    events_.AwaitBatches(3);
    events_.Answer(absl::OkStatus());
  }
  EXPECT_EQ(events_.kept().size(), 1u);
}

TEST_F(CallTrailTest, GivesUpWhatCannotBeKept) {
  {
    const CallTrail trail(events_, quick_);
    events_.Answer(absl::InternalError("no such table"));
    LogOfARequest(1);
    events_.AwaitBatches(1);
    LogOfARequest(2);
    events_.AwaitBatches(2);
    events_.Answer(absl::OkStatus());
    LogOfARequest(3);
  }
  EXPECT_THAT(events_.kept(), ::testing::Contains(HasSubstr("\"number\":3")));
  EXPECT_THAT(events_.kept(), ::testing::Not(::testing::Contains(HasSubstr("\"number\":1"))));
}

}  // namespace
}  // namespace frontdesk
