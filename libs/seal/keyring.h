#ifndef FRONTDESK_LIBS_SEAL_KEYRING_H_
#define FRONTDESK_LIBS_SEAL_KEYRING_H_

#include <array>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace frontdesk {

// A secret that only a Keyring can read, as it lies in the database.
struct Sealed {
  std::string key_id;  // of the key-encryption key that opens it
  std::string bytes;   // nonce (12 bytes), ciphertext, tag (16 bytes)
};

// Seals secrets with AES-256-GCM under key-encryption keys that never enter the database. Several
// keys may be there at once: new secrets are sealed under the current one, old ones still open,
// which is how keys are rotated. Immutable, so safe to share between threads.
class Keyring {
 public:
  // Reads a key file: a line per key, `<key id> <32 bytes in base64>`, the current one first; `#`
  // starts a comment line. Make a line with `echo "k1 $(openssl rand -base64 32)"`. Fails with
  // InvalidArgument where a line has another form, and with FailedPrecondition where the file is
  // not kept from others (key_file.h) or cannot be read. Messages name the line, never what is in
  // it.
  static absl::StatusOr<Keyring> Load(const std::string& path);

  // The same from the text of such a file.
  static absl::StatusOr<Keyring> Parse(absl::string_view text);

  Keyring(Keyring&&) = default;
  Keyring& operator=(Keyring&&) = default;
  ~Keyring();

  // Seals `plaintext` under the current key. `associated_data` is not kept, but the same text must
  // be given to Open: name the row there ("clinic:<id>"), so that a sealed secret is worthless in
  // another. Two calls never give the same bytes.
  Sealed Seal(absl::string_view plaintext, absl::string_view associated_data) const;

  // Fails with FailedPrecondition if there is no key of that id, and with DataLoss if the bytes or
  // the associated data are not those of Seal.
  absl::StatusOr<std::string> Open(const Sealed& sealed, absl::string_view associated_data) const;

  // For each key, the current one first, 32 bytes that say nothing about it, for something else than
  // sealing; another purpose gives others.
  std::vector<std::string> KeysFor(absl::string_view purpose) const;

  // Whether it has a key of that id.
  bool Has(absl::string_view key_id) const;

  const std::string& current_key_id() const { return keys_.front().id; }

 private:
  struct Key {
    std::string id;
    std::array<unsigned char, 32> bytes;
  };

  Keyring() = default;

  std::vector<Key> keys_;  // never empty, unless moved from
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_SEAL_KEYRING_H_
