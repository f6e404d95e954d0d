#ifndef FRONTDESK_LIBS_CALL_TRAIL_POSTGRES_CALL_EVENTS_H_
#define FRONTDESK_LIBS_CALL_TRAIL_POSTGRES_CALL_EVENTS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/call_trail/call_events.h"

namespace frontdesk {

class PostgresPool;

// In the table of V017__keep_call_events.sql.
class PostgresCallEvents : public CallEvents {
 public:
  // `pool` must outlive the object.
  explicit PostgresCallEvents(PostgresPool& pool) : pool_(pool) {}

  absl::Status Keep(const std::vector<std::string>& lines, absl::Time deadline) override;

 private:
  PostgresPool& pool_;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CALL_TRAIL_POSTGRES_CALL_EVENTS_H_
