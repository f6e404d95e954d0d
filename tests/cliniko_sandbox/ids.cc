#include "tests/cliniko_sandbox/ids.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/time/civil_time.h"

namespace frontdesk::sandbox {
namespace {

constexpr int kCounterBits = 23;

absl::Time Epoch() { return absl::FromCivil(absl::CivilDay(2019, 1, 1), absl::UTCTimeZone()); }

}  // namespace

Id IdGenerator::Next(absl::Time now) {
  const int64_t milliseconds = std::max<int64_t>(absl::ToInt64Milliseconds(now - Epoch()), 0);
  const std::lock_guard lock(mutex_);
  // The counter never starts again, so a clock that is set back makes no id twice.
  counter_ = (counter_ + 1) & ((int64_t{1} << kCounterBits) - 1);
  return (milliseconds << kCounterBits) | counter_;
}

absl::Time TimeOfId(Id id) { return Epoch() + absl::Milliseconds(id >> kCounterBits); }

std::optional<Id> ParseId(absl::string_view text) {
  if (text.empty() || text.size() > 19) return std::nullopt;
  if (!std::all_of(text.begin(), text.end(), absl::ascii_isdigit)) return std::nullopt;
  Id id = 0;
  if (!absl::SimpleAtoi(text, &id) || id <= 0) return std::nullopt;
  return id;
}

}  // namespace frontdesk::sandbox
