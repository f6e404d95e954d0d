#include "gateway/auth/platform_signature.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "openssl/crypto.h"
#include "openssl/evp.h"
#include "openssl/hmac.h"
#include "openssl/sha.h"

namespace frontdesk::gateway {
namespace {

constexpr absl::Duration kOldest = absl::Minutes(30);
constexpr absl::Duration kFarthestAhead = absl::Minutes(5);
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

std::string HexHmac(const std::string& secret, const std::string& message) {
  unsigned char mac[SHA256_DIGEST_LENGTH];
  unsigned int length = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(message.data()), message.size(), mac, &length);
  return absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(mac), length));
}

bool Same(const std::string& a, const std::string& b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

SignatureVerdict VerifyPlatformSignature(absl::string_view header, absl::string_view body,
                                         const std::vector<std::string>& secrets, absl::Time now) {
  const Signed given = Read(header);
  if (!IsTime(given.time) || given.signatures.empty()) return SignatureVerdict::kMissing;
  const std::string message = absl::StrCat(given.time, ".", body);
  bool good = false;
  for (const std::string& secret : secrets) {
    const std::string expected = HexHmac(secret, message);
    for (const std::string& signature : given.signatures) {
      if (Same(expected, signature)) good = true;
    }
  }
  if (!good) return SignatureVerdict::kForged;
  std::int64_t seconds = 0;
  if (!absl::SimpleAtoi(given.time, &seconds)) return SignatureVerdict::kMissing;
  const absl::Duration age = now - absl::FromUnixSeconds(seconds);
  if (age > kOldest || age < -kFarthestAhead) return SignatureVerdict::kStale;
  return SignatureVerdict::kGood;
}

}  // namespace frontdesk::gateway
