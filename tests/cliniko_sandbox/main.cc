// The Cliniko sandbox as a program; README.md describes it.

#include <signal.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <system_error>

#include "CLI/CLI.hpp"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/status/status_macros.h"
#include "tests/cliniko_sandbox/sandbox_server.h"

namespace frontdesk::sandbox {
namespace {

struct Flags {
  std::string listen = "127.0.0.1:0";
  std::string world;
  std::string announce_file;
  std::string tls_cert;
  std::string tls_key;
  int threads = SandboxServer::Options().threads;
};

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::NotFoundError(absl::StrCat("cannot read ", path));
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// Whoever waits for the file never sees half of it.
absl::Status Announce(const SandboxServer& server, const std::string& path) {
  const std::string temporary = absl::StrCat(path, ".tmp");
  std::ofstream file(temporary, std::ios::trunc);
  file << "CLINIKO_URL=" << server.url() << "\n"
       << "CLINIKO_CONTROL_URL=" << server.control_url() << "\n";
  file.close();
  std::error_code error;
  if (file) std::filesystem::rename(temporary, path, error);
  if (!file || error) return absl::UnavailableError(absl::StrCat("cannot write ", path));
  return absl::OkStatus();
}

absl::Status Run(const Flags& flags, const sigset_t& signals) {
  SandboxServer::Options options;
  const size_t colon = flags.listen.rfind(':');
  if (colon == std::string::npos ||
      !absl::SimpleAtoi(flags.listen.substr(colon + 1), &options.port) || options.port < 0 ||
      options.port > 65535) {
    return absl::InvalidArgumentError("--listen wants HOST:PORT");
  }
  options.host = flags.listen.substr(0, colon);
  options.tls_cert = flags.tls_cert;
  options.tls_key = flags.tls_key;
  options.threads = flags.threads;
  ASSIGN_OR_RETURN(std::string world, ReadFile(flags.world));
  ASSIGN_OR_RETURN(const std::unique_ptr<SandboxServer> server,
                   SandboxServer::Start(std::move(world), options));
  std::cout << "Cliniko sandbox on " << server->url() << ", control path " << server->control_url()
            << std::endl;
  if (!flags.announce_file.empty()) RETURN_IF_ERROR(Announce(*server, flags.announce_file));
  int signal = 0;
  sigwait(&signals, &signal);
  return absl::OkStatus();
}

}  // namespace
}  // namespace frontdesk::sandbox

int main(int argc, char** argv) {
  frontdesk::sandbox::Flags flags;
  CLI::App app("A stand-in for Cliniko's API, for development and tests.");
  app.add_option("--listen", flags.listen, "loopback HOST:PORT; port 0 takes a free one")
      ->capture_default_str();
  app.add_option("--world", flags.world, "JSON file with the clinics")->required();
  app.add_option("--threads", flags.threads, "each open connection holds one")
      ->capture_default_str();
  app.add_option("--announce-file", flags.announce_file,
                 "file to write CLINIKO_URL and CLINIKO_CONTROL_URL to, once accepting");
  CLI::Option* cert = app.add_option("--tls-cert", flags.tls_cert, "PEM certificate: serve HTTPS");
  CLI::Option* key = app.add_option("--tls-key", flags.tls_key, "PEM key of --tls-cert");
  cert->needs(key);
  key->needs(cert);
  CLI11_PARSE(app, argc, argv);

  // Blocked before any thread starts, so that sigwait alone receives them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  const absl::Status status = frontdesk::sandbox::Run(flags, signals);
  if (status.ok()) return 0;
  std::cerr << "cliniko_sandbox: " << status.message() << "\n";
  return 1;
}
