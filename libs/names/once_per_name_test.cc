#include "libs/names/once_per_name.h"

#include <gtest/gtest.h>

#include <string>

namespace frontdesk {
namespace {

TEST(OncePerName, MakesEachValueOnce) {
  const OncePerName<std::string> values(2);
  int made = 0;
  const auto make = [&] { return "value " + std::to_string(++made); };

  EXPECT_EQ(values.Get(1, make), "value 1");
  EXPECT_EQ(values.Get(0, make), "value 2");
  EXPECT_EQ(values.Get(1, make), "value 1");
  EXPECT_EQ(made, 2);
}

}  // namespace
}  // namespace frontdesk
