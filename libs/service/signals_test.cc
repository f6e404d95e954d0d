#include "libs/service/signals.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <thread>

namespace frontdesk {
namespace {

TEST(StopSignals, KeepOneThatCameBeforeAnybodyWaited) {
  BlockStopSignals();

  kill(getpid(), SIGTERM);

  EXPECT_EQ(WaitForStopSignal(), SIGTERM);
}

TEST(StopSignals, ReachTheWaitingThreadAndNoOther) {
  BlockStopSignals();

  std::thread other([] { kill(getpid(), SIGINT); });

  EXPECT_EQ(WaitForStopSignal(), SIGINT);
  other.join();
}

TEST(StopSignals, LeaveABrokenPipeToTheWriter) {
  BlockStopSignals();
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  close(ends[0]);

  EXPECT_EQ(write(ends[1], "x", 1), -1);

  close(ends[1]);
}

}  // namespace
}  // namespace frontdesk
