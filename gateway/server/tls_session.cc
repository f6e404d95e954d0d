#include "gateway/server/tls_session.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstddef>
#include <memory>

namespace frontdesk::gateway {
namespace {

int Bounded(std::size_t size) { return static_cast<int>(std::min<std::size_t>(size, INT_MAX)); }

}  // namespace

TlsSession::TlsSession(const std::shared_ptr<ssl_ctx_st>& context, int fd)
    : ssl_(SSL_new(context.get()), SSL_free) {
  if (ssl_ == nullptr || SSL_set_fd(ssl_.get(), fd) != 1) {
    broken_ = true;
    return;
  }
  SSL_set_accept_state(ssl_.get());
}

TlsSession::~TlsSession() = default;

ssize_t TlsSession::ErrorOf(int result) {
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ:
    // What a handshake sends is shorter than an empty socket's buffer. A peer that fills it without
    // reading gets no further, and loses the connection when its time is up.
    case SSL_ERROR_WANT_WRITE:
      errno = EAGAIN;
      return -1;
    case SSL_ERROR_ZERO_RETURN:
      return 0;
    default:
      broken_ = true;
      errno = ECONNABORTED;
      return -1;
  }
}

ssize_t TlsSession::Read(char* out, std::size_t size) {
  if (!broken_) {
    ERR_clear_error();  // of other sessions that this thread has worked on
    const int got = SSL_read(ssl_.get(), out, Bounded(size));
    return got > 0 ? got : ErrorOf(got);
  }
  errno = ECONNABORTED;
  return -1;
}

ssize_t TlsSession::Write(const char* data, std::size_t size) {
  if (!broken_) {
    ERR_clear_error();
    const int put = SSL_write(ssl_.get(), data, Bounded(size));
    if (put > 0) return put;
    if (ErrorOf(put) < 0) return -1;
  }
  errno = ECONNABORTED;
  return -1;
}

void TlsSession::End() {
  if (broken_ || SSL_in_init(ssl_.get())) return;
  ERR_clear_error();
  SSL_shutdown(ssl_.get());
}

}  // namespace frontdesk::gateway
