#include "libs/postgres/connection_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/status/status.h"
#include "libs/testing/status_matchers.h"

namespace frontdesk {
namespace {

using test::IsOkAndHolds;
using test::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(ConnectionWords, TakeAUrlApartAndAddWhatItLeavesOpen) {
  EXPECT_THAT(ConnectionWords("postgresql://desk@db.example:6543/front?sslmode=require"),
              IsOkAndHolds(AllOf(HasSubstr("user='desk'"), HasSubstr("host='db.example'"),
                                 HasSubstr("port='6543'"), HasSubstr("dbname='front'"),
                                 HasSubstr("sslmode='require'"), HasSubstr("keepalives_idle='10'"),
                                 HasSubstr("client_encoding='UTF8'"))));
}

TEST(ConnectionWords, LeaveAloneWhatTheUrlSets) {
  EXPECT_THAT(ConnectionWords("postgresql:///front?host=/run/pg&keepalives_idle=77"),
              IsOkAndHolds(AllOf(HasSubstr("host='/run/pg'"), HasSubstr("keepalives_idle='77'"),
                                 Not(HasSubstr("keepalives_idle='10'")))));
}

TEST(ConnectionWords, QuoteWhatWouldEndAWord) {
  EXPECT_THAT(ConnectionWords("postgresql://desk:it%27s%5C@db.example/front"),
              IsOkAndHolds(HasSubstr("password='it\\'s\\\\'")));
}

TEST(ConnectionWords, NeverRepeatAMalformedUrl) {
  EXPECT_THAT(ConnectionWords("postgresql://desk:hush@db.example:port:port/front?sslmode"),
              StatusIs(absl::StatusCode::kInvalidArgument, Not(HasSubstr("hush"))));
}

}  // namespace
}  // namespace frontdesk
