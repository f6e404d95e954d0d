#ifndef FRONTDESK_GATEWAY_SERVER_TLS_SESSION_H_
#define FRONTDESK_GATEWAY_SERVER_TLS_SESSION_H_

#include <sys/types.h>

#include <cstddef>
#include <memory>

struct ssl_st;
struct ssl_ctx_st;

namespace frontdesk::gateway {

// The bytes of one record at most: a read into this much room leaves nothing behind that no poll of
// the socket would show.
inline constexpr std::size_t kTlsRecord = 16 * 1024;

// The server's side of TLS over a socket that does not block. The handshake goes on with each call
// of Read. Used by one thread at a time.
class TlsSession {
 public:
  // Keeps the certificate of `context`; does not own `fd`.
  TlsSession(const std::shared_ptr<ssl_ctx_st>& context, int fd);
  ~TlsSession();
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  // As recv and send do: the number of bytes, 0 at the end of what the peer sends, or -1 with
  // errno: EAGAIN, or another for a session that is broken. `size` of Read is kTlsRecord or more.
  ssize_t Read(char* out, std::size_t size);
  ssize_t Write(const char* data, std::size_t size);

  // Says that nothing more will be sent.
  void End();

 private:
  ssize_t ErrorOf(int result);

  const std::unique_ptr<ssl_st, void (*)(ssl_st*)> ssl_;
  bool broken_ = false;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_SERVER_TLS_SESSION_H_
