#include "services/session/store/remembered_sessions.h"

#include <cstddef>
#include <optional>
#include <utility>

#include "absl/hash/hash.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"

namespace frontdesk {
namespace {

constexpr std::size_t kMostSlots = 40;

std::size_t HashOf(const SessionRef& ref) {
  return absl::HashOf(ref.clinic, ref.id,
                      ref.phone.has_value() ? absl::string_view(ref.phone->e164()) : "");
}

}  // namespace

std::optional<SessionRow> RememberedSessions::Get(const SessionRef& ref) const {
  const std::size_t hash = HashOf(ref);
  const absl::MutexLock lock(&mutex_);
  for (const Rows* rows : {&young_, &old_}) {
    if (const auto found = rows->find(hash); found != rows->end()) return found->second;
  }
  return std::nullopt;
}

void RememberedSessions::Put(const SessionRef& ref, const std::optional<SessionRow>& row) {
  const std::size_t hash = HashOf(ref);
  const bool worth_it =
      row.has_value() && row->session.offered.size() + row->session.refused.size() <= kMostSlots;
  const absl::MutexLock lock(&mutex_);
  if (!worth_it) {
    young_.erase(hash);
    old_.erase(hash);
    return;
  }
  if (young_.size() >= most_of_an_age_ && !young_.contains(hash)) {
    old_ = std::exchange(young_, {});
  }
  young_[hash] = *row;
}

}  // namespace frontdesk
