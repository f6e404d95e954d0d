#include "libs/telemetry/line_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace frontdesk::log {
namespace {

using ::testing::ElementsAre;

TEST(LineWriter, WritesALineBeforeItReturns) {
  std::string out;
  LineWriter writer([&](absl::string_view lines) { absl::StrAppend(&out, lines); });

  writer.Write("one");
  EXPECT_EQ(out, "one\n");
  writer.Write("two");
  EXPECT_EQ(out, "one\ntwo\n");
}

// What is written while another write hangs.
class HangingWrite : public ::testing::Test {
 protected:
  void HangIn(LineWriter& writer) {
    first_ = std::thread([&writer] { writer.Write("first"); });
    hangs_.get_future().wait();
  }
  void GoOn() {
    go_on_.set_value();
    first_.join();
  }
  void Out(absl::string_view lines) {
    const bool first = writes_.empty();
    writes_.emplace_back(lines);
    if (!first) return;
    hangs_.set_value();
    go_on_.get_future().wait();
  }

  std::vector<std::string> writes_;

 private:
  std::promise<void> hangs_;
  std::promise<void> go_on_;
  std::thread first_;
};

TEST_F(HangingWrite, HoldsNobodyElseUpAndIsFollowedByTheirLinesInOrder) {
  LineWriter writer([this](absl::string_view lines) { Out(lines); });
  HangIn(writer);

  writer.Write("second");
  writer.Write("third");
  GoOn();

  EXPECT_THAT(writes_, ElementsAre("first\n", "second\nthird\n"));
}

TEST_F(HangingWrite, HoldsUpWhoWritesMoreThanMayWait) {
  LineWriter writer([this](absl::string_view lines) { Out(lines); }, /*most_waiting=*/4);
  HangIn(writer);
  writer.Write("second");

  std::promise<void> done;
  std::future<void> third_is_done = done.get_future();
  std::thread third([&] {
    writer.Write("third");
    done.set_value();
  });
  EXPECT_EQ(third_is_done.wait_for(std::chrono::milliseconds(50)), std::future_status::timeout);
  GoOn();
  third.join();

  EXPECT_EQ(absl::StrCat(writes_[0], writes_[1], writes_.size() > 2 ? writes_[2] : ""),
            "first\nsecond\nthird\n");
}

TEST(LineWriter, LosesAndMixesNothingOfManyThreads) {
  std::string out;
  LineWriter writer([&](absl::string_view lines) { absl::StrAppend(&out, lines); });
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&writer, thread] {
      for (int i = 0; i < 500; ++i) writer.Write(absl::StrCat(thread, " ", i));
    });
  }
  for (std::thread& thread : threads) thread.join();

  std::vector<int> next(8, 0);
  for (const absl::string_view line : absl::StrSplit(out, '\n', absl::SkipEmpty())) {
    const auto thread = static_cast<std::size_t>(line[0] - '0');
    EXPECT_EQ(line, absl::StrCat(thread, " ", next.at(thread)));
    ++next.at(thread);
  }
  EXPECT_EQ(next, std::vector<int>(8, 500));
}

}  // namespace
}  // namespace frontdesk::log
