#ifndef FRONTDESK_GATEWAY_SERVER_CONNECTION_H_
#define FRONTDESK_GATEWAY_SERVER_CONNECTION_H_

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gateway/limits/intake.h"
#include "gateway/limits/ip_address.h"
#include "gateway/limits/seats.h"
#include "gateway/server/http_message.h"
#include "gateway/server/tls_session.h"
#include "httplib.h"

namespace frontdesk::gateway {

// One accepted TCP connection, with what has arrived and was not read yet, and what was written and
// not sent yet. Never waits but where it is asked to, so that no peer holds a thread by being slow.
// Used by one thread at a time, but for Await.
class Connection : public httplib::Stream {
 public:
  enum class Filled { kSome, kNothing, kClosed };
  enum class Flushed { kAll, kBlocked, kLost };

  struct Guest {
    IpAddress peer = {};
    Seat seat = nullptr;                        // kept while the connection is open
    std::unique_ptr<TlsSession> tls = nullptr;  // null: plain
  };

  // Owns `fd`, which must not block. The bytes of memory that it holds are counted in `share`.
  Connection(int fd, std::shared_ptr<Intake::Share> share, Guest guest)
      : fd_(fd),
        share_(std::move(share)),
        peer_(guest.peer),
        seat_(std::move(guest.seat)),
        tls_(std::move(guest.tls)) {}
  ~Connection() override;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  int fd() const { return fd_; }
  const IpAddress& peer() const { return peer_; }

  const Intake::Share& share() const { return *share_; }
  // From now on its bytes are somebody else's: behind a proxy each request may have its own sender.
  void CountIn(std::shared_ptr<Intake::Share> share);

  // What has arrived and was not read.
  absl::string_view arrived() const { return absl::string_view(in_).substr(in_begin_); }

  // Takes in what is there now, until arrived() reaches `limit` or a little more. No memory is
  // taken for more than `most`, however much has arrived.
  Filled Fill(std::size_t limit, std::size_t most);
  // Waits until something is there to be taken in, the peer has gone or `most` is over. Whether
  // there is.
  bool Await(absl::Duration most) const;
  // Forgets what has arrived, and of what is there now at most that many bytes.
  Filled Discard(std::size_t most);

  // The next `size` bytes of arrived() are a request, and all that can be read. It is there since
  // `now`.
  void BeginRequest(std::size_t size, absl::Time now) {
    unread_ = size;
    request_arrived_ = now;
  }
  absl::Time request_arrived() const { return request_arrived_; }
  // What was read of it already: all but the body. Given to one who asks.
  void KeepHead(HttpRequest head) { head_ = std::move(head); }
  HttpRequest TakeHead() { return std::exchange(head_, {}); }
  // Goes on behind the request, which nobody reads.
  void SkipRequest();
  // How many requests were refused in a row, with one more.
  int CountRefusal() { return ++refusals_; }
  void ForgetRefusals() { refusals_ = 0; }
  // What is left of the request.
  std::size_t unread() const { return unread_; }

  // Sends what was written, as far as the peer takes it now.
  Flushed Flush();
  // Says that nothing more will be sent.
  void EndSending();

  // For what cannot go on with a next request.
  void CloseAfterResponse() { close_after_response_ = true; }
  bool closes_after_response() const { return close_after_response_; }
  // Whether all is sent, nothing has arrived and another request may come.
  bool IsIdle() const { return !close_after_response_ && out_.empty() && arrived().empty(); }

  bool is_readable() const override { return true; }
  bool is_writable() const override { return true; }
  ssize_t read(char* out, std::size_t size) override;
  ssize_t write(const char* data, std::size_t size) override;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  socket_t socket() const override { return fd_; }

 private:
  ssize_t Receive(char* out, std::size_t size);
  ssize_t Transmit(const char* data, std::size_t size);
  void CountHeld();

  void MakeRoom(std::size_t size, std::size_t most);

  const int fd_;
  std::shared_ptr<Intake::Share> share_;
  const IpAddress peer_;
  const Seat seat_;
  const std::unique_ptr<TlsSession> tls_;
  std::size_t counted_ = 0;  // of ours, in the share
  std::string in_;
  std::size_t in_begin_ = 0;
  std::string out_;
  HttpRequest head_;
  std::size_t unread_ = 0;
  absl::Time request_arrived_ = absl::InfinitePast();
  bool close_after_response_ = false;
  int refusals_ = 0;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_SERVER_CONNECTION_H_
