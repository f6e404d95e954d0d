#include "gateway/server/tls_identity.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/stat.h>

#include <cstddef>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gateway/server/tls_files.h"
#include "gateway/server/tls_session.h"
#include "libs/concurrency/pause.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/log.h"

namespace frontdesk::gateway {
namespace {

constexpr absl::Duration kLookEvery = absl::Seconds(1);
// Forward secrecy and authenticated encryption alone. TLS 1.3 has nothing else.
constexpr char kCiphersOfTls12[] = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr unsigned char kHttp11[] = "\x08http/1.1";  // as ALPN spells a list of one

absl::Status Refusal(const std::string& file, absl::string_view what) {
  const char* const reason = ERR_reason_error_string(ERR_peek_error());
  ERR_clear_error();
  return absl::InvalidArgumentError(absl::StrCat(file, ": ", what, reason == nullptr ? "" : ": ",
                                                 reason == nullptr ? "" : reason));
}

int NoPassphrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*unused*/) { return 0; }

int ChooseHttp11(SSL* /*ssl*/, const unsigned char** chosen, unsigned char* length,
                 const unsigned char* offered, unsigned int offered_length, void* /*unused*/) {
  unsigned char* found = nullptr;
  const int result =
      SSL_select_next_proto(&found, length, kHttp11, sizeof(kHttp11) - 1, offered, offered_length);
  *chosen = found;
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

absl::StatusOr<std::shared_ptr<SSL_CTX>> ContextOf(const TlsFiles& files) {
  ERR_clear_error();
  const std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (context == nullptr) return absl::InternalError("no TLS");
  SSL_CTX* const raw = context.get();
  SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
  SSL_CTX_set_cipher_list(raw, kCiphersOfTls12);
  SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                               SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
  // What is sent grows between two attempts, and an idle connection must not hold buffers.
  SSL_CTX_set_mode(raw, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                            SSL_MODE_RELEASE_BUFFERS);
  // Sessions are resumed by tickets; kept here, they would be memory that strangers fill.
  SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_alpn_select_cb(raw, ChooseHttp11, nullptr);
  SSL_CTX_set_default_passwd_cb(raw, NoPassphrase);
  if (SSL_CTX_use_certificate_chain_file(raw, files.certificate_file.c_str()) != 1) {
    return Refusal(files.certificate_file, "not a certificate in PEM");
  }
  if (SSL_CTX_use_PrivateKey_file(raw, files.key_file.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(raw) != 1) {
    return Refusal(files.key_file, "not the certificate's key in PEM");
  }
  return context;
}

std::string StampOf(const std::string& file) {
  struct stat found {};
  if (::stat(file.c_str(), &found) != 0) return "none";
  return absl::StrCat(found.st_ino, ":", found.st_size, ":", found.st_mtim.tv_sec, ".",
                      found.st_mtim.tv_nsec);
}

}  // namespace

absl::StatusOr<std::unique_ptr<TlsIdentity>> TlsIdentity::Load(const TlsFiles& files) {
  std::unique_ptr<TlsIdentity> identity(new TlsIdentity(files));
  RETURN_IF_ERROR(identity->TakeFiles(identity->StampNow()));
  identity->watch_ = std::jthread([raw = identity.get()](const std::stop_token& stop) {
    while (Pause(kLookEvery, stop)) raw->Refresh();
  });
  return identity;
}

TlsIdentity::~TlsIdentity() = default;

TlsIdentity::Stamp TlsIdentity::StampNow() const {
  return absl::StrCat(StampOf(files_.certificate_file), " ", StampOf(files_.key_file));
}

// The stamp is older than what is read, so that a change between the two is seen the next time.
absl::Status TlsIdentity::TakeFiles(const Stamp& stamp) {
  seen_ = stamp;
  ASSIGN_OR_RETURN(std::shared_ptr<SSL_CTX> context, ContextOf(files_));
  const std::lock_guard lock(mutex_);
  context_ = std::move(context);
  return absl::OkStatus();
}

void TlsIdentity::Refresh() {
  const std::lock_guard lock(refreshing_);
  const Stamp stamp = StampNow();
  if (stamp == seen_) return;
  if (const absl::Status taken = TakeFiles(stamp); taken.ok()) {
    log::Info("tls_certificate_taken", {{"file", log::Ours(files_.certificate_file)}});
  } else {
    log::Error("tls_certificate_refused", {{"message", taken}});
  }
}

std::unique_ptr<TlsSession> TlsIdentity::NewSession(int fd) const {
  const std::lock_guard lock(mutex_);
  return std::make_unique<TlsSession>(context_, fd);
}

}  // namespace frontdesk::gateway
