#include "libs/cliniko/transport.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <future>
#include <thread>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/cliniko/certificates.h"
#include "libs/cliniko/failure.h"
#include "libs/cliniko/raw_server.h"

namespace frontdesk::cliniko {
namespace {

using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;
using test::Certificates;
using test::MakeCertificates;
using test::RawServer;

constexpr milliseconds kSoon(150);
constexpr milliseconds kLate(10000);   // a machine under load gets there
constexpr milliseconds kMargin(2000);  // by which a deadline of kSoon may be missed under load

TransportOptions To(const std::string& url, const std::string& ca_file = "") {
  return {.connection = {.endpoint = *Endpoint::Parse(url), .ca_file = ca_file},
          .most_connections = 4};
}

std::unique_ptr<Transport> Open(TransportOptions options) {
  return std::make_unique<Transport>(std::move(options), std::make_shared<Watchdog>());
}

absl::StatusOr<HttpAnswer> Get(Transport& transport, milliseconds within = kLate) {
  return transport.Exchange({.method = "GET", .target = "/v1/user"}, SteadyClock::now() + within);
}

absl::StatusOr<HttpAnswer> Post(Transport& transport, milliseconds within = kLate) {
  return transport.Exchange({.method = "POST", .target = "/v1/patients", .body = "{}"},
                            SteadyClock::now() + within);
}

void AnswerEverything(const RawServer::Request& /*request*/, RawServer::Peer& peer) {
  peer.SendJson(200, "{}");
}

// What `call` returns, after having checked that it kept the deadline of kSoon.
template <typename Call>
absl::Status EndsInTime(Call call) {
  const SteadyClock::time_point start = SteadyClock::now();
  const absl::Status status = call().status();
  EXPECT_LT(SteadyClock::now() - start, kSoon + kMargin);
  return status;
}

TEST(Transport, ReusesOneConnectionForCallsInARow) {
  RawServer server(AnswerEverything);
  const auto transport = Open(To(server.Url()));

  for (int i = 0; i < 20; ++i) ASSERT_TRUE(Get(*transport).ok());

  EXPECT_EQ(server.Connections(), 1);
  EXPECT_EQ(server.Requests().size(), 20u);
}

TEST(Transport, ASlowAnswerHoldsUpNoOther) {
  std::promise<void> others_are_done;
  std::shared_future<void> done = others_are_done.get_future().share();
  RawServer server([&](const RawServer::Request& request, RawServer::Peer& peer) {
    if (request.method == "POST") done.wait();
    peer.SendJson(200, "{}");
  });
  const auto transport = Open(To(server.Url()));

  auto slow = std::async(std::launch::async, [&] { return Post(*transport).ok(); });
  while (server.Requests().empty()) std::this_thread::yield();
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(Get(*transport).ok());
  others_are_done.set_value();

  EXPECT_TRUE(slow.get());
  EXPECT_EQ(server.Connections(), 2);
}

TEST(Transport, WaitsForAConnectionNoLongerThanTheDeadline) {
  RawServer server(
      [](const RawServer::Request&, RawServer::Peer& peer) { peer.WaitUntilClosed(); });
  TransportOptions options = To(server.Url());
  options.most_connections = 1;
  const auto transport = Open(options);
  auto holder = std::async(std::launch::async, [&] { return Get(*transport, 4 * kSoon); });
  while (server.Requests().empty()) std::this_thread::yield();

  const absl::Status status = EndsInTime([&] { return Post(*transport, kSoon); });

  EXPECT_TRUE(IsFailure(status, Failure::kTimeout)) << status;
  EXPECT_FALSE(MayHaveTakenEffect(status));
  EXPECT_FALSE(holder.get().ok());
  EXPECT_EQ(server.Requests().size(), 1u);
}

TEST(Transport, AConnectionInUseServesTheNextOneWhoWaits) {
  RawServer server(AnswerEverything);
  TransportOptions options = To(server.Url());
  options.most_connections = 1;
  const auto transport = Open(options);

  std::vector<std::future<bool>> calls;
  for (int i = 0; i < 8; ++i) {
    calls.push_back(std::async(std::launch::async, [&] { return Get(*transport).ok(); }));
  }

  for (std::future<bool>& call : calls) EXPECT_TRUE(call.get());
  EXPECT_EQ(server.Connections(), 1);
}

TEST(TransportDeadline, HoldsForAServerThatNeverAnswers) {
  RawServer server(
      [](const RawServer::Request&, RawServer::Peer& peer) { peer.WaitUntilClosed(); });
  const auto transport = Open(To(server.Url()));

  const absl::Status status = EndsInTime([&] { return Post(*transport, kSoon); });

  EXPECT_TRUE(IsFailure(status, Failure::kTimeout)) << status;
  EXPECT_TRUE(MayHaveTakenEffect(status));
}

TEST(TransportDeadline, HoldsForHeadersThatDrip) {
  RawServer server([](const RawServer::Request&, RawServer::Peer& peer) {
    peer.Send("HTTP/1.1 200 OK\r\nX-Slow: ");
    while (peer.Stay(milliseconds(5))) peer.Send("x");
  });
  const auto transport = Open(To(server.Url()));

  EXPECT_TRUE(IsFailure(EndsInTime([&] { return Get(*transport, kSoon); }), Failure::kTimeout));
}

TEST(TransportDeadline, HoldsForABodyThatDrips) {
  RawServer server([](const RawServer::Request&, RawServer::Peer& peer) {
    peer.Send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
    while (peer.Stay(milliseconds(5))) peer.Send(" ");
  });
  const auto transport = Open(To(server.Url()));

  EXPECT_TRUE(IsFailure(EndsInTime([&] { return Get(*transport, kSoon); }), Failure::kTimeout));
}

// Cut off by us, a body without a length used to look complete.
TEST(TransportDeadline, HoldsForABodyWithoutALength) {
  RawServer server([](const RawServer::Request&, RawServer::Peer& peer) {
    peer.Send("HTTP/1.1 200 OK\r\n\r\n{}");
    while (peer.Stay(milliseconds(5))) peer.Send(" ");
  });
  const auto transport = Open(To(server.Url()));

  EXPECT_TRUE(IsFailure(EndsInTime([&] { return Get(*transport, kSoon); }), Failure::kTimeout));
}

// A listener that accepts nobody: what comes after the queue is full is neither accepted nor
// refused.
class FullListener {
 public:
  explicit FullListener(int fillers) : listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address_);
    EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address_), size), 0);
    EXPECT_EQ(::listen(listener_, 0), 0);
    EXPECT_EQ(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address_), &size), 0);
    for (int i = 0; i < fillers; ++i) {
      fillers_.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
      ::connect(fillers_.back(), reinterpret_cast<sockaddr*>(&address_), size);
    }
  }
  ~FullListener() {
    for (const int filler : fillers_) ::close(filler);
    ::close(listener_);
  }
  std::string Url(const std::string& scheme) const {
    return absl::StrCat(scheme, "://127.0.0.1:", ntohs(address_.sin_port), "/v1");
  }

 private:
  const int listener_;
  sockaddr_in address_{};
  std::vector<int> fillers_;
};

TEST(TransportDeadline, HoldsWhileConnecting) {
  const FullListener server(/*fillers=*/8);
  const auto transport = Open(To(server.Url("http")));

  const absl::Status status = EndsInTime([&] { return Post(*transport, kSoon); });

  EXPECT_TRUE(IsFailure(status, Failure::kTimeout)) << status;
  EXPECT_FALSE(MayHaveTakenEffect(status));
}

TEST(TransportDeadline, HoldsForATlsHandshakeThatNobodyAnswers) {
  const FullListener server(/*fillers=*/0);
  const auto transport = Open(To(server.Url("https")));

  const absl::Status status = EndsInTime([&] { return Post(*transport, kSoon); });

  EXPECT_TRUE(IsFailure(status, Failure::kTimeout)) << status;
  EXPECT_FALSE(MayHaveTakenEffect(status));
}

TEST(Transport, ARefusedConnectionHasNoEffect) {
  std::string url;
  {
    const RawServer server(AnswerEverything);
    url = server.Url();
  }
  const auto transport = Open(To(url));

  const absl::Status status = Post(*transport).status();

  EXPECT_TRUE(IsFailure(status, Failure::kUnreachable)) << status;
  EXPECT_FALSE(MayHaveTakenEffect(status));
}

TEST(Transport, AHostWithoutAnAddressIsUnreachable) {
  const auto transport = Open(To("http://nobody.invalid/v1"));

  const absl::Status status = Post(*transport).status();

  EXPECT_TRUE(IsFailure(status, Failure::kUnreachable)) << status;
  EXPECT_FALSE(MayHaveTakenEffect(status));
}

TEST(Transport, AWriteWhoseAnswerIsLostIsSentOnce) {
  RawServer server([](const RawServer::Request&, RawServer::Peer& peer) { peer.Close(); });
  const auto transport = Open(To(server.Url()));

  const absl::Status status = Post(*transport).status();

  EXPECT_TRUE(IsFailure(status, Failure::kUnreachable)) << status;
  EXPECT_TRUE(MayHaveTakenEffect(status));
  EXPECT_EQ(server.Requests().size(), 1u);
}

TEST(Transport, DoesNotUseAConnectionThatTheServerHasClosed) {
  std::atomic<int> closed = 0;
  RawServer server([&](const RawServer::Request&, RawServer::Peer& peer) {
    peer.SendJson(200, "{}");
    peer.Close();
    ++closed;
  });
  const auto transport = Open(To(server.Url()));

  for (int i = 1; i <= 10; ++i) {
    EXPECT_TRUE(Post(*transport).ok());
    while (closed < i) std::this_thread::yield();
  }

  EXPECT_EQ(server.Connections(), 10);
}

TEST(Transport, OpensAnewWhereTheServerWillClose) {
  RawServer server([](const RawServer::Request&, RawServer::Peer& peer) {
    peer.SendJson(200, "{}", "Connection: close\r\n");
  });
  const auto transport = Open(To(server.Url()));

  for (int i = 0; i < 3; ++i) EXPECT_TRUE(Post(*transport).ok());

  EXPECT_EQ(server.Connections(), 3);
}

TEST(Transport, DoesNotKeepAConnectionThatHasBeenIdleForLong) {
  RawServer server(AnswerEverything);
  TransportOptions options = To(server.Url());
  options.longest_idle = milliseconds(-1);
  const auto transport = Open(options);

  EXPECT_TRUE(Get(*transport).ok());
  EXPECT_TRUE(Get(*transport).ok());

  EXPECT_EQ(server.Connections(), 2);
}

TEST(Transport, ABodyThatBreaksOffIsNoAnswer) {
  RawServer server([](const RawServer::Request&, RawServer::Peer& peer) {
    peer.Send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\"");
    peer.Close();
  });
  const auto transport = Open(To(server.Url()));

  const absl::Status status = Post(*transport).status();

  EXPECT_TRUE(IsFailure(status, Failure::kUnreachable)) << status;
  EXPECT_TRUE(MayHaveTakenEffect(status));
}

TEST(Transport, RefusesABodyThatIsTooLong) {
  const std::string body(2000, ' ');
  RawServer server([&](const RawServer::Request& request, RawServer::Peer& peer) {
    if (request.method == "GET") return peer.SendJson(200, body);
    // Without a length, so that only counting helps.
    peer.Send(absl::StrCat("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n", body,
                           "\r\n0\r\n\r\n"));
  });
  TransportOptions options = To(server.Url());
  options.connection.longest_body = 1999;
  const auto strict = Open(options);
  options.connection.longest_body = 2000;
  const auto lenient = Open(options);

  EXPECT_TRUE(IsFailure(Get(*strict).status(), Failure::kMalformedAnswer));
  EXPECT_TRUE(IsFailure(Post(*strict).status(), Failure::kMalformedAnswer));
  EXPECT_TRUE(MayHaveTakenEffect(Post(*strict).status()));
  EXPECT_EQ(Get(*lenient)->body, body);
  EXPECT_EQ(Post(*lenient)->body, body);
}

TEST(Transport, FollowsNoRedirect) {
  RawServer elsewhere(AnswerEverything);
  RawServer server([&](const RawServer::Request&, RawServer::Peer& peer) {
    peer.SendJson(301, "{}", absl::StrCat("Location: ", elsewhere.Url(), "\r\n"));
  });
  const auto transport = Open(To(server.Url()));

  EXPECT_EQ(Get(*transport)->status, 301);
  EXPECT_TRUE(elsewhere.Requests().empty());
}

TEST(Transport, WhatIsNotHttpIsNoAnswer) {
  RawServer server([](const RawServer::Request&, RawServer::Peer& peer) {
    peer.Send("SSH-2.0-something else entirely\r\n\r\n");
    peer.Close();
  });
  const auto transport = Open(To(server.Url()));

  EXPECT_FALSE(Get(*transport).ok());
}

TEST(TransportTls, TrustsAServerOfAKnownAuthority) {
  const Certificates certificates = MakeCertificates("known", "DNS:localhost");
  RawServer server(AnswerEverything, certificates.certificate_file, certificates.key_file);
  const auto transport = Open(To(server.Url("localhost"), certificates.ca_file));

  for (int i = 0; i < 5; ++i) {
    const auto answer = Get(*transport);
    ASSERT_TRUE(answer.ok()) << answer.status();
  }

  EXPECT_EQ(server.Connections(), 1);
}

TEST(TransportTls, TrustsAnAddressThatTheCertificateNames) {
  const Certificates certificates = MakeCertificates("address", "IP:127.0.0.1");
  RawServer server(AnswerEverything, certificates.certificate_file, certificates.key_file);
  const auto transport = Open(To(server.Url("127.0.0.1"), certificates.ca_file));

  EXPECT_TRUE(Get(*transport).ok());
}

TEST(TransportTls, SendsNothingToAServerOfAnUnknownAuthority) {
  const Certificates certificates = MakeCertificates("unknown", "DNS:localhost");
  const Certificates other = MakeCertificates("other", "DNS:localhost");
  RawServer server(AnswerEverything, certificates.certificate_file, certificates.key_file);

  for (const std::string& ca_file : {other.ca_file, std::string()}) {
    const auto transport = Open(To(server.Url("localhost"), ca_file));
    const absl::Status status = Post(*transport).status();
    EXPECT_TRUE(IsFailure(status, Failure::kUntrustedServer)) << status;
    EXPECT_FALSE(MayHaveTakenEffect(status));
  }
  EXPECT_TRUE(server.Requests().empty());
}

TEST(TransportTls, SendsNothingToAServerWhoseCertificateIsForAnotherHost) {
  const Certificates certificates = MakeCertificates("wrong_host", "DNS:api.example.com");
  RawServer server(AnswerEverything, certificates.certificate_file, certificates.key_file);
  const auto transport = Open(To(server.Url("localhost"), certificates.ca_file));

  EXPECT_TRUE(IsFailure(Post(*transport).status(), Failure::kUntrustedServer));
  EXPECT_TRUE(server.Requests().empty());
}

// cpp-httplib and OpenSSL write to sockets without MSG_NOSIGNAL, which used to end the process.
TEST(TransportTls, SurvivesAServerThatHangsUp) {
  const Certificates certificates = MakeCertificates("hang_up", "DNS:localhost");
  RawServer server([](const RawServer::Request&, RawServer::Peer& peer) { peer.Close(); },
                   certificates.certificate_file, certificates.key_file);
  const auto transport = Open(To(server.Url("localhost"), certificates.ca_file));

  for (int i = 1; i <= 5; ++i) {
    EXPECT_TRUE(MayHaveTakenEffect(Post(*transport).status()));
    EXPECT_EQ(server.Requests().size(), static_cast<size_t>(i));
  }
}

TEST(TransportTls, KeepsTheDeadline) {
  const Certificates certificates = MakeCertificates("silent", "DNS:localhost");
  RawServer server([](const RawServer::Request&, RawServer::Peer& peer) { peer.WaitUntilClosed(); },
                   certificates.certificate_file, certificates.key_file);
  const auto transport = Open(To(server.Url("localhost"), certificates.ca_file));

  // The handshake takes longer on a busy machine than kSoon leaves, so this one gets more.
  const absl::Status status = Post(*transport, 4 * kSoon).status();

  EXPECT_TRUE(IsFailure(status, Failure::kTimeout)) << status;
  EXPECT_TRUE(MayHaveTakenEffect(status));
}

}  // namespace
}  // namespace frontdesk::cliniko
