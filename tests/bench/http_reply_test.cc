#include "tests/bench/http_reply.h"

#include <gtest/gtest.h>

#include <string>

namespace frontdesk::bench {
namespace {

constexpr char kReply[] =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n"
    "{\"success\":true}";

TEST(WholeReply, IsStatusAndBody) {
  const auto reply = WholeReply(kReply);
  ASSERT_TRUE(reply.ok() && reply->has_value());
  EXPECT_EQ((*reply)->status, 200);
  EXPECT_EQ((*reply)->body, "{\"success\":true}");
  EXPECT_EQ((*reply)->size, sizeof(kReply) - 1);
}

TEST(WholeReply, IsNothingUntilTheLastByte) {
  const std::string whole = kReply;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto reply = WholeReply(absl::string_view(whole).substr(0, size));
    ASSERT_TRUE(reply.ok()) << size;
    EXPECT_FALSE(reply->has_value()) << size;
  }
}

TEST(WholeReply, LeavesWhatComesBehindIt) {
  const std::string two = std::string(kReply) + kReply;
  const auto reply = WholeReply(two);
  ASSERT_TRUE(reply.ok() && reply->has_value());
  EXPECT_EQ((*reply)->size, sizeof(kReply) - 1);
}

TEST(WholeReply, TakesTheLengthInAnySpelling) {
  const auto reply = WholeReply("HTTP/1.1 503 Busy\r\ncontent-length:2\r\n\r\n{}");
  ASSERT_TRUE(reply.ok() && reply->has_value());
  EXPECT_EQ((*reply)->status, 503);
  EXPECT_EQ((*reply)->body, "{}");
}

TEST(WholeReply, FailsForWhatIsNoAnswer) {
  EXPECT_FALSE(WholeReply("SSH-2.0-OpenSSH\r\n\r\n").ok());
  EXPECT_FALSE(WholeReply("HTTP/1.1 200 OK\r\n\r\n").ok());
  EXPECT_FALSE(WholeReply("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n").ok());
}

}  // namespace
}  // namespace frontdesk::bench
