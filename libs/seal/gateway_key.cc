#include "libs/seal/gateway_key.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <cstdlib>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace frontdesk {
namespace {

constexpr int kRandomBytes = 32;
constexpr int kHashBytes = 32;
constexpr int kIdBytes = 6;

std::string Sha256(absl::string_view text) {
  std::string digest(kHashBytes, '\0');
  // Fails only without memory.
  if (EVP_Digest(text.data(), text.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr,
                 EVP_sha256(), nullptr) != 1) {
    std::abort();
  }
  return digest;
}

}  // namespace

std::string MintGatewayKey() {
  std::string random(kRandomBytes, '\0');
  // Without randomness nothing here can go on safely.
  if (RAND_bytes(reinterpret_cast<unsigned char*>(random.data()), kRandomBytes) != 1) std::abort();
  return absl::StrCat("fdk_", absl::WebSafeBase64Escape(random));
}

std::string HashGatewayKey(absl::string_view key) { return Sha256(key); }

std::string GatewayKeyId(absl::string_view key) {
  // Hashed apart from HashGatewayKey, so that the name gives away no part of what the database
  // looks up.
  return absl::BytesToHexString(Sha256(absl::StrCat("gateway key id: ", key)).substr(0, kIdBytes));
}

bool SameGatewayKeyHash(absl::string_view a, absl::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace frontdesk
