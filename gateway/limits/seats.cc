#include "gateway/limits/seats.h"

#include <cstddef>
#include <memory>
#include <mutex>

#include "absl/container/flat_hash_map.h"
#include "gateway/limits/ip_address.h"

namespace frontdesk::gateway {

struct Seats::Taken {
  std::mutex mutex;
  absl::flat_hash_map<IpAddress, std::size_t> by_address;  // guarded by mutex; none is zero
};

Seats::Seats(std::size_t each) : each_(each), taken_(std::make_shared<Taken>()) {}

Seat Seats::Take(const IpAddress& address) {
  {
    const std::lock_guard lock(taken_->mutex);
    std::size_t& count = taken_->by_address[address];
    if (count >= each_) return nullptr;
    ++count;
  }
  return Seat(&each_, [taken = taken_, address](const void*) {
    const std::lock_guard lock(taken->mutex);
    const auto found = taken->by_address.find(address);
    if (--found->second == 0) taken->by_address.erase(found);
  });
}

}  // namespace frontdesk::gateway
