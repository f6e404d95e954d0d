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

  // Ends whatever the connection waits for, with pqxx::broken_connection on the thread that waits.
  // May be called from any thread while the object lives.
  void CutOff() const;

 private:
  // Connects, and returns the second descriptor.
  static int Opened(BoundedConnection& connection);

  ConnectBefore policy_;
  pqxx::quiet_errorhandler silence_;
  // A second descriptor of the same socket: libpq may close the first at any time, and its number
  // may be somebody else's by then.
  const int cut_off_socket_;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_POSTGRES_BOUNDED_CONNECTION_H_
