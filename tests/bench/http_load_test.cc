#include "tests/bench/http_load.h"

#include <gtest/gtest.h>
#include <httplib.h>

#include <atomic>
#include <set>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/bench/post.h"

namespace frontdesk::bench {
namespace {

// Answers every POST with its body, after `pause`.
class Echo {
 public:
  explicit Echo(absl::Duration pause = absl::ZeroDuration()) {
    server_.new_task_queue = [] { return new httplib::ThreadPool(16); };
    server_.set_keep_alive_max_count(1'000'000);
    server_.set_tcp_nodelay(true);
    server_.Post("/echo", [this, pause](const httplib::Request& in, httplib::Response& out) {
      absl::SleepFor(pause);
      ++asked_;
      out.set_content(in.body, "application/json");
    });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) absl::SleepFor(absl::Milliseconds(1));
  }
  ~Echo() {
    server_.stop();
    thread_.join();
  }

  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }
  int asked() const { return asked_; }

 private:
  httplib::Server server_;
  std::atomic<int> asked_ = 0;
  int port_ = 0;
  std::thread thread_;
};

TEST(Drive, AsksNoMoreThanItIsToldAndCountsWhatSucceeded) {
  Echo echo;
  Post good("/echo", "", R"({"success":true,"n":"########"})");
  Post bad("/echo", "", R"({"success":false})");
  std::set<std::string> bodies;
  const auto loaded = Drive(
      {.address = echo.address(), .connections = 4, .duration = absl::Seconds(60), .most = 100},
      [&](std::size_t n) { return n % 4 == 0 ? bad.Numbered(n) : good.Numbered(n); },
      [&](std::size_t, const HttpReply& reply) { bodies.insert(std::string(reply.body)); });

  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(loaded->answered, 100u);
  EXPECT_EQ(loaded->succeeded, 75u);
  EXPECT_EQ(loaded->failed, 0u);
  EXPECT_EQ(loaded->latencies.size(), 100u);
  EXPECT_EQ(echo.asked(), 100);
  EXPECT_EQ(bodies.size(), 76u);  // each number once, and the one without
}

TEST(Drive, CountsRefusalsAsFailed) {
  Echo echo;
  Post nowhere("/nowhere", "", "{}");
  const auto loaded = Drive({.address = echo.address(), .most = 5},
                            [&](std::size_t n) { return nowhere.Numbered(n); });
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(loaded->answered, 0u);
  EXPECT_EQ(loaded->failed, 5u);
}

TEST(Drive, InAnOpenLoopWaitingForAFreeConnectionCounts) {
  // One connection, 20 ms an answer, a request due every 5 ms on average: each of the forty waits
  // for all before it, so the last for more than half a second, though its own answer takes 20 ms.
  Echo echo(absl::Milliseconds(20));
  Post post("/echo", "", R"({"success":true})");
  const auto loaded = Drive({.address = echo.address(),
                             .connections = 1,
                             .duration = absl::Seconds(60),
                             .per_second = 200,
                             .most = 40},
                            [&](std::size_t n) { return post.Numbered(n); });

  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(loaded->answered, 40u);
  EXPECT_GT(loaded->latencies.Percentile(1), absl::Milliseconds(400));
  EXPECT_GE(loaded->latencies.Percentile(0), absl::Milliseconds(20));
}

TEST(Drive, InAnOpenLoopAsksAsOftenAsItIsToldWhereTheServerIsFast) {
  Echo echo;
  Post post("/echo", "", R"({"success":true})");
  const auto loaded = Drive({.address = echo.address(),
                             .connections = 8,
                             .duration = absl::Seconds(1),
                             .per_second = 100},
                            [&](std::size_t n) { return post.Numbered(n); });
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_NEAR(static_cast<double>(loaded->answered), 100, 45);
}

TEST(Drive, FailsWhereNobodyListens) {
  Post post("/", "", "{}");
  std::string address;
  {
    Echo echo;
    address = echo.address();
  }
  const RequestOf request = [&](std::size_t n) { return post.Numbered(n); };
  EXPECT_FALSE(Drive({.address = address}, request).ok());
  EXPECT_FALSE(Drive({.address = "nowhere"}, request).ok());
}

}  // namespace
}  // namespace frontdesk::bench
