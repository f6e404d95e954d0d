#include "gateway/limits/forwarded_for.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "gateway/limits/ip_address.h"
#include "gateway/server/http_message.h"

namespace frontdesk::gateway {

bool IsAmong(const std::vector<IpRange>& ranges, const IpAddress& address) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const IpRange& range) { return range.Contains(address); });
}

IpAddress SenderOf(const IpAddress& peer, const HttpHeaders& headers,
                   const std::vector<IpRange>& trusted_proxies) {
  if (!IsAmong(trusted_proxies, peer)) return peer;
  IpAddress sender = peer;
  // Each proxy adds at the end whom it was called by, to the last header or in one more.
  for (auto header = headers.rbegin(); header != headers.rend(); ++header) {
    if (!absl::EqualsIgnoreCase(header->first, "X-Forwarded-For")) continue;
    const std::vector<absl::string_view> hops = absl::StrSplit(header->second, ',');
    for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
      const std::optional<IpAddress> address = IpAddress::Parse(absl::StripAsciiWhitespace(*hop));
      if (!address.has_value()) return sender;
      sender = *address;
      if (!IsAmong(trusted_proxies, sender)) return sender;
    }
  }
  return sender;
}

}  // namespace frontdesk::gateway
