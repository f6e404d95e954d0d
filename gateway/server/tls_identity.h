#ifndef FRONTDESK_GATEWAY_SERVER_TLS_IDENTITY_H_
#define FRONTDESK_GATEWAY_SERVER_TLS_IDENTITY_H_

#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/server/tls_files.h"
#include "gateway/server/tls_session.h"

struct ssl_ctx_st;

namespace frontdesk::gateway {

// Who the server says it is, TLS 1.2 and newer alone. Looks every second whether the files have
// changed. Thread-safe.
class TlsIdentity {
 public:
  // Fails with InvalidArgument, naming the file, for what is no certificate with its key.
  static absl::StatusOr<std::unique_ptr<TlsIdentity>> Load(const TlsFiles& files);
  ~TlsIdentity();
  TlsIdentity(const TlsIdentity&) = delete;
  TlsIdentity& operator=(const TlsIdentity&) = delete;

  // The server's side of a session over a connected socket, by the files as they are now.
  std::unique_ptr<TlsSession> NewSession(int fd) const;

  // Takes files that have changed. What cannot be taken (a half that was written before the other,
  // say) is a line in the log, and all stays as it was.
  void Refresh();

 private:
  // When and what a file was.
  using Stamp = std::string;

  explicit TlsIdentity(TlsFiles files) : files_(std::move(files)) {}

  absl::Status TakeFiles(const Stamp& stamp);
  Stamp StampNow() const;

  const TlsFiles files_;
  mutable std::mutex mutex_;
  std::shared_ptr<ssl_ctx_st> context_;  // guarded by mutex_
  std::mutex refreshing_;
  Stamp seen_;          // guarded by refreshing_
  std::jthread watch_;  // last: it uses all of the above
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_SERVER_TLS_IDENTITY_H_
