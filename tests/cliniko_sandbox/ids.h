#ifndef FRONTDESK_TESTS_CLINIKO_SANDBOX_IDS_H_
#define FRONTDESK_TESTS_CLINIKO_SANDBOX_IDS_H_

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace frontdesk::sandbox {

// Cliniko's ids are positive 64-bit integers, sent as JSON strings. 0 means "none".
using Id = int64_t;

// Makes ids the way Cliniko does: `id >> 23` is the moment of creation in milliseconds since
// 2019-01-01T00:00:00Z. Ids of one generator never repeat and grow with the clock. Thread-safe.
class IdGenerator {
 public:
  Id Next(absl::Time now);

 private:
  std::mutex mutex_;
  int64_t counter_ = 0;
};

// The moment in an id of the new kind.
absl::Time TimeOfId(Id id);

// Accepts 1 to 19 decimal digits that make a positive 64-bit integer.
std::optional<Id> ParseId(absl::string_view text);

}  // namespace frontdesk::sandbox

#endif  // FRONTDESK_TESTS_CLINIKO_SANDBOX_IDS_H_
