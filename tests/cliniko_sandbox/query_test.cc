#include "tests/cliniko_sandbox/query.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace frontdesk::sandbox {
namespace {

using ::testing::ElementsAre;

TEST(Queries, ReadFiltersInAllSpellings) {
  const Query query("q[]=a:%3E1&q%5B%5D=b:~x%20y&page=2&q=c:?");
  EXPECT_THAT(query.Filters(), ElementsAre("a:>1", "b:~x y", "c:?"));
  EXPECT_EQ(query.Get("page"), "2");
  EXPECT_EQ(query.Get("sort"), std::nullopt);
}

TEST(Queries, AreWrittenAgainWithAnotherPage) {
  const Query query("q[]=name:~%25o%2B&sort=a,b:desc&page=2");
  EXPECT_EQ(query.WithPage(3), "q%5B%5D=name:~%25o%2B&sort=a,b:desc&page=3");
  EXPECT_EQ(Query("").WithPage(1), "page=1");
}

TEST(PercentDecoding, KeepsWhatIsNoEscape) {
  EXPECT_EQ(PercentDecode("100%"), "100%");
  EXPECT_EQ(PercentDecode("%zz+%41"), "%zz A");
}

}  // namespace
}  // namespace frontdesk::sandbox
