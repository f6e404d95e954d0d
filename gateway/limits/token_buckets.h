#ifndef FRONTDESK_GATEWAY_LIMITS_TOKEN_BUCKETS_H_
#define FRONTDESK_GATEWAY_LIMITS_TOKEN_BUCKETS_H_

#include <cstddef>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"

namespace frontdesk::gateway {

struct TokenBucketOptions {
  double per_second = 100;  // what goes on for long
  double burst = 200;       // what may come at once
  // At a time. Those who come when there are as many share one bucket, so that strangers with ever
  // new names fill no memory.
  std::size_t most = 16 * 1024;
};

// One bucket of tokens for each name. Used by one thread at a time.
class TokenBuckets {
 public:
  explicit TokenBuckets(const TokenBucketOptions& options) : options_(options) {}

  // Takes one token of `who`. Zero if there was one, else how long until there is one again.
  absl::Duration Take(const std::string& who, absl::Time now);

  std::size_t size() const { return full_at_.size(); }

 private:
  void ForgetTheFull(absl::Time now);

  const TokenBucketOptions options_;
  // When each bucket is full again; no bucket is full that is not here.
  absl::flat_hash_map<std::string, absl::Time> full_at_;
  absl::Time forgot_at_ = absl::InfinitePast();
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_LIMITS_TOKEN_BUCKETS_H_
