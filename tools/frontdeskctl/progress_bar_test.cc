#include "tools/frontdeskctl/progress_bar.h"

#include <gtest/gtest.h>

#include <sstream>

#include "absl/time/time.h"
#include "libs/civil/clock.h"

namespace frontdesk::ctl {
namespace {

TEST(ProgressBar, IsOneLineOnAScreenWithAnEstimateOfWhatIsLeft) {
  FakeClock clock(absl::FromUnixSeconds(1'800'000'000));
  std::ostringstream out;
  ProgressBar bar(out, clock, /*on_screen=*/true, "requests");
  clock.Advance(absl::Seconds(10));
  bar.Update(10, 40);
  bar.Update(11, 40);  // too soon to be drawn
  bar.End();

  EXPECT_EQ(
      out.str(),
      "\r\x1b[K[##########..............................]  25%  10 of 40 requests, about 30 s "
      "left\n");
}

TEST(ProgressBar, IsAPlainLineNowAndThenElsewhere) {
  FakeClock clock(absl::FromUnixSeconds(1'800'000'000));
  std::ostringstream out;
  ProgressBar bar(out, clock, /*on_screen=*/false, "requests");
  for (int done = 1; done <= 40; ++done) {
    clock.Advance(absl::Seconds(2));
    bar.Update(done, 40);
  }
  bar.End();

  EXPECT_EQ(out.str(),
            "  2%  1 of 40 requests\n"
            " 15%  6 of 40 requests\n"
            " 28%  11 of 40 requests, about 58 s left\n"
            " 40%  16 of 40 requests, about 48 s left\n"
            " 52%  21 of 40 requests, about 38 s left\n"
            " 65%  26 of 40 requests, about 28 s left\n"
            " 78%  31 of 40 requests, about 18 s left\n"
            " 90%  36 of 40 requests, about 8 s left\n"
            "100%  40 of 40 requests, took 1 min 20 s\n");
}

// The first minute's requests go within seconds, and the estimate used to promise as much of all.
TEST(ProgressBar, KnowsThatTheRestWaitsForItsAllowance) {
  FakeClock clock(absl::FromUnixSeconds(1'800'000'000));
  std::ostringstream out;
  ProgressBar bar(out, clock, /*on_screen=*/false, "requests",
                  {.most = 150, .window = absl::Minutes(1)});
  bar.Update(1, 530);
  clock.Advance(absl::Seconds(10));
  bar.Update(140, 530);
  clock.Advance(absl::Seconds(175));
  bar.Update(500, 530);

  EXPECT_EQ(out.str(),
            "  0%  1 of 530 requests, about 3 min 0 s left\n"
            " 26%  140 of 530 requests, about 2 min 50 s left\n"
            " 94%  500 of 530 requests, about 11 s left\n");
}

TEST(RoughLength, HasTwoPlaces) {
  EXPECT_EQ(RoughLength(absl::Seconds(59)), "59 s");
  EXPECT_EQ(RoughLength(absl::Seconds(190)), "3 min 10 s");
  EXPECT_EQ(RoughLength(absl::Minutes(125)), "2 h 5 min");
  EXPECT_EQ(RoughLength(-absl::Seconds(5)), "0 s");
}

}  // namespace
}  // namespace frontdesk::ctl
