#include "tests/cliniko_sandbox/key_ring.h"

#include "gtest/gtest.h"

namespace frontdesk::sandbox {
namespace {

TEST(UserAgents, NeedANameAndAnEmail) {
  for (const char* proper : {"Frontdesk (dev@frontdesk.example)", "A b/1.0 (x@y)"}) {
    EXPECT_TRUE(IsProperUserAgent(proper)) << proper;
  }
  for (const char* poor : {"", "curl/8", "(dev@frontdesk.example)", "Frontdesk (no mail)",
                           "Frontdesk (@)", "Frontdesk dev@frontdesk.example", "Frontdesk )x@y("}) {
    EXPECT_FALSE(IsProperUserAgent(poor)) << poor;
  }
}

TEST(Hosts, NameTheirShard) {
  EXPECT_EQ(ShardOfHost("api.au2.cliniko.com"), "au2");
  EXPECT_EQ(ShardOfHost("api.au2.cliniko.com:443"), "au2");
  EXPECT_EQ(ShardOfHost("127.0.0.1:8080"), "");
  EXPECT_EQ(ShardOfHost("example.com"), "");
}

}  // namespace
}  // namespace frontdesk::sandbox
