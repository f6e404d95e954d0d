#ifndef FRONTDESK_TESTS_BENCH_HTTP_LOAD_H_
#define FRONTDESK_TESTS_BENCH_HTTP_LOAD_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "tests/bench/http_reply.h"
#include "tests/bench/latencies.h"

namespace frontdesk::bench {

struct HttpLoad {
  std::string address;  // host:port, loopback
  int connections = 1;  // kept open, one request at a time on each
  absl::Duration duration = absl::Seconds(1);
  // Set: an open loop, requests are due at this rate whatever becomes of the others. Else each
  // connection sends its next request when it has its answer.
  std::optional<double> per_second = std::nullopt;
  std::size_t most = std::numeric_limits<std::size_t>::max();  // requests, then it ends
  std::uint64_t seed = 1;
};

struct HttpLoaded {
  std::size_t answered = 0;   // with 200
  std::size_t succeeded = 0;  // of these, with `"success":true`
  std::size_t failed = 0;     // with another status, or not at all
  absl::Duration took;        // from the first request to the last answer
  // In an open loop from the moment at which the request was due, so that a stalled server is seen
  // by all who would have asked meanwhile (no coordinated omission).
  Latencies latencies;

  double PerSecond() const {
    return took > absl::ZeroDuration() ? static_cast<double>(answered) / absl::ToDoubleSeconds(took)
                                       : 0;
  }
};

// The bytes of the n-th request, good until the next call.
using RequestOf = std::function<absl::string_view(std::size_t n)>;
// Sees the answer to the n-th request; may be empty.
using OnReply = std::function<void(std::size_t n, const HttpReply&)>;

// Sends requests and waits for the answers to all of them, on one thread that sleeps in between.
// Fails where nobody listens or what comes is not HTTP; a connection that is lost is made anew, and
// its request counts as failed.
absl::StatusOr<HttpLoaded> Drive(const HttpLoad& load, const RequestOf& request,
                                 const OnReply& on_reply = nullptr);

}  // namespace frontdesk::bench

#endif  // FRONTDESK_TESTS_BENCH_HTTP_LOAD_H_
