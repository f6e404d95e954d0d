#include "libs/service/grpc_flags.h"

#include <CLI/CLI.hpp>

namespace frontdesk {

void AddGrpcClientFlags(CLI::App& app, RpcSecurity& security) {
  CLI::Option* const certificate =
      app.add_option("--grpc-certificate", security.certificate_file,
                     "PEM file of this process's certificate for gRPC, and its chain");
  CLI::Option* const key =
      app.add_option("--grpc-key", security.key_file, "PEM file of that certificate's key");
  CLI::Option* const ca =
      app.add_option("--grpc-ca", security.ca_file,
                     "PEM file of who signs the services that it calls: gRPC over TLS");
  for (CLI::Option* const file : {certificate, key, ca}) file->check(CLI::ExistingFile);
  certificate->needs(key);
  key->needs(certificate);
}

void AddGrpcFlags(CLI::App& app, RpcSecurity& security) {
  AddGrpcClientFlags(app, security);
  app.add_option("--grpc-client-ca", security.client_ca_file,
                 "PEM file of who signs those that may call it; nobody else may then")
      ->check(CLI::ExistingFile);
  app.add_flag("--grpc-private-network", security.private_network,
               "answer gRPC of anybody at an address that others can reach: the network lets "
               "nobody else in");
}

}  // namespace frontdesk
