#include "libs/turns/rounds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/domain/ids.h"
#include "libs/telemetry/log_capture.h"
#include "libs/turns/fake_turns.h"

namespace frontdesk {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;

const ClinicId kClinic("c1");
const ClinicId kOther("c2");

RoundsOptions Options() {
  return {.name = "test_sync",
          .every = absl::Minutes(10),
          .every_if_busy = absl::Minutes(1),
          .look_every = absl::Milliseconds(5)};
}

class RoundsTest : public ::testing::Test {
 protected:
  // Waits, long enough for the slowest machine.
  template <typename Condition>
  static bool Eventually(Condition condition) {
    const absl::Time end = absl::Now() + absl::Seconds(30);
    while (!condition()) {
      if (absl::Now() > end) return false;
      absl::SleepFor(absl::Milliseconds(1));
    }
    return true;
  }

  FakeClock clock_{absl::FromUnixSeconds(1'784'000'000)};
  FakeTurns turns_{clock_};
};

TEST_F(RoundsTest, WorksForEveryClinicAndPlansTheNextTimeWithSomeChance) {
  turns_.Add(kClinic);
  turns_.Add(kOther);
  const Rounds rounds(turns_, Options(),
                      [](const Turn&, std::stop_token) { return absl::OkStatus(); });

  for (const ClinicId& clinic : {kClinic, kOther}) {
    ASSERT_TRUE(Eventually([&] { return turns_.done(clinic) == 1; }));
    const NextTurn next = turns_.DueIn(clinic);
    EXPECT_GE(next.in, absl::Minutes(9));
    EXPECT_LE(next.in, absl::Minutes(11));
    EXPECT_GE(next.in_if_busy, absl::Seconds(54));
    EXPECT_LE(next.in_if_busy, absl::Seconds(66));
  }
}

TEST_F(RoundsTest, DoesAClinicsWorkOnceHoweverManyReplicasRun) {
  turns_.Add(kClinic);
  std::atomic<int> works = 0;
  const auto work = [&](const Turn&, std::stop_token) {
    ++works;
    return absl::OkStatus();
  };
  {
    const Rounds replica(turns_, Options(), work);
    const Rounds other_replica(turns_, Options(), work);
    ASSERT_TRUE(Eventually([&] { return turns_.done(kClinic) > 0; }));
  }
  EXPECT_EQ(works, 1);

  clock_.Advance(absl::Minutes(12));
  const Rounds replica(turns_, Options(), work);
  const Rounds other_replica(turns_, Options(), work);
  EXPECT_TRUE(Eventually([&] { return turns_.done(kClinic) == 2; }));
  EXPECT_EQ(works, 2);
}

TEST_F(RoundsTest, PutsOffAFailureAndSaysWhy) {
  turns_.Add(kClinic);
  const test::LogCapture log;
  const Rounds rounds(turns_, Options(), [](const Turn&, std::stop_token) {
    return absl::UnavailableError("Cliniko is down");
  });

  ASSERT_TRUE(Eventually([&] { return turns_.failures(kClinic) == 1; }));
  EXPECT_LE(turns_.DueIn(kClinic).in, absl::Seconds(33));
  EXPECT_GE(turns_.DueIn(kClinic).in, absl::Seconds(27));
  clock_.Advance(absl::Seconds(40));
  ASSERT_TRUE(Eventually([&] { return turns_.failures(kClinic) == 2; }));
  EXPECT_GE(turns_.DueIn(kClinic).in, absl::Seconds(54));
  EXPECT_THAT(log.Lines(), Contains(AllOf(HasSubstr("test_sync_failed"), HasSubstr("c1"),
                                          HasSubstr("Cliniko is down"))));
}

TEST(RetryDelay, DoublesUpToALimit) {
  const RoundsOptions options = {.first_retry = absl::Seconds(30),
                                 .longest_retry = absl::Minutes(30)};
  EXPECT_EQ(RetryDelay(options, 1), absl::Seconds(30));
  EXPECT_EQ(RetryDelay(options, 2), absl::Seconds(60));
  EXPECT_EQ(RetryDelay(options, 5), absl::Minutes(8));
  EXPECT_EQ(RetryDelay(options, 7), absl::Minutes(30));
  EXPECT_EQ(RetryDelay(options, 1'000'000), absl::Minutes(30));
}

TEST_F(RoundsTest, GivesATurnBackWhenItIsStopped) {
  turns_.Add(kClinic);
  std::atomic<bool> begun = false;
  auto rounds = std::make_unique<Rounds>(turns_, Options(), [&](const Turn&, std::stop_token stop) {
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock(mutex);
    begun = true;
    stopped.wait(lock, stop, [] { return false; });
    return absl::CancelledError("stopping");
  });
  ASSERT_TRUE(Eventually([&] { return begun.load(); }));
  rounds.reset();

  EXPECT_FALSE(turns_.held(kClinic));
  EXPECT_EQ(turns_.failures(kClinic), 0);
  EXPECT_LE(turns_.DueIn(kClinic).in, absl::ZeroDuration());
}

TEST_F(RoundsTest, LooksAtOnceWhenItIsTold) {
  RoundsOptions options = Options();
  options.look_every = absl::Hours(1);
  std::atomic<int> works = 0;
  Rounds rounds(turns_, options, [&](const Turn&, std::stop_token) {
    ++works;
    return absl::OkStatus();
  });
  turns_.Add(kClinic);
  rounds.LookNow();

  EXPECT_TRUE(Eventually([&] { return works == 1; }));
}

TEST_F(RoundsTest, GoesOnWhenTheStoreIsBackAndComplainsOnce) {
  turns_.Add(kClinic);
  turns_.FailWith(absl::UnavailableError("no database"));
  const test::LogCapture log;
  const Rounds rounds(turns_, Options(),
                      [](const Turn&, std::stop_token) { return absl::OkStatus(); });
  ASSERT_TRUE(Eventually([&] { return !log.Lines().empty(); }));
  absl::SleepFor(absl::Milliseconds(30));
  turns_.FailWith(absl::OkStatus());

  EXPECT_TRUE(Eventually([&] { return turns_.done(kClinic) == 1; }));
  EXPECT_EQ(log.Lines().size(), 1u);
}

}  // namespace
}  // namespace frontdesk
