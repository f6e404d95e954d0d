#include "gateway/server/request_arrival.h"

#include <string>

#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace frontdesk::gateway::test {
namespace {

bool Arrived(absl::string_view bytes) { return HasArrived(bytes, /*max_body_bytes=*/10); }

TEST(HasArrived, WaitsForTheEndOfTheHead) {
  EXPECT_FALSE(Arrived(""));
  EXPECT_FALSE(Arrived("GET / HTTP/1.1\r\nHost: a\r\n"));
  EXPECT_TRUE(Arrived("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
}

TEST(HasArrived, WaitsForTheWholeBody) {
  EXPECT_FALSE(Arrived("POST / HTTP/1.1\r\ncontent-length: 3\r\n\r\nab"));
  EXPECT_TRUE(Arrived("POST / HTTP/1.1\r\ncontent-length: 3\r\n\r\nabc"));
  EXPECT_TRUE(Arrived("POST / HTTP/1.1\r\ncontent-length: 3\r\n\r\nabcGET /"));
}

TEST(HasArrived, WaitsForTheLastChunk) {
  EXPECT_FALSE(Arrived("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n"));
  EXPECT_TRUE(Arrived("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n"));
  EXPECT_TRUE(Arrived("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
}

TEST(HasArrived, DoesNotWaitForWhatWillBeRefused) {
  EXPECT_TRUE(Arrived(std::string(kLongestHead + 1, 'x')));
  EXPECT_TRUE(Arrived("POST / HTTP/1.1\r\nContent-Length: 11\r\n\r\n"));
  EXPECT_TRUE(Arrived("POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n"));
  EXPECT_TRUE(Arrived("POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 1\r\n\r\na"));
  EXPECT_TRUE(Arrived("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff"));
}

TEST(HasArrived, DoesNotLetBothSidesWait) {
  EXPECT_TRUE(Arrived("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"));
}

}  // namespace
}  // namespace frontdesk::gateway::test
