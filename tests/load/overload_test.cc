// What strangers and a noisy clinic do to the gateway of a running Frontdesk, and what a
// well-behaved caller of another clinic notices of it: nothing.
#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/testing/process.h"
#include "tests/end_to_end/clinic_under_test.h"
#include "tests/faults/stalls.h"

namespace frontdesk {
namespace {

using nlohmann::json;
using test::AddedClinic;
using test::ClinicUnderTest;
using test::Form;

constexpr absl::Duration kRun = absl::Seconds(5);
constexpr absl::Duration kMostP99 = absl::Milliseconds(50);
constexpr std::int64_t kMostGrowthKb = 112 * 1024;  // of which 64 MiB are for requests that arrive
constexpr char kStrangersAddress[] = "127.0.0.2";

// A TCP connection from an address of this machine; closed with the object.
class Socket {
 public:
  Socket(const std::string& from, const std::string& to) {
    fd_ = ::socket(AF_INET, SOCK_STREAM, 0);
    const sockaddr_in source = Address(from, 0);
    ::bind(fd_, reinterpret_cast<const sockaddr*>(&source), sizeof(source));
    const std::vector<std::string> parts = absl::StrSplit(to, ':');
    int port = 0;
    EXPECT_TRUE(absl::SimpleAtoi(parts.back(), &port));
    const sockaddr_in target = Address(parts.front(), static_cast<std::uint16_t>(port));
    connected_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&target), sizeof(target)) == 0;
    ::fcntl(fd_, F_SETFL, O_NONBLOCK);
  }
  ~Socket() { ::close(fd_); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  bool connected() const { return connected_; }
  // Sends what goes now. False once the connection is gone.
  bool Send(absl::string_view bytes) const { return SendSome(bytes) >= 0; }
  // How much of it went; -1 once the connection is gone.
  ssize_t SendSome(absl::string_view bytes) const {
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    return sent < 0 && errno == EAGAIN ? 0 : sent;
  }
  // Counts the answers that have come, by status. False once the connection is gone.
  bool TakeAnswers(std::map<int, int>& statuses) {
    const std::string kBegin = "HTTP/1.1 ";
    char chunk[16 * 1024];
    const ssize_t got = ::recv(fd_, chunk, sizeof(chunk), 0);
    if (got <= 0) return got < 0 && errno == EAGAIN;
    text_.append(chunk, got);
    for (std::size_t at = text_.find(kBegin); at != std::string::npos; at = text_.find(kBegin)) {
      if (text_.size() < at + kBegin.size() + 3) return true;
      int status = 0;
      if (absl::SimpleAtoi(absl::string_view(text_).substr(at + kBegin.size(), 3), &status)) {
        ++statuses[status];
      }
      text_.erase(0, at + kBegin.size() + 3);
    }
    if (text_.size() > kBegin.size()) text_.erase(0, text_.size() - kBegin.size());
    return true;
  }

 private:
  static sockaddr_in Address(const std::string& host, std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    ::inet_pton(AF_INET, host.c_str(), &address.sin_addr);
    return address;
  }

  int fd_ = -1;
  bool connected_ = false;
  std::string text_;  // received; the end of it
};

// What an attacker sends, how, and what came of it.
struct Attack {
  std::vector<std::string> addresses = {kStrangersAddress};
  std::size_t sockets = 64;
  std::function<std::string(std::size_t socket)> request;
  std::string tail = {};                         // of each request
  absl::Duration pause = absl::Milliseconds(1);  // after every eighth
};

// Sends requests back to back on every socket, whether they are answered or not, and connects again
// where the connection was ended. Returns the answers by status.
std::map<int, int> Flood(const Attack& attack, const std::string& to,
                         const std::atomic<bool>& stop) {
  struct Line {
    std::unique_ptr<Socket> socket;
    std::string request;
    std::size_t sent = 0;
  };
  constexpr std::size_t kPart = 64 * 1024;
  std::map<int, int> statuses;
  std::vector<Line> lines(attack.sockets);
  for (std::size_t i = 0; !stop; ++i) {
    const std::size_t k = i % lines.size();
    Line& line = lines[k];
    if (line.socket == nullptr) {
      line.socket = std::make_unique<Socket>(attack.addresses[k % attack.addresses.size()], to);
      line.request.clear();
      line.sent = 0;
    }
    if (line.sent == line.request.size() + attack.tail.size()) line.sent = 0;
    if (line.sent == 0) line.request = attack.request(k);
    const std::size_t head = line.request.size();
    const ssize_t sent = line.socket->SendSome(
        line.sent < head ? absl::string_view(line.request).substr(line.sent)
                         : absl::string_view(attack.tail).substr(line.sent - head, kPart));
    if (sent > 0) line.sent += sent;
    if (!line.socket->TakeAnswers(statuses) || sent < 0) line.socket.reset();
    if (i % 8 == 0) absl::SleepFor(attack.pause);
  }
  return statuses;
}

std::vector<std::string> Addresses(int network, int many) {
  std::vector<std::string> addresses;
  for (int i = 1; i <= many; ++i) addresses.push_back(absl::StrCat("127.0.", network, ".", i));
  return addresses;
}

std::string HeadOf(absl::string_view path, absl::string_view headers, std::size_t body_bytes) {
  return absl::StrCat("POST ", path, " HTTP/1.1\r\nHost: gateway\r\n", headers,
                      "Content-Length: ", body_bytes, "\r\n\r\n");
}

std::string PostOf(absl::string_view path, absl::string_view headers, absl::string_view body) {
  return absl::StrCat(HeadOf(path, headers, body.size()), body);
}

// Signed by nobody, and not to be told from a true report by its head.
std::string ForgedSignature() {
  return absl::StrCat("ElevenLabs-Signature: t=", absl::ToUnixSeconds(absl::Now()),
                      ",v0=", std::string(64, '0'), "\r\n");
}

// Of 4 MiB.
std::string LongReport() {
  return absl::StrCat(R"({"type":"post_call_transcription","x":")", std::string(4'194'200, 'a'),
                      R"("})");
}

std::string Compressed(const std::string& text) {
  httplib::detail::gzip_compressor gzip;
  std::string packed;
  EXPECT_TRUE(gzip.compress(text.data(), text.size(), /*last=*/true,
                            [&](const char* data, std::size_t size) {
                              packed.append(data, size);
                              return true;
                            }));
  return packed;
}

std::string Said(const std::map<int, int>& statuses) {
  return absl::StrJoin(statuses, ", ", absl::PairFormatter(": "));
}

// What a process has of memory, in KiB.
std::int64_t ResidentKb(int pid) {
  for (absl::string_view line :
       absl::StrSplit(test::TextOf(absl::StrCat("/proc/", pid, "/status")), '\n')) {
    if (!absl::ConsumePrefix(&line, "VmRSS:")) continue;
    std::int64_t kb = 0;
    EXPECT_TRUE(absl::SimpleAtoi(absl::StripSuffix(line, " kB"), &kb)) << line;
    return kb;
  }
  return 0;
}

struct Noticed {
  std::vector<absl::Duration> took;  // sorted
  int not_answered = 0;
  absl::Duration Percentile(double part) const {
    return took.empty() ? absl::InfiniteDuration()
                        : took[static_cast<std::size_t>(part * (took.size() - 1))];
  }
};

class OverloadTest : public ::testing::Test {
 protected:
  // Asks as an agent does, one question after the other, until it is told to stop.
  Noticed AskUntil(const std::atomic<bool>& stop, const AddedClinic& clinic) {
    httplib::Client client("http://" + house_.gateway_address());
    client.set_keep_alive(true);
    client.set_tcp_nodelay(true);
    client.set_read_timeout(20);
    const std::string body = json({{"dialedNumber", clinic.number},
                                   {"sessionId", "conv_overload_0001"},
                                   {"callerPhone", "0491 570 110"},
                                   {"locationQuery", "studio"}})
                                 .dump();
    Noticed noticed;
    while (!stop) {
      const absl::Time start = absl::Now();
      const auto answer =
          client.Post("/location-resolver", {{"X-API-Key", clinic.key}}, body, "application/json");
      noticed.took.push_back(absl::Now() - start);
      const bool said = answer && answer->status == 200 &&
                        json::parse(answer->body, nullptr, false).value("success", false);
      if (!said) ++noticed.not_answered;
      absl::SleepFor(absl::Milliseconds(5));
    }
    std::sort(noticed.took.begin(), noticed.took.end());
    return noticed;
  }

  // Lets `attack` go on from several threads while the other clinic's caller asks.
  void Withstand(const char* name, int threads,
                 const std::function<void(const std::atomic<bool>&)>& attack) {
    ASSERT_TRUE(house_
                    .Post(good_, "/location-resolver",
                          {{"dialedNumber", good_.number}, {"locationQuery", "studio"}})
                    .body.value("success", false));
    const std::int64_t before_kb = ResidentKb(house_.pid("frontdesk"));
    const test::Stalls stalls;
    std::atomic<bool> stop = false;
    std::atomic<bool> stop_attack = false;
    std::vector<std::thread> attackers;
    for (int i = 0; i < threads; ++i) attackers.emplace_back([&] { attack(stop_attack); });
    Noticed noticed;
    std::thread caller([&] { noticed = AskUntil(stop, good_); });
    std::int64_t most_kb = before_kb;
    int healthy = 0;
    int looks = 0;
    for (const absl::Time end = absl::Now() + kRun; absl::Now() < end; ++looks) {
      most_kb = std::max(most_kb, ResidentKb(house_.pid("frontdesk")));
      if (house_.Get("/healthz").status == 200) ++healthy;
      absl::SleepFor(absl::Milliseconds(100));
    }
    stop = true;
    caller.join();
    stop_attack = true;
    for (std::thread& attacker : attackers) attacker.join();

    std::cout << name << ": " << noticed.took.size() << " answers, p50 " << noticed.Percentile(0.5)
              << ", p99 " << noticed.Percentile(0.99) << ", worst " << noticed.Percentile(1)
              << ", machine's worst stall " << stalls.longest() << "; memory " << before_kb / 1024
              << " -> " << most_kb / 1024 << " MiB\n";
    EXPECT_EQ(noticed.not_answered, 0);
    EXPECT_GT(noticed.took.size(), 50u);
    EXPECT_LT(noticed.Percentile(0.99), kMostP99 + stalls.longest());
    EXPECT_LT(most_kb - before_kb, kMostGrowthKb);
    EXPECT_EQ(healthy, looks);
  }

  std::string gateway() const { return house_.gateway_address(); }

  ClinicUnderTest house_{Form::kOneProcess,
                         {.clinics = {test::Sydney(), test::NewYork()}, .own_limits = true}};
  const AddedClinic noisy_ = house_.clinic(0);
  const AddedClinic good_ = house_.clinic(1);
};

TEST_F(OverloadTest, SlowSendersAreNotNoticed) {
  Withstand("slow senders", 1, [&](const std::atomic<bool>& stop) {
    const std::string request = absl::StrCat(
        "POST /location-resolver HTTP/1.1\r\nContent-Length: 1000\r\n\r\n", std::string(1000, ' '));
    std::vector<std::unique_ptr<Socket>> sockets;
    for (std::size_t sent = 0; !stop; ++sent) {
      // Whoever was turned out comes again.
      while (sockets.size() < 900) {
        sockets.push_back(std::make_unique<Socket>(kStrangersAddress, gateway()));
      }
      const absl::string_view byte = absl::string_view(request).substr(sent % request.size(), 1);
      std::erase_if(sockets, [&](const auto& socket) { return !socket->Send(byte); });
      absl::SleepFor(absl::Milliseconds(50));
    }
  });
}

TEST_F(OverloadTest, AFloodOfConnectionsIsNotNoticed) {
  std::atomic<int> connections = 0;
  Withstand("connection flood", 2, [&](const std::atomic<bool>& stop) {
    std::vector<std::unique_ptr<Socket>> kept(2000);
    for (std::size_t i = 0; !stop; ++i) {
      kept[i % kept.size()] = std::make_unique<Socket>(kStrangersAddress, gateway());
      if (kept[i % kept.size()]->connected()) ++connections;
    }
  });
  std::cout << connections << " connections were made\n";
  EXPECT_GT(connections, 3000);  // it was a flood
}

TEST_F(OverloadTest, GiantBodiesAreNotNoticed) {
  Withstand("giant bodies", 2, [&](const std::atomic<bool>& stop) {
    const std::string part(64 * 1024, 'x');
    const std::string heads[] = {
        "POST / HTTP/1.1\r\nContent-Length: 10000000000\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 65536\r\n\r\n",
        absl::StrCat("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n10000\r\n"),
        absl::StrCat("POST / HTTP/1.1\r\nX-Long: "),
        HeadOf("/post-call-webhook", ForgedSignature(), 4 << 20),
    };
    std::vector<std::unique_ptr<Socket>> sockets(300);
    for (std::size_t i = 0; !stop; ++i) {
      std::unique_ptr<Socket>& socket = sockets[i % sockets.size()];
      if (socket == nullptr) {
        socket = std::make_unique<Socket>(kStrangersAddress, gateway());
        if (!socket->Send(heads[i % 5])) socket.reset();
      } else if (!socket->Send(part)) {
        socket.reset();
      }
      if (i % 16 == 0) absl::SleepFor(absl::Milliseconds(1));
    }
  });
}

// Megabytes that nobody may have signed, from several addresses: the gateway's one reading thread
// used to read them as fast as they came.
TEST_F(OverloadTest, GiantReportsAreNotNoticed) {
  const std::string report = LongReport();
  Withstand("giant reports", 2, [&](const std::atomic<bool>& stop) {
    const std::map<int, int> statuses = Flood(
        {.addresses = Addresses(1, 8),
         .sockets = 150,
         .request =
             [&](std::size_t i) {
               return HeadOf("/post-call-webhook",
                             i % 4 == 0 ? "ElevenLabs-Signature: t=1,v0=00\r\n" : ForgedSignature(),
                             report.size());
             },
         .tail = report},
        gateway(), stop);
    std::cout << "giant reports: " << Said(statuses) << "\n";
    EXPECT_FALSE(statuses.contains(200));
    EXPECT_GT(statuses.size(), 0u);
  });
}

// Four kilobytes used to become twelve megabytes of the gateway's.
TEST_F(OverloadTest, CompressedReportsAreNotNoticed) {
  const std::string report = Compressed(LongReport());
  Withstand("compressed reports", 1, [&](const std::atomic<bool>& stop) {
    const std::map<int, int> statuses = Flood(
        {.request =
             [&](std::size_t i) {
               return PostOf(
                   "/post-call-webhook",
                   absl::StrCat("Content-Encoding: gzip\r\n", i % 2 == 0 ? ForgedSignature() : ""),
                   report);
             }},
        gateway(), stop);
    std::cout << "compressed reports: " << Said(statuses) << "\n";
    EXPECT_GT(statuses.size(), 0u);
  });
}

TEST_F(OverloadTest, LargeBodiesOfANoisyKeyAreNotNoticed) {
  json body = {{"dialedNumber", noisy_.number}, {"locationQuery", "city"}};
  body["x"] = json::array();
  for (int i = 0; i < 9'000; ++i) body["x"].push_back({{absl::StrCat("k", i), "vvvvvvvvvv"}});
  const std::string large = body.dump();
  body["x"].get_ref<json::array_t&>().resize(900);
  const std::string allowed = body.dump();
  Withstand("large bodies", 1, [&](const std::atomic<bool>& stop) {
    const std::map<int, int> statuses = Flood(
        {.sockets = 16,
         .request =
             [&](std::size_t i) {
               return PostOf("/location-resolver", absl::StrCat("X-API-Key: ", noisy_.key, "\r\n"),
                             i % 2 == 0 ? large : allowed);
             }},
        gateway(), stop);
    std::cout << "large bodies: " << Said(statuses) << "\n";
    EXPECT_GT(statuses.size(), 0u);
  });
}

TEST_F(OverloadTest, RequestsWithoutWaitingForAnswersAreNotNoticed) {
  const std::string one =
      PostOf("/location-resolver", absl::StrCat("X-API-Key: ", noisy_.key, "\r\n"),
             json({{"dialedNumber", noisy_.number}, {"locationQuery", "city"}}).dump());
  std::string many;
  for (int i = 0; i < 200; ++i) many += one;
  Withstand("pipelining", 1, [&](const std::atomic<bool>& stop) {
    std::map<int, int> statuses =
        Flood({.sockets = 8, .request = [&](std::size_t) { return many; }}, gateway(), stop);
    std::cout << "pipelining: " << Said(statuses) << "\n";
    EXPECT_GT(statuses[429], 100);
  });
}

// Each used to be a question to the schedule cache.
TEST_F(OverloadTest, GuessedKeysAreNotNoticed) {
  std::atomic<int> guess = 0;
  Withstand("guessed keys", 1, [&](const std::atomic<bool>& stop) {
    std::map<int, int> statuses =
        Flood({.addresses = Addresses(2, 16),
               .sockets = 32,
               .request =
                   [&](std::size_t) {
                     return PostOf("/location-resolver",
                                   absl::StrCat("X-API-Key: guess-", ++guess, "\r\n"),
                                   json({{"dialedNumber", noisy_.number}}).dump());
                   }},
              gateway(), stop);
    std::cout << "guessed keys: " << Said(statuses) << "\n";
    EXPECT_GT(statuses[401], 100);
    EXPECT_EQ(statuses[200], 0);
  });
}

TEST_F(OverloadTest, ANoisyKeyIsToldToWaitAndOthersDoNotNoticeIt) {
  std::atomic<int> answered = 0;
  std::atomic<int> told_to_wait = 0;
  Withstand("noisy key", 8, [&](const std::atomic<bool>& stop) {
    httplib::Client client("http://" + gateway());
    client.set_keep_alive(true);
    client.set_tcp_nodelay(true);
    const std::string body =
        json({{"dialedNumber", noisy_.number}, {"locationQuery", "city"}}).dump();
    while (!stop) {
      const auto answer =
          client.Post("/location-resolver", {{"X-API-Key", noisy_.key}}, body, "application/json");
      if (!answer) continue;
      if (answer->status == 200) {
        ++answered;
        continue;
      }
      ++told_to_wait;
      EXPECT_EQ(answer->status, 429);
      EXPECT_GE(std::stoi(answer->get_header_value("Retry-After")), 1);
      const json page = json::parse(answer->body, nullptr, false);
      EXPECT_EQ(page.value("success", true), false);
      EXPECT_NE(page.value("message", ""), "");
      absl::SleepFor(absl::Milliseconds(2));
    }
  });
  std::cout << answered << " answers to the noisy key, " << told_to_wait << " refusals\n";
  // A burst of 1000 and 200 a second.
  EXPECT_LT(answered, 1000 + 200 * (absl::ToInt64Seconds(kRun) + 10));
  EXPECT_GT(answered, 500);
  EXPECT_GT(told_to_wait, 100);
}

}  // namespace
}  // namespace frontdesk
