#include "libs/slot_ids/hmac_key.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <cstddef>
#include <cstdlib>
#include <mutex>
#include <utility>

#include "absl/strings/string_view.h"

namespace frontdesk {
namespace {

const unsigned char* BytesOf(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// Null only without memory.
EVP_MAC_CTX* KeyedContext(absl::string_view key) {
  EVP_MAC* const hmac = EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_HMAC, nullptr);
  EVP_MAC_CTX* const context = EVP_MAC_CTX_new(hmac);
  EVP_MAC_free(hmac);  // the context has its own share
  char digest[] = OSSL_DIGEST_NAME_SHA2_256;
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_end()};
  if (context == nullptr || EVP_MAC_init(context, BytesOf(key), key.size(), parameters) != 1) {
    std::abort();
  }
  return context;
}

}  // namespace

void HmacKey::Free::operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }

HmacKey::HmacKey(absl::string_view key) : keyed_(KeyedContext(key)) {}

HmacKey::~HmacKey() = default;

HmacKey::Context HmacKey::Take() const {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      Context context = std::move(idle_.back());
      idle_.pop_back();
      return context;
    }
  }
  return Context(EVP_MAC_CTX_dup(keyed_.get()));
}

HmacKey::Mac HmacKey::Of(absl::string_view text) const {
  Context context = Take();
  Mac mac{};
  std::size_t length = 0;
  // Without a key it begins anew with the one it has. Fails only without memory.
  const bool done = context != nullptr && EVP_MAC_init(context.get(), nullptr, 0, nullptr) == 1 &&
                    EVP_MAC_update(context.get(), BytesOf(text), text.size()) == 1 &&
                    EVP_MAC_final(context.get(), mac.data(), &length, mac.size()) == 1;
  if (!done || length != mac.size()) std::abort();
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(context));
  return mac;
}

}  // namespace frontdesk
