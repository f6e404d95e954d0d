#include "gateway/server/http_server.h"

#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gateway/limits/doorkeeper.h"
#include "gateway/limits/fair_queue.h"
#include "gateway/limits/intake.h"
#include "gateway/limits/lanes.h"
#include "gateway/server/connection.h"
#include "gateway/server/http_message.h"
#include "gateway/server/http_protocol.h"
#include "gateway/server/listening_socket.h"
#include "gateway/server/parking.h"
#include "gateway/server/refusal.h"
#include "gateway/server/request_arrival.h"
#include "gateway/server/request_head.h"
#include "gateway/server/tls_identity.h"
#include "libs/concurrency/thread_pool.h"
#include "libs/status/status_macros.h"

namespace frontdesk::gateway {
namespace {

using State = Parking::State;

constexpr absl::Duration kTick = absl::Milliseconds(200);  // how exactly deadlines are kept
constexpr absl::Duration kLingerTime = absl::Seconds(2);   // for a peer to read our last answer
constexpr std::size_t kSmallRequest = 16 * 1024;      // bytes that always have a place, and at once
constexpr std::size_t kPiece = 64 * 1024;             // of a larger one, read at a time
constexpr std::size_t kMostRefusedConnections = 256;  // that linger; more are closed at once
constexpr int kMostRefusals = 16;                     // in a row, of one connection
constexpr int kMostAccepted = 64;  // at a time, so that who connects does not keep others waiting
constexpr absl::Duration kAttention = absl::Milliseconds(10);  // of who answered, for what is next
constexpr std::size_t kMostAttended = 32;                      // connections at a time
constexpr absl::Duration kLookForExpired = absl::Milliseconds(50);
constexpr absl::Duration kTrySoon = absl::Seconds(1);  // where nothing better is known

// Of what is paced as many may wait as there are connections.
constexpr FairQueueOptions kPaced = {
    .running = 1, .running_each = 1, .waiting = 1 << 20, .waiting_each = 1 << 20};

// Connections must leave descriptors for everything else that the process does.
std::size_t MostConnections(std::size_t wanted) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return wanted;
  return std::min<std::size_t>(wanted, limit.rlim_cur * 3 / 4);
}

LanesOptions LanesOf(const HttpServerOptions& options) {
  const auto queue = [&](std::size_t threads, std::size_t of_one) {
    return FairQueueOptions{.running = threads,
                            .running_each = of_one,
                            .waiting = options.waiting_requests,
                            .waiting_each = options.waiting_per_caller};
  };
  return {.brief = queue(options.threads, options.threads_per_caller),
          .pages = queue(options.page_threads, options.page_threads),
          .searches = queue(options.threads, options.threads_per_caller),
          .reports = queue(options.report_threads, (options.report_threads + 1) / 2),
          .strangers = queue(options.threads, options.threads_per_caller),
          .starts = {.at_once = options.searches_at_once},
          .strangers_per_second = options.strangers_per_second};
}

std::size_t ThreadsOf(const HttpServerOptions& options) {
  return 3 * options.threads + options.page_threads + options.report_threads + kMostAttended;
}

// One thread accepts and watches all connections and starts what is next; a pool handles the
// requests that have arrived. Who is done with one goes on by itself where nobody else is about it:
// takes what is next, or waits a moment for what the same peer asks next, which is often there at
// once and then costs no second thread; else puts the connection back.
class PollingServer : public HttpServer {
 public:
  PollingServer(const HttpServerOptions& options, ListeningSocket socket,
                std::unique_ptr<TlsIdentity> tls, HttpHandler handler, Doorkeeper* door)
      : options_(options),
        max_connections_(MostConnections(options.max_connections)),
        url_(absl::StrCat(tls != nullptr ? "https://" : "http://", socket.address())),
        is_local_(socket.IsLocal()),
        tls_(std::move(tls)),
        socket_(std::move(socket)),
        protocol_(std::move(handler), options.error_page,
                  [this](absl::string_view target) { return bounds_.BodyBytesOf(target); },
                  [this] { return draining_.load(); }),
        wake_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
        intake_({.bytes = options.max_buffered_bytes,
                 .bytes_per_second = options.max_large_bytes_per_second}),
        door_(door),
        bounds_{.body_bytes = options.max_body_bytes,
                .head_bytes = options.max_head_bytes,
                .headers = options.max_headers,
                .long_path = options.long_body_path,
                .long_body_bytes = options.max_long_body_bytes},
        parking_(bounds_),
        lanes_(LanesOf(options)),
        pool_(std::in_place, ThreadsOf(options), ThreadsOf(options)) {
    parking_.Watch(socket_.fd());
    parking_.Watch(wake_);
    poller_ = std::thread([this] { Poll(); });
  }

  ~PollingServer() override {
    Stop(absl::ZeroDuration());
    ::close(wake_);
  }

  const std::string& url() const override { return url_; }
  bool IsLocal() const override { return is_local_; }

  void Drain() override { draining_ = true; }

  void Stop(absl::Duration grace) override {
    Drain();
    {
      const std::lock_guard lock(mutex_);
      stop_by_ = std::min(stop_by_, absl::Now() + grace);
    }
    Wake();
    std::call_once(stopped_, [this] {
      poller_.join();
      pool_.reset();  // waits for the handlers
    });
  }

 private:
  using Queues = Lanes<std::shared_ptr<Connection>>;

  // ---- On the threads of the pool ----

  void Serve(std::shared_ptr<Connection> connection) {
    while (connection != nullptr && !cut_off_) {
      protocol_.Answer(*connection);
      connection->Flush();  // what the peer does not take now, the poller sends
      connection = GoOnAfter(std::move(connection));
    }
  }

  // What this thread is to answer next, if anything.
  std::shared_ptr<Connection> GoOnAfter(std::shared_ptr<Connection> answered) {
    std::unique_lock turn(turn_, std::try_to_lock);
    if (!turn.owns_lock()) {
      {
        const std::lock_guard lock(mutex_);
        returned_.push_back(std::move(answered));
      }
      Wake();
      return nullptr;
    }
    lanes_.Done(answered);
    if (!MayAttend(*answered)) {
      Send(std::move(answered));
      return GoOn(std::move(turn));
    }
    parking_.ParkPaused(answered, State::kIdle, absl::Now() + options_.idle_time);
    ++attended_;
    turn.unlock();
    if (draining_) Wake();
    return Attend(answered);
  }

  // As GoOnAfter, once the connection's next request has arrived or does not come.
  std::shared_ptr<Connection> Attend(const std::shared_ptr<Connection>& connection) {
    const bool ready = connection->Await(kAttention);
    std::unique_lock turn(turn_);
    --attended_;
    const int fd = connection->fd();
    const auto is_here = [&] { return parking_.Find(fd) == connection; };
    if (ready && is_here()) OnReady(fd);
    if (is_here()) parking_.Resume(fd);
    return GoOn(std::move(turn));
  }

  // Starts what is next. What of that this thread is to answer, if anything.
  std::shared_ptr<Connection> GoOn(std::unique_lock<std::mutex> turn) {
    std::shared_ptr<Connection> next;
    if (!cut_off_) next = lanes_.Next(absl::Now()).value_or(nullptr);
    StartWaiting();
    const bool wake = NextTurn() < sleeps_until_;
    turn.unlock();
    // Who waits for the last one to be done is told; asked only now, when it is.
    if (wake || draining_) Wake();
    return next;
  }

  bool Stopping() const {
    const std::lock_guard lock(mutex_);
    return stop_by_ != absl::InfiniteFuture();
  }

  void Wake() const {
    const std::uint64_t one = 1;
    // It can only fail when so many wake-ups are due that one more makes no difference.
    [[maybe_unused]] const ssize_t written = ::write(wake_, &one, sizeof(one));
  }

  // ---- With turn_ ----

  // Whether there is nothing better to do than to wait for the next request of a connection that was
  // answered just now.
  bool MayAttend(const Connection& answered) const {
    return !draining_ && answered.IsIdle() && lanes_.waiting() == 0 && attended_ < kMostAttended;
  }

  void Poll() {
    absl::Duration wait = kTick;
    for (;;) {
      const std::vector<int> ready = parking_.Wait(wait);
      const std::lock_guard turn(turn_);
      for (const int fd : ready) {
        if (fd == socket_.fd()) {
          AcceptAll();
        } else if (fd == wake_) {
          std::uint64_t count = 0;
          [[maybe_unused]] const ssize_t got = ::read(wake_, &count, sizeof(count));
        } else {
          OnReady(fd);
          StartWaiting();
        }
      }
      ReadPaced();
      TakeBack();
      const absl::Time now = absl::Now();
      if (now >= look_for_expired_) TakeOutExpired(now);
      if (accept_again_) parking_.Watch(socket_.fd());
      accept_again_ = false;
      if (Stopping() && Drained(now)) break;
      const absl::Time then = absl::Now();
      sleeps_until_ = std::min(then + kTick, NextTurn());
      wait = sleeps_until_ - then;
    }
    const std::lock_guard turn(turn_);
    cut_off_ = true;
    lanes_.TakeExpired(absl::InfiniteFuture());
    for (const auto& connection : lanes_.Running()) ::shutdown(connection->fd(), SHUT_RDWR);
  }

  // When time alone gives something to do.
  absl::Time NextTurn() const {
    return paced_.waiting() == 0 ? lanes_.NextBegin()
                                 : std::min(lanes_.NextBegin(), intake_.NextRead());
  }

  void AcceptAll() {
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

  void Welcome(int fd, Connection::Guest guest) {
    const absl::Time now = absl::Now();
    if (door_ != nullptr && (guest.seat = door_->SeatFor(guest.peer, now)) == nullptr) {
      ::close(fd);
      return;
    }
    if (tls_ != nullptr) guest.tls = tls_->NewSession(fd);
    std::shared_ptr<Intake::Share> share = intake_.ShareOf(guest.peer.Subscriber().Key());
    auto connection = std::make_shared<Connection>(fd, std::move(share), std::move(guest));
    const std::size_t open = parking_.size() + lanes_.running() + lanes_.waiting();
    if (open < max_connections_) {
      parking_.Park(std::move(connection), State::kIdle,
                    now + std::min(options_.request_time, options_.idle_time));
    } else if (open < max_connections_ + kMostRefusedConnections) {
      Refuse(std::move(connection), 503);
    }
  }

  void Receive(std::shared_ptr<Connection> connection) {
    const bool begun = !connection->arrived().empty();
    const int fd = connection->fd();
    parking_.Park(std::move(connection), begun ? State::kArriving : State::kIdle,
                  absl::Now() + (begun ? options_.request_time : options_.idle_time));
    if (begun) Look(fd);
  }

  void OnReady(int fd) {
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

  void TakeIn(int fd, Connection& connection) {
    if (connection.arrived().size() >= kSmallRequest) return Pace(fd, connection);
    Read(fd, connection, kSmallRequest);
  }

  // What is large is read in pieces, from one sender after the other and all in all no faster than
  // is good for those who sent something small. The connection is not looked at before its turn.
  void Pace(int fd, const Connection& connection) {
    parking_.Pause(fd);
    paced_.Add(connection.share().who(), fd, absl::InfiniteFuture());
  }

  void ReadPaced() {
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
  std::size_t Read(int fd, Connection& connection, std::size_t limit) {
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
  bool HasRoom(int fd, const Connection& connection) {
    return intake_.HasRoom(connection.share(), parking_.ArrivalOf(fd).is_long());
  }

  // Goes on with a request that has arrived. Whether it still arrives.
  bool Look(int fd) {
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
        Dispatch(fd);
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

  static HttpRequest HeadOf(const Connection& connection, HttpHeaders headers) {
    HttpRequest head{.headers = std::move(headers)};
    const absl::string_view arrived = connection.arrived();
    const absl::string_view line = arrived.substr(0, arrived.find("\r\n"));
    head.method = std::string(line.substr(0, line.find(' ')));
    head.path = PathOf(line);
    return head;
  }

  // Asked once the head has arrived. Whether the body may come; else the request is refused.
  bool LetBodyIn(int fd) {
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

  int RefusalOfLongBody(const HttpRequest& head) const {
    // A few kilobytes would become megabytes of ours before anybody knew who sent them.
    const std::string encoding = head.Header("Content-Encoding");
    if (!encoding.empty() && !absl::EqualsIgnoreCase(encoding, "identity")) return 415;
    return options_.long_body_refusal(head);
  }

  void Dispatch(int fd) {
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
    head.key_was_known = door_ != nullptr &&
                         (admission.lane == Lane::kBrief || admission.lane == Lane::kSearch);
    connection->KeepHead(std::move(head));
    switch (lanes_.Add(admission.lane, admission.who, connection, now + options_.waiting_time)) {
      case Queues::Added::kYes:
        return connection->ForgetRefusals();
      case Queues::Added::kEnoughOfTheirs:
        return RefuseRequest(std::move(connection), 429, kTrySoon);
      case Queues::Added::kFull:
        return RefuseRequest(std::move(connection), 503, kTrySoon);
    }
  }

  void StartWaiting() {
    if (cut_off_) return;
    while (std::optional<std::shared_ptr<Connection>> next = lanes_.Next(absl::Now())) {
      // The lanes give no more than there are threads for.
      [[maybe_unused]] const bool taken =
          pool_->TrySubmit([this, connection = *std::move(next)]() mutable {
            Serve(std::move(connection));
          });
    }
  }

  void TakeBack() {
    std::vector<std::shared_ptr<Connection>> returned;
    {
      const std::lock_guard lock(mutex_);
      returned.swap(returned_);
    }
    for (std::shared_ptr<Connection>& connection : returned) {
      lanes_.Done(connection);
      Send(std::move(connection));
    }
    StartWaiting();
  }

  // Answers without a thread what will not be read to its end.
  void Refuse(std::shared_ptr<Connection> connection, int status,
              absl::Duration try_after = kTrySoon) {
    connection->CloseAfterResponse();
    WriteRefusal(*connection, status, try_after);
    Send(std::move(connection));
  }

  // Answers a whole request without a thread. The connection stays, since who connects again costs
  // more than who only asks again, but not for somebody who does nothing else.
  void RefuseRequest(std::shared_ptr<Connection> connection, int status, absl::Duration try_after) {
    if (draining_ || !StaysOpen(connection->arrived())) connection->CloseAfterResponse();
    if (connection->CountRefusal() >= kMostRefusals) connection->CloseAfterResponse();
    connection->SkipRequest();
    WriteRefusal(*connection, status, try_after);
    // Sent when the socket is looked at next: the next request may be here already, and the next.
    parking_.Park(std::move(connection), State::kSending, absl::Now() + options_.request_time);
  }

  void WriteRefusal(Connection& connection, int status, absl::Duration try_after) const {
    Write(connection, RefusalOf(status, try_after, connection.closes_after_response(),
                                options_.error_page(status)));
  }

  static void Write(Connection& connection, absl::string_view text) {
    connection.write(text.data(), text.size());
  }

  // Goes on to the connection's next request, or its end, once the peer has taken the answer.
  void Send(std::shared_ptr<Connection> connection) {
    switch (connection->Flush()) {
      case Connection::Flushed::kLost:
        return;
      case Connection::Flushed::kBlocked:
        return parking_.Park(std::move(connection), State::kSending,
                             absl::Now() + options_.request_time);
      case Connection::Flushed::kAll:
        if (connection->closes_after_response() || Stopping()) {
          Linger(std::move(connection));
        } else {
          Receive(std::move(connection));
        }
    }
  }

  // Closing while the peer still sends would take our answer away from it.
  void Linger(std::shared_ptr<Connection> connection) {
    connection->EndSending();
    if (connection->Discard(kPiece) == Connection::Filled::kClosed) return;
    parking_.Park(std::move(connection), State::kLingering, absl::Now() + kLingerTime);
  }

  void TakeOutExpired(absl::Time now) {
    look_for_expired_ = now + kLookForExpired;
    for (const int fd : parking_.Expired(now)) OnExpired(fd);
    for (auto& connection : lanes_.TakeExpired(now)) {
      RefuseRequest(std::move(connection), 503, kTrySoon);
    }
  }

  void OnExpired(int fd) {
    const State state = parking_.StateOf(fd);
    std::shared_ptr<Connection> connection = parking_.Take(fd);
    if (state == State::kArriving) Refuse(std::move(connection), 408);
  }

  // Whether nothing is left to wait for.
  bool Drained(absl::Time now) {
    if (socket_.fd() >= 0) {
      AcceptAll();  // who waits there has connected before we stopped
      parking_.Unwatch(socket_.fd());
      socket_.Close();
    }
    // What nobody has read yet has arrived all the same.
    for (const int fd : parking_.In(State::kIdle)) OnReady(fd);
    for (const int fd : parking_.In(State::kIdle)) parking_.Take(fd);
    StartWaiting();
    const std::lock_guard lock(mutex_);
    return now >= stop_by_ ||
           (lanes_.running() == 0 && returned_.empty() && lanes_.waiting() == 0 &&
            parking_.In(State::kArriving).empty() && parking_.In(State::kSending).empty());
  }

  const HttpServerOptions options_;
  const std::size_t max_connections_;
  const std::string url_;
  const bool is_local_;
  const std::unique_ptr<TlsIdentity> tls_;  // null: plain HTTP
  ListeningSocket socket_;
  HttpProtocol protocol_;
  const int wake_;  // an eventfd
  Intake intake_;   // outlives all connections
  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<Connection>> returned_;  // guarded by mutex_
  absl::Time stop_by_ = absl::InfiniteFuture();        // guarded by mutex_
  std::once_flag stopped_;
  std::atomic<bool> draining_ = false;
  std::atomic<bool> cut_off_ = false;  // nobody is there for an answer

  Doorkeeper* const door_;  // may be null
  const RequestBounds bounds_;
  std::mutex turn_;  // guards what follows, and intake_; nobody blocks who has it
  Parking parking_;  // but for Wait
  Queues lanes_;
  std::size_t attended_ = 0;      // connections, each by a thread of the pool
  FairQueue<int> paced_{kPaced};  // descriptors of connections that are not small
  bool accept_again_ = false;
  absl::Time look_for_expired_ = absl::InfinitePast();
  absl::Time sleeps_until_ = absl::InfinitePast();  // the poller, unless something happens

  std::optional<ThreadPool> pool_;
  std::thread poller_;  // last: it uses all of the above
};

}  // namespace

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(const HttpServerOptions& options,
                                                              HttpHandler handler,
                                                              Doorkeeper* door) {
  std::unique_ptr<TlsIdentity> tls;
  if (!options.tls.empty()) {
    ASSIGN_OR_RETURN(tls, TlsIdentity::Load(options.tls));
  }
  ASSIGN_OR_RETURN(ListeningSocket socket, ListeningSocket::Open(options.listen));
  if (tls == nullptr && !socket.IsLocal() && !options.plain_for_others) {
    return absl::InvalidArgumentError(absl::StrCat(
        "plain HTTP at ", options.listen,
        " would carry keys and names in the clear: give --tls-certificate and --tls-key, or "
        "--behind-tls-proxy where what is in front speaks TLS"));
  }
  return std::make_unique<PollingServer>(options, std::move(socket), std::move(tls),
                                         std::move(handler), door);
}

}  // namespace frontdesk::gateway
