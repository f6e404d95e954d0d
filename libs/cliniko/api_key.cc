#include "libs/cliniko/api_key.h"

#include <openssl/sha.h>

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "libs/cliniko/failure.h"

namespace frontdesk::cliniko {
namespace {

constexpr char kShardOfOldKeys[] = "au1";
constexpr size_t kLongestKey = 512;

bool IsShard(absl::string_view text) {
  if (text.size() < 3 || text.size() > 4) return false;
  return absl::ascii_islower(text[0]) && absl::ascii_islower(text[1]) &&
         std::all_of(text.begin() + 2, text.end(), absl::ascii_isdigit);
}

// A colon would end the user name of Basic authentication early.
bool IsKeyCharacter(unsigned char c) { return absl::ascii_isgraph(c) && c != ':'; }

absl::Status InvalidKey(absl::string_view why) {
  return MakeFailure({.failure = Failure::kInvalidKey}, why);
}

}  // namespace

absl::StatusOr<ApiKey> ApiKey::Parse(absl::string_view text) {
  const absl::string_view key = absl::StripAsciiWhitespace(text);
  if (key.empty()) return InvalidKey("the key is empty");
  if (key.size() > kLongestKey) return InvalidKey("the key is too long to be one");
  if (!std::all_of(key.begin(), key.end(), IsKeyCharacter)) {
    return InvalidKey("the key has a character that no key has");
  }
  const size_t hyphen = key.rfind('-');
  if (hyphen == absl::string_view::npos) return ApiKey(std::string(key), kShardOfOldKeys);
  if (hyphen == 0) return InvalidKey("the key has nothing before its shard");
  std::string shard = absl::AsciiStrToLower(key.substr(hyphen + 1));
  if (!IsShard(shard)) return InvalidKey("the key does not end in a shard such as -au2");
  return ApiKey(std::string(key), std::move(shard));
}

std::string ApiKey::Fingerprint() const {
  // Cliniko takes a key of au1 with its suffix and without.
  const std::string whole =
      absl::StrCat(absl::string_view(key_).substr(0, key_.rfind('-')), "-", shard_);
  std::string hash(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(whole.data()), whole.size(),
         reinterpret_cast<unsigned char*>(hash.data()));
  return hash;
}

}  // namespace frontdesk::cliniko
