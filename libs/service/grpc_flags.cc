#include "libs/service/grpc_flags.h"

#include <CLI/CLI.hpp>
#include <string>

#include "absl/status/status.h"
#include "libs/rpc/certificate_files.h"
#include "libs/rpc/security.h"

namespace frontdesk {
namespace {

// Empty, as CLI11 has it, where nothing is wrong.
std::string Complaint(const absl::Status& status) { return std::string(status.message()); }

std::string ComplaintOfCertificates(const std::string& file) {
  return Complaint(CheckCertificates(file));
}

}  // namespace

void AddGrpcClientFlags(CLI::App& app, RpcSecurity& security) {
  CLI::Option* const certificate =
      app.add_option("--grpc-certificate", security.certificate_file,
                     "PEM file of this process's certificate for gRPC, and its chain");
  CLI::Option* const key =
      app.add_option("--grpc-key", security.key_file, "PEM file of that certificate's key");
  CLI::Option* const ca =
      app.add_option("--grpc-ca", security.ca_file,
                     "PEM file of who signs the services that it calls: gRPC over TLS");
  certificate->needs(key);
  key->needs(certificate);
  ca->check(ComplaintOfCertificates);
  app.parse_complete_callback([&security] {
    if (security.certificate_file.empty() || security.key_file.empty()) return;
    const absl::Status fit = CheckIdentity(security.certificate_file, security.key_file);
    if (!fit.ok()) throw CLI::ValidationError("--grpc-certificate", Complaint(fit));
  });
}

void AddGrpcFlags(CLI::App& app, RpcSecurity& security) {
  AddGrpcClientFlags(app, security);
  app.add_option("--grpc-client-ca", security.client_ca_file,
                 "PEM file of who signs those that may call it; nobody else may then")
      ->check(ComplaintOfCertificates);
  app.add_flag("--grpc-private-network", security.private_network,
               "answer gRPC of anybody at an address that others can reach: the network lets "
               "nobody else in");
}

}  // namespace frontdesk
