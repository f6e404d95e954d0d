#ifndef FRONTDESK_GATEWAY_SERVER_CONNECTION_H_
#define FRONTDESK_GATEWAY_SERVER_CONNECTION_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "httplib.h"

namespace frontdesk::gateway {

// One accepted TCP connection, with what has arrived and was not read yet. Reads and writes end at
// a deadline, so that no peer holds a thread for long by being slow. Used by one thread at a time.
class Connection : public httplib::Stream {
 public:
  enum class Filled { kSome, kNothing, kClosed };

  // Owns `fd`, which must not block.
  explicit Connection(int fd) : fd_(fd) {}
  ~Connection() override;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  int fd() const { return fd_; }

  // What has arrived and was not read.
  absl::string_view arrived() const { return absl::string_view(in_).substr(in_begin_); }

  // Takes in what is there now, as far as arrived() stays below `limit`. Never waits.
  Filled Fill(std::size_t limit);
  // Forgets what is there now. Never waits.
  Filled Discard();

  // From now on, until the deadline, reads and writes may wait, and at most `most_bytes` can be
  // read.
  void BeginRequest(absl::Time deadline, std::size_t most_bytes);

  // Sends what was written; false if the peer does not take it.
  bool Flush();
  // Says that nothing more will be sent.
  void EndSending();

  // For what cannot go on with the next request, since this one's body was not read to its end.
  void CloseAfterResponse() { close_after_response_ = true; }
  bool closes_after_response() const { return close_after_response_; }

  bool is_readable() const override { return true; }
  bool is_writable() const override { return true; }
  ssize_t read(char* out, std::size_t size) override;
  ssize_t write(const char* data, std::size_t size) override;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  socket_t socket() const override { return fd_; }

 private:
  bool WaitFor(short events) const;

  const int fd_;
  std::string in_;
  std::size_t in_begin_ = 0;
  std::string out_;
  absl::Time deadline_ = absl::InfinitePast();
  std::size_t may_read_ = 0;
  bool close_after_response_ = false;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_SERVER_CONNECTION_H_
