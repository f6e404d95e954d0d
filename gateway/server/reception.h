#ifndef FRONTDESK_GATEWAY_SERVER_RECEPTION_H_
#define FRONTDESK_GATEWAY_SERVER_RECEPTION_H_

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gateway/limits/doorkeeper.h"
#include "gateway/limits/fair_queue.h"
#include "gateway/limits/intake.h"
#include "gateway/server/connection.h"
#include "gateway/server/http_message.h"
#include "gateway/server/http_server_options.h"
#include "gateway/server/listening_socket.h"
#include "gateway/server/parking.h"
#include "gateway/server/request_arrival.h"
#include "gateway/server/tls_identity.h"

namespace frontdesk::gateway {

// Has all connections that no thread answers: takes in who connects, reads requests as they arrive,
// hands over those that are whole and may come in, refuses the others, and sees to it that answers
// get to their peers. Nothing here waits for a peer. Used by one thread at a time, but for Wait and
// what says so.
class Reception {
 public:
  static constexpr absl::Duration kTrySoon = absl::Seconds(1);  // where nothing better is known

  // Of the server that answers.
  struct Desk {
    // Gets a whole request that may come in.
    std::function<void(std::shared_ptr<Connection>, const Admission&, absl::Time now)> take;
    // How many connections it has.
    std::function<std::size_t()> connections;
  };

  // `tls` null: plain HTTP. `door` null: everybody may come in, and an address is a caller.
  Reception(const HttpServerOptions& options, ListeningSocket socket,
            std::unique_ptr<TlsIdentity> tls, Doorkeeper* door, Desk desk);

  const RequestBounds& bounds() const { return bounds_; }

  // From now on each connection ends with its next answer; thread-safe.
  void Drain() { draining_ = true; }
  bool IsDraining() const { return draining_; }

  // Watches what is no connection, which Wait tells too.
  void Watch(int fd) { parking_.Watch(fd); }
  // Where something can be done, after at most `timeout`.
  std::vector<int> Wait(absl::Duration timeout) { return parking_.Wait(timeout); }
  // Does it.
  void OnReady(int fd);
  // Reads what is large and has its turn now. To be called after each Wait.
  void OnTime();
  // When that is, if it is known.
  absl::Time NextTurn() const;
  // Gives up on who has taken too long. To be called now and then.
  void OnTick(absl::Time now);

  // Sends what is not sent yet and goes on to the connection's next request, or its end.
  void Send(std::shared_ptr<Connection> connection);
  // Has an idle connection, but somebody else waits for its next request.
  void Lend(std::shared_ptr<Connection> connection);
  // Nobody else waits for it any longer; its next request may be there.
  void EndLoan(const std::shared_ptr<Connection>& connection, bool ready);
  // Answers a whole request without a thread. The connection stays, since who connects again costs
  // more than who only asks again, but not for somebody who does nothing else.
  void RefuseRequest(std::shared_ptr<Connection> connection, int status, absl::Duration try_after);

  // Takes no new connection, and ends those that have nothing to ask or are answered.
  void Close();
  // Whether nobody is left who asks or is being answered.
  bool IsDeserted() const;

 private:
  void AcceptAll();
  void Welcome(int fd, Connection::Guest guest);
  void Receive(std::shared_ptr<Connection> connection);
  void TakeIn(int fd, Connection& connection);
  void Pace(int fd, const Connection& connection);
  std::size_t Read(int fd, Connection& connection, std::size_t limit);
  bool HasRoom(int fd, const Connection& connection);
  bool Look(int fd);
  bool LetBodyIn(int fd);
  int RefusalOfLongBody(const HttpRequest& head) const;
  void HandOver(int fd);
  void Refuse(std::shared_ptr<Connection> connection, int status,
              absl::Duration try_after = kTrySoon);
  void WriteRefusal(Connection& connection, int status, absl::Duration try_after) const;
  void Linger(std::shared_ptr<Connection> connection);

  const HttpServerOptions options_;
  const std::size_t max_connections_;
  const std::unique_ptr<TlsIdentity> tls_;  // null: plain HTTP
  ListeningSocket socket_;
  Doorkeeper* const door_;  // may be null
  const Desk desk_;
  const RequestBounds bounds_;
  std::atomic<bool> draining_ = false;

  Intake intake_;  // outlives all connections
  Parking parking_;
  FairQueue<int> paced_;  // descriptors of connections that are not small
  bool closed_ = false;
  bool accept_again_ = false;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_SERVER_RECEPTION_H_
