#include "libs/cliniko/failure.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace frontdesk::cliniko {
namespace {

// name ' ' effect(0|1) ' ' reset in Unix milliseconds or '-' ' ' fields joined by ','
constexpr char kPayload[] = "frontdesk/cliniko_failure";
constexpr size_t kMostFields = 16;
constexpr size_t kLongestField = 64;

struct Row {
  Failure failure;
  absl::StatusCode code;
  const char* name;
  bool transient;
};

constexpr std::array kRows = {
    Row{Failure::kInvalidKey, absl::StatusCode::kUnauthenticated, "invalid_key", false},
    Row{Failure::kForbidden, absl::StatusCode::kPermissionDenied, "forbidden", false},
    Row{Failure::kNotFound, absl::StatusCode::kNotFound, "not_found", false},
    Row{Failure::kNotBookableOnline, absl::StatusCode::kFailedPrecondition, "not_bookable_online",
        false},
    Row{Failure::kInvalidWindow, absl::StatusCode::kOutOfRange, "invalid_window", false},
    Row{Failure::kInvalidRequest, absl::StatusCode::kInvalidArgument, "invalid_request", false},
    Row{Failure::kValidation, absl::StatusCode::kInvalidArgument, "validation", false},
    Row{Failure::kRateLimited, absl::StatusCode::kResourceExhausted, "rate_limited", true},
    Row{Failure::kTimeout, absl::StatusCode::kDeadlineExceeded, "timeout", true},
    Row{Failure::kUnreachable, absl::StatusCode::kUnavailable, "unreachable", true},
    Row{Failure::kUntrustedServer, absl::StatusCode::kUnavailable, "untrusted_server", false},
    Row{Failure::kServerError, absl::StatusCode::kUnavailable, "server_error", true},
    Row{Failure::kMalformedAnswer, absl::StatusCode::kInternal, "malformed_answer", false},
};

const Row& RowOf(Failure failure) { return kRows[static_cast<size_t>(failure)]; }

// Field names come from the network and end in logs.
bool IsFieldName(absl::string_view name) {
  return !name.empty() && name.size() <= kLongestField &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) {
           return absl::ascii_isalnum(c) || c == '_' || c == '.' || c == '[' || c == ']';
         });
}

std::vector<std::string> CleanFields(const std::vector<std::string>& names) {
  std::vector<std::string> clean;
  for (const std::string& name : names) {
    if (clean.size() < kMostFields && IsFieldName(name)) clean.push_back(name);
  }
  std::sort(clean.begin(), clean.end());
  return clean;
}

std::optional<FailureDetails> DetailsOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kPayload);
  if (!payload.has_value()) return std::nullopt;
  const std::vector<std::string> parts = absl::StrSplit(std::string(*payload), ' ');
  if (parts.size() != 4) return std::nullopt;
  for (const Row& row : kRows) {
    if (parts[0] != row.name) continue;
    FailureDetails details{.failure = row.failure, .may_have_taken_effect = parts[1] == "1"};
    int64_t reset_ms = 0;
    if (absl::SimpleAtoi(parts[2], &reset_ms)) {
      details.rate_limit_reset = absl::FromUnixMillis(reset_ms);
    }
    details.invalid_fields = absl::StrSplit(parts[3], ',', absl::SkipEmpty());
    return details;
  }
  return std::nullopt;
}

}  // namespace

absl::Status MakeFailure(const FailureDetails& details, absl::string_view text) {
  const Row& row = RowOf(details.failure);
  absl::Status status(row.code, absl::StrCat("cliniko: ", text));
  const std::string reset = details.rate_limit_reset.has_value()
                                ? absl::StrCat(absl::ToUnixMillis(*details.rate_limit_reset))
                                : "-";
  status.SetPayload(kPayload, absl::Cord(absl::StrCat(
                                  row.name, " ", details.may_have_taken_effect ? 1 : 0, " ", reset,
                                  " ", absl::StrJoin(CleanFields(details.invalid_fields), ","))));
  return status;
}

std::optional<Failure> FailureOf(const absl::Status& status) {
  const std::optional<FailureDetails> details = DetailsOf(status);
  if (!details.has_value()) return std::nullopt;
  return details->failure;
}

bool IsFailure(const absl::Status& status, Failure failure) { return FailureOf(status) == failure; }

bool MayHaveTakenEffect(const absl::Status& status) {
  const std::optional<FailureDetails> details = DetailsOf(status);
  return !details.has_value() || details->may_have_taken_effect;
}

std::optional<absl::Time> RateLimitResetOf(const absl::Status& status) {
  const std::optional<FailureDetails> details = DetailsOf(status);
  if (!details.has_value()) return std::nullopt;
  return details->rate_limit_reset;
}

std::vector<std::string> InvalidFieldsOf(const absl::Status& status) {
  std::optional<FailureDetails> details = DetailsOf(status);
  if (!details.has_value()) return {};
  return std::move(details->invalid_fields);
}

bool IsTransient(Failure failure) { return RowOf(failure).transient; }

absl::string_view FailureName(Failure failure) { return RowOf(failure).name; }

}  // namespace frontdesk::cliniko
