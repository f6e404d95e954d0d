#include "gateway/server/http_server.h"

#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
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
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gateway/limits/doorkeeper.h"
#include "gateway/limits/fair_queue.h"
#include "gateway/limits/lanes.h"
#include "gateway/server/connection.h"
#include "gateway/server/http_message.h"
#include "gateway/server/http_protocol.h"
#include "gateway/server/http_server_options.h"
#include "gateway/server/listening_socket.h"
#include "gateway/server/reception.h"
#include "gateway/server/tls_identity.h"
#include "libs/concurrency/thread_pool.h"
#include "libs/status/status_macros.h"

namespace frontdesk::gateway {
namespace {

constexpr absl::Duration kTick = absl::Milliseconds(200);      // how exactly deadlines are kept
constexpr absl::Duration kAttention = absl::Milliseconds(10);  // of who answered, for what is next
constexpr std::size_t kMostAttended = 32;                      // connections at a time
constexpr absl::Duration kLookForExpired = absl::Milliseconds(50);

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
        url_(absl::StrCat(tls != nullptr ? "https://" : "http://", socket.address())),
        is_local_(socket.IsLocal()),
        wake_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
        reception_(
            options, std::move(socket), std::move(tls), door,
            {.take = [this](auto connection, const Admission& admission,
                            absl::Time now) { Queue(std::move(connection), admission, now); },
             .connections = [this] { return lanes_.running() + lanes_.waiting(); }}),
        protocol_(
            std::move(handler), options.error_page,
            [this](absl::string_view target) { return reception_.bounds().BodyBytesOf(target); },
            [this] { return reception_.IsDraining(); }),
        lanes_(LanesOf(options)),
        pool_(std::in_place, ThreadsOf(options), ThreadsOf(options)) {
    reception_.Watch(wake_);
    poller_ = std::thread([this] { Poll(); });
  }

  ~PollingServer() override {
    Stop(absl::ZeroDuration());
    ::close(wake_);
  }

  const std::string& url() const override { return url_; }
  bool IsLocal() const override { return is_local_; }

  void Drain() override { reception_.Drain(); }

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
      reception_.Send(std::move(answered));
      return GoOn(std::move(turn));
    }
    reception_.Lend(answered);
    ++attended_;
    turn.unlock();
    if (reception_.IsDraining()) Wake();
    return Attend(answered);
  }

  // As GoOnAfter, once the connection's next request has arrived or does not come.
  std::shared_ptr<Connection> Attend(const std::shared_ptr<Connection>& connection) {
    const bool ready = connection->Await(kAttention);
    std::unique_lock turn(turn_);
    --attended_;
    reception_.EndLoan(connection, ready);
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
    if (wake || reception_.IsDraining()) Wake();
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

  // Whether there is nothing better to do than to wait for the next request of a connection that
  // was answered just now.
  bool MayAttend(const Connection& answered) const {
    return !reception_.IsDraining() && answered.IsIdle() && lanes_.waiting() == 0 &&
           attended_ < kMostAttended;
  }

  void Poll() {
    absl::Duration wait = kTick;
    for (;;) {
      const std::vector<int> ready = reception_.Wait(wait);
      const std::lock_guard turn(turn_);
      for (const int fd : ready) {
        if (fd == wake_) {
          std::uint64_t count = 0;
          [[maybe_unused]] const ssize_t got = ::read(wake_, &count, sizeof(count));
        } else {
          reception_.OnReady(fd);
          StartWaiting();
        }
      }
      reception_.OnTime();
      TakeBack();
      const absl::Time now = absl::Now();
      if (now >= look_for_expired_) TakeOutExpired(now);
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
  absl::Time NextTurn() const { return std::min(lanes_.NextBegin(), reception_.NextTurn()); }

  void Queue(std::shared_ptr<Connection> connection, const Admission& admission, absl::Time now) {
    switch (lanes_.Add(admission.lane, admission.who, connection, now + options_.waiting_time)) {
      case Queues::Added::kYes:
        return connection->ForgetRefusals();
      case Queues::Added::kEnoughOfTheirs:
        return reception_.RefuseRequest(std::move(connection), 429, Reception::kTrySoon);
      case Queues::Added::kFull:
        return reception_.RefuseRequest(std::move(connection), 503, Reception::kTrySoon);
    }
  }

  void StartWaiting() {
    if (cut_off_) return;
    while (std::optional<std::shared_ptr<Connection>> next = lanes_.Next(absl::Now())) {
      // The lanes give no more than there are threads for.
      [[maybe_unused]] const bool taken = pool_->TrySubmit(
          [this, connection = *std::move(next)]() mutable { Serve(std::move(connection)); });
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
      reception_.Send(std::move(connection));
    }
    StartWaiting();
  }

  void TakeOutExpired(absl::Time now) {
    look_for_expired_ = now + kLookForExpired;
    reception_.OnTick(now);
    for (auto& connection : lanes_.TakeExpired(now)) {
      reception_.RefuseRequest(std::move(connection), 503, Reception::kTrySoon);
    }
  }

  // Whether nothing is left to wait for.
  bool Drained(absl::Time now) {
    reception_.Close();
    StartWaiting();
    const std::lock_guard lock(mutex_);
    return now >= stop_by_ || (lanes_.running() == 0 && returned_.empty() &&
                               lanes_.waiting() == 0 && reception_.IsDeserted());
  }

  const HttpServerOptions options_;
  const std::string url_;
  const bool is_local_;
  const int wake_;  // an eventfd
  std::once_flag stopped_;
  std::atomic<bool> cut_off_ = false;  // nobody is there for an answer

  std::mutex turn_;        // guards what follows; nobody blocks who has it
  Reception reception_;    // but for what needs no guard; outlives all connections
  HttpProtocol protocol_;  // needs none
  Queues lanes_;
  std::size_t attended_ = 0;  // connections, each by a thread of the pool
  absl::Time look_for_expired_ = absl::InfinitePast();
  absl::Time sleeps_until_ = absl::InfinitePast();  // the poller, unless something happens

  mutable std::mutex mutex_;                           // guards what follows
  std::vector<std::shared_ptr<Connection>> returned_;  // by who could not have its turn
  absl::Time stop_by_ = absl::InfiniteFuture();

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
