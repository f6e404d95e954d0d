#include "libs/seal/keyring.h"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "libs/seal/key_file.h"

namespace frontdesk {
namespace {

constexpr std::size_t kNonceSize = 12;
constexpr std::size_t kTagSize = 16;
constexpr std::size_t kMaxFileSize = 64 * 1024;

using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

CipherContext NewContext() { return {EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free}; }

// For calls that fail only without memory or randomness, where nothing can go on safely.
void Must(bool done) {
  if (!done) std::abort();
}

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

bool IsKeyId(absl::string_view id) {
  return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_';
  });
}

}  // namespace

absl::StatusOr<Keyring> Keyring::Load(const std::string& path) {
  const auto refuse = [&](absl::string_view reason) {
    return absl::FailedPreconditionError(absl::StrCat("keyring file ", path, ": ", reason));
  };
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return refuse(std::strerror(errno));
  const absl::Cleanup closer = [file] { ::close(file); };
  struct stat facts;
  if (::fstat(file, &facts) != 0) return refuse(std::strerror(errno));
  if (!S_ISREG(facts.st_mode)) return refuse("is not a regular file");
  if (!IsKeptFromOthers(facts.st_mode, facts.st_uid, ::geteuid())) {
    return refuse(
        "others than its owner may read or change it; run chmod 600 on it (640 if root owns it)");
  }

  std::string text(kMaxFileSize, '\0');
  const absl::Cleanup wiper = [&text] { OPENSSL_cleanse(text.data(), text.size()); };
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = ::read(file, text.data() + size, text.size() - size);
    if (got < 0) return refuse(std::strerror(errno));
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size == text.size()) return refuse("is too large for a keyring");

  absl::StatusOr<Keyring> keyring = Parse(absl::string_view(text.data(), size));
  if (!keyring.ok()) {
    return absl::Status(keyring.status().code(),
                        absl::StrCat("keyring file ", path, ": ", keyring.status().message()));
  }
  return keyring;
}

absl::StatusOr<Keyring> Keyring::Parse(absl::string_view text) {
  Keyring keyring;
  int number = 0;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    ++number;
    const auto refuse = [number](absl::string_view reason) {
      return absl::InvalidArgumentError(absl::StrCat("line ", number, ": ", reason));
    };
    const absl::string_view content = absl::StripAsciiWhitespace(line);
    if (content.empty() || content.front() == '#') continue;
    const std::vector<absl::string_view> words =
        absl::StrSplit(content, absl::ByAnyChar(" \t"), absl::SkipEmpty());
    if (words.size() != 2) return refuse("is not of the form `<key id> <base64>`");
    Key key{.id = std::string(words[0]), .bytes = {}};
    if (!IsKeyId(key.id)) return refuse("a key id is 1 to 64 letters, digits, '-' and '_'");
    for (const Key& earlier : keyring.keys_) {
      if (earlier.id == key.id) return refuse("this key id is there twice");
    }
    std::string raw;
    const absl::Cleanup wiper = [&raw] { OPENSSL_cleanse(raw.data(), raw.size()); };
    if (!absl::Base64Unescape(words[1], &raw) || raw.size() != key.bytes.size()) {
      return refuse("a key is 32 bytes in base64");
    }
    std::copy(raw.begin(), raw.end(), key.bytes.begin());
    keyring.keys_.push_back(std::move(key));
  }
  if (keyring.keys_.empty()) return absl::InvalidArgumentError("holds no key");
  return keyring;
}

Keyring::~Keyring() {
  for (Key& key : keys_) OPENSSL_cleanse(key.bytes.data(), key.bytes.size());
}

std::vector<std::string> Keyring::KeysFor(absl::string_view purpose) const {
  std::vector<std::string> derived;
  for (const Key& key : keys_) {
    std::string bytes(EVP_MD_size(EVP_sha256()), '\0');
    // The key is uniformly random: as HKDF without its extraction.
    Must(HMAC(EVP_sha256(), key.bytes.data(), static_cast<int>(key.bytes.size()), Bytes(purpose),
              purpose.size(), Bytes(bytes), nullptr) != nullptr);
    derived.push_back(std::move(bytes));
  }
  return derived;
}

bool Keyring::Has(absl::string_view key_id) const {
  return std::any_of(keys_.begin(), keys_.end(),
                     [&](const Key& key) { return key.id == key_id; });
}

Sealed Keyring::Seal(absl::string_view plaintext, absl::string_view associated_data) const {
  const Key& key = keys_.front();
  Sealed sealed{.key_id = key.id,
                .bytes = std::string(kNonceSize + plaintext.size() + kTagSize, '\0')};
  unsigned char* const nonce = Bytes(sealed.bytes);
  unsigned char* const ciphertext = nonce + kNonceSize;
  unsigned char* const tag = ciphertext + plaintext.size();
  Must(RAND_bytes(nonce, kNonceSize) == 1);

  const CipherContext context = NewContext();
  int size = 0;
  Must(context != nullptr);
  Must(EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.bytes.data(), nonce) == 1);
  Must(EVP_EncryptUpdate(context.get(), nullptr, &size, Bytes(associated_data),
                         static_cast<int>(associated_data.size())) == 1);
  Must(EVP_EncryptUpdate(context.get(), ciphertext, &size, Bytes(plaintext),
                         static_cast<int>(plaintext.size())) == 1);
  Must(EVP_EncryptFinal_ex(context.get(), tag, &size) == 1);
  Must(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kTagSize, tag) == 1);
  return sealed;
}

absl::StatusOr<std::string> Keyring::Open(const Sealed& sealed,
                                          absl::string_view associated_data) const {
  const auto key = std::find_if(keys_.begin(), keys_.end(),
                                [&](const Key& each) { return each.id == sealed.key_id; });
  if (key == keys_.end()) {
    return absl::FailedPreconditionError(
        absl::StrCat("the keyring has no key named ", sealed.key_id));
  }
  if (sealed.bytes.size() < kNonceSize + kTagSize) {
    return absl::DataLossError("the sealed bytes are cut short");
  }
  const std::size_t size = sealed.bytes.size() - kNonceSize - kTagSize;
  std::string plaintext(size, '\0');
  std::string tag = sealed.bytes.substr(kNonceSize + size);

  const CipherContext context = NewContext();
  int written = 0;
  Must(context != nullptr);
  Must(EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key->bytes.data(),
                          Bytes(sealed.bytes)) == 1);
  Must(EVP_DecryptUpdate(context.get(), nullptr, &written, Bytes(associated_data),
                         static_cast<int>(associated_data.size())) == 1);
  Must(EVP_DecryptUpdate(context.get(), Bytes(plaintext), &written,
                         Bytes(sealed.bytes) + kNonceSize, static_cast<int>(size)) == 1);
  Must(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kTagSize, tag.data()) == 1);
  if (EVP_DecryptFinal_ex(context.get(), Bytes(tag), &written) != 1) {
    OPENSSL_cleanse(plaintext.data(), plaintext.size());
    return absl::DataLossError("the sealed bytes or what they belong to were changed");
  }
  return plaintext;
}

}  // namespace frontdesk
