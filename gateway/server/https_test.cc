#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <openssl/bio.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <signal.h>

#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gateway/server/http_message.h"
#include "gateway/server/http_server.h"
#include "gateway/testing/raw_client.h"
#include "libs/telemetry/log_capture.h"
#include "libs/testing/certificate_authority.h"

namespace frontdesk::gateway::test {
namespace {

using frontdesk::test::CertificateAuthority;
using frontdesk::test::CertificateFiles;
using frontdesk::test::LogCapture;
using ::testing::HasSubstr;

HttpResponse Echo(const HttpRequest& request) {
  return {.status = 200, .body = absl::StrCat(request.method, " ", request.body)};
}

// What a change of files may take.
bool Becomes(const std::function<bool()>& condition) {
  const absl::Time deadline = absl::Now() + absl::Seconds(15);
  while (!condition()) {
    if (absl::Now() > deadline) return false;
    absl::SleepFor(absl::Milliseconds(20));
  }
  return true;
}

class HttpsTest : public ::testing::Test {
 protected:
  HttpsTest() { signal(SIGPIPE, SIG_IGN); }

  std::unique_ptr<HttpServer> Serve(HttpServerOptions options = {}) {
    options.listen = "127.0.0.1:0";
    options.tls = {.certificate_file = files_.certificate, .key_file = files_.key};
    auto server = HttpServer::Start(options, Echo);
    EXPECT_TRUE(server.ok()) << server.status();
    return server.ok() ? *std::move(server) : nullptr;
  }

  std::unique_ptr<httplib::SSLClient> Client(const HttpServer& server) const {
    const std::string& url = server.url();
    auto client = std::make_unique<httplib::SSLClient>("127.0.0.1",
                                                       std::stoi(url.substr(url.rfind(':') + 1)));
    client->set_ca_cert_path(authority_.file().c_str());
    client->enable_server_certificate_verification(true);
    client->set_keep_alive(true);
    client->set_read_timeout(10);
    return client;
  }

  // Whom a new connection meets; empty if the handshake fails.
  static std::string PeerName(const HttpServer& server) {
    const std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context(SSL_CTX_new(TLS_client_method()),
                                                               SSL_CTX_free);
    const std::unique_ptr<BIO, void (*)(BIO*)> bio(BIO_new_ssl_connect(context.get()),
                                                   BIO_free_all);
    const std::string address = server.url().substr(std::string("https://").size());
    BIO_set_conn_hostname(bio.get(), address.c_str());
    if (BIO_do_handshake(bio.get()) != 1) return "";
    SSL* ssl = nullptr;
    BIO_get_ssl(bio.get(), &ssl);
    const std::unique_ptr<X509, void (*)(X509*)> peer(SSL_get1_peer_certificate(ssl), X509_free);
    char name[64] = "";
    X509_NAME_get_text_by_NID(X509_get_subject_name(peer.get()), NID_commonName, name,
                              sizeof(name));
    return name;
  }

  const LogCapture log_;
  const CertificateAuthority authority_{"tests"};
  const CertificateFiles files_ = authority_.Issue("first", "server");
};

TEST_F(HttpsTest, AnswersManyRequestsOfEverySizeOnOneConnection) {
  HttpServerOptions options;
  options.max_body_bytes = 200'000;
  const auto server = Serve(options);
  EXPECT_THAT(server->url(), ::testing::StartsWith("https://127.0.0.1:"));
  const auto client = Client(*server);
  for (const std::size_t size : {0, 1, 16'383, 16'384, 16'385, 200'000}) {
    const std::string body(size, 'b');
    const auto result = client->Post("/", body, "application/json");
    ASSERT_TRUE(result) << httplib::to_string(result.error()) << " " << size;
    EXPECT_EQ(result->body, "POST " + body);
  }
}

TEST_F(HttpsTest, IsNotTrustedByWhoDoesNotKnowTheAuthority) {
  const auto server = Serve();
  const auto client = Client(*server);
  client->set_ca_cert_path(CertificateAuthority("others").file().c_str());
  EXPECT_EQ(client->Get("/").error(), httplib::Error::SSLServerVerification);
}

TEST_F(HttpsTest, SpeaksNothingOlderThanTls12) {
  const auto server = Serve();
  for (const auto& [version, speaks] :
       {std::pair(TLS1_1_VERSION, false), {TLS1_2_VERSION, true}, {TLS1_3_VERSION, true}}) {
    const auto client = Client(*server);
    SSL_CTX* const context = client->ssl_context();
    SSL_CTX_set_security_level(context, 0);  // ours would not speak 1.1 either
    SSL_CTX_set_min_proto_version(context, version);
    SSL_CTX_set_max_proto_version(context, version);
    EXPECT_EQ(static_cast<bool>(client->Get("/")), speaks) << version;
  }
}

TEST_F(HttpsTest, IsNotHeldUpByWhoDoesNotFinishAHandshake) {
  const auto server = Serve({.request_time = absl::Milliseconds(500)});
  RawClient silent(server->url());
  RawClient half(server->url());
  ASSERT_TRUE(half.Send(absl::string_view("\x16\x03\x01\x02\x00\x01", 6)));
  RawClient plain(server->url());
  ASSERT_TRUE(plain.Send("GET / HTTP/1.1\r\n\r\n"));

  EXPECT_TRUE(Client(*server)->Get("/"));
  EXPECT_THAT(plain.Receive(), ::testing::Not(HasSubstr("HTTP/1.1 200")));
  EXPECT_TRUE(silent.IsClosed());
  EXPECT_TRUE(half.IsClosed());
}

TEST_F(HttpsTest, TakesANewCertificateWithoutARestart) {
  const auto server = Serve();
  EXPECT_EQ(PeerName(*server), "first");
  const auto old_connection = Client(*server);
  EXPECT_TRUE(old_connection->Get("/"));

  authority_.Issue("second", "server");
  EXPECT_TRUE(Becomes([&] { return PeerName(*server) == "second"; }));
  EXPECT_TRUE(old_connection->Get("/"));
}

TEST_F(HttpsTest, KeepsTheCertificateThatItHasWhereTheNewOneIsBroken) {
  const auto server = Serve();
  std::ofstream(files_.key) << "broken\n";
  EXPECT_TRUE(Becomes([&] {
    for (const std::string& line : log_.Lines()) {
      if (absl::StrContains(line, "tls_certificate_refused")) return true;
    }
    return false;
  }));
  EXPECT_EQ(PeerName(*server), "first");

  authority_.Issue("third", "server");
  EXPECT_TRUE(Becomes([&] { return PeerName(*server) == "third"; }));
}

TEST_F(HttpsTest, DoesNotStartWithFilesThatAreNoIdentity) {
  const CertificateFiles other = authority_.Issue("other", "other");
  const std::pair<std::string, std::string> wrong[] = {
      {files_.certificate, other.key}, {files_.certificate, files_.certificate},
      {files_.key, files_.key},        {"/nowhere.pem", files_.key},
      {files_.certificate, ""},
  };
  for (const auto& [certificate, key] : wrong) {
    HttpServerOptions options;
    options.listen = "127.0.0.1:0";
    options.tls = {.certificate_file = certificate, .key_file = key};
    const absl::Status status = HttpServer::Start(options, Echo).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  }
}

TEST_F(HttpsTest, AloneMayBeReachedByOthersUnlessAProxyIsInFront) {
  HttpServerOptions options;
  for (const char* everywhere : {"0.0.0.0:0", ":0", "[::]:0"}) {
    options = {.listen = everywhere};
    EXPECT_TRUE(absl::IsInvalidArgument(HttpServer::Start(options, Echo).status())) << everywhere;
    options.plain_for_others = true;
    EXPECT_TRUE(HttpServer::Start(options, Echo).ok()) << everywhere;
    options.plain_for_others = false;
    options.tls = {.certificate_file = files_.certificate, .key_file = files_.key};
    EXPECT_TRUE(HttpServer::Start(options, Echo).ok()) << everywhere;
  }
  for (const char* here : {"127.0.0.1:0", "127.8.9.10:0", "localhost:0", "[::1]:0"}) {
    options = {.listen = here};
    EXPECT_TRUE(HttpServer::Start(options, Echo).ok()) << here;
  }
}

}  // namespace
}  // namespace frontdesk::gateway::test
