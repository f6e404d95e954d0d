#include "tests/bench/post.h"

#include <gtest/gtest.h>

#include "absl/strings/match.h"

namespace frontdesk::bench {
namespace {

TEST(Post, IsARequestWithItsLength) {
  Post post("/ask", "X-API-Key: k\r\n", "{}");
  EXPECT_EQ(post.Numbered(1),
            "POST /ask HTTP/1.1\r\nHost: 127.0.0.1\r\nX-API-Key: k\r\n"
            "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
  EXPECT_EQ(post.body_size(), 2u);
}

TEST(Post, HasItsNumberWhereverThereIsAPlaceForIt) {
  Post post("/ask", "", R"({"a":"########","b":"x########y"})");
  EXPECT_TRUE(absl::EndsWith(post.Numbered(42), R"({"a":"00000042","b":"x00000042y"})"));
  EXPECT_TRUE(absl::EndsWith(post.Numbered(12345678), R"({"a":"12345678","b":"x12345678y"})"));
}

TEST(Post, TellsTheLastEightDigitsOfALongNumber) {
  Post post("/ask", "", "########");
  EXPECT_TRUE(absl::EndsWith(post.Numbered(9'000'000'001), "\r\n\r\n00000001"));
}

}  // namespace
}  // namespace frontdesk::bench
