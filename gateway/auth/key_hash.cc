#include "gateway/auth/key_hash.h"

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "openssl/evp.h"
#include "openssl/sha.h"

namespace frontdesk::gateway {

// Several times a request: what OpenSSL's SHA256() looks up and allocates each time costs more than
// the hash of something so short.
std::string KeyHash(absl::string_view key) {
  static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  thread_local const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(
      EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  std::string hash(SHA256_DIGEST_LENGTH, '\0');
  auto* const out = reinterpret_cast<unsigned char*>(hash.data());
  const bool done = sha256 != nullptr && context != nullptr &&
                    EVP_DigestInit_ex2(context.get(), sha256, nullptr) == 1 &&
                    EVP_DigestUpdate(context.get(), key.data(), key.size()) == 1 &&
                    EVP_DigestFinal_ex(context.get(), out, nullptr) == 1;
  if (!done) SHA256(reinterpret_cast<const unsigned char*>(key.data()), key.size(), out);
  return hash;
}

}  // namespace frontdesk::gateway
