#include "tests/bench/table.h"

#include <gtest/gtest.h>

#include <limits>

namespace frontdesk::bench {
namespace {

TEST(Table, ReadsWellInATerminalAndAsMarkdown) {
  Table table({"webhook", "requests/s"}, /*texts=*/1);
  table.Add({"/location-resolver", "12"});
  table.Add({"/x", "3400"});
  EXPECT_EQ(table.Text(),
            "| webhook            | requests/s |\n"
            "| ------------------ | ---------: |\n"
            "| /location-resolver |         12 |\n"
            "| /x                 |       3400 |\n");
}

TEST(Number, HasTheDigitsThatTellSomething) {
  EXPECT_EQ(Number(0), "0");
  EXPECT_EQ(Number(0.0421), "0.042");
  EXPECT_EQ(Number(0.421), "0.42");
  EXPECT_EQ(Number(4.21), "4.2");
  EXPECT_EQ(Number(421.4), "421");
  EXPECT_EQ(Number(-3.26), "-3.3");
  EXPECT_EQ(Number(std::numeric_limits<double>::infinity()), "-");
}

TEST(Percent, IsWhole) { EXPECT_EQ(Percent(0.584), "58 %"); }

}  // namespace
}  // namespace frontdesk::bench
