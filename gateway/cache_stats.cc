#include "gateway/cache_stats.h"

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gateway/auth/presented_key.h"
#include "gateway/clients/cache_client.h"
#include "gateway/server/http_message.h"
#include "gateway/webhook_call.h"
#include "gateway/webhooks/answer.h"
#include "gateway/webhooks/shapes.h"
#include "libs/civil/clock.h"
#include "libs/civil/format.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway {
namespace {

constexpr absl::Duration kAnswerBy = absl::Milliseconds(1500);

Json TimeOrNull(const std::optional<absl::Time>& time) {
  return time.has_value() ? Json(UtcText(*time)) : Json();
}

Json CacheJson(const char* type, const CacheStats& stats) {
  return {{"cache_type", type},
          {"total_entries", stats.days},
          {"valid_entries", stats.fresh},
          {"stale_entries", stats.days - stats.fresh},
          {"oldest_entry", TimeOrNull(stats.oldest)},
          {"newest_entry", TimeOrNull(stats.newest)}};
}

// To a tenth; nothing asked is no hit.
double Percent(std::int64_t part, std::int64_t rest) {
  const double all = static_cast<double>(part + rest);
  return all == 0 ? 0 : std::round(1000.0 * static_cast<double>(part) / all) / 10;
}

Json Body(const CacheStats& stats, absl::Time now) {
  return {{"success", true},
          {"stats",
           {{"availability", CacheJson("availability", stats)},
            {"patient", CacheJson("patient", {})},
            {"service_match", CacheJson("service_match", {})},
            {"booking_context", CacheJson("booking_context", {})},
            {"summary", CacheJson("summary", stats)}}},
          {"hit_rates", {{"availability", Percent(stats.hits, stats.misses)}}},
          {"timestamp", UtcText(now)}};
}

}  // namespace

WebhookOutcome CacheStatsPage::Answer(const HttpRequest& request, const CallContext& named) {
  const absl::Time now = clock_.Now();
  CallContext call = named;
  call.deadline = now + kAnswerBy;
  call.answer_by = now + kAnswerBy;
  const std::string key = PresentedKey(request, key_header_);
  WebhookOutcome outcome;
  const absl::StatusOr<CacheStats> stats = [&]() -> absl::StatusOr<CacheStats> {
    ASSIGN_OR_RETURN(const Clinic clinic, authenticator_.Authenticate(key, call));
    outcome.clinic = clinic.id;
    return cache_.GetStats(clinic.id, call);
  }();
  if (stats.ok()) {
    outcome.body = Body(*stats, now).dump();
    return outcome;
  }
  const bool unauthorized = IsError(stats.status(), DomainError::kUnauthorized);
  const DomainError error =
      unauthorized ? DomainError::kUnauthorized : DomainError::kBookingSystemUnavailable;
  absl::string_view detail;
  if (unauthorized) detail = key.empty() ? "API key required" : "Invalid API key";
  WebhookAnswer answer = Written(ErrorEnvelope(error, "", detail));
  outcome.status = unauthorized ? 401 : 503;
  outcome.body = std::move(answer.body);
  outcome.error_code = std::move(answer.error_code);
  return outcome;
}

}  // namespace frontdesk::gateway
