#ifndef FRONTDESK_GATEWAY_AUTH_PLATFORM_SIGNATURE_H_
#define FRONTDESK_GATEWAY_AUTH_PLATFORM_SIGNATURE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace frontdesk::gateway {

enum class SignatureVerdict {
  kGood,
  kMissing,  // no header, or none that has a time and a signature
  kForged,   // signed with no secret of ours, or another body
  // Signed by us and older than 30 minutes, or more than 5 minutes ahead; or by whomever, more than
  // an hour away.
  kStale,
};

// What the header alone tells: kMissing, kStale, or kGood where the body must be looked at too. For
// whoever would rather not read a body in vain.
SignatureVerdict JudgeSignatureHeader(absl::string_view header, absl::Time now);

// Whether the voice platform signed `body`, the bytes as they came: the header is
// "t=<unix seconds>,v0=<hex>", signed is "<t>.<body>" with HMAC-SHA-256 under one of `secrets`.
// "v1" counts as "v0", and one match of several is enough. Takes the same time for every wrong
// signature whose time fits. Source: contract/elevenlabs.md, section 5.2; contract/webhooks.md,
// section 1.6.
SignatureVerdict VerifyPlatformSignature(absl::string_view header, absl::string_view body,
                                         const std::vector<std::string>& secrets, absl::Time now);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_AUTH_PLATFORM_SIGNATURE_H_
