#ifndef FRONTDESK_GATEWAY_LIMITS_SEATS_H_
#define FRONTDESK_GATEWAY_LIMITS_SEATS_H_

#include <cstddef>
#include <memory>

#include "gateway/limits/ip_address.h"

namespace frontdesk::gateway {

// A seat that is free again when this is gone, whichever thread has it then, and also after the
// Seats are. Null: none.
using Seat = std::shared_ptr<const void>;

// How many connections an address may have at a time. Thread-safe.
class Seats {
 public:
  explicit Seats(std::size_t each);

  // Null if `address` has as many as it may.
  Seat Take(const IpAddress& address);

 private:
  struct Taken;

  std::size_t each_;
  std::shared_ptr<Taken> taken_;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_LIMITS_SEATS_H_
