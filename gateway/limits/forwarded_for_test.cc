#include "gateway/limits/forwarded_for.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "gateway/limits/ip_address.h"
#include "gateway/server/http_message.h"

namespace frontdesk::gateway {
namespace {

IpAddress Address(const std::string& text) { return IpAddress::Parse(text).value(); }

// Behind proxies in 10.0.0.0/8.
IpAddress SenderOf(const std::string& peer, const HttpHeaders& headers) {
  return gateway::SenderOf(Address(peer), headers, {IpRange::Parse("10.0.0.0/8").value()});
}

TEST(SenderOf, IsThePeerWhateverAStrangerWrites) {
  EXPECT_EQ(SenderOf("192.0.2.1", {{"X-Forwarded-For", "198.51.100.1"}}), Address("192.0.2.1"));
}

TEST(SenderOf, IsWhomTheProxyWasCalledBy) {
  EXPECT_EQ(SenderOf("10.0.0.1", {{"x-forwarded-for", "198.51.100.1"}}), Address("198.51.100.1"));
  EXPECT_EQ(SenderOf("10.0.0.1", {{"X-Forwarded-For", " 2001:db8::1 "}}), Address("2001:db8::1"));
}

TEST(SenderOf, IsNotWhatTheCallerOfTheProxyMadeUp) {
  EXPECT_EQ(SenderOf("10.0.0.1", {{"X-Forwarded-For", "203.0.113.9, 198.51.100.1, 10.0.0.2"}}),
            Address("198.51.100.1"));
  EXPECT_EQ(SenderOf("10.0.0.1",
                     {{"X-Forwarded-For", "203.0.113.9"}, {"X-Forwarded-For", "198.51.100.1"}}),
            Address("198.51.100.1"));
}

TEST(SenderOf, IsTheLastThatCanBeReadWhereTheRestCannot) {
  EXPECT_EQ(SenderOf("10.0.0.1", {}), Address("10.0.0.1"));
  EXPECT_EQ(SenderOf("10.0.0.1", {{"X-Forwarded-For", "unknown"}}), Address("10.0.0.1"));
  EXPECT_EQ(SenderOf("10.0.0.1", {{"X-Forwarded-For", "unknown, 10.0.0.2"}}), Address("10.0.0.2"));
  EXPECT_EQ(SenderOf("10.0.0.1", {{"X-Forwarded-For", "10.0.0.3"}}), Address("10.0.0.3"));
}

}  // namespace
}  // namespace frontdesk::gateway
