#include "tools/frontdeskctl/table.h"

#include <gtest/gtest.h>

#include <sstream>

namespace frontdesk::ctl {
namespace {

TEST(Table, AlignsItsColumnsWhateverBytesTheCharactersTake) {
  std::ostringstream out;
  PrintTable(out, {{"ID", "NAME", "STATE"}, {"1", "Zo\u00eb", "active"}, {"22", "Al"}});

  EXPECT_EQ(out.str(),
            "ID  NAME  STATE\n"
            "1   Zo\u00eb   active\n"
            "22  Al\n");
}

}  // namespace
}  // namespace frontdesk::ctl
