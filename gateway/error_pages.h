#ifndef FRONTDESK_GATEWAY_ERROR_PAGES_H_
#define FRONTDESK_GATEWAY_ERROR_PAGES_H_

#include <map>
#include <mutex>
#include <string>

#include "absl/time/time.h"
#include "libs/civil/clock.h"

namespace frontdesk::gateway {

// The bodies of answers to requests that never reached a webhook: not HTTP, too long, too late, too
// many, or (200) broken inside. Thread-safe. Source: contract/webhooks.md, section 1.3.
class ErrorPages {
 public:
  // `clock` must outlive the object.
  explicit ErrorPages(const Clock& clock) : clock_(clock) {}

  // Also logs it, at most once a second for a status, with how many there were: a flood of requests
  // must not become one of lines.
  std::string Of(int http_status);

 private:
  struct Told {
    absl::Time at = absl::InfinitePast();
    int since = 0;
  };

  const Clock& clock_;
  std::mutex mutex_;
  std::map<int, Told> told_;  // by status; guarded by mutex_
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_ERROR_PAGES_H_
