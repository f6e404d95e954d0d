#include "libs/service/operations_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <atomic>
#include <memory>

#include "absl/status/status.h"
#include "libs/telemetry/metrics.h"
#include "libs/testing/status_matchers.h"

namespace frontdesk {
namespace {

using test::IsOk;
using test::StatusIs;
using ::testing::_;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class OperationsServerTest : public ::testing::Test {
 protected:
  OperationsServerTest() {
    auto server = OperationsServer::Start("127.0.0.1:0", [this] { return ready_.load(); });
    EXPECT_THAT(server, IsOk());
    server_ = *std::move(server);
    client_ = std::make_unique<httplib::Client>(server_->url());
  }

  int StatusOf(const char* path) {
    const httplib::Result result = client_->Get(path);
    return result ? result->status : 0;
  }

  std::atomic<bool> ready_ = true;
  std::unique_ptr<OperationsServer> server_;
  std::unique_ptr<httplib::Client> client_;
};

TEST_F(OperationsServerTest, ShowsTheMetrics) {
  metrics::Counter("test_seen_total", "Seen.", {"by"}).Add({"somebody"});

  const httplib::Result result = client_->Get("/metrics");

  ASSERT_TRUE(result);
  EXPECT_EQ(result->status, 200);
  EXPECT_THAT(result->get_header_value("Content-Type"), StartsWith("text/plain; version=0.0.4"));
  EXPECT_THAT(result->body, HasSubstr("test_seen_total{by=\"somebody\"} 1\n"));
}

TEST_F(OperationsServerTest, IsReadyAsLongAsTheProcessSaysSoButAlwaysAlive) {
  EXPECT_EQ(StatusOf("/readyz"), 200);
  EXPECT_EQ(StatusOf("/healthz"), 200);

  ready_ = false;
  EXPECT_EQ(StatusOf("/readyz"), 503);
  EXPECT_EQ(StatusOf("/healthz"), 200);
}

TEST_F(OperationsServerTest, HasNothingElse) {
  EXPECT_EQ(StatusOf("/"), 404);
  EXPECT_EQ(StatusOf("/metrics/../etc/passwd"), 404);
}

TEST_F(OperationsServerTest, FailsWhereTheAddressCannotBeHad) {
  EXPECT_THAT(OperationsServer::Start("no port", [] { return true; }),
              StatusIs(absl::StatusCode::kInvalidArgument, _));
  EXPECT_THAT(OperationsServer::Start(server_->url().substr(7), [] { return true; }),
              StatusIs(absl::StatusCode::kUnavailable, _));
}

}  // namespace
}  // namespace frontdesk
