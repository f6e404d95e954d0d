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

  // Takes that many tokens of `who`, and those that are not there yet in advance. Zero if there was
  // one, else nothing is taken, and it is how long until there is one again.
  absl::Duration Take(const std::string& who, absl::Time now, std::size_t tokens = 1);
  // Takes tokens for what has come already.
  void Charge(const std::string& who, absl::Time now, std::size_t tokens);

  std::size_t size() const { return full_at_.size(); }

 private:
  // When the bucket of `who` is full again.
  absl::Time& FullAt(const std::string& who, absl::Time now);
  void ForgetTheFull(absl::Time now);
  absl::Duration Refill(std::size_t tokens) const;

  const TokenBucketOptions options_;
  // When each bucket is full again; no bucket is full that is not here.
  absl::flat_hash_map<std::string, absl::Time> full_at_;
  absl::Time forgot_at_ = absl::InfinitePast();
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_LIMITS_TOKEN_BUCKETS_H_
