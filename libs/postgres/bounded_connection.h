#ifndef FRONTDESK_LIBS_POSTGRES_BOUNDED_CONNECTION_H_
#define FRONTDESK_LIBS_POSTGRES_BOUNDED_CONNECTION_H_

#include <pqxx/connection_base>
#include <pqxx/connectionpolicy>
#include <pqxx/errorhandler>
#include <string>

#include "absl/time/time.h"

namespace frontdesk {

// Connects within a deadline; libpqxx's own policies wait as long as libpq does, which is whole
// seconds.
class ConnectBefore : public pqxx::connectionpolicy {
 public:
  ConnectBefore(const std::string& words, absl::Time deadline)
      : connectionpolicy(words), deadline_(deadline) {}

  // Throws pqxx::broken_connection. Looking up a host name is not bounded.
  handle do_startconnect(handle existing) override;

 private:
  absl::Time deadline_;
};

// A connection that is never reopened behind our back (libpqxx 6 would do so in the middle of a
// transaction), writes nothing to stderr and asks the server for errors without the DETAIL line,
// which repeats the row.
class BoundedConnection : public pqxx::connection_base {
 public:
  // Throws pqxx::broken_connection.
  BoundedConnection(const std::string& words, absl::Time deadline);
  ~BoundedConnection();

  // False once the server has gone away, as far as can be told without asking it anything. Only for
  // a connection that is doing nothing.
  bool LooksAlive() const;

 private:
  ConnectBefore policy_;
  pqxx::quiet_errorhandler silence_;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_POSTGRES_BOUNDED_CONNECTION_H_
