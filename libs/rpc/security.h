#ifndef FRONTDESK_LIBS_RPC_SECURITY_H_
#define FRONTDESK_LIBS_RPC_SECURITY_H_

#include <memory>
#include <string>

#include "absl/status/status.h"

namespace grpc {
class ChannelCredentials;
class ServerCredentials;
}  // namespace grpc

namespace frontdesk {

// How processes of ours know each other. PEM files; one that changes is taken within seconds. All
// empty: plain.
struct RpcSecurity {
  std::string
      certificate_file;  // who this process is, as server and as client, its chain behind it
  std::string key_file;
  std::string ca_file;  // signs the servers that it calls; empty: they are called in the clear
  std::string client_ca_file;  // signs the clients that may call it; empty: everybody may
  // Others than this machine may call without a certificate: the network lets nobody else in.
  bool private_network = false;
};

// InvalidArgument for files that say nothing without each other.
absl::Status CheckSecurity(const RpcSecurity& security);

// Of a channel: TLS if there is a ca_file, with our own certificate if there is one.
std::shared_ptr<grpc::ChannelCredentials> ChannelCredentialsOf(const RpcSecurity& security);

// Of a server: TLS if there is a certificate, and for clients with one alone if there is a
// client_ca_file.
std::shared_ptr<grpc::ServerCredentials> ServerCredentialsOf(const RpcSecurity& security);

// Whether a server at `listen` (host:port) may be called by strangers, which it must not by
// mistake.
bool IsOpenToStrangers(const std::string& listen, const RpcSecurity& security);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_RPC_SECURITY_H_
