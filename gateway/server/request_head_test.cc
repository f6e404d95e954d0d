#include "gateway/server/request_head.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gateway/server/http_message.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace frontdesk::gateway::test {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

std::optional<HttpHeaders> Headers(absl::string_view lines) {
  return HeadersOf(absl::StrCat("GET / HTTP/1.1\r\n", lines));
}

TEST(HeadersOf, KeepsValuesAsTheyWereSent) {
  const std::optional<HttpHeaders> headers = Headers("Host: a\r\nX-Key:\t 50%25%0d%0a \r\nX-No:");
  ASSERT_TRUE(headers.has_value());
  EXPECT_THAT(*headers,
              ElementsAre(Pair("Host", "a"), Pair("X-Key", "50%25%0d%0a"), Pair("X-No", "")));
}

TEST(HeadersOf, TakesAHeadWithoutHeaders) {
  const std::optional<HttpHeaders> headers = HeadersOf("GET / HTTP/1.1");
  ASSERT_TRUE(headers.has_value());
  EXPECT_TRUE(headers->empty());
}

TEST(HeadersOf, RefusesWhatCouldBeReadInTwoWays) {
  for (const std::string& lines :
       {std::string("Content-Length : 5"), std::string("Host: a\nContent-Length: 5"),
        std::string("Host: a\rContent-Length: 5"), std::string("Host: a\r\n folded"),
        std::string("Host: a\r\n\tX: folded"), std::string("Host: a\0b", 9),
        std::string("Ho\0st: a", 8), std::string(": a"), std::string("no colon")}) {
    EXPECT_FALSE(Headers(lines).has_value()) << lines;
  }
  EXPECT_FALSE(HeadersOf("GET /\n HTTP/1.1\r\nHost: a").has_value());
}

TEST(PathOf, IsWhatStandsBeforeTheQuery) {
  EXPECT_EQ(PathOf("POST /location-resolver HTTP/1.1"), "/location-resolver");
  EXPECT_EQ(PathOf("POST /a%20b?c=/d HTTP/1.1"), "/a%20b");
  for (const char* line : {"", "POST", "POST ", "POST  HTTP/1.1"}) EXPECT_EQ(PathOf(line), "");
}

TEST(StaysOpen, UnlessTheSenderSaysOtherwise) {
  EXPECT_TRUE(StaysOpen("POST / HTTP/1.1\r\nHost: a\r\n\r\n"));
  EXPECT_TRUE(StaysOpen("POST / HTTP/1.1\r\nConnection: Keep-Alive\r\n\r\n"));
  EXPECT_FALSE(StaysOpen("POST / HTTP/1.1\r\nConnection: close\r\n\r\n"));
  EXPECT_FALSE(StaysOpen("POST / HTTP/1.0\r\n\r\n"));
}

}  // namespace
}  // namespace frontdesk::gateway::test
