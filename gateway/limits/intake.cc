#include "gateway/limits/intake.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>

#include "absl/time/time.h"

namespace frontdesk::gateway {
namespace {

constexpr std::size_t kMostSenders = 1024;        // before those that are gone are looked for
constexpr std::size_t kSmallestPiece = 4 * 1024;  // what looking costs, however little there is
// What was not read while others computed may be read at once.
constexpr absl::Duration kCatchUp = absl::Milliseconds(20);

}  // namespace

std::shared_ptr<Intake::Share> Intake::ShareOf(const std::string& who) {
  if (shares_.size() >= look_for_gone_at_) {
    absl::erase_if(shares_, [](const auto& entry) { return entry.second.expired(); });
    look_for_gone_at_ = std::max(kMostSenders, 2 * shares_.size());
  }
  std::weak_ptr<Share>& known = shares_[who];
  std::shared_ptr<Share> share = known.lock();
  if (share == nullptr) {
    share = std::make_shared<Share>(who, held_);
    known = share;
  }
  return share;
}

bool Intake::HasRoom(const Share& share, bool is_long) const {
  return held_ < (is_long ? options_.bytes / 2 : options_.bytes) &&
         share.held_ < options_.bytes / 4;
}

void Intake::Read(std::size_t bytes, absl::Time now) {
  const double seconds = static_cast<double>(std::max(bytes, kSmallestPiece)) /
                         static_cast<double>(options_.bytes_per_second);
  next_read_ = std::max(next_read_, now - kCatchUp) + absl::Seconds(seconds);
}

}  // namespace frontdesk::gateway
