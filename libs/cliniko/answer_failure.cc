#include "libs/cliniko/answer_failure.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/cliniko/json_row.h"
#include "libs/cliniko/retry_policy.h"
#include "nlohmann/json.hpp"

namespace frontdesk::cliniko {
namespace {

// The one message of Cliniko's that is documented.
constexpr char kInvalidWindowSentence[] = "Invalid time frame definition";

// The keys of "errors" whatever their values are: string, null and array have all been seen.
std::vector<std::string> RefusedFields(const std::string& body) {
  std::vector<std::string> fields;
  const absl::StatusOr<Json> json = ParseJson(body);
  if (!json.ok() || !json->is_object()) return fields;
  for (const auto& [field, message] : JsonRow(*json).Object("errors").items()) {
    fields.push_back(field);
  }
  return fields;
}

std::optional<absl::Time> ResetOf(const HttpAnswer& answer, absl::Time now) {
  std::optional<absl::Time> reset;
  int64_t seconds = 0;
  if (absl::SimpleAtoi(answer.rate_limit_reset, &seconds)) {
    reset = absl::FromUnixSeconds(seconds);
  } else if (absl::SimpleAtoi(answer.retry_after, &seconds)) {
    reset = now + absl::Seconds(seconds);
  }
  if (reset.has_value()) reset = std::min(*reset, now + kLongestRateLimit);
  return reset;
}

}  // namespace

absl::Status StatusOfAnswer(const Route& route, const HttpAnswer& answer, absl::Time now) {
  const int status = answer.status;
  if (status >= 200 && status < 300) return absl::OkStatus();
  const std::string text = absl::StrCat(route.method, " ", route.path, " was answered ", status);
  const auto failed = [&](Failure failure) { return MakeFailure({.failure = failure}, text); };
  switch (status) {
    case 400:
      return failed(absl::StrContains(answer.body, kInvalidWindowSentence)
                        ? Failure::kInvalidWindow
                        : Failure::kInvalidRequest);
    case 401:
      return failed(Failure::kInvalidKey);
    case 403:
      return failed(Failure::kForbidden);
    case 404:
    case 410:
      return failed(route.not_found);
    case 422: {
      const std::vector<std::string> fields = RefusedFields(answer.body);
      const absl::Status refused =
          MakeFailure({.failure = Failure::kValidation, .invalid_fields = fields}, text);
      // The names as the status kept them: checked, since they came from the network.
      return MakeFailure(
          {.failure = Failure::kValidation, .invalid_fields = fields},
          absl::StrCat(text, " because of: ", absl::StrJoin(InvalidFieldsOf(refused), ", ")));
    }
    case 429:
      return MakeFailure(
          {.failure = Failure::kRateLimited, .rate_limit_reset = ResetOf(answer, now)}, text);
    default:
      break;
  }
  if (status >= 400 && status < 500) return failed(Failure::kInvalidRequest);
  // A redirect is not followed: the key would go wherever it points.
  return MakeFailure({.failure = status >= 500 ? Failure::kServerError : Failure::kMalformedAnswer,
                      .may_have_taken_effect = !route.is_read() && status >= 500},
                     text);
}

}  // namespace frontdesk::cliniko
