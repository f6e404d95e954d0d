#include "gateway/server/request_arrival.h"

#include <cstddef>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace frontdesk::gateway::test {
namespace {

using Progress = RequestArrival::Progress;

constexpr RequestBounds kBounds = {.body_bytes = 100, .head_bytes = 2000, .headers = 5};
constexpr char kChunked[] = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";

Progress Of(absl::string_view bytes) { return RequestArrival(kBounds).Look(bytes); }
Progress OfChunks(absl::string_view body) { return Of(absl::StrCat(kChunked, body)); }

TEST(RequestArrival, WaitsForTheEndOfTheHead) {
  EXPECT_EQ(Of("GET / HTTP/1.1\r\nHost: a\r\n"), Progress::kPartial);
  EXPECT_EQ(Of("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), Progress::kWhole);
}

TEST(RequestArrival, WaitsForTheWholeBody) {
  EXPECT_EQ(Of("POST / HTTP/1.1\r\ncontent-length: 3\r\n\r\nab"), Progress::kPartial);
  EXPECT_EQ(Of("POST / HTTP/1.1\r\ncontent-length: 3\r\n\r\nabc"), Progress::kWhole);
  EXPECT_EQ(Of("POST / HTTP/1.1\r\ncontent-length: 3\r\n\r\nabcGET /"), Progress::kWhole);
}

TEST(RequestArrival, WaitsForTheLastChunk) {
  EXPECT_EQ(OfChunks("1\r\na\r\n"), Progress::kPartial);
  EXPECT_EQ(OfChunks("1\r\na\r\n0\r\n"), Progress::kPartial);
  EXPECT_EQ(OfChunks("1\r\na\r\n0\r\n\r\n"), Progress::kWhole);
  EXPECT_EQ(OfChunks("1;x=y\r\na\r\n0\r\n\r\nGET /"), Progress::kWhole);
  EXPECT_EQ(OfChunks("0\r\n\r\n"), Progress::kWhole);
}

// It used to look at the end alone, and gave a thread to a body that had not arrived.
TEST(RequestArrival, AllowsOnePathALongerBody) {
  RequestBounds bounds = kBounds;
  bounds.long_path = "/report";
  bounds.long_body_bytes = 300;
  const auto progress = [&](absl::string_view target, int length) {
    return RequestArrival(bounds).Look(
        absl::StrCat("POST ", target, " HTTP/1.1\r\nContent-Length: ", length, "\r\n\r\n"));
  };
  for (const absl::string_view target : {"/report", "/report/", "/report?a=/b"}) {
    SCOPED_TRACE(target);
    EXPECT_EQ(progress(target, 300), Progress::kPartial);
    EXPECT_EQ(progress(target, 301), Progress::kTooLong);
  }
  for (const absl::string_view target : {"/", "/reports", "/a?/report", "/a/report", ""}) {
    SCOPED_TRACE(target);
    EXPECT_EQ(progress(target, 101), Progress::kTooLong);
  }
}

TEST(RequestArrival, IsNotFooledByAChunkThatLooksLikeTheLast) {
  EXPECT_EQ(OfChunks("50\r\nabc\r\n0\r\n\r\n"), Progress::kPartial);
  EXPECT_EQ(OfChunks("7\r\n\r\n0\r\n\r\n\r\n0\r\n\r\n"), Progress::kWhole);
}

TEST(RequestArrival, KnowsWhereTheRequestEnds) {
  for (const std::string& request : {std::string("GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
                                     std::string("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc"),
                                     absl::StrCat(kChunked, "1\r\na\r\n2\r\nbc\r\n0\r\n\r\n")}) {
    RequestArrival arrival(kBounds);
    EXPECT_EQ(arrival.Look(absl::StrCat(request, "GET / HTTP/1.1\r\n")), Progress::kWhole);
    EXPECT_EQ(arrival.size(), request.size());
  }
}

TEST(RequestArrival, ComesToTheSameByteByByte) {
  for (const std::string& request : {std::string("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc"),
                                     absl::StrCat(kChunked, "1;x\r\na\r\n2\r\nbc\r\n0\r\n\r\n")}) {
    RequestArrival arrival(kBounds);
    for (std::size_t size = 1; size < request.size(); ++size) {
      ASSERT_EQ(arrival.Look(request.substr(0, size)), Progress::kPartial) << size;
    }
    EXPECT_EQ(arrival.Look(request), Progress::kWhole);
    EXPECT_EQ(arrival.size(), request.size());
  }
}

// The blank line behind it used to be counted as long as it was not whole.
TEST(RequestArrival, TakesTheLongestHeadByteByByte) {
  std::string head = "GET / HTTP/1.1\r\nA: ";
  head.append(kBounds.head_bytes - head.size(), 'a');
  const std::string request = absl::StrCat(head, "\r\n\r\n");
  RequestArrival arrival(kBounds);
  for (std::size_t shown = 1; shown < request.size(); ++shown) {
    ASSERT_EQ(arrival.Look(request.substr(0, shown)), Progress::kPartial) << shown;
  }
  EXPECT_EQ(arrival.Look(request), Progress::kWhole);
}

TEST(RequestArrival, RefusesWhatIsTooLongBeforeItArrives) {
  EXPECT_EQ(Of("POST / HTTP/1.1\r\nContent-Length: 101\r\n\r\n"), Progress::kTooLong);
  EXPECT_EQ(OfChunks("65\r\n"), Progress::kTooLong);
  EXPECT_EQ(OfChunks(absl::StrCat("64\r\n", std::string(100, 'x'), "\r\n1\r\n")),
            Progress::kTooLong);
}

TEST(RequestArrival, IsNeverPartialBeyondItsLimit) {
  std::string request = kChunked;
  while (request.size() < kBounds.MostBytes()) {
    absl::StrAppend(&request, "1;", std::string(200, 'x'), "\r\na\r\n");
  }
  EXPECT_EQ(Of(request), Progress::kTooLong);
  EXPECT_EQ(Of(std::string(kBounds.head_bytes + 1, 'x')), Progress::kTooMuchHead);
}

TEST(RequestArrival, RefusesMoreHeadersThanThereMayBe) {
  std::string head = "GET / HTTP/1.1\r\n";
  for (int i = 0; i < 5; ++i) absl::StrAppend(&head, "X-", i, ": y\r\n");
  EXPECT_EQ(Of(head + "\r\n"), Progress::kWhole);
  EXPECT_EQ(Of(head + "X-5: y\r\n\r\n"), Progress::kTooMuchHead);
}

TEST(RequestArrival, RefusesWhatHasNoClearEnd) {
  for (const char* headers :
       {"Content-Length: x", "Content-Length:", "Content-Length: %35", "Content-Length: 1, 1",
        "Content-Length: 5\r\nContent-Length: 1", "Content-Length: 99999999999999999999999",
        "Content-Length: 1\r\nTransfer-Encoding: chunked", "Transfer-Encoding: gzip, chunked",
        "Content-Length : 5", "Host: a\r\n folded"}) {
    EXPECT_EQ(Of(absl::StrCat("POST / HTTP/1.1\r\n", headers, "\r\n\r\n")), Progress::kMalformed)
        << headers;
  }
  for (const char* body : {"fffffffffffffffff\r\n", "\r\n", "-1\r\n", "0x1\r\n", " 1\r\n", "1\n",
                           "1\r\nab\r\n", "0\r\nTrailer: x\r\n\r\n"}) {
    EXPECT_EQ(OfChunks(body), Progress::kMalformed) << body;
  }
}

TEST(RequestArrival, DoesNotWaitForMoreAfterABareLineFeed) {
  EXPECT_EQ(Of("GET / HTTP/1.1\n"), Progress::kMalformed);
  EXPECT_EQ(Of("GET / HTTP/1.1\r\nHost: a\nContent-Length: 5\r\n\r\n"), Progress::kMalformed);
}

TEST(RequestArrival, SaysOnceThatTheSenderWaits) {
  const std::string head = "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n";
  RequestArrival arrival(kBounds);
  EXPECT_EQ(arrival.Look(head), Progress::kAwaitsContinue);
  EXPECT_EQ(arrival.Look(head), Progress::kPartial);
  EXPECT_EQ(arrival.Look(absl::StrCat(head, "abc")), Progress::kWhole);
  EXPECT_EQ(Of(absl::StrCat(head, "a")), Progress::kPartial);
  EXPECT_EQ(Of(absl::StrCat(head, "abc")), Progress::kWhole);
}

}  // namespace
}  // namespace frontdesk::gateway::test
