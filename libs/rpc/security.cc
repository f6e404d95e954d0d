#include "libs/rpc/security.h"

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "grpc/grpc_security_constants.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/security/tls_certificate_provider.h"
#include "grpcpp/security/tls_credentials_options.h"

namespace frontdesk {
namespace {

using grpc::experimental::FileWatcherCertificateProvider;

constexpr unsigned int kLookEverySeconds = 1;

std::shared_ptr<FileWatcherCertificateProvider> Files(const RpcSecurity& security,
                                                      const std::string& authority_of_peers) {
  return std::make_shared<FileWatcherCertificateProvider>(
      security.key_file, security.certificate_file, authority_of_peers, kLookEverySeconds);
}

}  // namespace

absl::Status CheckSecurity(const RpcSecurity& security) {
  if (security.certificate_file.empty() != security.key_file.empty()) {
    return absl::InvalidArgumentError("--grpc-certificate and --grpc-key need each other");
  }
  if (!security.client_ca_file.empty() && security.certificate_file.empty()) {
    return absl::InvalidArgumentError("--grpc-client-ca needs --grpc-certificate");
  }
  return absl::OkStatus();
}

std::shared_ptr<grpc::ChannelCredentials> ChannelCredentialsOf(const RpcSecurity& security) {
  if (security.ca_file.empty()) return grpc::InsecureChannelCredentials();
  grpc::experimental::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(Files(security, security.ca_file));
  options.watch_root_certs();
  if (!security.certificate_file.empty()) options.watch_identity_key_cert_pairs();
  return grpc::experimental::TlsCredentials(options);
}

std::shared_ptr<grpc::ServerCredentials> ServerCredentialsOf(const RpcSecurity& security) {
  if (security.certificate_file.empty()) return grpc::InsecureServerCredentials();
  grpc::experimental::TlsServerCredentialsOptions options(Files(security, security.client_ca_file));
  options.watch_identity_key_cert_pairs();
  if (!security.client_ca_file.empty()) {
    options.watch_root_certs();
    options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  }
  return grpc::experimental::TlsServerCredentials(options);
}

bool IsOpenToStrangers(const std::string& listen, const RpcSecurity& security) {
  if (security.private_network || !security.client_ca_file.empty()) return false;
  const std::string host = listen.substr(0, listen.rfind(':'));
  return host != "localhost" && host != "[::1]" && !absl::StartsWith(host, "127.");
}

}  // namespace frontdesk
