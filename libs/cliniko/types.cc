#include "libs/cliniko/types.h"

namespace frontdesk::cliniko {

bool IsOlderClaim(const CalendarEntry& a, const CalendarEntry& b) {
  if (a.created_at != b.created_at) return a.created_at < b.created_at;
  // Decimal numbers without leading zeros: the shorter one is the smaller one.
  if (a.id.value().size() != b.id.value().size()) return a.id.value().size() < b.id.value().size();
  return a.id < b.id;
}

}  // namespace frontdesk::cliniko
