#include "gateway/limits/ip_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace frontdesk::gateway {
namespace {

constexpr int kBits = 128;
constexpr int kBitsBeforeV4 = 96;
constexpr std::array<std::uint8_t, 12> kBeforeV4 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

std::array<std::uint8_t, 16> FromV4(const in_addr& v4) {
  std::array<std::uint8_t, 16> bytes{};
  std::copy(kBeforeV4.begin(), kBeforeV4.end(), bytes.begin());
  std::memcpy(bytes.data() + kBeforeV4.size(), &v4, sizeof(v4));
  return bytes;
}

std::array<std::uint8_t, 16> FromV6(const in6_addr& v6) {
  std::array<std::uint8_t, 16> bytes{};
  std::memcpy(bytes.data(), &v6, sizeof(v6));
  return bytes;
}

}  // namespace

std::optional<IpAddress> IpAddress::Parse(absl::string_view text) {
  const std::string ended(text);
  if (ended.find('\0') != std::string::npos) return std::nullopt;  // inet_pton reads no further
  in_addr v4{};
  if (::inet_pton(AF_INET, ended.c_str(), &v4) == 1) return IpAddress(FromV4(v4));
  in6_addr v6{};
  if (::inet_pton(AF_INET6, ended.c_str(), &v6) == 1) return IpAddress(FromV6(v6));
  return std::nullopt;
}

IpAddress IpAddress::Of(const sockaddr_storage& socket) {
  if (socket.ss_family == AF_INET) {
    return IpAddress(FromV4(reinterpret_cast<const sockaddr_in&>(socket).sin_addr));
  }
  if (socket.ss_family == AF_INET6) {
    return IpAddress(FromV6(reinterpret_cast<const sockaddr_in6&>(socket).sin6_addr));
  }
  return IpAddress();
}

bool IpAddress::IsV4() const {
  return std::equal(kBeforeV4.begin(), kBeforeV4.end(), bytes_.begin());
}

IpAddress IpAddress::Subscriber() const {
  if (IsV4()) return *this;
  std::array<std::uint8_t, 16> network = bytes_;
  std::fill(network.begin() + 8, network.end(), 0);
  return IpAddress(network);
}

bool IpAddress::SharesPrefix(const IpAddress& other, int bits) const {
  const int whole = bits / 8;
  if (!std::equal(bytes_.begin(), bytes_.begin() + whole, other.bytes_.begin())) return false;
  if (bits % 8 == 0) return true;
  return (bytes_[whole] ^ other.bytes_[whole]) >> (8 - bits % 8) == 0;
}

absl::StatusOr<IpRange> IpRange::Parse(absl::string_view text) {
  const std::size_t slash = text.find('/');
  const std::optional<IpAddress> base = IpAddress::Parse(text.substr(0, slash));
  if (base.has_value()) {
    const int before = base->IsV4() ? kBitsBeforeV4 : 0;
    int bits = kBits - before;
    const bool plain = slash == absl::string_view::npos;
    if (plain ||
        (absl::SimpleAtoi(text.substr(slash + 1), &bits) && bits >= 0 && bits <= kBits - before)) {
      return IpRange(*base, before + bits);
    }
  }
  return absl::InvalidArgumentError(absl::StrCat("not an address or network: ", text));
}

}  // namespace frontdesk::gateway
