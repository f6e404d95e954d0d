#include "tests/bench/process_use.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace frontdesk::bench {
namespace {

TEST(ProcessUse, GrowsWithTheWorkThatIsDone) {
  const ProcessUse before = UseOf({::getpid()});
  EXPECT_GT(before.bytes, 1 << 20);
  volatile unsigned sum = 0;
  while (UseOf({::getpid()}).cpu < before.cpu + absl::Milliseconds(50)) {
    for (unsigned i = 0; i < 1'000'000; ++i) sum = sum + i;
  }
  const std::string block(32 << 20, 'x');
  EXPECT_GT(UseOf({::getpid()}).bytes, before.bytes + (16 << 20)) << block[7];
}

TEST(ProcessUse, IsNothingForAProcessThatIsGone) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ::waitpid(child, nullptr, 0);
  const ProcessUse gone = UseOf({child});
  EXPECT_EQ(gone.bytes, 0);
  EXPECT_EQ(gone.cpu, absl::ZeroDuration());
}

TEST(FamilyOf, IsTheProcessAndItsChildren) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::pause();
    ::_exit(0);
  }
  EXPECT_EQ(ParentOf(child), ::getpid());
  EXPECT_THAT(FamilyOf(::getpid()), ::testing::UnorderedElementsAre(::getpid(), child));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
}

}  // namespace
}  // namespace frontdesk::bench
