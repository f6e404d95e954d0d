#include "gateway/flags.h"

#include "CLI/CLI.hpp"
#include "libs/service/flags.h"

namespace frontdesk {
namespace {

void AddListeningFlags(CLI::App& app, Gateway::Options& options) {
  app.add_option("--http-listen", options.http_listen,
                 "host:port of the webhooks; port 0 picks a free one")
      ->capture_default_str();
  CLI::Option* const certificate =
      app.add_option("--tls-certificate", options.tls.certificate_file,
                     "PEM file of the certificate and its chain: HTTPS; a changed file is taken "
                     "within seconds");
  CLI::Option* const key =
      app.add_option("--tls-key", options.tls.key_file, "PEM file of the certificate's key");
  certificate->needs(key);
  key->needs(certificate);
  app.add_flag("--behind-tls-proxy", options.behind_tls_proxy,
               "answer plain HTTP at an address that others can reach: what is in front speaks TLS "
               "and nobody gets past it");
}

void AddTimeFlags(CLI::App& app, Gateway::Options& options) {
  AddMillisecondsFlag(app, "--read-patience-ms", options.read_patience,
                      "for webhooks that change nothing, where older data or a part is known");
  AddMillisecondsFlag(app, "--read-deadline-ms", options.read_deadline,
                      "for those about which nothing is known yet");
  AddMillisecondsFlag(app, "--write-deadline-ms", options.write_deadline,
                      "for webhooks that book, move or cancel");
}

}  // namespace

void AddGatewayFlags(CLI::App& app, Gateway::Options& options) {
  AddListeningFlags(app, options);
  AddTimeFlags(app, options);
  app.add_option("--max-body-bytes", options.max_body_bytes, "longer bodies are refused")
      ->check(CLI::Range(1, 16 * 1024 * 1024))
      ->capture_default_str();
  app.add_option("--api-key-header", options.api_key_header,
                 "a header for keys besides X-API-Key and Authorization")
      ->capture_default_str();
  app.add_option("--elevenlabs-secret-file", options.platform_secret_file,
                 "holds the secret of the post-call webhook; while it is replaced both, one a line")
      ->check(CLI::ExistingFile);
  app.add_option("--cors-origins", options.cors_origins, "web pages that may call; * is all")
      ->delimiter(',')
      ->capture_default_str();
}

}  // namespace frontdesk
