#include "gateway/auth/platform_signature.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "openssl/core_names.h"
#include "openssl/crypto.h"
#include "openssl/evp.h"
#include "openssl/params.h"
#include "openssl/sha.h"

namespace frontdesk::gateway {
namespace {

constexpr absl::Duration kOldest = absl::Minutes(30);
constexpr absl::Duration kFarthestAhead = absl::Minutes(5);
// The platform's last repeat comes 45 minutes after the first try at most: whether such a late one
// is ours is worth knowing, of others it is not worth the work.
constexpr absl::Duration kFarthestAway = absl::Hours(1);
constexpr std::size_t kLongestTime = 12;  // digits
constexpr std::size_t kMostSignatures = 8;

struct Signed {
  std::string time;                     // as it was written
  std::vector<std::string> signatures;  // hexadecimal
};

Signed Read(absl::string_view header) {
  Signed read;
  for (absl::string_view part : absl::StrSplit(header, ',')) {
    part = absl::StripAsciiWhitespace(part);
    if (absl::ConsumePrefix(&part, "t=")) {
      read.time = std::string(part);
    } else if (absl::ConsumePrefix(&part, "v0=") || absl::ConsumePrefix(&part, "v1=")) {
      if (read.signatures.size() < kMostSignatures) read.signatures.emplace_back(part);
    }
  }
  return read;
}

bool IsTime(const std::string& text) {
  return !text.empty() && text.size() <= kLongestTime &&
         std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

using MacContext = std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)>;

// Of "<time>.<body>", which is not put together: a body may be megabytes.
std::string HexHmac(const std::string& secret, const std::string& time, absl::string_view body) {
  const std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> hmac(
      EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_HMAC, nullptr), EVP_MAC_free);
  const MacContext context(EVP_MAC_CTX_new(hmac.get()), EVP_MAC_CTX_free);
  char digest[] = "SHA256";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_end()};
  const auto add = [&](absl::string_view part) {
    return EVP_MAC_update(context.get(), reinterpret_cast<const unsigned char*>(part.data()),
                          part.size()) == 1;
  };
  unsigned char mac[SHA256_DIGEST_LENGTH];
  std::size_t length = 0;
  const bool done =
      EVP_MAC_init(context.get(), reinterpret_cast<const unsigned char*>(secret.data()),
                   secret.size(), parameters) == 1 &&
      add(time) && add(".") && add(body) &&
      EVP_MAC_final(context.get(), mac, &length, sizeof(mac)) == 1;
  // Without memory for it nothing is signed by us.
  return done
             ? absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(mac), length))
             : "";
}

bool Same(const std::string& a, const std::string& b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

// How long ago it was signed; nothing where the header has no time or no signature.
std::optional<absl::Duration> AgeOf(const Signed& given, absl::Time now) {
  std::int64_t seconds = 0;
  if (!IsTime(given.time) || given.signatures.empty()) return std::nullopt;
  if (!absl::SimpleAtoi(given.time, &seconds)) return std::nullopt;
  return now - absl::FromUnixSeconds(seconds);
}

SignatureVerdict OfHeader(const std::optional<absl::Duration>& age) {
  if (!age.has_value()) return SignatureVerdict::kMissing;
  return absl::AbsDuration(*age) > kFarthestAway ? SignatureVerdict::kStale
                                                 : SignatureVerdict::kGood;
}

}  // namespace

SignatureVerdict JudgeSignatureHeader(absl::string_view header, absl::Time now) {
  return OfHeader(AgeOf(Read(header), now));
}

SignatureVerdict VerifyPlatformSignature(absl::string_view header, absl::string_view body,
                                         const std::vector<std::string>& secrets, absl::Time now) {
  const Signed given = Read(header);
  const std::optional<absl::Duration> age = AgeOf(given, now);
  if (const SignatureVerdict verdict = OfHeader(age); verdict != SignatureVerdict::kGood) {
    return verdict;
  }
  bool good = false;
  for (const std::string& secret : secrets) {
    const std::string expected = HexHmac(secret, given.time, body);
    for (const std::string& signature : given.signatures) {
      if (!expected.empty() && Same(expected, signature)) good = true;
    }
  }
  if (!good) return SignatureVerdict::kForged;
  if (*age > kOldest || *age < -kFarthestAhead) return SignatureVerdict::kStale;
  return SignatureVerdict::kGood;
}

}  // namespace frontdesk::gateway
