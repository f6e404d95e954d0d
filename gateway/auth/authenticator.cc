#include "gateway/auth/authenticator.h"

#include <cstddef>
#include <mutex>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"
#include "openssl/sha.h"

namespace frontdesk::gateway {
namespace {

constexpr std::size_t kLongestKey = 512;

// The key itself is neither kept nor sent, and equal hashes are found without comparing secrets.
std::string Sha256(absl::string_view text) {
  std::string hash(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(),
         reinterpret_cast<unsigned char*>(hash.data()));
  return hash;
}

}  // namespace

absl::StatusOr<Clinic> Authenticator::Authenticate(absl::string_view key, const CallContext& call) {
  if (key.empty() || key.size() > kLongestKey) {
    return MakeError(DomainError::kUnauthorized, "no usable key");
  }
  const std::string hash = Sha256(key);
  {
    const std::lock_guard lock(mutex_);
    const auto found = known_.find(hash);
    if (found != known_.end() && clock_.Now() < found->second.until) return found->second.clinic;
  }
  ASSIGN_OR_RETURN(Clinic clinic, keys_.Authenticate(hash, call));
  Remember(hash, clinic);
  return clinic;
}

void Authenticator::Remember(const std::string& hash, const Clinic& clinic) {
  const absl::Time now = clock_.Now();
  const std::lock_guard lock(mutex_);
  if (known_.size() >= options_.max_keys) {
    absl::erase_if(known_, [&](const auto& entry) { return entry.second.until <= now; });
  }
  // All are in use: forgetting them costs one question each.
  if (known_.size() >= options_.max_keys) known_.clear();
  known_.insert_or_assign(hash, Known{.clinic = clinic, .until = now + options_.good_for});
}

}  // namespace frontdesk::gateway
