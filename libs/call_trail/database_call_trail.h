#ifndef FRONTDESK_LIBS_CALL_TRAIL_DATABASE_CALL_TRAIL_H_
#define FRONTDESK_LIBS_CALL_TRAIL_DATABASE_CALL_TRAIL_H_

#include <string>

#include "libs/call_trail/call_trail.h"
#include "libs/call_trail/postgres_call_events.h"
#include "libs/postgres/postgres_pool.h"

namespace frontdesk {

// The trail of a process that has the database, over a connection of its own: what serves callers
// never waits for it.
class DatabaseCallTrail {
 public:
  explicit DatabaseCallTrail(const std::string& database_url)
      : pool_({.url = database_url, .size = 1, .owner = "call_trail"}) {}

 private:
  PostgresPool pool_;
  PostgresCallEvents events_{pool_};
  CallTrail trail_{events_};
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CALL_TRAIL_DATABASE_CALL_TRAIL_H_
