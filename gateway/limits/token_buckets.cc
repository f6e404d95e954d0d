#include "gateway/limits/token_buckets.h"

#include <algorithm>
#include <string>

#include "absl/time/time.h"

namespace frontdesk::gateway {
namespace {

constexpr char kEverybodyElse[] = "";
constexpr absl::Duration kForgetEvery = absl::Seconds(1);  // it looks at all of them

}  // namespace

absl::Duration TokenBuckets::Take(const std::string& who, absl::Time now) {
  const absl::Duration token = absl::Seconds(1) / options_.per_second;
  auto found = full_at_.find(who);
  if (found == full_at_.end()) {
    if (full_at_.size() >= options_.most) ForgetTheFull(now);
    found = full_at_.try_emplace(full_at_.size() < options_.most ? who : kEverybodyElse, now).first;
  }
  const absl::Time full_at = std::max(found->second, now) + token;
  const absl::Duration missing = full_at - now - token * options_.burst;
  if (missing > absl::ZeroDuration()) return missing;
  found->second = full_at;
  return absl::ZeroDuration();
}

void TokenBuckets::ForgetTheFull(absl::Time now) {
  if (now < forgot_at_ + kForgetEvery) return;
  forgot_at_ = now;
  absl::erase_if(full_at_, [&](const auto& bucket) { return bucket.second <= now; });
}

}  // namespace frontdesk::gateway
