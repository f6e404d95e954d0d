#include "tests/cliniko_sandbox/key_ring.h"

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace frontdesk::sandbox {

KeyRing::KeyRing(const World& world) {
  for (size_t i = 0; i < world.accounts.size(); ++i) {
    const Account& account = world.accounts[i];
    const std::string suffix = absl::StrCat("-", account.shard);
    for (const auto& [id, user] : account.users) {
      for (const std::string& key : user.api_keys) {
        entries_[key] = {{i, id}, account.shard};
        entries_[std::string(absl::StripSuffix(key, suffix))] = {{i, id}, account.shard};
      }
    }
  }
}

std::optional<Caller> KeyRing::Find(absl::string_view authorization,
                                    absl::string_view shard) const {
  if (!absl::StartsWithIgnoreCase(authorization, "basic ")) return std::nullopt;
  std::string credentials;
  if (!absl::Base64Unescape(absl::StripAsciiWhitespace(authorization.substr(6)), &credentials)) {
    return std::nullopt;
  }
  const auto entry = entries_.find(credentials.substr(0, credentials.find(':')));
  if (entry == entries_.end()) return std::nullopt;
  if (!shard.empty() && entry->second.shard != shard) return std::nullopt;
  return entry->second.caller;
}

std::string ShardOfHost(absl::string_view host) {
  host = host.substr(0, host.find(':'));
  if (!absl::ConsumePrefix(&host, "api.") || !absl::ConsumeSuffix(&host, ".cliniko.com")) return "";
  return std::string(host);
}

bool IsProperUserAgent(absl::string_view user_agent) {
  const size_t open = user_agent.find('(');
  const size_t close = user_agent.rfind(')');
  if (open == absl::string_view::npos || close == absl::string_view::npos || close < open) {
    return false;
  }
  const absl::string_view name = absl::StripAsciiWhitespace(user_agent.substr(0, open));
  const absl::string_view email = user_agent.substr(open + 1, close - open - 1);
  const size_t at = email.find('@');
  return !name.empty() && at != absl::string_view::npos && at > 0 && at + 1 < email.size() &&
         !absl::StrContains(email, " ");
}

}  // namespace frontdesk::sandbox
