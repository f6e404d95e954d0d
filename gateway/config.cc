#include "gateway/config.h"

#include <cstdint>
#include <optional>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/service/flags.h"
#include "libs/status/status_macros.h"

namespace frontdesk {

absl::StatusOr<std::optional<GatewayConfig>> GatewayConfig::Load(int argc,
                                                                 const char* const* argv) {
  GatewayConfig config;
  std::int64_t patience_ms = absl::ToInt64Milliseconds(config.gateway.read_patience);
  std::int64_t read_ms = absl::ToInt64Milliseconds(config.gateway.read_deadline);
  std::int64_t write_ms = absl::ToInt64Milliseconds(config.gateway.write_deadline);

  CLI::App app("Frontdesk's gateway: answers the voice agent's webhooks.", "gateway");
  app.add_option("--http-listen", config.gateway.http_listen, "host:port; port 0 picks a free one")
      ->capture_default_str();
  app.add_option("--availability-addr", config.availability_addr, "where availability listens")
      ->required();
  app.add_option("--booking-addr", config.booking_addr, "where booking listens")->required();
  app.add_option("--schedule-cache-addr", config.schedule_cache_addr,
                 "where schedule-cache listens")
      ->required();
  app.add_option("--session-addr", config.session_addr, "where session listens")->required();
  AddOperationsFlag(app, config.ops_listen);
  app.add_option("--announce-file", config.announce_file, "gets GATEWAY_URL=... once ready");
  app.add_option("--read-patience-ms", patience_ms,
                 "for webhooks that change nothing, where older data or a part is known")
      ->check(CLI::Range(1, 60'000))
      ->capture_default_str();
  app.add_option("--read-deadline-ms", read_ms, "for those about which nothing is known yet")
      ->check(CLI::Range(1, 60'000))
      ->capture_default_str();
  app.add_option("--write-deadline-ms", write_ms, "for webhooks that book, move or cancel")
      ->check(CLI::Range(1, 60'000))
      ->capture_default_str();
  app.add_option("--max-body-bytes", config.gateway.max_body_bytes, "longer bodies are refused")
      ->check(CLI::Range(1, 16 * 1024 * 1024))
      ->capture_default_str();
  app.add_option("--api-key-header", config.gateway.api_key_header,
                 "a header for keys besides X-API-Key and Authorization")
      ->capture_default_str();
  app.add_option("--cors-origins", config.gateway.cors_origins, "web pages that may call; * is all")
      ->delimiter(',')
      ->capture_default_str();
  app.add_option("--log-level", config.log_level, "debug, info, warn, error or off")
      ->check(CLI::IsMember({"debug", "info", "warn", "error", "off"}))
      ->capture_default_str();

  ASSIGN_OR_RETURN(const Asked asked, ParseFlags(app, argc, argv));
  if (asked == Asked::kHelp) return std::nullopt;
  config.gateway.read_patience = absl::Milliseconds(patience_ms);
  config.gateway.read_deadline = absl::Milliseconds(read_ms);
  config.gateway.write_deadline = absl::Milliseconds(write_ms);
  return config;
}

}  // namespace frontdesk
