#ifndef FRONTDESK_LIBS_CLINIKO_FAILURE_H_
#define FRONTDESK_LIBS_CLINIKO_FAILURE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace frontdesk::cliniko {

// Every way in which a call to Cliniko can fail. It rides in the absl::Status as a payload, so that
// a caller can tell the ways apart without reading the text. Source: contract/cliniko.md, sections
// 2, 3 and 10.10.
enum class Failure {
  kInvalidKey,         // UNAUTHENTICATED: no such key, or not of this shard
  kForbidden,          // PERMISSION_DENIED: the key's user lacks the role
  kNotFound,           // NOT_FOUND
  kNotBookableOnline,  // FAILED_PRECONDITION: business, practitioner or type is not open to online
                       // booking
  kInvalidWindow,      // OUT_OF_RANGE: dates in the past, reversed or more than seven days
  kInvalidRequest,     // INVALID_ARGUMENT: refused, and no other row says why
  kValidation,         // INVALID_ARGUMENT: 422; InvalidFieldsOf names the fields
  kRateLimited,        // RESOURCE_EXHAUSTED: RateLimitResetOf says until when, where known
  kTimeout,            // DEADLINE_EXCEEDED
  kUnreachable,        // UNAVAILABLE: no connection, or it broke before an answer came
  kUntrustedServer,    // UNAVAILABLE: its certificate is not for this host, or from nobody we trust
  kServerError,        // UNAVAILABLE: 5xx
  kMalformedAnswer,    // INTERNAL: an answer that is not what the contract says, or too large
};

struct FailureDetails {
  Failure failure;
  bool may_have_taken_effect = false;
  std::optional<absl::Time> rate_limit_reset = std::nullopt;
  std::vector<std::string> invalid_fields = {};  // names of Cliniko's fields, never their values
};

// The status that tells `details`. `text` is for the log: no key, no names, no numbers of people.
absl::Status MakeFailure(const FailureDetails& details, absl::string_view text);

// Empty for OK and for a status that MakeFailure did not make.
std::optional<Failure> FailureOf(const absl::Status& status);

// True for the status of `failure`.
bool IsFailure(const absl::Status& status, Failure failure);

// Whether a write that ended in `status` may have been done by Cliniko all the same: true for OK,
// for a request that was (perhaps partly) sent and got no proper answer, for 5xx and for a success
// whose body could not be read. False where Cliniko provably did nothing: never sent, or refused
// with 4xx. True for every error that MakeFailure did not make. A read never has an effect.
bool MayHaveTakenEffect(const absl::Status& status);

// When Cliniko accepts requests again, by our own clock; empty unless the failure is kRateLimited.
std::optional<absl::Time> RateLimitResetOf(const absl::Status& status);

// For kValidation: the fields that were refused, "base" for the record as a whole. Sorted.
std::vector<std::string> InvalidFieldsOf(const absl::Status& status);

// Whether the same request may succeed a little later: rate limit, time-out, unreachable, 5xx.
bool IsTransient(Failure failure);

// For logs and metrics: "rate_limited".
absl::string_view FailureName(Failure failure);

}  // namespace frontdesk::cliniko

#endif  // FRONTDESK_LIBS_CLINIKO_FAILURE_H_
