#include "libs/telemetry/line_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
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

TEST(LineWriter, LetsNobodyWriteForOthersAsLongAsTheyLike) {
  const std::thread::id own = std::this_thread::get_id();
  int own_writes = 0;
  std::atomic<int> others = 0;
  LineWriter writer([&](absl::string_view) {
    if (std::this_thread::get_id() != own) return;
    ++own_writes;
    // Another line waits by then, unless who writes it waits as well.
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(20);
    for (const int before = others; others < before + 2;) {
      if (std::chrono::steady_clock::now() > until) return;
      std::this_thread::yield();
    }
  });
  std::atomic<bool> done = false;
  std::thread chatty([&] {
    while (!done) {
      writer.Write("another");
      if (++others >= 1'000'000) return;
    }
  });
  for (int most = 0; most < 2 && others < 1'000'000;) {
    own_writes = 0;
    writer.Write("one");
    most = own_writes;
    EXPECT_LE(most, 8);
  }
  done = true;
  chatty.join();
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
