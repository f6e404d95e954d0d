#ifndef FRONTDESK_TESTS_BENCH_FLOOR_HOP_H_
#define FRONTDESK_TESTS_BENCH_FLOOR_HOP_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace grpc {
class Channel;
}

namespace frontdesk::bench {

// A gRPC server that does nothing but call the next one as often as it is told, synchronous as ours
// are.
class Hop {
 public:
  // `next` may be null: nobody is called.
  static absl::StatusOr<std::unique_ptr<Hop>> Start(const std::string& listen,
                                                    std::shared_ptr<grpc::Channel> next);
  virtual ~Hop() = default;

  virtual std::string address() const = 0;
  virtual std::shared_ptr<grpc::Channel> InProcessChannel() = 0;
};

// Calls the hop behind a channel. Thread-safe.
class HopCaller {
 public:
  static std::unique_ptr<HopCaller> Make(std::shared_ptr<grpc::Channel> channel);
  virtual ~HopCaller() = default;

  // One call, in the course of which the hop makes `further` of its own. False where it failed.
  virtual bool Call(int further, const std::string& payload, int reply_bytes) = 0;
};

std::shared_ptr<grpc::Channel> ChannelTo(const std::string& address);

}  // namespace frontdesk::bench

#endif  // FRONTDESK_TESTS_BENCH_FLOOR_HOP_H_
