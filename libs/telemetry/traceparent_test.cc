#include "libs/telemetry/traceparent.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace frontdesk {
namespace {

using ::testing::EndsWith;
using ::testing::Not;
using ::testing::StartsWith;

// The example of the standard.
constexpr char kExample[] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
constexpr char kTrace[] = "0af7651916cd43dd8448eb211c80319c";

TEST(Traceparent, NamesItsTrace) { EXPECT_EQ(TraceIdOf(kExample), kTrace); }

TEST(Traceparent, OfALaterVersionMayGoOn) {
  EXPECT_EQ(TraceIdOf("01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more"), kTrace);
}

TEST(Traceparent, IsNothingElse) {
  for (const char* const text : {
           "",
           "00",
           "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
           "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
           "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01.more",
           "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
           "0x-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
           "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
           "00-00000000000000000000000000000000-b7ad6b7169203331-01",
           "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
           "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0g",
           "00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01",
       }) {
    EXPECT_EQ(TraceIdOf(text), "") << text;
  }
}

TEST(Traceparent, IsContinuedAsTheSameTraceWithAnotherParent) {
  const std::string ours = ContinuedTraceparent(kExample);
  EXPECT_EQ(TraceIdOf(ours), kTrace);
  EXPECT_THAT(ours, Not(testing::HasSubstr("b7ad6b7169203331")));
  EXPECT_THAT(ours, EndsWith("-01"));
  EXPECT_THAT(ContinuedTraceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-02"),
              EndsWith("-00"));
}

TEST(Traceparent, BeginsANewTraceWhereThereIsNone) {
  const std::string one = ContinuedTraceparent("");
  const std::string another = ContinuedTraceparent("not a traceparent");
  EXPECT_THAT(one, StartsWith("00-"));
  EXPECT_NE(TraceIdOf(one), "");
  EXPECT_NE(TraceIdOf(another), "");
  EXPECT_NE(TraceIdOf(one), TraceIdOf(another));
}

}  // namespace
}  // namespace frontdesk
