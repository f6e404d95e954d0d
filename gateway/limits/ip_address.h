#ifndef FRONTDESK_GATEWAY_LIMITS_IP_ADDRESS_H_
#define FRONTDESK_GATEWAY_LIMITS_IP_ADDRESS_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

struct sockaddr_storage;

namespace frontdesk::gateway {

// An IPv4 or IPv6 address. An IPv4 address inside IPv6 ("::ffff:192.0.2.1") is the IPv4 address.
class IpAddress {
 public:
  IpAddress() = default;  // of nobody

  // Reads "192.0.2.1" or "2001:db8::1". Nothing for anything else, a port included.
  static std::optional<IpAddress> Parse(absl::string_view text);
  static IpAddress Of(const sockaddr_storage& socket);

  // What one subscriber has: an IPv4 address, or the 64 bits that name an IPv6 network, since who
  // has one address of it has them all.
  IpAddress Subscriber() const;

  // Whether the first `bits` of 128 are the same; of IPv4 addresses, the first 96 always are.
  bool SharesPrefix(const IpAddress& other, int bits) const;
  bool IsV4() const;

  // The same for the same address, and for no other.
  std::string Key() const { return std::string(bytes_.begin(), bytes_.end()); }

  friend bool operator==(const IpAddress&, const IpAddress&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const IpAddress& address) {
    return H::combine(std::move(h), address.bytes_);
  }

 private:
  explicit IpAddress(const std::array<std::uint8_t, 16>& bytes) : bytes_(bytes) {}

  std::array<std::uint8_t, 16> bytes_{};  // as IPv6
};

// A network such as 10.0.0.0/8 or 2001:db8::/32, or a single address.
class IpRange {
 public:
  // Fails with InvalidArgument, naming the text.
  static absl::StatusOr<IpRange> Parse(absl::string_view text);

  bool Contains(const IpAddress& address) const { return address.SharesPrefix(base_, bits_); }

 private:
  IpRange(const IpAddress& base, int bits) : base_(base), bits_(bits) {}

  IpAddress base_;
  int bits_;  // of 128
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_LIMITS_IP_ADDRESS_H_
