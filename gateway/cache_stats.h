#ifndef FRONTDESK_GATEWAY_CACHE_STATS_H_
#define FRONTDESK_GATEWAY_CACHE_STATS_H_

#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "gateway/auth/authenticator.h"
#include "gateway/clients/cache_client.h"
#include "gateway/endpoint.h"
#include "gateway/server/http_message.h"
#include "gateway/webhook_call.h"
#include "libs/civil/clock.h"

namespace frontdesk::gateway {

// GET /cache-stats: what is cached of the free times of the key's clinic. Of the older versions'
// other caches there is nothing any more: they are listed as empty. 401 for a wrong key, 503 where
// the cache does not answer. Source: contract/webhooks.md, section 1.6.
class CacheStatsPage : public Endpoint {
 public:
  // The references must outlive the object. Keys come in `key_header` too.
  CacheStatsPage(Authenticator& authenticator, CacheClient& cache, const Clock& clock,
                 std::string key_header)
      : authenticator_(authenticator),
        cache_(cache),
        clock_(clock),
        key_header_(std::move(key_header)) {}

  absl::string_view method() const override { return "GET"; }
  WebhookOutcome Answer(const HttpRequest& request, const CallContext& named) override;

 private:
  Authenticator& authenticator_;
  CacheClient& cache_;
  const Clock& clock_;
  const std::string key_header_;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_CACHE_STATS_H_
