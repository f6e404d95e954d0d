#include "gateway/server/reception.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gateway/limits/doorkeeper.h"
#include "gateway/limits/fair_queue.h"
#include "gateway/limits/intake.h"
#include "gateway/server/connection.h"
#include "gateway/server/http_message.h"
#include "gateway/server/listening_socket.h"
#include "gateway/server/parking.h"
#include "gateway/server/refusal.h"
#include "gateway/server/request_arrival.h"
#include "gateway/server/request_head.h"
#include "gateway/server/tls_identity.h"

namespace frontdesk::gateway {
namespace {

using State = Parking::State;

constexpr absl::Duration kLingerTime = absl::Seconds(2);  // for a peer to read our last answer
constexpr std::size_t kSmallRequest = 16 * 1024;      // bytes that always have a place, and at once
constexpr std::size_t kPiece = 64 * 1024;             // of a larger one, read at a time
constexpr std::size_t kMostRefusedConnections = 256;  // that linger; more are closed at once
constexpr int kMostRefusals = 16;                     // in a row, of one connection
constexpr int kMostAccepted = 64;  // at a time, so that who connects does not keep others waiting

// Of what is paced as many may wait as there are connections.
constexpr FairQueueOptions kPaced = {
    .running = 1, .running_each = 1, .waiting = 1 << 20, .waiting_each = 1 << 20};

// Connections must leave descriptors for everything else that the process does.
std::size_t MostConnections(std::size_t wanted) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return wanted;
  return std::min<std::size_t>(wanted, limit.rlim_cur * 3 / 4);
}

HttpRequest HeadOf(const Connection& connection, HttpHeaders headers) {
  HttpRequest head{.headers = std::move(headers)};
  const absl::string_view arrived = connection.arrived();
  const absl::string_view line = arrived.substr(0, arrived.find("\r\n"));
  head.method = std::string(line.substr(0, line.find(' ')));
  head.path = PathOf(line);
  return head;
}

void Write(Connection& connection, absl::string_view text) {
  connection.write(text.data(), text.size());
}

}  // namespace

Reception::Reception(const HttpServerOptions& options, ListeningSocket socket,
                     std::unique_ptr<TlsIdentity> tls, Doorkeeper* door, Desk desk)
    : options_(options),
      max_connections_(MostConnections(options.max_connections)),
      tls_(std::move(tls)),
      socket_(std::move(socket)),
      door_(door),
      desk_(std::move(desk)),
      bounds_{.body_bytes = options.max_body_bytes,
              .head_bytes = options.max_head_bytes,
              .headers = options.max_headers,
              .long_path = options.long_body_path,
              .long_body_bytes = options.max_long_body_bytes},
      intake_({.bytes = options.max_buffered_bytes,
               .bytes_per_second = options.max_large_bytes_per_second}),
      parking_(bounds_),
      paced_(kPaced) {
  parking_.Watch(socket_.fd());
}

void Reception::AcceptAll() {
  for (int i = 0; i < kMostAccepted; ++i) {
    Connection::Guest guest;
    const int fd = socket_.Accept(guest.peer);
    if (fd >= 0) {
      Welcome(fd, std::move(guest));
      continue;
    }
    if (errno == EMFILE || errno == ENFILE) {
      // No descriptor is left. The one that waits would wake us without end; try again at the
      // next tick.
      parking_.Unwatch(socket_.fd());
      accept_again_ = true;
    }
    return;
  }
}

void Reception::Welcome(int fd, Connection::Guest guest) {
  const absl::Time now = absl::Now();
  if (door_ != nullptr && (guest.seat = door_->SeatFor(guest.peer, now)) == nullptr) {
    ::close(fd);
    return;
  }
  if (tls_ != nullptr) guest.tls = tls_->NewSession(fd);
  std::shared_ptr<Intake::Share> share = intake_.ShareOf(guest.peer.Subscriber().Key());
  auto connection = std::make_shared<Connection>(fd, std::move(share), std::move(guest));
  const std::size_t open = parking_.size() + desk_.connections();
  if (open < max_connections_) {
    parking_.Park(std::move(connection), State::kIdle,
                  now + std::min(options_.request_time, options_.idle_time));
  } else if (open < max_connections_ + kMostRefusedConnections) {
    Refuse(std::move(connection), 503);
  }
}

void Reception::Receive(std::shared_ptr<Connection> connection) {
  const bool begun = !connection->arrived().empty();
  const int fd = connection->fd();
  parking_.Park(std::move(connection), begun ? State::kArriving : State::kIdle,
                absl::Now() + (begun ? options_.request_time : options_.idle_time));
  if (begun) Look(fd);
}

void Reception::OnReady(int fd) {
  if (fd == socket_.fd()) return AcceptAll();
  const std::shared_ptr<Connection> connection = parking_.Find(fd);
  if (connection == nullptr) return;
  switch (parking_.StateOf(fd)) {
    case State::kLingering:
      return Pace(fd, *connection);
    case State::kSending:
      if (connection->Flush() != Connection::Flushed::kBlocked) Send(parking_.Take(fd));
      return;
    case State::kIdle:
    case State::kArriving:
      return TakeIn(fd, *connection);
  }
}

void Reception::TakeIn(int fd, Connection& connection) {
  if (connection.arrived().size() >= kSmallRequest) return Pace(fd, connection);
  Read(fd, connection, kSmallRequest);
}

// What is large is read in pieces, from one sender after the other and all in all no faster than
// is good for those who sent something small. The connection is not looked at before its turn.
void Reception::Pace(int fd, const Connection& connection) {
  parking_.Pause(fd);
  paced_.Add(connection.share().who(), fd, absl::InfiniteFuture());
}

void Reception::OnTime() {
  for (absl::Time now = absl::Now(); intake_.NextRead() <= now; now = absl::Now()) {
    const auto next = paced_.Next();
    if (!next.has_value()) return;
    paced_.Done(next->who);
    const int fd = next->item;
    const std::shared_ptr<Connection> connection = parking_.Find(fd);
    if (connection == nullptr) continue;  // its time was up
    parking_.Resume(fd);
    switch (parking_.StateOf(fd)) {
      case State::kSending:
        break;  // another one, with the same descriptor
      case State::kLingering:
        if (connection->Discard(kPiece) == Connection::Filled::kClosed) parking_.Take(fd);
        intake_.Read(kPiece, now);
        break;
      case State::kIdle:
      case State::kArriving:
        intake_.Read(Read(fd, *connection, connection->arrived().size() + kPiece), now);
    }
  }
}

// Goes on with a request until that much of it has arrived. Returns how much was read.
std::size_t Reception::Read(int fd, Connection& connection, std::size_t limit) {
  const std::size_t before = connection.arrived().size();
  const Connection::Filled filled = connection.Fill(limit, parking_.ArrivalOf(fd).MostBytes());
  const std::size_t read = connection.arrived().size() - before;
  if (filled == Connection::Filled::kNothing && connection.arrived().empty())
    return read;  // TLS's own
  if (parking_.StateOf(fd) == State::kIdle) {
    parking_.Set(fd, State::kArriving, absl::Now() + options_.request_time);
  }
  // A peer may end its sending with its last request and still wait for the answer.
  if (!Look(fd)) return read;
  if (filled == Connection::Filled::kClosed) {
    parking_.Take(fd);
  } else if (connection.arrived().size() >= kSmallRequest && !HasRoom(fd, connection)) {
    Refuse(parking_.Take(fd), 503);
  }
  return read;
}

// Who fills our memory must not keep small requests out, and those are nearly all.
bool Reception::HasRoom(int fd, const Connection& connection) {
  return intake_.HasRoom(connection.share(), parking_.ArrivalOf(fd).is_long());
}

// Goes on with a request that has arrived. Whether it still arrives.
bool Reception::Look(int fd) {
  const std::shared_ptr<Connection> connection = parking_.Find(fd);
  RequestArrival& arrival = parking_.ArrivalOf(fd);
  const RequestArrival::Progress progress = arrival.Look(connection->arrived());
  if (!RequestArrival::IsRefused(progress) && arrival.TakeHead() && !LetBodyIn(fd)) return false;
  switch (progress) {
    case RequestArrival::Progress::kPartial:
      return true;
    case RequestArrival::Progress::kAwaitsContinue:
      Write(*connection, "HTTP/1.1 100 Continue\r\n\r\n");
      connection->Flush();
      return true;
    case RequestArrival::Progress::kWhole:
      HandOver(fd);
      return false;
    case RequestArrival::Progress::kMalformed:
      Refuse(parking_.Take(fd), 400);
      return false;
    case RequestArrival::Progress::kTooLong:
      Refuse(parking_.Take(fd), 413);
      return false;
    case RequestArrival::Progress::kTooMuchHead:
      Refuse(parking_.Take(fd), 431);
      return false;
  }
  return false;
}

// Asked once the head has arrived. Whether the body may come; else the request is refused.
bool Reception::LetBodyIn(int fd) {
  const RequestArrival& arrival = parking_.ArrivalOf(fd);
  if (!arrival.is_long() && arrival.MostBytes() <= kSmallRequest) return true;
  const std::shared_ptr<Connection> connection = parking_.Find(fd);
  const HttpRequest head = HeadOf(*connection, arrival.headers());
  const Admission admission = door_ != nullptr
                                  ? door_->AdmitBody(connection->peer(), head, absl::Now())
                                  : Admission{.who = connection->peer().Subscriber().Key()};
  if (!admission.may_come_in) {
    Refuse(parking_.Take(fd), 429, admission.try_after);
    return false;
  }
  if (const int status = arrival.is_long() ? RefusalOfLongBody(head) : 0; status != 0) {
    Refuse(parking_.Take(fd), status);
    return false;
  }
  connection->CountIn(intake_.ShareOf(admission.who));
  return true;
}

int Reception::RefusalOfLongBody(const HttpRequest& head) const {
  // A few kilobytes would become megabytes of ours before anybody knew who sent them.
  const std::string encoding = head.Header("Content-Encoding");
  if (!encoding.empty() && !absl::EqualsIgnoreCase(encoding, "identity")) return 415;
  return options_.long_body_refusal(head);
}

void Reception::HandOver(int fd) {
  RequestArrival& arrival = parking_.ArrivalOf(fd);
  const std::size_t size = arrival.size();
  const std::size_t body_bytes = arrival.body_bytes();
  std::shared_ptr<Connection> connection = parking_.Find(fd);
  HttpRequest head = HeadOf(*connection, arrival.TakeHeaders());
  parking_.Take(fd);
  const absl::Time now = absl::Now();
  connection->BeginRequest(size, now);

  const Admission admission = door_ != nullptr
                                  ? door_->Admit(connection->peer(), head, body_bytes, now)
                                  : Admission{.who = connection->peer().Subscriber().Key()};
  if (!admission.may_come_in) {
    return RefuseRequest(std::move(connection), 429, admission.try_after);
  }
  head.key_was_known =
      door_ != nullptr && (admission.lane == Lane::kBrief || admission.lane == Lane::kSearch);
  connection->KeepHead(std::move(head));
  desk_.take(std::move(connection), admission, now);
}

// Answers without a thread what will not be read to its end.
void Reception::Refuse(std::shared_ptr<Connection> connection, int status,
                       absl::Duration try_after) {
  connection->CloseAfterResponse();
  WriteRefusal(*connection, status, try_after);
  Send(std::move(connection));
}

// Answers a whole request without a thread. The connection stays, since who connects again costs
// more than who only asks again, but not for somebody who does nothing else.
void Reception::RefuseRequest(std::shared_ptr<Connection> connection, int status,
                              absl::Duration try_after) {
  if (draining_ || !StaysOpen(connection->arrived())) connection->CloseAfterResponse();
  if (connection->CountRefusal() >= kMostRefusals) connection->CloseAfterResponse();
  connection->SkipRequest();
  WriteRefusal(*connection, status, try_after);
  // Sent when the socket is looked at next: the next request may be here already, and the next.
  parking_.Park(std::move(connection), State::kSending, absl::Now() + options_.request_time);
}

void Reception::WriteRefusal(Connection& connection, int status, absl::Duration try_after) const {
  Write(connection, RefusalOf(status, try_after, connection.closes_after_response(),
                              options_.error_page(status)));
}

// Goes on to the connection's next request, or its end, once the peer has taken the answer.
void Reception::Send(std::shared_ptr<Connection> connection) {
  switch (connection->Flush()) {
    case Connection::Flushed::kLost:
      return;
    case Connection::Flushed::kBlocked:
      return parking_.Park(std::move(connection), State::kSending,
                           absl::Now() + options_.request_time);
    case Connection::Flushed::kAll:
      if (connection->closes_after_response() || closed_) {
        Linger(std::move(connection));
      } else {
        Receive(std::move(connection));
      }
  }
}

// Closing while the peer still sends would take our answer away from it.
void Reception::Linger(std::shared_ptr<Connection> connection) {
  connection->EndSending();
  if (connection->Discard(kPiece) == Connection::Filled::kClosed) return;
  parking_.Park(std::move(connection), State::kLingering, absl::Now() + kLingerTime);
}

void Reception::OnTick(absl::Time now) {
  if (std::exchange(accept_again_, false) && !closed_) parking_.Watch(socket_.fd());
  for (const int fd : parking_.Expired(now)) {
    const State state = parking_.StateOf(fd);
    std::shared_ptr<Connection> connection = parking_.Take(fd);
    if (state == State::kArriving) Refuse(std::move(connection), 408);
  }
}

absl::Time Reception::NextTurn() const {
  return paced_.waiting() == 0 ? absl::InfiniteFuture() : intake_.NextRead();
}

void Reception::Lend(std::shared_ptr<Connection> connection) {
  parking_.ParkPaused(std::move(connection), State::kIdle, absl::Now() + options_.idle_time);
}

void Reception::EndLoan(const std::shared_ptr<Connection>& connection, bool ready) {
  const int fd = connection->fd();
  const auto is_here = [&] { return parking_.Find(fd) == connection; };
  if (ready && is_here()) OnReady(fd);
  if (is_here()) parking_.Resume(fd);
}

void Reception::Close() {
  if (!std::exchange(closed_, true)) {
    AcceptAll();  // who waits there has connected before we stopped
    parking_.Unwatch(socket_.fd());
    socket_.Close();
  }
  // What nobody has read yet has arrived all the same.
  for (const int fd : parking_.In(State::kIdle)) OnReady(fd);
  for (const int fd : parking_.In(State::kIdle)) parking_.Take(fd);
}

bool Reception::IsDeserted() const {
  return parking_.In(State::kArriving).empty() && parking_.In(State::kSending).empty();
}

}  // namespace frontdesk::gateway
