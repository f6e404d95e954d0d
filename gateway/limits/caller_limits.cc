#include "gateway/limits/caller_limits.h"

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/memory/memory.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gateway/auth/key_hash.h"
#include "gateway/auth/presented_key.h"
#include "gateway/limits/forwarded_for.h"
#include "gateway/limits/ip_address.h"
#include "gateway/server/http_message.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/metrics.h"

namespace frontdesk::gateway {
namespace {

// Of a key that nobody uses. Long, since one that is forgotten waits among strangers once.
constexpr absl::Duration kGoodFor = absl::Hours(7 * 24);
constexpr std::size_t kMostGoodKeys = 64 * 1024;
constexpr std::size_t kBytesOfARequest = 4 * 1024;  // of a webhook, that count for one
constexpr std::size_t kBytesOfAReport = 64 * 1024;  // that count for one

void CountRefusal(metrics::Name why) {
  static metrics::Counter refusals("frontdesk_gateway_limited_total",
                                   "Connections and requests over a caller's limit.", {"limit"});
  refusals.Add({why});
}

}  // namespace

absl::StatusOr<std::unique_ptr<CallerLimits>> CallerLimits::Create(
    const CallerLimitsOptions& options, std::string key_header, LaneOf lane_of) {
  std::vector<IpRange> proxies;
  for (const std::string& text : options.trusted_proxies) {
    ASSIGN_OR_RETURN(const IpRange range, IpRange::Parse(text));
    proxies.push_back(range);
  }
  return absl::WrapUnique(
      new CallerLimits(options, std::move(proxies), std::move(key_header), std::move(lane_of)));
}

CallerLimits::CallerLimits(const CallerLimitsOptions& options, std::vector<IpRange> proxies,
                           std::string key_header, LaneOf lane_of)
    : proxies_(std::move(proxies)),
      key_header_(std::move(key_header)),
      lane_of_(std::move(lane_of)),
      seats_(options.connections_per_address),
      connections_({.per_second = static_cast<double>(options.new_connections_per_address),
                    .burst = static_cast<double>(options.new_connections_burst)}),
      key_requests_({.per_second = static_cast<double>(options.requests_per_key),
                     .burst = static_cast<double>(options.requests_burst_per_key)}),
      address_requests_({.per_second = static_cast<double>(options.requests_per_address),
                         .burst = static_cast<double>(options.requests_burst_per_address)}),
      page_requests_({.per_second = static_cast<double>(options.requests_per_address),
                      .burst = static_cast<double>(options.requests_burst_per_address)}),
      reports_({.per_second = static_cast<double>(options.reports_per_address),
                .burst = static_cast<double>(options.reports_burst_per_address)}) {}

Seat CallerLimits::SeatFor(const IpAddress& peer, absl::Time now) {
  if (IsAmong(proxies_, peer)) return std::make_shared<char>();
  const IpAddress subscriber = peer.Subscriber();
  if (connections_.Take(subscriber.Key(), now) > absl::ZeroDuration()) {
    CountRefusal("new_connections_per_address");
    return nullptr;
  }
  Seat seat = seats_.Take(subscriber);
  if (seat == nullptr) CountRefusal("connections_per_address");
  return seat;
}

Admission CallerLimits::AdmitBody(const IpAddress& peer, const HttpRequest& head, absl::Time now) {
  const std::string sender = SenderKey(peer, head);
  if (lane_of_(head.path) != Lane::kReport) return {.who = sender};
  const absl::Duration wait = reports_.Take(sender, now);
  if (wait == absl::ZeroDuration()) return {.who = sender};
  CountRefusal("reports_per_address");
  return {.who = sender, .may_come_in = false, .try_after = wait};
}

Admission CallerLimits::Admit(const IpAddress& peer, const HttpRequest& head,
                              std::size_t body_bytes, absl::Time now) {
  if (head.method != "POST") return AdmitToPage(SenderKey(peer, head), now);
  const Lane lane = lane_of_(head.path);
  if (lane == Lane::kReport) {
    // Nobody knew before how long it would be.
    const std::string sender = SenderKey(peer, head);
    reports_.Charge(sender, now, body_bytes / kBytesOfAReport);
    return {.who = sender, .lane = lane};
  }
  return AdmitToWebhook(peer, head, lane, 1 + body_bytes / kBytesOfARequest, now);
}

Admission CallerLimits::AdmitToWebhook(const IpAddress& peer, const HttpRequest& head, Lane lane,
                                       std::size_t tokens, absl::Time now) {
  const std::string key = PresentedKey(head, key_header_);
  const std::string hash = key.empty() ? "" : KeyHash(key);
  if (!hash.empty() && IsGood(hash, now)) {
    const absl::Duration wait = key_requests_.Take(hash, now, tokens);
    if (wait == absl::ZeroDuration()) return {.who = hash, .lane = lane};
    CountRefusal("requests_per_key");
    return {.who = hash, .lane = lane, .may_come_in = false, .try_after = wait};
  }
  const std::string sender = SenderKey(peer, head);
  const absl::Duration wait = address_requests_.Take(sender, now, tokens);
  if (wait == absl::ZeroDuration()) return {.who = sender, .lane = Lane::kStranger};
  CountRefusal("requests_per_address");
  return {.who = sender, .lane = Lane::kStranger, .may_come_in = false, .try_after = wait};
}

// Who floods webhooks does not take the pages from who watches over us at the same address.
Admission CallerLimits::AdmitToPage(const std::string& sender, absl::Time now) {
  const absl::Duration wait = page_requests_.Take(sender, now);
  if (wait == absl::ZeroDuration()) return {.who = sender, .lane = Lane::kPage};
  CountRefusal("pages_per_address");
  return {.who = sender, .lane = Lane::kPage, .may_come_in = false, .try_after = wait};
}

std::string CallerLimits::SenderKey(const IpAddress& peer, const HttpRequest& head) const {
  return SenderOf(peer, head.headers, proxies_).Subscriber().Key();
}

bool CallerLimits::IsGood(const std::string& hash, absl::Time now) {
  const std::lock_guard lock(mutex_);
  const auto found = good_until_.find(hash);
  return found != good_until_.end() && now < found->second;
}

void CallerLimits::LearnGoodKey(const HttpRequest& request, absl::Time now) {
  const std::string key = PresentedKey(request, key_header_);
  if (key.empty()) return;  // it was something else that was good
  const std::string hash = KeyHash(key);
  const std::lock_guard lock(mutex_);
  if (const auto known = good_until_.find(hash); known != good_until_.end()) {
    known->second = now + kGoodFor;
    return;
  }
  if (good_until_.size() >= kMostGoodKeys) {
    absl::erase_if(good_until_, [&](const auto& entry) { return entry.second <= now; });
    if (good_until_.size() >= kMostGoodKeys) good_until_.clear();  // each is learned again
  }
  good_until_.emplace(hash, now + kGoodFor);
}

}  // namespace frontdesk::gateway
