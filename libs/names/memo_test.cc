#include "libs/names/memo.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"

namespace frontdesk {
namespace {

class MemoTest : public ::testing::Test {
 protected:
  int Ask(const std::string& key) {
    return *memo_.Get(key, [&] {
      ++made_;
      return static_cast<int>(key.size());
    });
  }

  Memo<int> memo_{2};
  int made_ = 0;
};

TEST_F(MemoTest, MakesAValueOnce) {
  EXPECT_EQ(Ask("one"), 3);
  EXPECT_EQ(Ask("one"), 3);
  EXPECT_EQ(made_, 1);
}

TEST_F(MemoTest, KeepsWhatIsAskedForWhileOthersComeAndGo) {
  Ask("often");
  for (int i = 0; i < 10; ++i) {
    Ask(absl::StrCat("seldom", i));
    Ask("often");
  }
  EXPECT_EQ(made_, 11);
}

TEST_F(MemoTest, ForgetsWhatNobodyAskedForInALongTime) {
  Ask("once");
  for (int i = 0; i < 10; ++i) Ask(absl::StrCat("other", i));
  Ask("once");
  EXPECT_EQ(made_, 12);
}

TEST_F(MemoTest, LeavesAForgottenValueToWhoHasIt) {
  const std::shared_ptr<const int> held = memo_.Get("held", [] { return 42; });
  for (int i = 0; i < 10; ++i) Ask(absl::StrCat("other", i));
  EXPECT_EQ(*held, 42);
}

TEST(Memo, GivesEveryThreadTheValueOfItsKey) {
  Memo<std::string> memo(4);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      for (int i = 0; i < 2000; ++i) {
        const std::string key = absl::StrCat(i % 7);
        EXPECT_EQ(*memo.Get(key, [&] { return "of " + key; }), "of " + key);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace frontdesk
