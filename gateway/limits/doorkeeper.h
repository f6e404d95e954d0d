#ifndef FRONTDESK_GATEWAY_LIMITS_DOORKEEPER_H_
#define FRONTDESK_GATEWAY_LIMITS_DOORKEEPER_H_

#include <cstddef>
#include <string>

#include "absl/time/time.h"
#include "gateway/limits/ip_address.h"
#include "gateway/limits/seats.h"
#include "gateway/server/http_message.h"

namespace frontdesk::gateway {

// What a request may have to wait for: those of its own lane alone.
enum class Lane {
  kBrief,     // webhooks that need the directory and nothing more: milliseconds of work
  kPage,      // /healthz and the other pages
  kSearch,    // all else: work, and what Cliniko takes
  kReport,    // of whole calls: megabytes of strangers' that must be looked at
  kStranger,  // webhooks with no key that is known to be good: each is a question about the key
};

struct Admission {
  std::string who = {};  // whose turn the request takes
  Lane lane = Lane::kSearch;
  bool may_come_in = true;   // else 429
  absl::Duration try_after;  // if it may not
};

// Who may come in, and whose turn it is. Asked by one thread of the server at a time, before
// anything is done for a connection or a request; must be quick.
class Doorkeeper {
 public:
  virtual ~Doorkeeper() = default;

  // Of a new connection, for as long as it is open. Null: it is closed at once.
  virtual Seat SeatFor(const IpAddress& peer, absl::Time now) = 0;

  // Of a request whose head has arrived and whose body would be long, before it is read; `who` is
  // whose memory it takes, and the lane does not matter yet.
  virtual Admission AdmitBody(const IpAddress& peer, const HttpRequest& head, absl::Time now) = 0;

  // Of a request that has arrived, with a body of that size; `head` has none.
  virtual Admission Admit(const IpAddress& peer, const HttpRequest& head, std::size_t body_bytes,
                          absl::Time now) = 0;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_LIMITS_DOORKEEPER_H_
