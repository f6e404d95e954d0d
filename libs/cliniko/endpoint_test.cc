#include "libs/cliniko/endpoint.h"

#include "gtest/gtest.h"

namespace frontdesk::cliniko {
namespace {

TEST(Endpoint, ReadsTheUrlsThatWeMeet) {
  EXPECT_EQ(*Endpoint::Parse("https://api.au2.cliniko.com/v1"),
            (Endpoint{.tls = true, .host = "api.au2.cliniko.com", .port = 443, .prefix = "/v1"}));
  EXPECT_EQ(*Endpoint::Parse("http://127.0.0.1:9999/v1/"),
            (Endpoint{.tls = false, .host = "127.0.0.1", .port = 9999, .prefix = "/v1"}));
  EXPECT_EQ(*Endpoint::Parse("http://LocalHost"),
            (Endpoint{.tls = false, .host = "localhost", .port = 80}));
  EXPECT_EQ(*Endpoint::Parse("https://[::1]:8443/v1"),
            (Endpoint{.tls = true, .host = "::1", .port = 8443, .prefix = "/v1"}));
}

TEST(Endpoint, RefusesEverythingElse) {
  for (const char* url : {"", "ftp://host/v1", "host/v1", "https://", "https:///v1",
                          "http://host:0", "http://host:65536", "http://host:x", "http://host:",
                          "https://user@host/v1", "https://host/v1?x=1", "https://host/v1#x",
                          "https://ho st/", "https://[::1/v1", "https://ho%73t/"}) {
    EXPECT_FALSE(Endpoint::Parse(url).ok()) << url;
  }
}

TEST(Endpoint, KnowsThisMachine) {
  EXPECT_TRUE(Endpoint::Parse("http://127.0.0.1:1")->IsLoopback());
  EXPECT_TRUE(Endpoint::Parse("http://localhost:1")->IsLoopback());
  EXPECT_TRUE(Endpoint::Parse("http://[::1]:1")->IsLoopback());
  EXPECT_FALSE(Endpoint::Parse("http://127.evil.example")->IsLoopback());
  EXPECT_FALSE(Endpoint::Parse("http://10.0.0.1")->IsLoopback());
}

}  // namespace
}  // namespace frontdesk::cliniko
