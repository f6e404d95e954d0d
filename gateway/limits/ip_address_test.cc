#include "gateway/limits/ip_address.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <optional>
#include <string>

#include "absl/status/status.h"

namespace frontdesk::gateway {
namespace {

IpAddress Address(const std::string& text) {
  const std::optional<IpAddress> address = IpAddress::Parse(text);
  EXPECT_TRUE(address.has_value()) << text;
  return address.value_or(IpAddress());
}

bool Contains(const std::string& range, const std::string& address) {
  const auto parsed = IpRange::Parse(range);
  EXPECT_TRUE(parsed.ok()) << parsed.status();
  return parsed.ok() && parsed->Contains(Address(address));
}

TEST(IpAddress, IsTheSameHoweverItIsWritten) {
  EXPECT_EQ(Address("192.0.2.1"), Address("::ffff:192.0.2.1"));
  EXPECT_EQ(Address("2001:db8::1"), Address("2001:0db8:0:0:0:0:0:1"));
  EXPECT_NE(Address("192.0.2.1"), Address("192.0.2.2"));

  sockaddr_storage socket{};
  auto& v4 = reinterpret_cast<sockaddr_in&>(socket);
  v4.sin_family = AF_INET;
  ::inet_pton(AF_INET, "192.0.2.1", &v4.sin_addr);
  EXPECT_EQ(IpAddress::Of(socket), Address("192.0.2.1"));
}

TEST(IpAddress, IsNotReadFromAnythingElse) {
  for (const char* text : {"", "unknown", "192.0.2", "192.0.2.1:443", "192.0.2.1 ", "[::1]",
                           "_hidden", "192.0.2.256", "::1%eth0"}) {
    EXPECT_FALSE(IpAddress::Parse(text).has_value()) << text;
  }
}

// What stands behind a zero byte used to be passed over.
TEST(IpAddress, IsNotReadFromWhatOnlyBeginsWithOne) {
  EXPECT_FALSE(IpAddress::Parse(absl::string_view("192.0.2.1\0x", 11)).has_value());
  EXPECT_FALSE(IpRange::Parse(absl::string_view("10.0.0.0\0/8", 11)).ok());
}

TEST(IpAddress, CountsANetworkOfIpv6AsOneSubscriber) {
  EXPECT_EQ(Address("2001:db8:1:2::1").Subscriber(), Address("2001:db8:1:2:ffff::9").Subscriber());
  EXPECT_NE(Address("2001:db8:1:2::1").Subscriber(), Address("2001:db8:1:3::1").Subscriber());
  EXPECT_NE(Address("192.0.2.1").Subscriber(), Address("192.0.2.2").Subscriber());
}

TEST(IpRange, ContainsItsNetworkAlone) {
  EXPECT_TRUE(Contains("10.0.0.0/8", "10.255.3.4"));
  EXPECT_FALSE(Contains("10.0.0.0/8", "11.0.0.0"));
  EXPECT_TRUE(Contains("192.0.2.128/25", "192.0.2.200"));
  EXPECT_FALSE(Contains("192.0.2.128/25", "192.0.2.127"));
  EXPECT_TRUE(Contains("192.0.2.7", "192.0.2.7"));
  EXPECT_FALSE(Contains("192.0.2.7", "192.0.2.8"));
  EXPECT_TRUE(Contains("0.0.0.0/0", "8.8.8.8"));
  EXPECT_FALSE(Contains("0.0.0.0/0", "2001:db8::1"));
  EXPECT_TRUE(Contains("2001:db8::/33", "2001:db8:7fff::1"));
  EXPECT_FALSE(Contains("2001:db8::/33", "2001:db8:8000::1"));
}

TEST(IpRange, IsNotReadFromAnythingElse) {
  for (const char* text : {"", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "::/129", "ten/8"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(IpRange::Parse(text).status())) << text;
  }
}

}  // namespace
}  // namespace frontdesk::gateway
