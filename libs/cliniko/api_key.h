#ifndef FRONTDESK_LIBS_CLINIKO_API_KEY_H_
#define FRONTDESK_LIBS_CLINIKO_API_KEY_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace frontdesk::cliniko {

// A clinic's key to Cliniko. It has no operator<< and no conversion to text, so it cannot slip into
// a log or a message; whoever needs it for the wire says Reveal().
class ApiKey {
 public:
  // Reads "<opaque>-<shard>", white space around it removed. The shard is what follows the last
  // hyphen, in any case; a key without a hyphen is an old one and belongs to au1. Shards that
  // nobody has heard of are accepted as long as they look like one (two letters, one or two
  // digits): the shard becomes part of the host that gets the key, so nothing else may. Fails with
  // Failure::kInvalidKey, in a message that does not repeat the key. Source: contract/cliniko.md,
  // section 1.
  static absl::StatusOr<ApiKey> Parse(absl::string_view text);

  // The whole key, with its suffix. For the Authorization header and for sealing only.
  const std::string& Reveal() const { return key_; }

  // What stands for the key where it must not be seen, as in the database: SHA-256, 32 raw bytes,
  // the same for every way to write the key. Keys are long and random, so it tells nothing of them.
  std::string Fingerprint() const;

  // In lower case, such as "au2".
  const std::string& shard() const { return shard_; }

 private:
  ApiKey(std::string key, std::string shard) : key_(std::move(key)), shard_(std::move(shard)) {}

  std::string key_;
  std::string shard_;
};

}  // namespace frontdesk::cliniko

#endif  // FRONTDESK_LIBS_CLINIKO_API_KEY_H_
