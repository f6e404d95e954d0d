#include "gateway/flags.h"

#include "CLI/CLI.hpp"
#include "gateway/limits/caller_limits.h"
#include "gateway/server/http_server.h"
#include "libs/service/flags.h"

namespace frontdesk {
namespace {

void AddListeningFlags(CLI::App& app, gateway::HttpServerOptions& http) {
  app.add_option("--http-listen", http.listen, "host:port of the webhooks; port 0 picks a free one")
      ->capture_default_str();
  CLI::Option* const certificate =
      app.add_option("--tls-certificate", http.tls.certificate_file,
                     "PEM file of the certificate and its chain: HTTPS; a changed file is taken "
                     "within seconds");
  CLI::Option* const key =
      app.add_option("--tls-key", http.tls.key_file, "PEM file of the certificate's key");
  certificate->needs(key);
  key->needs(certificate);
  app.add_flag("--behind-tls-proxy", http.plain_for_others,
               "answer plain HTTP at an address that others can reach: what is in front speaks TLS "
               "and nobody gets past it");
}

template <typename Number>
void AddLimit(CLI::App& app, const char* name, Number& value, int most, const char* what) {
  app.add_option(name, value, what)->check(CLI::Range(1, most))->capture_default_str();
}

// What one request may have and take.
void AddRequestLimits(CLI::App& app, gateway::HttpServerOptions& http) {
  AddLimit(app, "--max-body-bytes", http.max_body_bytes, 16 << 20, "longer bodies are refused");
  AddLimit(app, "--max-report-bytes", http.max_long_body_bytes, 64 << 20,
           "the same of /post-call-webhook, whose reports hold the whole call");
  AddLimit(app, "--max-head-bytes", http.max_head_bytes, 1 << 20,
           "of request line and headers; longer ones are refused");
  AddLimit(app, "--max-headers", http.max_headers, 10'000, "more headers are refused");
  AddLimit(app, "--max-buffered-bytes", http.max_buffered_bytes, 1 << 30,
           "of all requests that arrive, a quarter of one address; beyond it only small ones are "
           "taken");
  AddLimit(app, "--max-large-bytes-per-second", http.max_large_bytes_per_second, 1 << 30,
           "read of requests over 16 KiB");
  AddSecondsFlag(app, "--request-seconds", http.request_time,
                 "for a request to arrive, and for its answer to be taken");
  AddSecondsFlag(app, "--idle-seconds", http.idle_time, "between two requests of a connection");
}

// How much goes on at a time.
void AddWorkLimits(CLI::App& app, gateway::HttpServerOptions& http) {
  AddLimit(app, "--threads", http.threads, 1024,
           "webhooks at a time; as many of the directory's alone");
  AddLimit(app, "--searches-at-once", http.searches_at_once, 1024,
           "that have just begun; by default two for each processor");
  AddLimit(app, "--threads-per-key", http.threads_per_caller, 1024,
           "of these, by one key or, without a good one, one address");
  AddLimit(app, "--page-threads", http.page_threads, 64,
           "besides, for /healthz and the other pages");
  AddLimit(app, "--report-threads", http.report_threads, 64,
           "besides, for /post-call-webhook; half of them for one address");
  AddLimit(app, "--unknown-keys-per-second", http.strangers_per_second, 1'000'000,
           "requests without a key that is known to be good, from all addresses, that begin; the "
           "others wait");
  AddLimit(app, "--max-waiting", http.waiting_requests, 100'000,
           "requests that wait for a thread; more are refused with 503");
  AddLimit(app, "--max-waiting-per-key", http.waiting_per_caller, 100'000,
           "the same of one key or address, with 429");
  AddMillisecondsFlag(app, "--max-wait-ms", http.waiting_time,
                      "how long a request waits for a thread before it is refused");
  AddLimit(app, "--max-connections", http.max_connections, 1'000'000,
           "at most three quarters of the process's descriptors");
}

void AddCallerLimits(CLI::App& app, gateway::CallerLimitsOptions& callers) {
  AddLimit(app, "--max-connections-per-address", callers.connections_per_address, 1'000'000,
           "at a time; more are closed at once");
  AddLimit(app, "--new-connections-per-address", callers.new_connections_per_address, 1'000'000,
           "a second");
  AddLimit(app, "--new-connections-burst", callers.new_connections_burst, 1'000'000, "at once");
  AddLimit(app, "--requests-per-key", callers.requests_per_key, 1'000'000,
           "a second; each 4 KiB of a body count for one");
  AddLimit(app, "--requests-burst-per-key", callers.requests_burst_per_key, 1'000'000, "at once");
  AddLimit(app, "--requests-per-address", callers.requests_per_address, 1'000'000,
           "a second, of those without a good key");
  AddLimit(app, "--requests-burst-per-address", callers.requests_burst_per_address, 1'000'000,
           "at once");
  AddLimit(app, "--reports-per-address", callers.reports_per_address, 1'000'000,
           "to /post-call-webhook, a second; each 64 KiB count for one");
  AddLimit(app, "--reports-burst-per-address", callers.reports_burst_per_address, 1'000'000,
           "at once");
  app.add_option("--trusted-proxies", callers.trusted_proxies,
                 "addresses and networks whose X-Forwarded-For is believed, such as 10.0.0.0/8")
      ->delimiter(',');
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
  AddListeningFlags(app, options.http);
  AddTimeFlags(app, options);
  AddRequestLimits(app, options.http);
  AddWorkLimits(app, options.http);
  AddCallerLimits(app, options.callers);
  app.add_option("--api-key-header", options.api_key_header,
                 "a header for keys besides X-API-Key and Authorization")
      ->capture_default_str();
  app.add_option("--elevenlabs-secret-file", options.platform_secret_file,
                 "holds the secret of the post-call webhook; while it is replaced both, one a line")
      ->check(CLI::ExistingFile);
  app.add_option("--slot-id-keyring-file", options.slot_id_keyring_file,
                 "with the keys that sign the ids of offered times, the same for all gateways; "
                 "`frontdeskctl keyring new` makes one")
      ->check(CLI::ExistingFile);
  AddSecondsFlag(app, "--slot-id-seconds", options.slot_id_time,
                 "how long an offered time can be booked by its id");
  app.add_option("--cors-origins", options.cors_origins, "web pages that may call; * is all")
      ->delimiter(',')
      ->capture_default_str();
}

}  // namespace frontdesk
