#include "gateway/config.h"

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace frontdesk::test {
namespace {

using ::testing::ElementsAre;

absl::StatusOr<std::optional<GatewayConfig>> Load(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "gateway");
  return GatewayConfig::Load(static_cast<int>(arguments.size()), arguments.data());
}

std::vector<const char*> With(std::vector<const char*> more) {
  std::vector<const char*> arguments = {"--availability-addr",   "a:1", "--booking-addr", "b:2",
                                        "--schedule-cache-addr", "c:3", "--session-addr", "d:4"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

TEST(GatewayConfig, HasDefaultsForAllButTheServices) {
  const auto config = Load(With({}));
  ASSERT_TRUE(config.ok()) << config.status();
  ASSERT_TRUE(config->has_value());
  EXPECT_EQ((*config)->gateway.http.listen, "127.0.0.1:8080");
  EXPECT_EQ((*config)->gateway.read_patience, absl::Milliseconds(450));
  EXPECT_EQ((*config)->gateway.read_deadline, absl::Milliseconds(1500));
  EXPECT_EQ((*config)->gateway.write_deadline, absl::Seconds(8));
  EXPECT_EQ((*config)->gateway.http.max_body_bytes, 65'536u);
  EXPECT_EQ((*config)->gateway.api_key_header, "X-API-Key");
  EXPECT_THAT((*config)->gateway.cors_origins, ElementsAre("*"));
  EXPECT_EQ((*config)->availability_addr, "a:1");
  EXPECT_EQ((*config)->booking_addr, "b:2");
  EXPECT_EQ((*config)->schedule_cache_addr, "c:3");
  EXPECT_EQ((*config)->session_addr, "d:4");
}

TEST(GatewayConfig, TakesWhatItIsTold) {
  const auto config = Load(With({"--http-listen",
                                 "0.0.0.0:0",
                                 "--read-patience-ms",
                                 "200",
                                 "--read-deadline-ms",
                                 "300",
                                 "--write-deadline-ms",
                                 "900",
                                 "--max-body-bytes",
                                 "1000",
                                 "--cors-origins",
                                 "https://a.example,https://b.example",
                                 "--api-key-header",
                                 "X-Clinic-Key",
                                 "--tls-certificate",
                                 "/c.pem",
                                 "--tls-key",
                                 "/k.pem",
                                 "--behind-tls-proxy",
                                 "--max-headers",
                                 "7",
                                 "--request-seconds",
                                 "3",
                                 "--threads-per-key",
                                 "2",
                                 "--requests-per-key",
                                 "11",
                                 "--trusted-proxies",
                                 "10.0.0.0/8,192.0.2.1",
                                 "--slot-id-seconds",
                                 "600",
                                 "--announce-file",
                                 "/tmp/x",
                                 "--log-level",
                                 "warn"}));
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ((*config)->gateway.http.listen, "0.0.0.0:0");
  EXPECT_EQ((*config)->gateway.http.tls.certificate_file, "/c.pem");
  EXPECT_EQ((*config)->gateway.http.tls.key_file, "/k.pem");
  EXPECT_TRUE((*config)->gateway.http.plain_for_others);
  EXPECT_EQ((*config)->gateway.http.max_headers, 7u);
  EXPECT_EQ((*config)->gateway.http.request_time, absl::Seconds(3));
  EXPECT_EQ((*config)->gateway.http.threads_per_caller, 2u);
  EXPECT_EQ((*config)->gateway.callers.requests_per_key, 11);
  EXPECT_THAT((*config)->gateway.callers.trusted_proxies, ElementsAre("10.0.0.0/8", "192.0.2.1"));
  EXPECT_EQ((*config)->gateway.read_patience, absl::Milliseconds(200));
  EXPECT_EQ((*config)->gateway.read_deadline, absl::Milliseconds(300));
  EXPECT_EQ((*config)->gateway.write_deadline, absl::Milliseconds(900));
  EXPECT_EQ((*config)->gateway.http.max_body_bytes, 1000u);
  EXPECT_THAT((*config)->gateway.cors_origins,
              ElementsAre("https://a.example", "https://b.example"));
  EXPECT_EQ((*config)->gateway.api_key_header, "X-Clinic-Key");
  EXPECT_EQ((*config)->gateway.slot_id_time, absl::Minutes(10));
  EXPECT_EQ((*config)->announce_file, "/tmp/x");
  EXPECT_EQ((*config)->log_level, "warn");
}

TEST(GatewayConfig, RefusesWhatMakesNoSense) {
  EXPECT_TRUE(absl::IsInvalidArgument(Load({}).status()));
  for (const auto& wrong : std::vector<std::vector<const char*>>{{"--read-deadline-ms", "0"},
                                                                 {"--read-deadline-ms", "soon"},
                                                                 {"--max-body-bytes", "-1"},
                                                                 {"--log-level", "loud"},
                                                                 {"--tls-certificate", "/c.pem"},
                                                                 {"--tls-key", "/k.pem"},
                                                                 {"--threads", "0"},
                                                                 {"--requests-per-key", "none"},
                                                                 {"--no-such-flag"}}) {
    EXPECT_TRUE(absl::IsInvalidArgument(Load(With(wrong)).status())) << wrong.front();
  }
}

TEST(GatewayConfig, IsNothingWhereHelpWasAskedFor) {
  const auto config = Load({"--help"});
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_FALSE(config->has_value());
}

}  // namespace
}  // namespace frontdesk::test
