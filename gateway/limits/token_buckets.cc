#include "gateway/limits/token_buckets.h"

#include <algorithm>
#include <cstddef>
#include <string>

#include "absl/time/time.h"

namespace frontdesk::gateway {
namespace {

constexpr char kEverybodyElse[] = "";
constexpr absl::Duration kForgetEvery = absl::Seconds(1);  // it looks at all of them

}  // namespace

absl::Duration TokenBuckets::Take(const std::string& who, absl::Time now, std::size_t tokens) {
  absl::Time& full_at = FullAt(who, now);
  const absl::Duration missing =
      std::max(full_at, now) + Refill(1) - now - Refill(1) * options_.burst;
  if (missing > absl::ZeroDuration()) return missing;
  full_at = std::max(full_at, now) + Refill(tokens);
  return absl::ZeroDuration();
}

void TokenBuckets::Charge(const std::string& who, absl::Time now, std::size_t tokens) {
  absl::Time& full_at = FullAt(who, now);
  full_at = std::max(full_at, now) + Refill(tokens);
}

absl::Duration TokenBuckets::Refill(std::size_t tokens) const {
  return absl::Seconds(static_cast<double>(tokens) / options_.per_second);
}

absl::Time& TokenBuckets::FullAt(const std::string& who, absl::Time now) {
  auto found = full_at_.find(who);
  if (found == full_at_.end()) {
    if (full_at_.size() >= options_.most) ForgetTheFull(now);
    found = full_at_.try_emplace(full_at_.size() < options_.most ? who : kEverybodyElse, now).first;
  }
  return found->second;
}

void TokenBuckets::ForgetTheFull(absl::Time now) {
  if (now < forgot_at_ + kForgetEvery) return;
  forgot_at_ = now;
  absl::erase_if(full_at_, [&](const auto& bucket) { return bucket.second <= now; });
}

}  // namespace frontdesk::gateway
