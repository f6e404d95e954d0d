#include "libs/postgres/bounded_connection.h"

#include <fcntl.h>
#include <poll.h>
#include <postgresql/libpq-fe.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <new>
#include <pqxx/except>
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace frontdesk {
namespace {

// Waits until `socket` is ready for `events`. False when `deadline` comes first.
bool WaitFor(int socket, short events, absl::Time deadline) {
  while (true) {
    const absl::Duration left = deadline - absl::Now();
    if (left <= absl::ZeroDuration()) return false;
    const auto left_ms = std::clamp<std::int64_t>(absl::ToInt64Milliseconds(left) + 1, 1, 60'000);
    pollfd waited{.fd = socket, .events = events, .revents = 0};
    if (::poll(&waited, 1, static_cast<int>(left_ms)) > 0) return true;
  }
}

}  // namespace

ConnectBefore::handle ConnectBefore::do_startconnect(handle existing) {
  if (existing != nullptr) return existing;

  std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectStart(options().c_str()),
                                                          &PQfinish);
  if (connection == nullptr) throw std::bad_alloc();
  if (PQstatus(connection.get()) == CONNECTION_BAD) {
    throw pqxx::broken_connection(PQerrorMessage(connection.get()));
  }

  PostgresPollingStatusType wants = PGRES_POLLING_WRITING;
  while (wants == PGRES_POLLING_READING || wants == PGRES_POLLING_WRITING) {
    const short events = wants == PGRES_POLLING_READING ? POLLIN : POLLOUT;
    if (!WaitFor(PQsocket(connection.get()), events, deadline_)) {
      throw pqxx::broken_connection("the server did not answer in time");
    }
    wants = PQconnectPoll(connection.get());
  }
  if (wants != PGRES_POLLING_OK) {
    throw pqxx::broken_connection(PQerrorMessage(connection.get()));
  }
  return connection.release();
}

BoundedConnection::BoundedConnection(const std::string& words, absl::Time deadline)
    : connection_base(policy_),
      policy_(words, deadline),
      silence_(*this),
      cut_off_socket_(Opened(*this)) {
  set_verbosity(terse);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
  inhibit_reactivation(true);
#pragma GCC diagnostic pop
}

BoundedConnection::~BoundedConnection() {
  close();
  ::close(cut_off_socket_);
}

int BoundedConnection::Opened(BoundedConnection& connection) {
  connection.init();
  const int second = ::fcntl(connection.sock(), F_DUPFD_CLOEXEC, 0);
  if (second >= 0) return second;
  connection.close();
  throw pqxx::broken_connection("no descriptor is left");
}

void BoundedConnection::CutOff() const { ::shutdown(cut_off_socket_, SHUT_RDWR); }

bool BoundedConnection::LooksAlive() const {
  if (!is_open()) return false;
  // An idle server has nothing to say: whatever can be read is its farewell, or the end of the
  // stream.
  pollfd idle{.fd = sock(), .events = POLLIN, .revents = 0};
  return ::poll(&idle, 1, 0) == 0;
}

}  // namespace frontdesk
