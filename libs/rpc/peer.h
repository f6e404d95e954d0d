#ifndef FRONTDESK_LIBS_RPC_PEER_H_
#define FRONTDESK_LIBS_RPC_PEER_H_

#include <memory>
#include <utility>

namespace grpc {
class Channel;
class Service;
}  // namespace grpc

namespace frontdesk {

class ThreadPool;

// The way to a service that another one asks; libs/rpc/channel.h and RpcServer make it.
struct Peer {
  Peer() = default;
  Peer(std::shared_ptr<grpc::Channel> channel)  // NOLINT: implicit by design
      : channel(std::move(channel)) {}

  std::shared_ptr<grpc::Channel> channel;
  // The service itself, where it is in this process; it outlives whoever asks it. Else null.
  grpc::Service* here = nullptr;
  // Threads for those of its calls that may outlast their deadline; there with `here`, as long.
  ThreadPool* threads = nullptr;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_RPC_PEER_H_
