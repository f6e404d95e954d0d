#ifndef FRONTDESK_GATEWAY_GATEWAY_H_
#define FRONTDESK_GATEWAY_GATEWAY_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/limits/caller_limits.h"
#include "gateway/server/http_server.h"
#include "libs/rpc/peer.h"

namespace frontdesk {

class Clock;

// The ways to the four services.
struct GatewayPeers {
  Peer availability;
  Peer booking;
  Peer schedule_cache;
  Peer session;
};

// The running gateway: the only HTTP, the only JSON. Turns a webhook into one RPC and the reply
// into JSON with a sentence to speak. Thread-safe.
class Gateway {
 public:
  struct Options {
    gateway::HttpServerOptions http;  // without its error_page, long_body_path and long_body_refusal
    gateway::CallerLimitsOptions callers;
    absl::Duration read_patience = absl::Milliseconds(450);   // where something is known
    absl::Duration read_deadline = absl::Milliseconds(1500);  // where nothing is known yet
    absl::Duration write_deadline = absl::Seconds(8);         // of what books, moves or cancels
    std::string api_key_header = "X-API-Key";       // where keys may come besides the usual places
    std::vector<std::string> cors_origins = {"*"};  // "*" is every origin, without credentials
    // Holds the secrets that sign the voice platform's reports, one a line; empty: all are refused.
    std::string platform_secret_file;
    // A keyring (libs/seal/keyring.h) that all gateways share: they sign the ids of offered times
    // with its first key and take those of every key. Empty: a key of this process alone, which
    // will do where only this machine can call.
    std::string slot_id_keyring_file;
    absl::Duration slot_id_time = absl::Minutes(30);  // how long an offered time's id is good
  };

  // `clock` must outlive the gateway. The services may be away and come later. Fails if the address
  // cannot be had, and with InvalidArgument for options that make no sense, such as a secret file
  // that cannot be read, plain HTTP for others than this machine, or for them no keyring for slot
  // ids; with FailedPrecondition for a keyring that others can read. Requests are answered when
  // this returns.
  static absl::StatusOr<std::unique_ptr<Gateway>> Start(const Options& options,
                                                        const GatewayPeers& peers,
                                                        const Clock& clock);
  virtual ~Gateway() = default;  // stops at once what still runs

  // "http://host:port" with the port that was picked; "https://" with TLS.
  virtual const std::string& url() const = 0;

  // Serves as before, but ends each connection with its next answer, so that clients go elsewhere.
  // Idempotent.
  virtual void Drain() = 0;

  // Takes no new connection, lets requests in work end for `grace`, then cuts them off. Idempotent.
  virtual void Stop(absl::Duration grace) = 0;
};

}  // namespace frontdesk

#endif  // FRONTDESK_GATEWAY_GATEWAY_H_
