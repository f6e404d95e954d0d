#ifndef FRONTDESK_LIBS_SLOT_IDS_HMAC_KEY_H_
#define FRONTDESK_LIBS_SLOT_IDS_HMAC_KEY_H_

#include <array>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "absl/strings/string_view.h"
#include "openssl/types.h"

namespace frontdesk {

// A key for HMAC-SHA-256, ready for use: what OpenSSL looks up, allocates and works out of a key
// each time costs five times what a short text does. Thread-safe.
class HmacKey {
 public:
  using Mac = std::array<unsigned char, 32>;

  explicit HmacKey(absl::string_view key);
  ~HmacKey();

  Mac Of(absl::string_view text) const;

 private:
  struct Free {
    void operator()(EVP_MAC_CTX* context) const;
  };
  // The key, and room for one text at a time. OpenSSL wipes the key when it frees one.
  using Context = std::unique_ptr<EVP_MAC_CTX, Free>;

  Context Take() const;

  const Context keyed_;  // copied only
  mutable std::mutex mutex_;
  mutable std::vector<Context> idle_;  // one for each thread that was here at a time; by mutex_
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_SLOT_IDS_HMAC_KEY_H_
