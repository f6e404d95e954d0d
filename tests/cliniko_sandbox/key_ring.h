#ifndef FRONTDESK_TESTS_CLINIKO_SANDBOX_KEY_RING_H_
#define FRONTDESK_TESTS_CLINIKO_SANDBOX_KEY_RING_H_

#include <map>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "tests/cliniko_sandbox/world.h"

namespace frontdesk::sandbox {

// Who a key belongs to.
struct Caller {
  size_t account = 0;  // index in World::accounts
  Id user = 0;
};

// The API keys of a world. A key is known with and without its shard's suffix.
// Source: contract/cliniko.md, section 1.
class KeyRing {
 public:
  explicit KeyRing(const World& world);

  // Reads "Basic base64(key:password)"; the password does not matter. A `shard` that is not empty
  // admits only keys of its own accounts.
  std::optional<Caller> Find(absl::string_view authorization, absl::string_view shard) const;

 private:
  struct Entry {
    Caller caller;
    std::string shard;
  };
  std::map<std::string, Entry> entries_;
};

// The shard that a Host header names ("api.au2.cliniko.com" is "au2"); empty for any other host.
std::string ShardOfHost(absl::string_view host);

// "APP_VENDOR_NAME (APP_VENDOR_EMAIL)".
bool IsProperUserAgent(absl::string_view user_agent);

}  // namespace frontdesk::sandbox

#endif  // FRONTDESK_TESTS_CLINIKO_SANDBOX_KEY_RING_H_
