#ifndef FRONTDESK_GATEWAY_LIMITS_CALLER_LIMITS_H_
#define FRONTDESK_GATEWAY_LIMITS_CALLER_LIMITS_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/limits/doorkeeper.h"
#include "gateway/limits/ip_address.h"
#include "gateway/limits/seats.h"
#include "gateway/limits/token_buckets.h"
#include "gateway/server/http_message.h"

namespace frontdesk::gateway {

// Each burst is what may come at once, each rate what may go on, a second.
struct CallerLimitsOptions {
  std::size_t connections_per_address = 1024;
  int new_connections_per_address = 200;
  int new_connections_burst = 1024;
  // Of a key that is known to be good. Each 4 KiB of a body count for one, here and below.
  int requests_per_key = 200;
  int requests_burst_per_key = 1000;
  // Of everything else that an address sends. All agents of a platform share few addresses, so what
  // they send with good keys does not count here.
  int requests_per_address = 100;
  int requests_burst_per_address = 500;
  // Reports of whole calls, of which there is one a call; a long one counts for several.
  int reports_per_address = 10;
  int reports_burst_per_address = 100;
  // Addresses and networks ("10.0.0.0/8") of proxies in front, which tell in X-Forwarded-For who
  // called. They may connect as they like.
  std::vector<std::string> trusted_proxies = {};
};

// A key that has been good of late has a share of its own, whatever address it comes from; the rest
// share by address, so that nobody gets more by making keys up.
class CallerLimits : public Doorkeeper {
 public:
  using LaneOf = std::function<Lane(const std::string& path)>;

  // Keys come in `key_header` too. `lane_of` tells where what is posted to a path waits. Fails with
  // InvalidArgument for proxies that are no addresses.
  static absl::StatusOr<std::unique_ptr<CallerLimits>> Create(const CallerLimitsOptions& options,
                                                              std::string key_header,
                                                              LaneOf lane_of);

  Seat SeatFor(const IpAddress& peer, absl::Time now) override;
  Admission AdmitBody(const IpAddress& peer, const HttpRequest& head, absl::Time now) override;
  Admission Admit(const IpAddress& peer, const HttpRequest& head, std::size_t body_bytes,
                  absl::Time now) override;

  // The key of the request was good; of one that was known as such it need not be told. Any thread
  // may tell.
  void LearnGoodKey(const HttpRequest& request, absl::Time now);

 private:
  CallerLimits(const CallerLimitsOptions& options, std::vector<IpRange> proxies,
               std::string key_header, LaneOf lane_of);

  // The lane is where it waits if its key is good.
  Admission AdmitToWebhook(const IpAddress& peer, const HttpRequest& head, Lane lane,
                           std::size_t tokens, absl::Time now);
  Admission AdmitToPage(const std::string& sender, absl::Time now);
  std::string SenderKey(const IpAddress& peer, const HttpRequest& head) const;
  bool IsGood(const std::string& hash, absl::Time now);

  const std::vector<IpRange> proxies_;
  const std::string key_header_;
  const LaneOf lane_of_;
  Seats seats_;
  TokenBuckets connections_;
  TokenBuckets key_requests_;
  TokenBuckets address_requests_;
  TokenBuckets page_requests_;
  TokenBuckets reports_;
  std::mutex mutex_;
  absl::flat_hash_map<std::string, absl::Time> good_until_;  // by SHA-256; guarded by mutex_
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_LIMITS_CALLER_LIMITS_H_
